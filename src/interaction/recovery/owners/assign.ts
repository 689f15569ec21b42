import { sql, type Transaction } from 'kysely'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../../stores/ledger/index.ts'
import { lockNumbers } from '../../../stores/ledger/index.ts'
import { caseErrors } from '../errors.ts'
import { assertOpen, type CaseWork } from '../handling/change.ts'
import type { RecoverySettings } from '../settings.ts'
import { addStep } from '../steps.ts'

type Db = Ledger['db'] | Transaction<LedgerSchema>

/** Members with their open cases: who has fewest comes first, then who has waited longest for one, then by a fixed order. */
function membersByLoad(workspace: Workspace) {
  return sql<{ id: string; name: string; open: string }>`
    SELECT u.id, u.display_name AS name, count(c.id) FILTER (WHERE c.closed_at IS NULL) AS open
    FROM memberships m JOIN users u ON u.id = m.user_id
    LEFT JOIN cases c ON c.workspace_id = m.workspace_id AND c.owner = u.id
    WHERE m.workspace_id = ${workspace.id} GROUP BY u.id, u.display_name
    ORDER BY count(c.id) FILTER (WHERE c.closed_at IS NULL), max(c.owned_at) NULLS FIRST, u.id::text`
}

export async function ownersOf(db: Db, workspace: Workspace, { team }: Pick<RecoverySettings, 'team'>) {
  const { rows } = await membersByLoad(workspace).execute(db)
  return rows.map(({ id, name, open }) => ({ id, name, open: Number(open), isInTeam: team.includes(id) }))
}

/** A new case goes to the least busy of the team, in the transaction that opens it. Without a team it waits for somebody. */
export async function assignLeastBusy(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  { team }: Pick<RecoverySettings, 'team'>,
  caseId: string,
): Promise<void> {
  if (team.length === 0) return
  // Two cases opened at a time must not both see the same empty desk.
  await sql`SELECT pg_advisory_xact_lock(${lockNumbers.caseOwners}, ${workspace.id})`.execute(trx)
  const { rows } = await membersByLoad(workspace).execute(trx)
  const chosen = rows.find(({ id }) => team.includes(id))
  if (!chosen) return
  await sql`UPDATE cases SET owner = ${chosen.id}::uuid, owned_at = clock_timestamp() WHERE id = ${caseId}::uuid`.execute(
    trx,
  )
  const detail = { to: chosen.id }
  await addStep(trx, { caseId, what: 'assigned', detail, by: 'system:team', at: workspace.clock.now() })
}

/** @throws case.closed, case.notMember */
export async function changeOwner(work: CaseWork, userId: string | null): Promise<void> {
  assertOpen(work)
  const { trx, row, workspace } = work
  if (row.owner === userId) return
  if (userId !== null) {
    const { rows } = await sql`
      SELECT FROM memberships WHERE workspace_id = ${workspace.id} AND user_id = ${userId}::uuid`.execute(trx)
    if (rows.length === 0) throw caseErrors.notMember({})
  }
  await sql`UPDATE cases SET owner = ${userId}::uuid, owned_at = clock_timestamp() WHERE id = ${row.id}::uuid`.execute(
    trx,
  )
  await work.step(userId === null ? 'given_back' : 'assigned', { from: row.owner, to: userId })
}
