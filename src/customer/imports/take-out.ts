import { sql as pgSql } from 'kysely'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { forgetMeasured } from '../quality/measure/forget.ts'
import { afterWhatStands, choose } from '../survivorship/choose.ts'
import { chooseForMerged } from '../survivorship/merged.ts'
import { takeBackCompanies } from './commit-companies.ts'
import { takeBackConsents } from './commit-consents.ts'
import { takeBackLeads } from './commit-leads.ts'
import { takeBackNeeds } from './commit-needs.ts'
import { bind, countOf, long } from './commit-shape.ts'
import type { ImportDeps } from './deps.ts'
import type { ImportRow } from './records.ts'
import { dropStaging } from './staging.ts'
import { takeBackDays, tellDays } from './store-days.ts'

/** Removes what an import left before it stored anything: waiting rows, kept bad rows, identifiers. */
export async function clearImport(deps: ImportDeps, importId: string, at: Date): Promise<void> {
  await dropStaging(deps.warehouse, importId)
  await dropIdentifiers(deps.ledger, importId)
  await takeBackDays(deps, importId, at)
  await deps.ledger.db.deleteFrom('import_rejects').where('import_id', '=', importId).execute()
}

/**
 * Takes back what an import did to identifiers: those it saw again are as they were before, those that a later one has
 * seen too are that one's, and what only it brought goes. Those of people whose consent is on record stay: without them
 * the same file, read again, would bring somebody new who has withdrawn nothing.
 */
async function dropIdentifiers(ledger: Ledger, importId: string): Promise<void> {
  await ledger.transaction(async (trx) => {
    await pgSql`UPDATE identifiers i SET last_import_id = s.former_import_id, last_seen_at = s.former_seen_at
      FROM identifier_sightings s
      WHERE s.import_id = ${importId}::uuid AND s.identifier_id = i.id AND i.last_import_id = s.import_id`.execute(
      trx,
    )
    // What a later import found then, it would have found without this one too.
    await pgSql`UPDATE identifier_sightings s
      SET former_import_id = own.former_import_id, former_seen_at = own.former_seen_at
      FROM identifier_sightings own
      WHERE own.import_id = ${importId}::uuid AND s.identifier_id = own.identifier_id
        AND s.former_import_id = own.import_id`.execute(trx)
    await pgSql`DELETE FROM identifier_sightings WHERE import_id = ${importId}::uuid`.execute(trx)
    await pgSql`WITH next AS (
        DELETE FROM identifier_sightings s USING identifiers i
        WHERE i.import_id = ${importId}::uuid AND s.identifier_id = i.id AND s.former_import_id = i.import_id
        RETURNING s.identifier_id, s.import_id, s.at)
      UPDATE identifiers i SET import_id = next.import_id, first_seen_at = next.at FROM next
      WHERE next.identifier_id = i.id`.execute(trx)
    await pgSql`DELETE FROM identifiers i WHERE i.import_id = ${importId}::uuid AND i.last_import_id = ${importId}::uuid
      AND NOT EXISTS (
        SELECT 1 FROM consents c WHERE c.workspace_id = i.workspace_id AND c.person_key = i.person_key)`.execute(
      trx,
    )
  })
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
  await takeBackSayings(deps, workspace, importId, used)
  if (customers > 0)
    await warehouse.command(
      sql`DELETE FROM customers WHERE ${mine} AND person_key NOT IN (${used})
            AND person_key NOT IN (SELECT person_key FROM customer_sayings WHERE ${hereOf(workspace)})`,
      long,
    )
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
  await takeBackCompanies(deps, workspace, importId)
  await takeBackLeads(deps, workspace, importId)
  await takeBackNeeds(deps, workspace, importId)
  if ((await takeBackDays(deps, importId, workspace.clock.now())) > 0) await tellDays(deps)
  await takeBackConsents(deps.ledger, workspace.id, importId)
  await dropIdentifiers(deps.ledger, importId)
  return removed
}

const hereOf = (workspace: Workspace) => sql`workspace_id = ${bind('workspace', 'UInt32', workspace.id)}`

/**
 * Of the people it spoke of, what the others say is chosen anew before its own sayings go, so that a crash in between
 * loses nobody. Of whom nobody else speaks nothing stays but that they have facts, where they have.
 * @param used people with facts
 */
async function takeBackSayings(
  { warehouse }: ImportDeps,
  workspace: Workspace,
  importId: string,
  used: SqlFragment,
): Promise<void> {
  const here = hereOf(workspace)
  const ofImport = sql`import_id = ${bind('importId', 'UUID', importId)}`
  const mine = sql`${here} AND ${ofImport}`
  const people = sql`SELECT person_key FROM customer_sayings WHERE ${mine}`
  await choose(warehouse, { here, people, without: ofImport })
  const alone = sql`${here} AND person_key IN (${people})
    AND person_key NOT IN (SELECT person_key FROM customer_sayings WHERE ${here} AND NOT (${mine}))`
  await warehouse.command(
    sql`INSERT INTO customers
        SELECT * REPLACE ('' AS country, '' AS region, '' AS city, '' AS gender, 0 AS birth_year, '' AS tier, '' AS language,
          [] AS reachable, CAST('{}', 'JSON(max_dynamic_paths = 256)') AS attributes, ${afterWhatStands(sql`updated_at`)} AS updated_at)
        FROM customers FINAL WHERE ${alone} AND person_key IN (${used})`,
    long,
  )
  await warehouse.command(sql`DELETE FROM customers WHERE ${alone} AND person_key NOT IN (${used})`, long)
  await warehouse.command(sql`DELETE FROM customer_sayings WHERE ${mine}`, long)
  await chooseForMerged(warehouse)
}

/** Who has no purchase any more is a prospect again. */
async function demote({ warehouse }: ImportDeps, workspace: Workspace): Promise<void> {
  const here = sql`workspace_id = ${bind('workspace', 'UInt32', workspace.id)}`
  await warehouse.command(
    // Found first: beside the replacement, `status` would be the new one.
    sql`INSERT INTO customers SELECT * REPLACE ('prospect' AS status, ${afterWhatStands(sql`updated_at`)} AS updated_at) FROM (
          SELECT * FROM customers FINAL
          WHERE ${here} AND status = 'customer'
            AND person_key NOT IN (SELECT person_key FROM order_lines WHERE ${here} AND kind = 'sale'))`,
    long,
  )
}
