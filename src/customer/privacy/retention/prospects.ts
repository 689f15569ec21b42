import { sql as pg } from 'kysely'
import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { int64 } from '../../../stores/warehouse/index.ts'
import { keysOf } from '../../identity/members.ts'
import { personNow } from '../../identity/person-now.ts'
import { type ErasureDeps, eraseAll } from '../erasure/erase.ts'
import { markErased } from '../erasure/mark.ts'
import type { Found } from './facts.ts'
import { lock } from './holds.ts'
import type { Removal } from './removal.ts'

/** People erased together. */
const batch = 200

type Aged = Pick<Removal, 'workspace' | 'cutoff' | 'storedBefore' | 'heldKeys'>

/**
 * Prospects of today who never bought and since the cutoff neither did, nor answered, nor were brought by anything. What
 * was only sent to them does not count: writing to somebody must not keep them for ever.
 */
function inactive({ workspace, cutoff, storedBefore, heldKeys }: Aged): SqlFragment {
  const bind = createBinder('i_')
  const id = bind('UInt32', workspace.id)
  const since = bind('String', engineText(cutoff))
  const before = bind('String', engineText(storedBefore))
  const at = (text: SqlFragment) => sql`toDateTime64(${text}, 3, 'UTC')`
  return sql`
    SELECT ${personNow()} AS person, max(updated_at) AS last FROM customers FINAL
    WHERE workspace_id = ${id} GROUP BY person
    HAVING max(status = 'customer') = 0 AND last < ${at(since)} AND last < ${at(before)} AND max(first_seen) < ${at(since)}
      AND person NOT IN (SELECT ${personNow()} FROM order_lines WHERE workspace_id = ${id})
      AND person NOT IN (SELECT ${personNow()} FROM events WHERE workspace_id = ${id} AND ts >= ${at(since)})
      AND person NOT IN (SELECT ${personNow()} FROM touches WHERE workspace_id = ${id} AND ts >= ${at(since)}
                         AND is_bot = 0 AND kind IN ('opened', 'clicked', 'replied'))
      AND NOT has(${bind('Array(UInt64)', [...heldKeys])}, person)
    ORDER BY person`
}

const engineText = (at: Date): string => at.toISOString().slice(0, 23).replace('T', ' ')

export async function countInactive(deps: ErasureDeps, aged: Aged): Promise<Found> {
  const [row] = await deps.warehouse.rows(
    sql`SELECT count() AS n, toUnixTimestamp64Milli(min(last)) AS oldest FROM (${inactive(aged)})`,
    z.object({ n: int64(), oldest: int64() }),
    { pool: 'long' },
  )
  return { rows: row?.n ?? 0, oldest: row && row.n > 0 ? new Date(row.oldest) : null }
}

/**
 * Erases them with their keys, some at a time. Unlike after an erasure somebody asked for, what named them lets them in
 * again. Whoever gave a consent since the cutoff stays. @returns people erased now
 */
export async function eraseInactive(
  deps: ErasureDeps,
  aged: Aged,
  told: (done: number) => void,
): Promise<number> {
  const { ledger, warehouse } = deps
  let erased = 0
  for (let after = 0; ; ) {
    const bind = createBinder('b_')
    const rows = await warehouse.rows(
      sql`SELECT person FROM (${inactive(aged)}) WHERE person > ${bind('UInt64', after)} ORDER BY person
          LIMIT ${bind('UInt32', batch)}`,
      z.object({ person: int64() }),
      { pool: 'long' },
    )
    if (rows.length === 0) return erased
    after = rows.at(-1)?.person ?? after
    const people = await willingToGo(
      ledger,
      aged,
      rows.map(({ person }) => person),
    )
    const marked = await ledger.transaction(async (trx) => {
      await lock(trx, aged.workspace.id)
      const all: number[][] = []
      for (const person of people)
        all.push(await markErased(trx, aged.workspace.id, person, aged.workspace.clock.now(), 'may return'))
      return all
    })
    await eraseAll(
      deps,
      aged.workspace,
      marked.map((keys) => ({
        requestId: null,
        keys,
        orders: 'anonymise',
        places: null,
        cause: 'retention',
      })),
    )
    erased += marked.length
    told(erased)
  }
}

async function willingToGo(
  ledger: Ledger,
  { workspace, cutoff }: Aged,
  people: readonly number[],
): Promise<number[]> {
  const members = await keysOf(ledger.db, people)
  const keys = people.flatMap((person) => members.get(person) ?? [person])
  const { rows } = await pg<{ key: string }>`
    SELECT DISTINCT person_key::text AS key FROM consents
    WHERE workspace_id = ${workspace.id} AND person_key = ANY(${keys}::bigint[]) AND state = 'given' AND at >= ${cutoff}
    UNION SELECT person_key::text FROM persons WHERE person_key = ANY(${keys}::bigint[]) AND created_at >= ${cutoff}
    UNION SELECT person_key::text FROM erased_persons WHERE person_key = ANY(${keys}::bigint[]) AND applied_at IS NOT NULL`.execute(
    ledger.db,
  )
  const stays = new Set(rows.map(({ key }) => Number(key)))
  return people.filter((person) => !(members.get(person) ?? [person]).some((key) => stays.has(key)))
}
