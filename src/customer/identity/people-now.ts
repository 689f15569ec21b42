import type { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { customersNow } from './customers-now.ts'
import { keysOf } from './members.ts'

/**
 * What data say of these people, by the keys asked with; whoever nothing is said of is missing. One question to the
 * warehouse, whatever the number of keys.
 * @param said columns of `customersNow` by name beside `personKey`, and the condition under which something is said
 */
export async function peopleNow<Row extends { personKey: number }>(
  { ledger, warehouse }: { ledger: Ledger; warehouse: Warehouse },
  workspace: Workspace,
  personKeys: readonly number[],
  said: { columns: SqlFragment; where: SqlFragment; row: z.ZodType<Row> },
): Promise<Map<number, Row>> {
  if (personKeys.length === 0) return new Map()
  const members = await keysOf(ledger.db, personKeys)
  const bind = createBinder('said_')
  const all = [...new Set([...members.values()].flat())]
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)} AND person_key IN (${bind('Array(UInt64)', all)})`
  const rows = await warehouse.rows(
    sql`SELECT person_key AS personKey, ${said.columns} FROM ${customersNow(here)} WHERE ${said.where}`,
    said.row,
  )
  const byKey = new Map(rows.map((row) => [row.personKey, row]))
  // A row stands under the key the person goes by today, which is one of theirs.
  return new Map(
    [...members].flatMap(([key, own]) => {
      const row = own.map((each) => byKey.get(each)).find((each) => each !== undefined)
      return row === undefined ? [] : [[key, row]]
    }),
  )
}
