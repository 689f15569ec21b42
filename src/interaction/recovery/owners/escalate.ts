import { sql } from 'kysely'
import type { Workspace } from '../../../kit/workspace.ts'
import { writeAudit } from '../../../stores/ledger/index.ts'
import type { RecoveryDeps } from '../deps.ts'
import { recoveryOf } from '../settings.ts'
import { addStep } from '../steps.ts'

interface Escalated {
  id: string
  level: 1 | 2 | 3
  person: string | null
}

const most = 200
const levels = { 1: 'warned', 2: 'supervisor', 3: 'head' } as const

/**
 * Carries up what nobody has answered: by the share of the time that has gone the owner is warned, then a supervisor,
 * then the head is called; from `urgentFrom` of severity × value on, each one step sooner. A step once taken is not taken
 * back, and several missed by a pause are one.
 * @returns how many cases went up
 */
export async function escalateDue(
  { ledger }: Pick<RecoveryDeps, 'ledger'>,
  workspace: Workspace,
): Promise<number> {
  const settings = await recoveryOf(ledger, workspace)
  const { warnAt, supervisorAt, headAt, urgentFrom, supervisor, head } = settings.escalation
  // The demo lives at a time of its own; else the database's, which all processes share.
  const now = workspace.kind === 'demo' ? sql`${workspace.clock.now()}::timestamptz` : sql`clock_timestamp()`
  const gone = sql`extract(epoch FROM ${now} - c.received_at) / greatest(extract(epoch FROM c.due_at - c.received_at), 1)`
  const isUrgent = sql`c.priority >= ${urgentFrom}`
  const level = sql`CASE
    WHEN g.gone >= CASE WHEN g.urgent THEN ${supervisorAt}::float8 ELSE ${headAt}::float8 END THEN 3
    WHEN g.gone >= CASE WHEN g.urgent THEN ${warnAt}::float8 ELSE ${supervisorAt}::float8 END THEN 2
    WHEN g.gone >= ${warnAt}::float8 THEN 1 ELSE 0 END`
  return ledger.transaction(async (trx) => {
    const { rows } = await sql<Escalated>`
      WITH due AS (
        SELECT c.id, ${level} AS level FROM cases c, LATERAL (SELECT ${gone} AS gone, ${isUrgent} AS urgent) g
        WHERE c.workspace_id = ${workspace.id} AND c.closed_at IS NULL AND c.answered_at IS NULL AND c.escalation < 3
          AND ${level} > c.escalation
        ORDER BY c.priority DESC, c.due_at, c.id::text LIMIT ${most} FOR UPDATE OF c SKIP LOCKED)
      UPDATE cases c SET escalation = due.level, escalated_at = clock_timestamp(),
        escalated_to = CASE due.level WHEN 3 THEN ${head}::uuid WHEN 2 THEN ${supervisor}::uuid ELSE c.owner END
      FROM due WHERE c.id = due.id RETURNING c.id, c.escalation AS level, c.escalated_to AS person`.execute(
      trx,
    )
    for (const { id, level: reached, person } of rows) {
      const detail = { level: levels[reached], to: person }
      await addStep(trx, {
        ...{ caseId: id, what: `escalated_${levels[reached]}`, detail, by: 'system:clock' },
        at: workspace.clock.now(),
      })
      await writeAudit(trx, {
        ...{ workspaceId: workspace.id, actor: { kind: 'system', id: 'clock' }, action: 'case.escalated' },
        ...{ subject: { kind: 'case', id }, detail },
      })
    }
    return rows.length
  })
}
