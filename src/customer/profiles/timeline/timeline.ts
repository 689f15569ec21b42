import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import type { Persons } from '../identity/persons.ts'

const kinds = ['order', 'touch', 'event', 'decision'] as const
type Kind = (typeof kinds)[number]

const itemRow = z.object({
  ms: int64(),
  id: z.string(),
  kind: z.enum(kinds),
  what: z.string(),
  detail: z.string(),
  amount: int64().nullable(),
  currency: z.string(),
  campaign: z.string(),
})
type Item = z.output<typeof itemRow>

export interface TimelineRequest {
  cursor?: string | undefined
  limit: number
  kinds?: string | undefined
}

/** One customer's life, newest first; all sources merged by the engine, a page at a time from a key. */
export async function timelineOf(
  { warehouse, persons }: { warehouse: Warehouse; persons: Persons },
  workspace: Workspace,
  customerId: string,
  request: TimelineRequest,
) {
  const bind = createBinder()
  const key = Number(customerId)
  const keys = Number.isSafeInteger(key)
    ? await persons.keysOf(workspace, [key])
    : new Map<number, number[]>()
  const mine = sql`workspace_id = ${bind('UInt32', workspace.id)}
    AND person_key IN (${bind('Array(UInt64)', keys.get(key) ?? [])})`
  const asked = (request.kinds ?? '')
    .split(',')
    .filter((kind): kind is Kind => (kinds as readonly string[]).includes(kind))
  const wanted = asked.length > 0 ? [...new Set(asked)] : [...kinds]
  const sources = wanted.map((kind) => sourceOf(kind, mine))
  const [first, ...others] = sources
  if (!first) return { items: [], nextCursor: null, total: null }
  const all = others.reduce((merged, source) => sql`${merged} UNION ALL ${source}`, first)
  const match = /^(-?\d{1,16})\.(.{1,300})$/s.exec(request.cursor ?? '')
  const page = match ? sql`WHERE (ms, id) < (${bind('Int64', match[1])}, ${bind('String', match[2])})` : sql``
  const rows = await warehouse.rows(
    sql`SELECT * FROM (${all}) ${page} ORDER BY ms DESC, id DESC LIMIT ${bind('UInt32', request.limit + 1)}`,
    itemRow,
  )
  const shown = rows.slice(0, request.limit)
  const last = shown.at(-1)
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > request.limit && last ? `${last.ms}.${last.id}` : null,
    total: null,
  }
}

const noCampaign = '00000000-0000-0000-0000-000000000000'

function sourceOf(kind: Kind, mine: SqlFragment): SqlFragment {
  switch (kind) {
    case 'order':
      return sql`SELECT toUnixTimestamp64Milli(min(ts)) AS ms, concat('order:', order_id) AS id, 'order' AS kind,
        if(sumIf(amount_minor, o.kind != 'charge') < 0, 'return', 'sale') AS what, toString(count()) AS detail,
        CAST(sum(amount_minor), 'Nullable(Int64)') AS amount, any(currency) AS currency, '' AS campaign
        FROM order_lines AS o WHERE ${mine} GROUP BY order_id`
    case 'touch':
      return sql`SELECT toUnixTimestamp64Milli(ts) AS ms, concat('touch:', toString(touch_id)) AS id, 'touch' AS kind,
        toString(t.kind) AS what, concat(channel, if(outcome = '', '', concat(' · ', outcome)), if(reason = '', '', concat(' · ', reason))) AS detail,
        CAST(NULL, 'Nullable(Int64)') AS amount, '' AS currency, toString(campaign_id) AS campaign
        FROM touches AS t FINAL WHERE ${mine}`
    case 'event':
      return sql`SELECT toUnixTimestamp64Milli(ts) AS ms, concat('event:', message_id) AS id, 'event' AS kind, toString(name) AS what,
        if(product_id = '', toString(category), product_id) AS detail, if(value_minor = 0, NULL, value_minor) AS amount, '' AS currency, '' AS campaign
        FROM events WHERE ${mine}`
    case 'decision':
      return sql`SELECT toUnixTimestamp64Milli(decided_at) AS ms, concat('decision:', toString(campaign_id), ':', toString(person_key)) AS id, 'decision' AS kind,
        toString(action) AS what, concat(arm, if(reason = '', '', concat(' · ', reason))) AS detail, CAST(NULL, 'Nullable(Int64)') AS amount,
        '' AS currency, toString(campaign_id) AS campaign
        FROM decisions FINAL WHERE ${mine}`
  }
}

const words: Record<string, Localized> = {
  'order sale': { en: 'Order', 'zh-CN': '下单' },
  'order return': { en: 'Return', 'zh-CN': '退货' },
  'touch sent': { en: 'Sent', 'zh-CN': '已发送' },
  'touch failed': { en: 'Not delivered', 'zh-CN': '发送失败' },
  'touch unknown': { en: 'Sending unknown', 'zh-CN': '发送状态未知' },
  'touch suppressed': { en: 'Held back', 'zh-CN': '未发送' },
  'touch opened': { en: 'Opened', 'zh-CN': '已打开' },
  'touch clicked': { en: 'Clicked', 'zh-CN': '已点击' },
  'touch unsubscribed': { en: 'Unsubscribed', 'zh-CN': '退订' },
  'touch bounced': { en: 'Bounced', 'zh-CN': '退信' },
  'touch replied': { en: 'Replied', 'zh-CN': '已回复' },
  'decision send': { en: 'Chosen for a campaign', 'zh-CN': '入选营销活动' },
  'decision withhold': { en: 'Kept in the control group', 'zh-CN': '留在对照组' },
  'decision silent': { en: 'Not contacted', 'zh-CN': '未触达' },
}

function toItem(item: Item) {
  const lines = Number(item.detail)
  const detail: Localized | null =
    item.kind === 'order'
      ? { en: lines === 1 ? '1 line' : `${lines} lines`, 'zh-CN': `${lines} 行` }
      : item.detail === ''
        ? null
        : { en: item.detail, 'zh-CN': item.detail }
  return {
    at: new Date(item.ms).toISOString(),
    kind: item.kind,
    title: words[`${item.kind} ${item.what}`] ?? { en: item.what, 'zh-CN': item.what },
    detail,
    amountMinor: item.amount,
    currency: item.currency === '' ? null : item.currency,
    campaignId: item.campaign === '' || item.campaign === noCampaign ? null : item.campaign,
  }
}
