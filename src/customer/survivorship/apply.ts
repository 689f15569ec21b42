import { sql as pg } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Task } from '../../kit/progress.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { startTask, withWriteGate } from '../../stores/ledger/index.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { choose, countToChange } from './choose.ts'
import type { SurvivorshipDeps } from './deps.ts'
import { ruleState, tellEngine } from './rules.ts'

export const applyingTask = 'value-rules'
/** Records reckoned in one statement; progress is told, and stopping looked for, between them. */
const atOnce = 100_000

/** Starts to reckon everybody by the rules as they are. @returns the task's id */
export async function startApplying(
  deps: SurvivorshipDeps,
  workspace: Workspace,
  actor: Actor,
): Promise<string> {
  const { ledger, log } = deps
  const task = await startTask(
    { ledger, log, clock: workspace.clock },
    { workspaceId: workspace.id, kind: applyingTask, createdBy: `${actor.kind}:${actor.id}` },
    (watched) => applyRules(deps, workspace, watched),
  )
  return task.id
}

/**
 * Chooses the values of everybody anew. Each part stands by itself, so that it may be stopped and begun again.
 * @throws common.cancelled; what is done stays, and the rest is as before
 */
export async function applyRules(
  deps: SurvivorshipDeps,
  workspace: Workspace,
  task: Task,
): Promise<{ customers: number; changed: number }> {
  const { ledger, warehouse } = deps
  const { version } = await ruleState(ledger, workspace.id)
  await withWriteGate(ledger, () => tellEngine(ledger, warehouse, workspace.id))
  const bind = createBinder('part')
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const parts = await warehouse.rows(
    sql`SELECT min(person_key) AS first, max(person_key) AS last, count() AS people FROM (
          SELECT person_key, intDiv(row_number() OVER (ORDER BY person_key) - 1, ${bind('UInt32', atOnce)}) AS part
          FROM (SELECT DISTINCT person_key FROM customer_sayings WHERE ${here}))
        GROUP BY part ORDER BY first`,
    z.object({ first: int64(), last: int64(), people: int64() }),
    { pool: 'long' },
  )
  const total = parts.reduce((sum, { people }) => sum + people, 0)
  let [done, changed] = [0, 0]
  for (const { first, last, people } of parts) {
    if (task.signal.aborted) throw commonErrors.cancelled({ what: 'reckoning by the rules' })
    task.report({ phase: 'choosing', done, total, unit: 'customers' })
    const choice = {
      here,
      people: sql`SELECT DISTINCT person_key FROM customer_sayings
        WHERE ${here} AND person_key BETWEEN ${bind('UInt64', first)} AND ${bind('UInt64', last)}`,
    }
    changed += await withWriteGate(ledger, async () => {
      const others = await countToChange(warehouse, choice)
      await choose(warehouse, choice)
      return others
    })
    done += people
  }
  task.report({ phase: 'choosing', done, total, unit: 'customers' })
  await pg`UPDATE survivorship_state SET applied = greatest(applied, ${version}) WHERE workspace_id = ${workspace.id}`.execute(
    ledger.db,
  )
  return { customers: total, changed }
}
