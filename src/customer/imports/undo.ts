import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { withWriteGate } from '../../stores/ledger/index.ts'
import { bind, countOf, long } from './commit-shape.ts'
import { importErrors } from './errors.ts'
import { withOwnership } from './ownership.ts'
import { getImportRow, setStatus } from './records.ts'
import { dropIdentifiers, type ImportDeps } from './run.ts'

/**
 * Takes the rows of a finished import out again: its order lines or touches, the customers and products that only it
 * brought, and the identifiers that no later import has seen. What it changed in customers and products known before
 * stays: their former values are not kept.
 * @returns rows taken out
 * @throws import.notUndoable, common.notFound
 */
export async function undoImport(
  deps: ImportDeps,
  workspace: Workspace,
  importId: string,
): Promise<{ removed: number }> {
  return withOwnership(deps.ledger, importId, async () => {
    const row = await getImportRow(deps.ledger, workspace.id, importId)
    if (row.status !== 'done') throw importErrors.notUndoable({ status: row.status })
    const { warehouse } = deps
    const which = { workspaceId: workspace.id, importId }
    const mine = sql`workspace_id = ${bind('workspace', 'UInt32', workspace.id)} AND import_id = ${bind('importId', 'UUID', importId)}`
    let removed = 0
    await withWriteGate(deps.ledger, async () => {
      for (const table of [sql`order_lines`, sql`touches`]) {
        const rows = await countOf(warehouse, table, which)
        if (rows > 0) await warehouse.command(sql`DELETE FROM ${table} WHERE ${mine}`, long)
        removed += rows
      }
      const used = sql`SELECT person_key FROM order_lines WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)}
        UNION ALL SELECT person_key FROM touches WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)}`
      const products = await countOf(warehouse, sql`products`, which)
      const customers = await countOf(warehouse, sql`customers`, which)
      if (customers > 0)
        await warehouse.command(
          sql`DELETE FROM customers WHERE ${mine} AND person_key NOT IN (${used})`,
          long,
        )
      if (products > 0)
        await warehouse.command(
          sql`DELETE FROM products WHERE ${mine} AND product_id NOT IN (
                SELECT product_id FROM order_lines WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)})`,
          long,
        )
      if (row.kind === 'customers') removed += customers
      if (row.kind === 'products') removed += products
      if (row.kind === 'orders') await demote(deps, workspace)
      await dropIdentifiers(deps.ledger, importId)
      await setStatus(deps.ledger, importId, 'undone', { endedAt: workspace.clock.now() })
    })
    return { removed }
  })
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
