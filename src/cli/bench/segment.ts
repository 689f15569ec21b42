import { loadavg } from 'node:os'
import { refreshKnowledge } from '../../customer/index.ts'
import { noTask } from '../../kit/progress.ts'
import { type Bench, median, timed } from './bench.ts'
import { populate } from './population.ts'
import { benchWorkspace } from './workspace.ts'

const condition = (op: string, params: Record<string, unknown>) => ({ op, params })

/** Rules answered from the snapshot of features and from attributes. */
const onFeatures = [
  {
    all: [
      condition('rfm_score', { measure: 'r', compare: 'at_least', value: 4 }),
      condition('rfm_score', { measure: 'm', compare: 'at_least', value: 4 }),
    ],
  },
  {
    all: [
      condition('attribute_equals', { attribute: 'city', value: '上海' }),
      condition('reachable', { channel: 'email' }),
    ],
  },
  {
    any: [
      condition('frequency', { compare: 'at_least', value: 10 }),
      condition('monetary', { compare: 'at_least', value: 500_000 }),
    ],
  },
  {
    all: [
      condition('attribute_equals', { attribute: 'gender', value: 'female' }),
      { not: condition('recency', { compare: 'at_most', value: 180 }) },
    ],
  },
]

/** Rules that read order lines. */
const onOrders = [
  { all: [condition('orders_count', { compare: 'at_least', value: 3, withinDays: 90 })] },
  {
    all: [
      condition('orders_sum', { compare: 'at_least', value: 100_000, withinDays: 180 }),
      { not: condition('orders_count', { compare: 'at_least', value: 1, withinDays: 30 }) },
    ],
  },
  {
    all: [
      condition('bought_category', { did: 'did', category: 'C7', withinDays: 365 }),
      { not: condition('bought_category', { did: 'did', category: 'C8', withinDays: 365 }) },
    ],
  },
]

/** Rules on how much is known, which stands beside the snapshot. */
const onKnowledge = [
  condition('knowledge', { of: 'score', compare: 'at_least', value: 40 }),
  condition('knowledge', { of: 'needs', compare: 'at_most', value: 0 }),
]

/** The live count a marketer waits for while building a rule: count, reach, loss per condition and ten sample people. */
export const segmentBench: Bench = {
  id: 'segment',
  summary: {
    en: 'live segment count, 1 M customers and 10 M order lines',
    zh: '客群实时人数：100 万客户、1000 万订单行',
  },
  async run({ withApp, scale, report }) {
    const customers = Math.round(1_000_000 * scale)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      const { insight } = app.rooms
      report(`populating ${customers} customers …`)
      const size = await populate(app, workspace.id, customers, app.clock.now())
      await insight.features.refresh(workspace, {}, noTask)
      const measure = async (rules: readonly unknown[]) => {
        const times: number[] = []
        for (let round = 0; round < 5; round += 1) {
          for (const rule of rules)
            times.push((await timed(() => insight.segments.preview(workspace, rule, 10))).ms)
        }
        return times
      }
      report('counting …')
      // The first count after profiles changed also makes the lists that later ones use; it is told apart.
      const first = await timed(() => insight.segments.preview(workspace, { all: [] }, 10))
      const features = await measure(onFeatures)
      const orders = await measure(onOrders)
      report('reckoning what is known of everybody …')
      const known = await timed(() => refreshKnowledge(app.stores, workspace))
      const knowledge = await measure(onKnowledge)
      const detail = (times: number[]) => ({
        ...size,
        runs: times.length,
        worst: Math.round(Math.max(...times)),
        firstAfterChange: Math.round(first.ms),
        answered: 'count, total, reach, value, each condition alone and 10 people, in one answer',
        merges: 'ended before the first run',
        load: Number((loadavg()[0] ?? 0).toFixed(1)),
      })
      return [
        {
          name: 'live count on features, median',
          value: Math.round(median(features)),
          unit: 'ms',
          budget: { atMost: 150 },
          detail: detail(features),
        },
        {
          name: 'live count on orders, median',
          value: Math.round(median(orders)),
          unit: 'ms',
          budget: { atMost: 300 },
          detail: detail(orders),
        },
        {
          name: 'live count on the knowledge score, median',
          budget: null,
          value: Math.round(median(knowledge)),
          unit: 'ms',
          detail: { ...detail(knowledge), reckonedMs: Math.round(known.ms) },
        },
      ]
    })
  },
}
