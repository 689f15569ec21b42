import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import { dayOf } from './days.ts'
import type { QualityDeps } from './deps.ts'
import { refusedByDay } from './measure/measure-stream.ts'
import { runsOf } from './read-measured.ts'

const dayMs = 86_400_000
/** Longer than a round, so that none is missed; measured twice it says the same. */
const justNowSeconds = 45

/** Streams of which somebody has just replayed or discarded refused events; by the database's clock, as the log is. */
export async function justRepaired({ ledger }: QualityDeps, workspaceId: number): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    SELECT DISTINCT subject_id AS id FROM audit_log
    WHERE workspace_id = ${workspaceId} AND at > now() - ${justNowSeconds} * interval '1 second'
      AND action IN ('source.quarantine.replay', 'source.quarantine.discard')`.execute(ledger.db)
  return new Set(rows.map(({ id }) => id))
}

/** The first day of the last month on which other events wait in quarantine than when it was measured; today where none. */
export async function repairedSince(
  { ledger, warehouse }: QualityDeps,
  workspace: Workspace,
  sourceId: string,
): Promise<string> {
  const now = workspace.clock.now().getTime()
  const days = {
    from: dayOf(now - 31 * dayMs, workspace.timeZone),
    to: dayOf(now, workspace.timeZone),
  }
  const [refused, runs] = await Promise.all([
    refusedByDay(ledger, workspace, sourceId, days),
    warehouse.query(runsOf, { workspaceId: workspace.id, source: sourceId, limit: 40 }),
  ])
  const measured = new Map(runs.map(({ runId, rejected }) => [runId, rejected]))
  const changed = [...new Set([...refused.keys(), ...measured.keys()])].filter(
    (day) => day >= days.from && (refused.get(day) ?? 0) !== (measured.get(day) ?? 0),
  )
  return changed.sort()[0] ?? days.to
}
