import { sql } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import { commonErrors } from '../../../kit/errors.ts'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../../stores/ledger/index.ts'
import type { ContractMode } from '../../../stores/ledger/schema/quality.ts'
import { isUuid } from '../../imports/records.ts'
import { type ContractBody, contractBody } from './contract.schema.ts'
import { type ContractChange, diffContracts, isCompatible } from './diff.ts'

/** Subject of the contract of a source that brings rows. */
export const rowsSubject = 'rows'

export interface Contract {
  id: string
  sourceId: string
  sourceName: string
  brings: string
  subject: string
  mode: ContractMode
  version: number
  body: ContractBody
  updatedAt: string
  /** Of the last 30 days, at the version of now. */
  checked: number
  violations: number
  /** Kept aside and waiting, at any version. */
  quarantined: number
}

export interface ContractVersion {
  version: number
  changes: ContractChange[]
  compatible: boolean
  createdAt: string
  createdBy: string
}

interface Row {
  id: string
  source_id: string
  source_name: string
  brings: string
  subject: string
  mode: ContractMode
  version: number
  body: unknown
  updated_at: Date
  checked: number
  violations: number
  quarantined: number
}

/** Rows checked (rule '') and broken, by day: of events as they were counted, of files as their imports say. */
const counted = sql`
  SELECT contract_id, version, day, rule, field, rows FROM contract_counts
  UNION ALL
  SELECT contract_id, contract_version, ended_at::date, '', '', (summary ->> 'read')::bigint FROM imports
  WHERE contract_id IS NOT NULL AND status = 'done' AND repairs IS NULL
  UNION ALL
  SELECT i.contract_id, i.contract_version, i.ended_at::date, substring(split_part(r.key, ' ', 1) FROM '_(.*)$'),
         split_part(r.key, ' ', 2), r.value::bigint
  FROM imports i CROSS JOIN LATERAL jsonb_each_text(i.summary -> 'reasons') AS r
  WHERE i.contract_id IS NOT NULL AND i.status = 'done' AND i.repairs IS NULL AND r.key ~ '^(contract|watched)_'`

/** What broke a contract, over all its time: the most first. */
export async function brokenRules(
  ledger: Ledger,
  contractId: string,
): Promise<{ version: number; rule: string; field: string; rows: number }[]> {
  const { rows } = await sql<{ version: number; rule: string; field: string; rows: number }>`
    SELECT n.version, n.rule, n.field, sum(n.rows)::float8 AS rows FROM (${counted}) n
    WHERE n.contract_id = ${contractId}::uuid AND n.rule <> ''
    GROUP BY n.version, n.rule, n.field ORDER BY n.version DESC, rows DESC LIMIT 100`.execute(ledger.db)
  return rows
}

export async function listContracts(
  ledger: Ledger,
  workspaceId: number,
  id: string | null = null,
): Promise<Contract[]> {
  const { rows } = await sql<Row>`
    SELECT c.*, s.name AS source_name, s.brings, v.body,
           (SELECT count(*)::int FROM quarantined_events q WHERE q.contract_id = c.id) AS quarantined,
           (SELECT coalesce(sum(n.rows), 0)::float8 FROM (${counted}) n WHERE n.contract_id = c.id AND n.version = c.version
             AND n.rule = '' AND n.day > current_date - 30) AS checked,
           (SELECT coalesce(sum(n.rows), 0)::float8 FROM (${counted}) n WHERE n.contract_id = c.id AND n.version = c.version
             AND n.rule <> '' AND n.day > current_date - 30) AS violations
    FROM contracts c
    JOIN sources s ON s.id = c.source_id AND s.deleted_at IS NULL
    JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version
    WHERE c.workspace_id = ${workspaceId} AND (${id}::text IS NULL OR c.id::text = ${id}::text)
    ORDER BY s.name, c.subject`.execute(ledger.db)
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    sourceName: row.source_name,
    brings: row.brings,
    subject: row.subject,
    mode: row.mode,
    version: row.version,
    body: contractBody.parse(row.body),
    updatedAt: row.updated_at.toISOString(),
    checked: row.checked,
    violations: row.violations,
    quarantined: row.quarantined,
  }))
}

/** @throws common.notFound */
export async function getContract(ledger: Ledger, workspaceId: number, id: string): Promise<Contract> {
  const [found] = isUuid(id) ? await listContracts(ledger, workspaceId, id) : []
  if (!found) throw commonErrors.notFound({ what: 'contract', id })
  return found
}

