import { sql as pgSql } from 'kysely'
import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { departmentPath, openDepartments } from '../companies/departments.ts'
import { pumpUngated } from '../companies/pump.ts'
import { lockCompanies, openRegistry } from '../companies/registry.ts'
import { roleOf } from '../companies/roles.ts'
import { refold, say } from '../companies/stays.ts'
import { loadNameForms } from '../identity/names/forms.ts'
import { type StagedWork, stagedWork } from '../mapping/convert/works.ts'
import { dayOf } from '../quality/days.ts'
import { bind, long } from './commit-shape.ts'
import type { ImportDeps } from './deps.ts'
import { type ImportRow, mappingOf } from './records.ts'
import type { StagingNames } from './staging.ts'

const pageRows = 2_000

interface Work {
  row: number
  personKey: number
  said: StagedWork
}

/**
 * Brings what the waiting rows say of who works where among the words of the ledger. May be repeated after a crash at
 * any point: a row of an import says it once.
 */
export async function commitCompanies(
  deps: ImportDeps,
  workspace: Workspace,
  row: ImportRow,
  names: StagingNames,
): Promise<void> {
  const { kind, fields } = mappingOf(row)
  if (kind !== 'customers' || (!fields.company && !fields.company_number)) return
  for (let after = 0; ; ) {
    const page = await deps.warehouse.rows(
      sql`SELECT row, person_key AS personKey, works FROM ${names.rows}
          WHERE row > ${bind('after', 'UInt64', after)} AND person_key > 0 AND works != '' ORDER BY row
          LIMIT ${bind('limit', 'UInt32', pageRows)}`,
      z.object({ row: int64(), personKey: int64(), works: z.string() }),
      long,
    )
    const last = page.at(-1)
    if (!last) break
    after = last.row
    const works = page.map(({ works: text, ...one }) => ({
      ...one,
      said: stagedWork.parse(JSON.parse(text)),
    }))
    await record(deps, workspace, row, works)
  }
  await pumpUngated(deps.ledger, deps.warehouse)
}

async function record(
  deps: ImportDeps,
  workspace: Workspace,
  row: ImportRow,
  works: readonly Work[],
): Promise<void> {
  const vault = await deps.vaultOf(workspace.id)
  const forms = await loadNameForms()
  const saidOn = dayOf(row.created_at.getTime(), workspace.timeZone)
  await deps.ledger.transaction(async (trx) => {
    await lockCompanies(trx, workspace.id)
    const registry = await openRegistry(trx, vault, forms, workspace, row.id)
    const departments = await openDepartments(trx, forms, workspace, row.id)
    const words = works
      .filter(({ personKey }) => !vault.isErased(personKey))
      .flatMap(({ row: line, personKey, said: [name, number, department, title, since] }) => {
        const company = registry.resolve({ name, number, personKey, isSoleTrader: false })
        if (company === null) return []
        return [
          {
            ...{ row: line, personKey, companyId: company.id, said: 'works' as const, title: title || null },
            ...{ departmentId: departments.resolve(company.id, departmentPath(department)) },
            ...{ role: roleOf(title), since, until: null, keepsOthers: false, saidOn },
          },
        ]
      })
    await registry.save()
    await departments.save()
    const by = `import:${mappingOf(row).source}`
    await say(trx, workspace, { by, at: row.created_at, importId: row.id }, words)
    await refold(
      trx,
      workspace,
      words.map(({ personKey }) => personKey),
    )
  })
}

/**
 * Takes back what an import said of who works where; companies and departments that nobody else speaks of go. Harmless
 * to repeat; call inside the write gate.
 */
export async function takeBackCompanies(
  { ledger, warehouse }: ImportDeps,
  workspace: Workspace,
  importId: string,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    await lockCompanies(trx, workspace.id)
    const { rows } = await pgSql<{ person_key: string }>`
      DELETE FROM company_statements WHERE import_id = ${importId}::uuid AND workspace_id = ${workspace.id}
      RETURNING person_key`.execute(trx)
    await refold(
      trx,
      workspace,
      rows.map((row) => Number(row.person_key)),
    )
    await pgSql`
      UPDATE companies SET number = NULL, number_index = NULL, number_import_id = NULL,
        version = nextval('company_versions'), copied_at = NULL
      WHERE workspace_id = ${workspace.id} AND number_import_id = ${importId}::uuid`.execute(trx)
  })
  // The warehouse is told that those times are over before the companies they name are gone.
  await pumpUngated(ledger, warehouse)
  await ledger.transaction(async (trx) => {
    await lockCompanies(trx, workspace.id)
    for (let gone = 1; gone > 0; ) {
      const { numAffectedRows } = await pgSql`
        DELETE FROM company_departments d WHERE d.import_id = ${importId}::uuid
          AND NOT EXISTS (SELECT 1 FROM company_departments c WHERE c.parent_id = d.id)
          AND NOT EXISTS (SELECT 1 FROM company_statements s WHERE s.department_id = d.id)`.execute(trx)
      gone = Number(numAffectedRows ?? 0)
    }
    const { rows } = await pgSql<{ id: string }>`
      SELECT c.id FROM companies c WHERE c.workspace_id = ${workspace.id} AND c.import_id = ${importId}::uuid
        AND c.merged_into IS NULL
        AND NOT EXISTS (SELECT 1 FROM companies m WHERE m.merged_into = c.id OR m.parent_id = c.id)
        AND NOT EXISTS (SELECT 1 FROM company_statements s WHERE s.company_id = c.id)
        AND NOT EXISTS (SELECT 1 FROM company_departments d WHERE d.company_id = c.id)`.execute(trx)
    const ids = rows.map(({ id }) => id)
    if (ids.length > 0) {
      const b = createBinder('c')
      await warehouse.command(
        sql`DELETE FROM companies WHERE workspace_id = ${b('UInt32', workspace.id)} AND company_id IN (${b('Array(UUID)', ids)})`,
        long,
      )
      await trx.deleteFrom('companies').where('id', 'in', ids).execute()
    }
    // What somebody else speaks of now is theirs.
    await pgSql`UPDATE companies SET import_id = NULL WHERE import_id = ${importId}::uuid`.execute(trx)
    await pgSql`UPDATE company_departments SET import_id = NULL WHERE import_id = ${importId}::uuid`.execute(
      trx,
    )
  })
}
