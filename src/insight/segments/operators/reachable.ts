import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { defineOperator } from '../operator.ts'

const channels = {
  email: { en: 'e-mail', 'zh-CN': '邮件' },
  sms: { en: 'SMS', 'zh-CN': '短信' },
} as const

export const reachable = defineOperator({
  id: 'reachable',
  label: { en: 'Reachable by', 'zh-CN': '可触达渠道' },
  help: {
    en: 'We hold an address for the channel. Who unsubscribed is still in it; sending leaves them out.',
    'zh-CN': '持有该渠道的联系方式。已退订的客户仍计入，发送时会自动排除。',
  },
  group: 'campaign',
  dependency: 'local',
  params: z.object({ channel: z.enum(['email', 'sms']) }),
  fields: [
    {
      name: 'channel',
      label: { en: 'channel', 'zh-CN': '渠道' },
      type: 'choice',
      choices: [
        { value: 'email', label: channels.email },
        { value: 'sms', label: channels.sms },
      ],
      required: true,
      default: 'email',
    },
  ],
  toSql: ({ channel }, { bind }) => ({
    family: 'profiles',
    condition: sql`has(reachable, ${bind('String', channel)})`,
    withoutRows: false,
  }),
  evaluate: ({ channel }, customer) => customer.profile?.reachable.includes(channel) ?? false,
  words: ({ channel }) => ({
    en: `can be reached by ${channels[channel].en}`,
    'zh-CN': `可通过${channels[channel]['zh-CN']}触达`,
  }),
})