/** Newest first. */
export async function versionsOf(ledger: Ledger, contractId: string): Promise<ContractVersion[]> {
  const { rows } = await sql<{
    version: number
    changes: ContractChange[]
    compatible: boolean
    created_at: Date
    created_by: string
  }>`
    SELECT v.version, v.changes, v.compatible, v.created_at,
           coalesce((SELECT u.display_name FROM users u WHERE u.id::text = v.created_by), v.created_by) AS created_by
    FROM contract_versions v WHERE v.contract_id = ${contractId}::uuid ORDER BY v.version DESC`.execute(
    ledger.db,
  )
  return rows.map((row) => ({
    version: row.version,
    changes: row.changes,
    compatible: row.compatible,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  }))
}

/**
 * Makes a contract, or the next version of it where its rules differ; the mode alone makes no version. Two who save at
 * once make two versions, one after the other.
 * @throws common.notFound for an unknown source
 */
export async function saveContract(
  ledger: Ledger,
  workspace: Workspace,
  input: { sourceId: string; subject: string; mode: ContractMode; body: ContractBody },
  by: Actor,
): Promise<Contract> {
  const now = workspace.clock.now()
  const id = await ledger.transaction(async (trx) => {
    const { rows: sources } = await sql<{ id: string }>`
      SELECT id FROM sources WHERE workspace_id = ${workspace.id} AND id::text = ${input.sourceId} AND deleted_at IS NULL
      FOR UPDATE`.execute(trx)
    if (sources.length === 0) throw commonErrors.notFound({ what: 'source', id: input.sourceId })
    const { rows: known } = await sql<{ id: string; version: number; body: unknown }>`
      SELECT c.id, c.version, v.body FROM contracts c
      JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version
      WHERE c.source_id = ${input.sourceId}::uuid AND c.subject = ${input.subject}`.execute(trx)
    const [before] = known
    const contractId = before?.id ?? newId()
    const changes = before ? diffContracts(contractBody.parse(before.body), input.body) : []
    const version = before ? before.version + (changes.length > 0 ? 1 : 0) : 1
    await sql`
      INSERT INTO contracts (id, workspace_id, source_id, subject, mode, version, created_at, updated_at)
      VALUES (${contractId}::uuid, ${workspace.id}, ${input.sourceId}::uuid, ${input.subject}, ${input.mode}, ${version}, ${now}, ${now})
      ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, version = excluded.version, updated_at = excluded.updated_at`.execute(
      trx,
    )
    if (!before || changes.length > 0)
      await sql`
        INSERT INTO contract_versions (contract_id, version, body, changes, compatible, created_at, created_by)
        VALUES (${contractId}::uuid, ${version}, ${JSON.stringify(input.body)}::jsonb, ${JSON.stringify(changes)}::jsonb,
                ${isCompatible(changes)}, ${now}, ${by.id})`.execute(trx)
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor: by,
      action: 'contract.save',
      subject: { kind: 'contract', id: contractId },
      detail: { source: input.sourceId, subject: input.subject, version, mode: input.mode },
    })
    return contractId
  })
  return getContract(ledger, workspace.id, id)
}

/** @throws common.notFound */
export async function deleteContract(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  by: Actor,
): Promise<void> {
  const { subject, sourceId } = await getContract(ledger, workspace.id, id)
  await ledger.transaction(async (trx) => {
    await sql`DELETE FROM contracts WHERE id = ${id}::uuid`.execute(trx)
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor: by,
      action: 'contract.delete',
      subject: { kind: 'contract', id },
      detail: { source: sourceId, subject },
    })
  })
}

/** What a contract of the source promises of freshness, hours; the shortest where several do. */
export async function promisedHours(ledger: Ledger, workspaceId: number): Promise<Map<string, number>> {
  const { rows } = await sql<{ source_id: string; hours: number }>`
    SELECT c.source_id, min((v.body ->> 'freshnessHours')::float8) AS hours FROM contracts c
    JOIN contract_versions v ON v.contract_id = c.id AND v.version = c.version
    WHERE c.workspace_id = ${workspaceId} AND v.body ->> 'freshnessHours' IS NOT NULL GROUP BY c.source_id`.execute(
    ledger.db,
  )
  return new Map(rows.map((row) => [row.source_id, row.hours]))
}
