import { describe, expect, it } from 'vitest'
import { channelOf } from '../../../src/interaction/channels/index.ts'
import { previewMessage } from '../../../src/interaction/connections/preview-message.ts'
import { prepareEmail } from '../../../src/interaction/content/prepare.ts'
import { previewEmail } from '../../../src/interaction/content/preview.ts'
import { prepareTexts } from '../../../src/interaction/content/texts.ts'
import { variables, variablesOn } from '../../../src/interaction/content/variables.ts'
import { writeLetter } from '../../../src/interaction/letters/compose.ts'

const survey = 'https://house.example/t/survey/018f0000-0000-7000-8000-000000000001'
const complaint = 'https://house.example/t/complaint/shop'
const campaign = {
  brand: { name: 'Shop' },
  offer: { name: 'Ten off', words: '10 % off', code: '', validDays: 7 },
  links: { main: 'https://shop.example/sale' },
  pages: { survey, complaint },
}
const nowhere = { ...campaign, pages: { survey: '', complaint } }
const stop = '<a href="{{ unsubscribe_url }}">Unsubscribe</a>'
const mail = (body: string, subject = 'Subject') => ({
  ...{ language: 'en', subject, preheader: '' },
  mjml: `<mjml><mj-body><mj-section><mj-column>${body}<mj-text>${stop}</mj-text></mj-column></mj-section></mj-body></mjml>`,
})
const link =
  '<mj-text><a href="{{ survey_link }}">Ask</a> <a href="{{complaint_link}}">Complain</a></mj-text>'

describe('links to pages of ours that know who comes', () => {
  it('are tracked links of the message in a mail, HTML and text alike', async () => {
    const prepared = await prepareEmail(mail(link), campaign)
    expect(prepared.links).toEqual([survey, complaint])
    const { html, text } = prepared.render(
      { name: '', unsubscribeUrl: 'https://t.example/u' },
      ['https://t.example/1', 'https://t.example/2'],
      null,
    )
    expect(html).toContain('<a href="https://t.example/1">Ask</a>')
    expect(text).toContain('https://t.example/2')
    expect(html + text).not.toContain('house.example')
  })

  it('are tracked links in every message made of texts', () => {
    const prepared = prepareTexts(['请评价 {{ survey_link }}，或 {{complaint_link}}'], campaign, 'zh-CN')
    expect(prepared.links).toEqual([survey, complaint])
    expect(prepared.render('', ['https://t.example/1', 'https://t.example/2'])).toEqual([
      '请评价 https://t.example/1，或 https://t.example/2',
    ])
  })

  it('are shown where they lead by the preview of mail and of a notification', async () => {
    const shown = await previewEmail(mail(link), campaign, 'Li')
    expect(shown.html).toContain(`href="${survey}"`)
    expect(shown.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const source = { language: 'en', title: 'Hi', words: 'Tell us', link: '{{ survey_link }}' }
    expect(channelOf('push')?.preview).toBeDefined()
    const push = previewMessage('push', source, campaign, '')
    expect(push.problems).toEqual([])
    expect(JSON.stringify(push.message)).toContain(survey)
  })

  it.each([
    ['as words of a mail', mail('<mj-text>{{ survey_link }}</mj-text>')],
    ['in its subject', mail('', '{{ survey_link }}')],
    ['turned into something else', mail('<mj-text>{{ survey_link | upcase }}</mj-text>')],
  ])('are refused where nothing leads on: %s', async (_, source) => {
    const { problems } = await previewEmail(source, campaign, '')
    expect(problems[0]?.message.en).toMatch(/^\{\{ survey_link \}\} stands where nothing leads on/)
    expect(problems[0]?.message['zh-CN']).toContain('无法点击')
  })

  it('are refused in a text with a filter, and in a letter', () => {
    expect(() => prepareTexts(['{{ survey_link | upcase }}'], campaign, 'en')).toThrow(/nothing leads on/)
    const letter = { language: 'en', subject: 'Hello', text: 'Tell us: {{ complaint_link }}' }
    expect(() => writeLetter(letter, campaign, '')).toThrow(/nothing leads on/)
  })

  it('say what to do where no survey is open', async () => {
    const { problems } = await previewEmail(mail(link), nowhere, '')
    expect(problems[0]?.message.en).toMatch(/^There is no open survey/)
    expect(() => prepareTexts(['{{ survey_link }}'], nowhere, 'en')).toThrow(/no open survey/)
  })

  it('stand in the list of variables with their help, where they can be used', () => {
    const on = (channel: string) => variablesOn(channel).map(({ name }) => name)
    for (const channel of ['email', 'sms', 'push', 'wechat', 'webhook'])
      expect(on(channel)).toEqual(expect.arrayContaining(['survey_link', 'complaint_link', 'links.main']))
    expect(on('post')).not.toContain('survey_link')
    for (const name of ['survey_link', 'complaint_link', 'customer.name'])
      expect(on('wecom')).not.toContain(name)
    expect(
      channelOf('wecom')?.creative.safeParse({ language: 'en', words: '{{ survey_link }}' }).success,
    ).toBe(false)
    expect(on('sms')).not.toContain('unsubscribe_url')
    for (const { help } of variables) expect(help['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
  })
})
