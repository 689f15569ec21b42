import { sql as pgSql } from 'kysely'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { forgetMeasured } from '../quality/measure/forget.ts'
import { takeBackConsents } from './commit-consents.ts'
import { bind, countOf, long } from './commit-shape.ts'
import type { ImportDeps } from './deps.ts'
import type { ImportRow } from './records.ts'
import { dropStaging } from './staging.ts'

/** Removes what an import left before it stored anything: waiting rows, kept bad rows, identifiers. */
export async function clearImport(deps: ImportDeps, importId: string): Promise<void> {
  await dropStaging(deps.warehouse, importId)
  await dropIdentifiers(deps.ledger, importId)
  await deps.ledger.db.deleteFrom('import_rejects').where('import_id', '=', importId).execute()
}

/**
 * Identifiers that this import brought and no later one has seen. Those of people whose consent is on record stay: without
 * them the same file, read again, would bring somebody new who has withdrawn nothing.
 */
async function dropIdentifiers(ledger: Ledger, importId: string): Promise<void> {
  await pgSql`DELETE FROM identifiers i WHERE i.import_id = ${importId}::uuid AND i.last_import_id = ${importId}::uuid
    AND NOT EXISTS (
      SELECT 1 FROM consents c WHERE c.workspace_id = i.workspace_id AND c.person_key = i.person_key)`.execute(
    ledger.db,
  )
}

/**
 * Takes the facts of an import out again, and the customers, products and identifiers that only it brought. Harmless to
 * repeat; call inside the write gate.
 * @returns rows taken out
 */
export async function takeOut(
  deps: ImportDeps,
  workspace: Workspace,
  { id: importId, kind }: Pick<ImportRow, 'id' | 'kind'>,
): Promise<number> {
  const { warehouse } = deps
  const which = { workspaceId: workspace.id, importId }
  const mine = sql`workspace_id = ${bind('workspace', 'UInt32', workspace.id)} AND import_id = ${bind('importId', 'UUID', importId)}`
  let removed = 0
  for (const table of [sql`order_lines`, sql`touches`, sql`events`]) {
    const rows = await countOf(warehouse, table, which)
    if (rows > 0) await warehouse.command(sql`DELETE FROM ${table} WHERE ${mine}`, long)
    removed += rows
  }
  const used = sql`SELECT person_key FROM order_lines WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)}
    UNION ALL SELECT person_key FROM touches WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)}
    UNION ALL SELECT person_key FROM events WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)}`
  const products = await countOf(warehouse, sql`products`, which)
  const customers = await countOf(warehouse, sql`customers`, which)
  if (customers > 0)
    await warehouse.command(sql`DELETE FROM customers WHERE ${mine} AND person_key NOT IN (${used})`, long)
  if (products > 0)
    await warehouse.command(
      sql`DELETE FROM products WHERE ${mine} AND product_id NOT IN (
            SELECT product_id FROM order_lines WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)})`,
      long,
    )
  if (kind === 'customers') removed += customers
  if (kind === 'products') removed += products
  if (kind === 'orders') await demote(deps, workspace)
  await forgetMeasured(warehouse, workspace.id, importId)
  await takeBackConsents(deps.ledger, workspace.id, importId)
  await dropIdentifiers(deps.ledger, importId)
  return removed
}

/** Who has no purchase any more is a prospect again. */
async function demote({ warehouse }: ImportDeps, workspace: Workspace): Promise<void> {
  const here = sql`workspace_id = ${bind('workspace', 'UInt32', workspace.id)}`
  await warehouse.command(
    sql`INSERT INTO customers SELECT * REPLACE ('prospect' AS status, now64(3, 'UTC') AS updated_at) FROM customers FINAL
        WHERE ${here} AND status = 'customer'
          AND person_key NOT IN (SELECT person_key FROM order_lines WHERE ${here} AND kind = 'sale')`,
    long,
  )
}
