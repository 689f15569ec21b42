import { afterAll, beforeAll, expect, it } from 'vitest'
import { warehouseTime } from '../../../src/insight/days.ts'
import { openInsight } from '../../../src/insight/index.ts'
import { touchMapShape } from '../../../src/interaction/touch-map/api.ts'
import { touchMap } from '../../../src/interaction/touch-map/map.ts'
import { newId } from '../../../src/kit/ids.ts'
import {
  type Business,
  daysAgo,
  insertLines,
  insertRows,
  now,
  openBusiness,
} from '../../insight/support/business.ts'

let business: Business
const keys: number[] = []
const ask = async (query: { days?: number; segment?: string } = {}, k: number | null = null) => {
  const insight = openInsight(business.deps)
  const map = await touchMap(
    { ...business.deps, features: insight.features, segments: insight.segments },
    business.workspace,
    { days: 90, ...query },
    k,
  )
  return map && touchMapShape.parse(map)
}
/** Ten each who bought lately once, lately again, long ago, and never. */
const group = (name: 'first' | 'repeat' | 'long' | 'never') =>
  keys.slice(['first', 'repeat', 'long', 'never'].indexOf(name) * 10).slice(0, 10)

beforeAll(async () => {
  business = await openBusiness()
  const { ledger, warehouse } = business.deps
  const id = business.workspace.id
  const made = await ledger.db
    .insertInto('persons')
    .values(Array.from({ length: 40 }, () => ({ workspace_id: id, import_id: null })))
    .returning('person_key')
    .execute()
  keys.push(...made.map((row) => Number(row.person_key)))
  await insertRows(
    warehouse,
    'customers',
    keys.map((person_key) => ({
      ...{ workspace_id: id, person_key, first_seen: warehouseTime(daysAgo(900)), status: 'customer' },
      ...{ reachable: ['email'], updated_at: warehouseTime(now) },
    })),
  )
  await insertLines(warehouse, business.workspace, [
    ...group('first').map((person, i) => ({ person, ts: daysAgo(20 + i), order: `f${i}`, amount: 100 })),
    ...group('repeat').flatMap((person, i) =>
      [3 + i / 10, 80].map((days) => ({ person, ts: daysAgo(days), order: `r${i}-${days}`, amount: 100 })),
    ),
    ...group('long').map((person, i) => ({ person, ts: daysAgo(400 + 40 * i), order: `l${i}`, amount: 100 })),
  ])
  await insertRows(
    warehouse,
    'touches',
    group('repeat').flatMap((person, i) => {
      const delivery_id = newId()
      const of = (kind: string, days: number) => ({
        ...{ workspace_id: id, campaign_id: newId(), person_key: person, ts: warehouseTime(daysAgo(days)) },
        ...{ touch_id: newId(), delivery_id, kind, channel: 'email' },
      })
      return [of('sent', 20), ...(i < 4 ? [of('clicked', 19)] : [])]
    }),
  )
  const survey = newId()
  await ledger.db
    .insertInto('surveys')
    .values({
      ...{ id: survey, workspace_id: id, name: 'How likely', kind: 'nps' as const, point: 'purchase' },
      ...{
        question: JSON.stringify({ en: 'Would you?', 'zh-CN': '您会吗？' }),
        reason: JSON.stringify(null),
      },
      ...{ asks_words: false, opens_case: false, created_at: daysAgo(80), closed_at: null },
    })
    .execute()
  await ledger.db
    .insertInto('survey_answers')
    .values(
      group('repeat').map((person, i) => ({
        ...{ id: newId(), survey_id: survey, workspace_id: id, person_key: person, delivery_id: newId() },
        ...{
          campaign_id: newId(),
          step: '',
          channel: 'email',
          score: i < 6 ? 10 : i < 8 ? 8 : 3,
          reasons: [],
        },
        ...{ words: null, at: daysAgo(10), open_until: daysAgo(9) },
      })),
    )
    .execute()
  await openInsight(business.deps).features.refresh(business.workspace, {})
})
afterAll(() => business?.close())

it('puts everybody in one stage and counts what touched them', async () => {
  const map = await ask()
  const of = (stage: string) => map?.stages.find((one) => one.stage === stage)
  expect(map?.stages.reduce((sum, { people }) => sum + people, 0)).toBe(40)
  expect(of('prospect')?.people).toBe(10)
  expect(of('prospect')?.silent).toMatchObject({ n: 10, estimate: 1 })
  const repeat = of('repeat')
  const mail = repeat?.cells.find(({ point }) => point === 'email')
  expect(mail).toMatchObject({ people: 10, volume: 10, answered: { n: 4, estimate: 0.4 } })
  // Six promoters, two detractors of ten.
  expect(repeat?.nps).toMatchObject({ n: 10 })
  expect(repeat?.nps?.estimate).toBeCloseTo(0.4, 9)
  expect(repeat?.silent?.n).toBe(0)
  expect(repeat?.experience?.answering?.estimate).toBeCloseTo(40, 9)
  expect(repeat?.experience?.calm?.estimate).toBe(100)
  expect(map?.points).toEqual(['email', 'purchase', 'survey'])
  // Who bought 400 days ago and more is slipping or gone, and silent.
  expect((of('at_risk')?.people ?? 0) + (of('lost')?.people ?? 0)).toBeGreaterThanOrEqual(10)
})

it('follows the period and a segment', async () => {
  const week = await ask({ days: 7 })
  expect(week?.points).not.toContain('email')
  const insight = openInsight(business.deps)
  const { id } = await insight.segments.create(
    business.workspace,
    {
      ...{ name: 'Bought at all', description: '' },
      rule: { op: 'frequency', params: { compare: 'at_least', value: 1 } },
    } as never,
    'user:test',
  )
  const bought = await ask({ segment: id })
  expect(bought?.stages.find(({ stage }) => stage === 'prospect')?.people).toBe(0)
  await expect(ask({ segment: newId() })).rejects.toMatchObject({ code: 'segment.notFound' })
})

it('tells nothing of few people to whoever may not see them', async () => {
  const map = await ask({}, 11)
  for (const stage of map?.stages ?? []) {
    expect(stage.people === 0 || stage.people >= 11).toBe(true)
    if (stage.isHidden) expect([stage.cells, stage.nps, stage.experience]).toEqual([[], null, null])
  }
  expect(map?.stages.find(({ stage }) => stage === 'prospect')?.isHidden).toBe(true)
})
