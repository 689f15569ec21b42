import { sql } from 'kysely'
import type { Vault } from '../../../kit/crypto/index.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { withWriteGate, writeAudit } from '../../../stores/ledger/index.ts'
import type { VaultOf } from '../../identity/persons.ts'
import { withOwnership } from '../../imports/ownership.ts'
import { type Corrected, chooseAgain, sayCorrected } from '../../survivorship/corrected.ts'
import type { SurvivorshipDeps } from '../../survivorship/deps.ts'
import { certifyCorrection } from '../certificate.ts'
import { readable } from '../subject.ts'
import { digestOf, unseal } from './changes.ts'

export interface CorrectionDeps extends SurvivorshipDeps {
  vaultOf: VaultOf
}

/** Carries out what was approved or is to be undone, of every workspace, and what a crash left half done. @returns how many */
export async function settleCorrections(
  deps: CorrectionDeps,
  workspaceOf: (id: number) => Promise<Workspace>,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    SELECT DISTINCT workspace_id AS id FROM privacy_requests
    WHERE kind = 'correction' AND (state IN ('running', 'undoing') OR applied_at > now() - interval '2 minutes')`.execute(
    deps.ledger.db,
  )
  let settled = 0
  for (const { id } of rows) settled += await settleWorkspace(deps, await workspaceOf(id))
  return settled
}

/**
 * As `settleCorrections`, of one workspace. Each step may be repeated: what holds is reckoned from the requests as they
 * stand, and a request is closed only after the warehouse has it.
 */
export async function settleWorkspace(deps: CorrectionDeps, workspace: Workspace): Promise<number> {
  const { ledger, warehouse } = deps
  return withOwnership(ledger, `corrections/${workspace.id}`, async () => {
    const open = await ledger.db
      .selectFrom('privacy_requests')
      .select(['id', 'person_key'])
      .where('workspace_id', '=', workspace.id)
      .where('kind', '=', 'correction')
      .where('state', 'in', ['running', 'undoing'])
      .orderBy('decided_at')
      .execute()
    const vault = await deps.vaultOf(workspace.id)
    for (const { id, person_key } of open) await settle(deps, vault, workspace, id, Number(person_key))
    // A writer that had read the values before may have written them again after: chosen once more, they are right.
    const { rows: fresh } = await sql<{ key: string }>`
      SELECT DISTINCT person_key AS key FROM privacy_requests r
      WHERE workspace_id = ${workspace.id} AND kind = 'correction' AND applied_at > now() - interval '2 minutes'
        AND applied_at < now() - interval '5 seconds'
        AND NOT EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = r.person_key)`.execute(ledger.db)
    for (const { key } of fresh)
      await withWriteGate(ledger, () => chooseAgain(warehouse, workspace, Number(key)))
    return open.length
  })
}

async function settle(
  deps: CorrectionDeps,
  vault: Vault,
  workspace: Workspace,
  id: string,
  person: number,
): Promise<void> {
  const { ledger, warehouse } = deps
  const { rows: erased } = await sql`SELECT 1 FROM erased_persons WHERE person_key = ${person}`.execute(
    ledger.db,
  )
  if (erased.length > 0) {
    await ledger.db
      .updateTable('privacy_requests')
      .set({ state: 'cancelled', changes: null, ended_at: workspace.clock.now() })
      .where('id', '=', id)
      .execute()
    return
  }
  await withWriteGate(ledger, async () => {
    await sayCorrected(warehouse, workspace, person, () => inForce(deps, vault, workspace, person))
    await close(deps, vault, workspace, id)
  })
}

/** What requests that are carried out, or about to be, say of a record; of one attribute the last. */
async function inForce(
  { ledger }: CorrectionDeps,
  vault: Vault,
  workspace: Workspace,
  person: number,
): Promise<Map<string, Corrected>> {
  const rows = await ledger.db
    .selectFrom('privacy_requests')
    .select(['changes', 'decided_at', 'received_at'])
    .where('workspace_id', '=', workspace.id)
    .where('person_key', '=', String(person))
    .where('kind', '=', 'correction')
    .where('state', 'in', ['running', 'done'])
    .orderBy('decided_at')
    .orderBy('id')
    .execute()
  const words = new Map<string, Corrected>()
  for (const { changes, decided_at, received_at } of rows) {
    if (changes === null || readable(vault, changes) === null) continue
    for (const { attribute, said } of unseal(vault, changes).changes)
      words.set(attribute, { value: said, at: decided_at ?? received_at })
  }
  return words
}

async function close(
  { ledger }: CorrectionDeps,
  vault: Vault,
  workspace: Workspace,
  id: string,
): Promise<void> {
  const now = workspace.clock.now()
  await ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('privacy_requests')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const ended = { ended_at: now, applied_at: sql<Date>`now()` }
    if (row.state === 'undoing')
      await trx
        .updateTable('privacy_requests')
        .set({ state: 'undone', ...ended })
        .where('id', '=', id)
        .execute()
    if (row.state !== 'running' || row.changes === null) return
    const sealed = unseal(vault, row.changes)
    const certificate = await certifyCorrection(trx, workspace, {
      request: id,
      receivedAt: row.received_at.toISOString(),
      decidedBy: row.decided_by ?? row.received_by,
      startedAt: (row.started_at ?? now).toISOString(),
      completedAt: now.toISOString(),
      fields: sealed.changes.map(({ attribute }) => attribute),
      values: digestOf(sealed),
    })
    await trx
      .updateTable('privacy_requests')
      .set({ state: 'done', certificate: JSON.stringify(certificate), ...ended })
      .where('id', '=', id)
      .execute()
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor: { kind: 'system', id: 'privacy' },
      action: 'privacy.corrected',
      subject: { kind: 'privacy_request', id },
      detail: {
        fields: certificate.fields,
        certificate: certificate.hash,
        previous: certificate.previous,
      },
    })
  })
}
