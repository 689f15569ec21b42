import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { personNow } from '../../../src/customer/index.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
const from = { source: 'test', importId: null, at: new Date('2026-03-01T08:00:00Z') }

/** Whose the keys are, as the engine answers at this moment. */
async function inEngine(keys: readonly number[]): Promise<number[]> {
  const bind = createBinder()
  const rows = await bench.stores.warehouse.rows(
    sql`SELECT ${personNow(sql`k`)} AS now FROM (SELECT arrayJoin(${bind('Array(UInt64)', [...keys])}) AS k)`,
    z.object({ now: int64() }),
  )
  return rows.map((row) => row.now)
}

beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

describe('a visitor who says who it is', () => {
  it('becomes the account at once, in the ledger and in the engine', async () => {
    const { persons } = bench.customer
    const visitor = await persons.resolve(bench.workspace, 'anonymous', ['cookie-1'], from)
    const key = visitor.get('cookie-1') ?? 0
    const linked = await persons.linkAnonymous(bench.workspace, 'cookie-1', 'ann', from)
    expect(linked.mergeId).not.toBeNull()
    expect(await inEngine([key, linked.personKey])).toEqual([linked.personKey, linked.personKey])
    expect([...(await persons.keysOf(bench.workspace, [key])).values()]).toEqual([
      [key, linked.personKey].toSorted((a, b) => a - b),
    ])
  })

  it('is linked once: saying it again changes nothing', async () => {
    const again = await bench.customer.persons.linkAnonymous(bench.workspace, 'cookie-1', 'ann', from)
    expect(again.mergeId).toBeNull()
  })

  it('never joins two accounts: a device of somebody else stays theirs', async () => {
    const { persons } = bench.customer
    const other = await persons.linkAnonymous(bench.workspace, 'cookie-1', 'bob', from)
    expect(other.mergeId).toBeNull()
    const [ann] = await persons.resolve(bench.workspace, 'account', ['ann'], from)
    const current = await persons.currentOf(bench.workspace, [ann?.[1] ?? 0, other.personKey])
    expect(new Set(current.values()).size).toBe(2)
  })
})
