import fc from 'fast-check'
import { rfmGroups } from '../../../src/insight/rfm/groups.ts'
import type { SegmentRule } from '../../../src/insight/segments/rule.schema.ts'
import { topics } from './needs.ts'
import { attributeTexts, campaigns, cities, colleagues, computedIds, products } from './population.ts'

const compare = fc.constantFrom('at_least', 'at_most', 'more_than', 'less_than', 'equals')
const withinDays = fc.constantFrom(null, 1, 7, 30, 90)
const did = fc.constantFrom('did', 'did_not')
const attribute = fc.constantFrom(
  'city',
  'country',
  'gender',
  'tier',
  'language',
  'region',
  'birth_year',
  'level',
  '爱好',
  'never_seen',
)
const value = fc.constantFrom(...attributeTexts.slice(1), ...cities.slice(0, 2), 'CN', 'f', '1970')
const scored = (values: number[]) => fc.record({ compare, value: fc.constantFrom(...values) })

/** Parameters of every operator; the agreement test fails for an operator that is missing here. */
export const parameters: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  attribute_equals: fc.record({ attribute, value }),
  attribute_in: fc.record({ attribute, values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  attribute_contains: fc.record({
    attribute,
    text: fc.constantFrom('GOLD', 'o', '海', '金', '1', '%', "'", '\\'),
  }),
  attribute_compare: fc.record({
    attribute,
    compare,
    value: fc.constantFrom<unknown>(12, 12.5, -3, 1000, 16, 1970, '12', '2024-05-01', '2024-05-02'),
  }),
  attribute_known: fc.record({ attribute, known: fc.constantFrom('known', 'unknown') }),
  computed_compare: fc.record({
    attribute: fc.constantFrom(computedIds.count, computedIds.average),
    compare,
    value: fc.constantFrom(0, 1, 2.5, -1),
  }),
  computed_is: fc.record({
    attribute: fc.constant(computedIds.word),
    value: fc.constantFrom('tea', "o'k", 'none'),
  }),
  status: fc.record({ status: fc.constantFrom('prospect', 'customer') }),
  reachable: fc.record({ channel: fc.constantFrom('email', 'sms') }),
  household: fc.record({ lives: fc.constantFrom('yes', 'no') }),
  one_per_household: fc.constant({}),
  important_date: fc.record({
    kind: fc.constantFrom('birthday', 'wedding', 'anniversary'),
    days: fc.constantFrom(0, 7, 45, 366),
  }),
  knowledge: fc.record({
    of: fc.constantFrom('score', 'score', 'contact', 'needs', 'family'),
    compare,
    value: fc.constantFrom(0, 25, 50, 62.5),
  }),
  stated_need: fc.record({
    says: fc.constantFrom('need', 'like', 'avoid'),
    topic: fc.constantFrom(...topics),
    strength: fc.constantFrom('any', '2', '3'),
    withinDays,
  }),
  works_at: fc.record({
    works: fc.constantFrom('yes', 'no'),
    industry: fc.constantFrom(null, 'Telecom', '电信', 'none'),
    size: fc.constantFrom('any', 'small', 'huge'),
    name: fc.constantFrom(null, 'ACM', '华为', "o'"),
    role: fc.constantFrom('any', 'buyer', 'user'),
    owner: fc.constantFrom('any', ...colleagues),
  }),
  one_per_company: fc.constant({}),
  prospect_stage: fc.record({ stage: fc.constantFrom('new', 'contacted', 'opportunity', 'lost', 'won') }),
  prospect_days: fc.record({
    stage: fc.constantFrom('any', 'new', 'contacted', 'lost'),
    compare,
    days: fc.constantFrom(0, 1, 7, 30, 90),
  }),
  prospect_owner: fc.record({ owner: fc.constantFrom('none', ...colleagues) }),
  prospect_source: fc.record({ from: fc.constantFrom('FAIR', '展会', 'weibo', '618', 'none') }),
  rfm_score: fc.record({
    measure: fc.constantFrom('r', 'f', 'm'),
    compare,
    value: fc.integer({ min: 1, max: 5 }),
  }),
  rfm_group: fc.record({
    groups: fc.subarray(
      rfmGroups.map((group) => group.id),
      { minLength: 1 },
    ),
  }),
  recency: scored([0, 1, 7, 30, 90]),
  frequency: scored([0, 1, 2, 3]),
  monetary: scored([-500, 0, 500, 1_000, 25_000]),
  breadth: scored([0, 1, 2]),
  length: scored([0, 1, 30, 365]),
  orders_count: fc.record({ compare, value: fc.integer({ min: 0, max: 3 }), withinDays }),
  orders_sum: fc.record({ compare, value: fc.constantFrom(-500, 0, 500, 1_000, 25_000), withinDays }),
  last_order_before: fc.record({ days: fc.constantFrom(1, 7, 30, 90) }),
  first_order_within: fc.record({ days: fc.constantFrom(1, 7, 30, 90) }),
  bought_category: fc.record({ did, category: fc.constantFrom('tea', 'green', 'cups', 'none'), withinDays }),
  bought_product: fc.record({ did, product: fc.constantFrom(...products, "p'--"), withinDays }),
  touched: fc.record({
    did,
    action: fc.constantFrom('contacted', 'responded', 'clicked', 'unsubscribed'),
    campaign: fc.constantFrom(null, ...campaigns),
    withinDays,
  }),
}

export function conditionOf(op: string): fc.Arbitrary<SegmentRule> {
  const params = parameters[op]
  if (!params)
    throw new Error(`The operator ${op} has no parameters to be tested with: add them to rules.ts.`)
  return params.map((p) => ({ op, params: p }))
}

export const anyRule: fc.Arbitrary<SegmentRule> = fc.letrec<{ rule: SegmentRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(...Object.keys(parameters)).chain(conditionOf),
    fc.array(tie('rule'), { maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('rule').map((not) => ({ not })),
  ),
})).rule
