import type { Localized } from '../../kit/api-shapes.ts'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import type { SegmentRule } from '../segments/rule.schema.ts'

export type RfmGroupId =
  | 'champions'
  | 'develop'
  | 'keep'
  | 'save'
  | 'loyal_small'
  | 'light_recent'
  | 'slipping'
  | 'dormant'

export interface RfmGroup {
  id: RfmGroupId
  /** Upper half of the scores, or lower half, of each measure. */
  r: 'high' | 'low'
  f: 'high' | 'low'
  m: 'high' | 'low'
  name: Localized
  help: Localized
}

/**
 * The eight groups of Chinese RFM practice, each measure split at the middle of its scores. Together they hold everybody
 * who ever bought, each customer once.
 */
export const rfmGroups: readonly RfmGroup[] = [
  {
    id: 'champions',
    r: 'high',
    f: 'high',
    m: 'high',
    name: { en: 'Champions', 'zh-CN': '重要价值客户' },
    help: {
      en: 'Bought lately, often and much. Thank them, show them what is new first, ask them to recommend you.',
      'zh-CN': '近期有购买、频次高、金额高。宜致谢、优先体验新品、邀请推荐。',
    },
  },
  {
    id: 'develop',
    r: 'high',
    f: 'low',
    m: 'high',
    name: { en: 'Big spenders to develop', 'zh-CN': '重要发展客户' },
    help: {
      en: 'Spend much and lately, but seldom. Give them a reason to come again: matching goods, a next visit.',
      'zh-CN': '近期有购买、金额高，但频次低。宜推荐搭配商品，促成再次购买。',
    },
  },
  {
    id: 'keep',
    r: 'low',
    f: 'high',
    m: 'high',
    name: { en: 'Valued, drifting away', 'zh-CN': '重要保持客户' },
    help: {
      en: 'Used to buy often and much, and have been quiet. Ask what is missing before a competitor does.',
      'zh-CN': '曾经频次高、金额高，近来较少购买。宜主动联系，了解原因，尽早挽留。',
    },
  },
  {
    id: 'save',
    r: 'low',
    f: 'low',
    m: 'high',
    name: { en: 'Valued, nearly lost', 'zh-CN': '重要挽留客户' },
    help: {
      en: 'Few but large purchases, long ago. Worth a personal contact and a strong reason to return.',
      'zh-CN': '购买次数少但金额高，且已久未购买。值得专人联系，给出有力的回归理由。',
    },
  },
  {
    id: 'loyal_small',
    r: 'high',
    f: 'high',
    m: 'low',
    name: { en: 'Loyal, small baskets', 'zh-CN': '一般价值客户' },
    help: {
      en: 'Come often and lately for little money. Bundles and the next better product raise the basket.',
      'zh-CN': '近期有购买、频次高，但金额低。宜以组合与升级商品提高客单价。',
    },
  },
  {
    id: 'light_recent',
    r: 'high',
    f: 'low',
    m: 'low',
    name: { en: 'Recent, still light', 'zh-CN': '一般发展客户' },
    help: {
      en: 'Bought lately, seldom and little; new customers are here. The second purchase decides: help it come soon.',
      'zh-CN': '近期有购买，频次与金额都低，新客多在此组。第二次购买最关键，宜尽快促成。',
    },
  },
  {
    id: 'slipping',
    r: 'low',
    f: 'high',
    m: 'low',
    name: { en: 'Regulars slipping away', 'zh-CN': '一般保持客户' },
    help: {
      en: 'Came often for small purchases, and stopped. A cheap reminder is enough to find out whether they return.',
      'zh-CN': '曾经常小额购买，近来停止。以低成本提醒试探其是否回归。',
    },
  },
  {
    id: 'dormant',
    r: 'low',
    f: 'low',
    m: 'low',
    name: { en: 'Dormant', 'zh-CN': '一般挽留客户' },
    help: {
      en: 'Little, seldom, long ago. Contact them only where it costs next to nothing.',
      'zh-CN': '久未购买，频次与金额都低。仅在成本极低时触达。',
    },
  },
]

/** Upper half: scores above the middle of 1 … bins; with five groups 4 and 5. */
export function isHigh(score: number, bins: number): boolean {
  return 2 * score > bins + 1
}

/** The group of a customer's scores. */
export function groupOf(r: number, f: number, m: number, bins: number): RfmGroupId {
  const half = (score: number) => (isHigh(score, bins) ? 'high' : 'low')
  const group = rfmGroups.find((g) => g.r === half(r) && g.f === half(f) && g.m === half(m))
  if (!group) throw new Error('The RFM groups do not cover every pair of halves.')
  return group.id
}

/** The same in SQL: number of the group in `rfmGroups`, from 0. `r`, `f`, `m` are expressions of the scores. */
export function groupIndexSql(
  r: SqlFragment,
  f: SqlFragment,
  m: SqlFragment,
  bins: SqlFragment,
): SqlFragment {
  const high = (score: SqlFragment) => sql`(2 * ${score} > ${bins} + 1)`
  const index = (pick: 'r' | 'f' | 'm') => rfmGroups.map((g) => (g[pick] === 'high' ? 1 : 0))
  const codes = rfmGroups.map(
    (_, i) => 4 * (index('r')[i] ?? 0) + 2 * (index('f')[i] ?? 0) + (index('m')[i] ?? 0),
  )
  const order = codes.map((_, code) => codes.indexOf(code))
  const list = { text: `[${order.join(',')}]`, params: {}, isSql: true as const }
  return sql`toUInt8(${list}[1 + 4 * ${high(r)} + 2 * ${high(f)} + ${high(m)}])`
}

/** The group as a segment rule. */
export function groupRule(id: RfmGroupId): SegmentRule {
  return { op: 'rfm_group', params: { groups: [id] } }
}

export const tieRule: Localized = {
  en: 'Customers with equal values always get equal scores (edges belong to the group below them), so groups differ in size where many share a value. 1 is lowest, the highest score is best; for recency fewer days are better.',
  'zh-CN':
    '数值相同的客户得分必定相同（分界值归入其下一侧的分组），因此重复值较多时各组人数会有差异。1 分最低，分数越高越好；距上次消费天数越少得分越高。',
}
