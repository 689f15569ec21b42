import { z } from 'zod'
import { hasAddress } from '../../../customer/index.ts'
import { channelIds, channelLabel, channels } from '../channels.ts'
import { defineOperator } from '../operator.ts'

export const reachable = defineOperator({
  id: 'reachable',
  label: { en: 'Has contact details', 'zh-CN': '有联系方式' },
  help: {
    en: 'We hold an address for the channel. Whether they may be written to is another matter: who unsubscribed is still in it, and sending leaves them out.',
    'zh-CN': '持有该渠道的联系方式，不等于可以触达：已退订的客户仍计入，发送时会自动排除。',
  },
  group: 'campaign',
  dependency: 'local',
  params: z.object({ channel: z.enum(channelIds) }),
  fields: [
    {
      name: 'channel',
      label: { en: 'channel', 'zh-CN': '渠道' },
      type: 'choice',
      choices: channels.map(({ id, label }) => ({ value: id, label })),
      required: true,
      default: 'email',
    },
  ],
  toSql: ({ channel }, { bind }) => ({
    family: 'profiles',
    condition: hasAddress(bind('String', channel)),
    withoutRows: false,
  }),
  evaluate: ({ channel }, customer) => customer.profile?.reachable.includes(channel) ?? false,
  words: ({ channel }) => ({
    en: `has contact details for ${channelLabel(channel).en}`,
    'zh-CN': `有${channelLabel(channel)['zh-CN']}联系方式`,
  }),
})
