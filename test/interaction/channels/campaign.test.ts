import { describe, expect, it } from 'vitest'
import { consentChannels } from '../../../src/customer/consent/purposes.ts'
import { addressKinds, reachBy } from '../../../src/customer/contact/reach.ts'
import {
  campaignChannel,
  campaignChannelIds,
  consentChannelOf,
  creativeSource,
  isSent,
} from '../../../src/interaction/channels/campaign.ts'
import { channels, printed } from '../../../src/interaction/channels/index.ts'
import { en } from '../../../web/src/i18n/en/index.ts'
import { zhCN } from '../../../web/src/i18n/zh-CN/index.ts'

describe('the ways a campaign may reach people', () => {
  it.each(campaignChannelIds)('%s is told in both languages and asks a cell and a list that exist', (id) => {
    const { label, consentChannel, doNotSend, reach } = campaignChannel(id)
    for (const words of [en.campaigns.plan, zhCN.campaigns.plan]) {
      expect(Object.keys(words.channels)).toContain(id)
      expect(Object.keys(words.channelHelp)).toContain(id)
    }
    expect(Object.values(label).every((text) => text !== '')).toBe(true)
    expect(consentChannels.map((cell) => cell.id)).toContain(consentChannel)
    for (const channel of [doNotSend, reach])
      if (channel !== null) expect(Object.keys(addressKinds)).toContain(channel)
  })

  it('counts every channel among them, and says which of them send', () => {
    expect(campaignChannelIds).toEqual(expect.arrayContaining(Object.keys(channels)))
    expect(campaignChannelIds.filter(isSent)).toEqual(Object.keys({ ...channels, ...printed }))
    expect(isSent('list')).toBe(false)
    expect(campaignChannel('list')).toMatchObject({ reach: null, takesAnyCreative: true })
    expect(consentChannelOf('sms')).toBe('sms')
    expect(campaignChannel('post')).toMatchObject({ reach: 'post', consentChannel: 'post' })
    expect(consentChannelOf('gone')).toBe('gone')
  })

  it('finds the channel an identifier opens by the one table that channels find their addresses by', () => {
    for (const [channel, kind] of Object.entries(addressKinds)) expect(reachBy(kind)).toBe(channel)
    expect(reachBy('name')).toBeNull()
  })

  it('takes of a creative what its channel asks, from its own fields too, and of old ones what a mail asks', () => {
    const creative = { name: 'One', language: 'en', subject: 'S', preheader: '', mjml: 'M', text: 'T' }
    expect(
      creativeSource({ ...creative, channel: 'sms', fields: { templateNumber: 'N', other: 1 } }),
    ).toEqual({
      language: 'en',
      text: 'T',
      templateNumber: 'N',
    })
    const mail = { language: 'en', subject: 'S', preheader: '', mjml: 'M' }
    expect(creativeSource({ ...creative, channel: 'email' })).toEqual(mail)
    expect(creativeSource(creative as unknown as Parameters<typeof creativeSource>[0])).toEqual(mail)
  })
})
