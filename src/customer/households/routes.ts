import { sql } from 'kysely'
import { type Actor, type Route, route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { startTask, taskShapeOf, tasksNow, writeAudit } from '../../stores/ledger/index.ts'
import { auditOf } from '../identity/blocks.ts'
import type { IdentityDeps } from '../identity/review.ts'
import * as api from './api.ts'
import { change, createByHand } from './change.ts'
import { proposeHouseholds } from './propose.ts'
import { keepSettings, settingsOf } from './settings.ts'
import { householdOf, listHouseholdsOf } from './view.ts'

const taskKind = 'households'

/** Tells the warehouse what was decided. */
interface Pump {
  pump(): Promise<number>
}

export function householdRoutes(deps: IdentityDeps, households: Pump): Route[] {
  const { ledger } = deps
  return [
    route(api.listHouseholds, ({ workspace }, { query }) => listHouseholdsOf(deps, workspace, query)),
    route(api.createHousehold, async ({ workspace, actor }, { body }) => {
      const id = await createByHand(deps, workspace, body.customers, actor)
      await households.pump()
      return householdOf(deps, workspace, id)
    }),
    route(api.changeHousehold, async ({ workspace, actor }, { params, body }) => {
      await change(deps, workspace, params.id, body, actor)
      await households.pump()
      return householdOf(deps, workspace, params.id)
    }),
    route(api.findHouseholds, async ({ workspace, actor }) => ({
      taskId: await startFinding(deps, households, workspace, actor),
    })),
    route(api.getHouseholdSettings, async ({ workspace, locale }) => {
      const { taskId, last } = await tasksNow(ledger, workspace.id, taskKind)
      return {
        settings: await settingsOf(ledger, workspace.id),
        ...(await sizesOf(deps, workspace.id)),
        taskId,
        lastTask: last && taskShapeOf(last, locale),
        lastRun: api.householdRun
          .nullable()
          .catch(null)
          .parse(last?.result ?? null),
      }
    }),
    route(api.setHouseholdSettings, async ({ workspace, actor }, { body }) => {
      await keepSettings(ledger, workspace, body)
      const entry = auditOf(workspace, actor, 'household.settings', workspace.slug, { ...body })
      await writeAudit(ledger.db, entry)
      return { settings: await settingsOf(ledger, workspace.id) }
    }),
  ]
}

/** Starts the search as a task that is watched and stopped like an import. @returns the task's id */
async function startFinding(
  deps: IdentityDeps,
  households: Pump,
  workspace: Workspace,
  actor: Actor,
): Promise<string> {
  const { ledger, log } = deps
  const task = await startTask(
    { ledger, log, clock: workspace.clock },
    { workspaceId: workspace.id, kind: taskKind, createdBy: `${actor.kind}:${actor.id}` },
    async (watched) => {
      const settings = await settingsOf(ledger, workspace.id)
      const run = await proposeHouseholds(
        ledger,
        await deps.vaultOf(workspace.id),
        workspace,
        settings,
        watched,
      )
      await households.pump()
      const entry = auditOf(workspace, actor, 'household.find', workspace.slug, { ...run })
      await writeAudit(ledger.db, entry)
      return run
    },
  )
  return task.id
}

async function sizesOf({ ledger }: IdentityDeps, workspaceId: number) {
  const { rows } = await sql<{ households: string; people: string }>`
    SELECT count(DISTINCT m.household_id) AS households, count(DISTINCT coalesce(o.current_key, m.person_key)) AS people
    FROM household_members m LEFT JOIN person_overrides o ON o.person_key = m.person_key
    WHERE m.workspace_id = ${workspaceId} AND m.state = 'member'`.execute(ledger.db)
  return { households: Number(rows[0]?.households ?? 0), people: Number(rows[0]?.people ?? 0) }
}
