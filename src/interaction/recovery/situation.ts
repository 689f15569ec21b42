import { z } from 'zod'
import { keysOf } from '../../customer/index.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { RecoveryDeps } from './deps.ts'
import type { Tier } from './settings.ts'

/**
 * The value tier of each person by the monetary score of the newest snapshot: 5 is high, 3 and 4 middle, below low; who
 * never bought has none. Null for those who refused to be judged by personal characteristics.
 * @param people keys as they stand today
 */
export async function tiersOf(
  { ledger, warehouse, consents, features }: RecoveryDeps,
  workspace: Workspace,
  people: readonly number[],
): Promise<Map<number, Tier | null>> {
  if (people.length === 0) return new Map()
  const [snapshot, allowed] = await Promise.all([
    features.latest(workspace),
    consents.mayContact(workspace, people, { purpose: 'profiling', channel: '*' }),
  ])
  const scores = new Map<number, number>()
  if (snapshot) {
    const bind = createBinder('tier_')
    const members = await keysOf(ledger.db, people)
    const keys = [...new Set([...members.values()].flat())]
    const rows = await warehouse.rows(
      sql`SELECT toString(person_key) AS person, m FROM customer_features FINAL
        WHERE workspace_id = ${bind('UInt32', workspace.id)} AND as_of = ${bind('Date', snapshot.asOf)}
          AND person_key IN (${bind('Array(UInt64)', keys)})`,
      z.object({ person: z.string(), m: z.int() }),
    )
    const byKey = new Map(rows.map(({ person, m }) => [Number(person), m]))
    for (const [person, own] of members)
      scores.set(person, Math.max(0, ...own.map((key) => byKey.get(key) ?? 0)))
  }
  return new Map(
    people.map((person) => {
      if (allowed.get(person)?.allowed !== true) return [person, null]
      const m = scores.get(person) ?? 0
      return [person, m >= 5 ? 'high' : m >= 3 ? 'middle' : m >= 1 ? 'low' : 'none']
    }),
  )
}
