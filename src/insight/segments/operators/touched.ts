import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import { inWindow } from '../context.ts'
import { defineOperator, hasRow } from '../operator.ts'
import { did, didField, windowSql, windowWords, withinDays, withinField } from './window.ts'

/** What a marketer calls it, and the touches it is. */
const kinds = {
  contacted: {
    kinds: ['sent'],
    en: 'got',
    enNot: 'did not get',
    zh: '收到过',
    label: { en: 'got it', 'zh-CN': '已触达' },
  },
  responded: {
    kinds: ['opened', 'clicked', 'replied'],
    en: 'responded to',
    enNot: 'did not respond to',
    zh: '响应过',
    label: { en: 'responded (opened, clicked, replied)', 'zh-CN': '有响应（打开、点击、回复）' },
  },
  clicked: {
    kinds: ['clicked'],
    en: 'clicked in',
    enNot: 'did not click in',
    zh: '点击过',
    label: { en: 'clicked', 'zh-CN': '已点击' },
  },
  unsubscribed: {
    kinds: ['unsubscribed'],
    en: 'unsubscribed from',
    enNot: 'did not unsubscribe from',
    zh: '退订过',
    label: { en: 'unsubscribed', 'zh-CN': '已退订' },
  },
} as const
const action = z.enum(['contacted', 'responded', 'clicked', 'unsubscribed'])

export const touched = defineOperator({
  id: 'touched',
  label: { en: 'Campaign contact', 'zh-CN': '营销活动接触' },
  help: {
    en: 'Got a campaign, or responded to it, within a period; a certain campaign or any. Machines that open mail do not count.',
    'zh-CN': '在一段时间内收到或响应过某个或任意营销活动，机器自动打开不计。',
  },
  group: 'campaign',
  dependency: 'time',
  params: z.object({ did, action, campaign: z.uuid().nullable().default(null), withinDays }),
  fields: [
    didField,
    {
      name: 'action',
      label: { en: 'what', 'zh-CN': '行为' },
      type: 'choice',
      choices: action.options.map((value) => ({ value, label: kinds[value].label })),
      required: true,
      default: 'contacted',
    },
    { name: 'campaign', label: { en: 'campaign', 'zh-CN': '营销活动' }, type: 'campaign', required: false },
    withinField,
  ],
  toSql: (params, context) => {
    const { bind } = context
    const campaign = params.campaign === null ? sql`1` : sql`campaign_id = ${bind('UUID', params.campaign)}`
    const wanted = bind('Array(String)', [...kinds[params.action].kinds])
    const rows = sql`is_bot = 0 AND has(${wanted}, kind) AND ${campaign} AND ${windowSql(params.withinDays, context)}`
    const leaf = hasRow('touches', rows)
    return params.did === 'did' ? leaf : { not: leaf }
  },
  evaluate: (params, customer, context) => {
    const wanted: readonly string[] = kinds[params.action].kinds
    return (
      (params.did === 'did') ===
      customer.touches.some(
        (touch) =>
          !touch.isBot &&
          wanted.includes(touch.kind) &&
          (params.campaign === null || touch.campaignId === params.campaign) &&
          inWindow(context, touch.ts, params.withinDays),
      )
    )
  },
  words: (params, _context, names) => {
    const kind = kinds[params.action]
    const window = windowWords(params.withinDays)
    const which =
      params.campaign === null
        ? { en: params.did === 'did' ? 'a campaign' : 'any campaign', zh: '营销活动' }
        : {
            en: `the campaign “${names.campaign(params.campaign)}”`,
            zh: `营销活动“${names.campaign(params.campaign)}”`,
          }
    return {
      en: `${params.did === 'did' ? kind.en : kind.enNot} ${which.en}${window.en}`,
      'zh-CN': `${window['zh-CN']}${params.did === 'did' ? '' : '未'}${params.did === 'did' ? kind.zh : kind.zh.replace('过', '')}${which.zh}`,
    }
  },
})
