import { afterAll, beforeAll, expect, it } from 'vitest'
import { cameAsProspect, foldStages, type StageWord } from '../../../src/customer/prospects/fold.ts'
import { overviewOf } from '../../../src/customer/prospects/overview.ts'
import { standardStages, wonStage } from '../../../src/customer/prospects/stages.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { type Bench, openBench } from '../support.ts'

const day = 86_400_000
const now = Date.parse('2026-03-01T02:00:00Z')
const random = seededRandom(5)
const ids = standardStages.map(({ id }) => id)
const order = [...ids, wonStage]

interface Person {
  key: number
  firstSeen: number
  boughtAt: number | null
  words: StageWord[]
  /** The first that named one counts. */
  campaigns: { at: number; source: string }[]
}
const past = (most: number) => now - 1 - random.below(most) * day - random.below(day)
let word = 0
const people = Array.from({ length: 80 }, (_, i): Person => {
  const words = Array.from({ length: random.below(4) }, () => ({
    ...{ at: past(60), id: ++word, stage: [...ids, 'lost'][random.below(ids.length + 1)] ?? 'new' },
  }))
  const campaigns = Array.from({ length: random.below(3) }, () => ({
    at: past(90),
    source: `s${random.below(3)}`,
  }))
  return {
    key: i + 1,
    firstSeen: past(80),
    boughtAt: random.below(3) === 0 ? past(70) : null,
    words,
    campaigns,
  }
})

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ clock: manualClock(new Date(now)), timeZone: 'UTC' })
  const { warehouse } = bench.stores
  const ws = bench.workspace.id
  const time = (at: number) => new Date(at).toISOString().slice(0, 23).replace('T', ' ')
  const insert = (table: string, rows: readonly Record<string, unknown>[]) =>
    warehouse.insert(
      table,
      Object.keys(rows[0] ?? {}),
      Buffer.from(rows.map((row) => JSON.stringify({ workspace_id: ws, ...row })).join('\n')),
      { format: 'JSONEachRow' },
    )
  await insert(
    'customers',
    people.map((one) => ({
      ...{ workspace_id: ws, person_key: one.key, first_seen: time(one.firstSeen), updated_at: time(now) },
      status: one.boughtAt === null ? 'prospect' : 'customer',
    })),
  )
  await insert(
    'order_lines',
    people.flatMap(({ key, boughtAt }) =>
      boughtAt === null
        ? []
        : [boughtAt, boughtAt + 1_000].map((at, n) => ({
            ...{
              workspace_id: ws,
              person_key: key,
              ts: time(at),
              order_id: `o${n}`,
              row_key: `${key}${n}`,
              kind: 'sale',
            },
            ...{ product_id: 'p', quantity: 1, currency: 'CNY', amount_minor: 1, import_id: newId() },
          })),
    ),
  )
  await insert(
    'prospect_words',
    people.flatMap(({ key, words }) =>
      words.map(({ at, id, stage }) => ({
        ...{ workspace_id: ws, person_key: key, word_id: id, aspect: 'stage', value: stage, reason: '' },
        ...{ at: time(at), is_live: 1, version: id },
      })),
    ),
  )
  await insert(
    'events',
    people.flatMap(({ key, campaigns }) =>
      [{ at: now - 100 * day, source: '' }, ...campaigns].map(({ at, source }) => ({
        ...{ workspace_id: ws, name: 'Page Viewed', person_key: key, ts: time(at), message_id: newId() },
        ...{ channel: 'web', properties: source === '' ? {} : { utm_source: source } },
      })),
    ),
  )
})
afterAll(() => bench.close())

it('the funnel in one pass is that of each person folded alone', async () => {
  const came = people.filter((one) => cameAsProspect(one.firstSeen, one.boughtAt, one.words))
  const folded = came.map((one) => ({ ...one, steps: foldStages(one.firstSeen, one.boughtAt, one.words) }))
  const overview = await overviewOf(
    { ...bench.stores, log: silentLog, vaultOf: async () => bench.vault, persons: bench.customer.persons },
    bench.workspace,
    {},
  )
  expect(overview.people).toBe(came.length)
  const stageOf = ({ steps }: (typeof folded)[number]) => steps.at(-1)?.stage ?? ''
  // The engine takes the later of the two in the middle.
  const median = (list: readonly number[]) =>
    list.length === 0 ? null : (list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? null)
  for (const stage of overview.stages) {
    const here = folded.filter((one) => stageOf(one) === stage.id)
    const reached = folded.filter(({ steps }) =>
      steps.some((step) => order.indexOf(step.stage) >= order.indexOf(stage.id)),
    )
    const spent = folded.flatMap(({ steps }) =>
      steps.slice(1).flatMap((step, i) => {
        const from = steps[i]
        return from?.stage === stage.id ? [Math.floor(step.at / 1_000) - Math.floor(from.at / 1_000)] : []
      }),
    )
    const days = median(spent)
    expect([stage.id, stage.here, stage.reached, stage.daysSpent]).toEqual([
      ...[stage.id, here.length, stage.id === 'lost' ? null : reached.length],
      days === null ? null : days / 86_400,
    ])
  }
  const brought = new Map<string, number>()
  for (const { campaigns } of folded) {
    const first = campaigns.toSorted((a, b) => a.at - b.at)[0]?.source ?? ''
    brought.set(first, (brought.get(first) ?? 0) + 1)
  }
  expect(new Map(overview.sources.map(({ source, people: n }) => [source.id, n]))).toEqual(brought)
})
