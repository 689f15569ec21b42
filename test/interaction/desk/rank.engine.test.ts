import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareTasks, type RankedTask, rankSql, scoreOf } from '../../../src/interaction/desk/rank.ts'
import { type Stage, setStage } from '../support/stage.ts'

const now = new Date('2026-11-21T04:00:00Z')
const hours = (n: number) => new Date(now.getTime() + n * 3_600_000)
const task = (change: Partial<RankedTask>): RankedTask => ({
  ...{ id: '0', valueMinor: 0, dueFrom: hours(-1), dueUntil: hours(1), promisedAt: null },
  ...change,
})

describe('the order of the queue', () => {
  it('is 1 for a task nothing is known of that has just become due, and three times that at its end', () => {
    expect(scoreOf(task({ dueFrom: now }), now)).toBe(1)
    expect(scoreOf(task({ dueUntil: now }), now)).toBe(3)
    expect(scoreOf(task({}), now)).toBe(1.5)
    expect(scoreOf(task({ valueMinor: 9_900 }), now)).toBe(150)
  })
  it('has an agreed call-back before all else, however much another one is worth', () => {
    const promised = task({ promisedAt: hours(-0.1) })
    expect(compareTasks(promised, task({ valueMinor: 1_000_000_000 }), now)).toBeLessThan(0)
    expect(compareTasks(task({ promisedAt: hours(-2) }), promised, now)).toBeLessThan(0)
  })
})

describe('the same order in the ledger', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await setStage()
  })
  afterAll(() => stage.close())

  const minutes = fc.integer({ min: -3_000, max: 3_000 })
  const anyTask = fc.record({
    id: fc.uuid(),
    valueMinor: fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 100_000_000 })),
    from: minutes,
    length: fc.integer({ min: 0, max: 5_000 }),
    promised: fc.option(minutes),
  })
  it('whatever the tasks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyTask, { minLength: 2, maxLength: 30, selector: ({ id }) => id }),
        async (drawn) => {
          const tasks = drawn.map(({ id, valueMinor, from, length, promised }) => ({
            ...{ id, valueMinor, dueFrom: hours(from / 60), dueUntil: hours((from + length) / 60) },
            promisedAt: promised === null ? null : hours(promised / 60),
          }))
          const list = <T>(pick: (one: RankedTask) => T) => tasks.map(pick)
          const { rows } = await sql<{ id: string }>`
          SELECT t.id FROM unnest(${list((one) => one.id)}::uuid[], ${list((one) => one.valueMinor)}::bigint[],
              ${list((one) => one.dueFrom)}::timestamptz[], ${list((one) => one.dueUntil)}::timestamptz[],
              ${list((one) => one.promisedAt)}::timestamptz[])
            AS t(id, value_minor, due_from, due_until, promised_at) ORDER BY ${rankSql(now)}`.execute(
            stage.ledger.db,
          )
          expect(rows.map(({ id }) => id)).toEqual(
            [...tasks].sort((a, b) => compareTasks(a, b, now)).map(({ id }) => id),
          )
        },
      ),
      { numRuns: 60 },
    )
  })
})
