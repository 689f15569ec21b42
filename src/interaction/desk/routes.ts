import { type RequestContext, type Route, route } from '../../kit/api.ts'
import * as api from './api.ts'
import { type Brief, briefOf } from './brief.ts'
import type { DeskDeps } from './deps.ts'
import { deskErrors } from './errors.ts'
import { dialTask, releaseTask, renewTask, undoOutcome } from './hold.ts'
import { listMine, seatView } from './lists.ts'
import { keepOutcome } from './outcome.ts'
import type { RefusalReason } from './outcomes.ts'
import { openTask, pullTask } from './pull.ts'
import { deskSettingsOf } from './settings.ts'
import type { TaskRow } from './task.ts'

/** What an agent or adviser does with the tasks they hold. */
export function workRoutes(deps: DeskDeps): Route[] {
  const { ledger } = deps
  const brief = ({ workspace, fields }: RequestContext, task: TaskRow): Promise<Brief> =>
    briefOf(deps, workspace, task, fields)
  return [
    route(api.deskMe, ({ workspace, actor }, { query }) => seatView(ledger, workspace, actor.id, query.kind)),
    route(api.nextTask, async (context, { body }) => {
      const { task, none } = await pullTask(deps, context.workspace, context.actor, body.kind)
      return { brief: task === null ? null : await brief(context, task), none }
    }),
    route(api.openTaskEndpoint, async (context, { params }) =>
      brief(context, await openTask(deps, context.workspace, context.actor, params.id)),
    ),
    route(api.myTasks, ({ workspace, actor }, { query }) => listMine(deps, workspace, actor.id, query)),
    route(api.renewTaskEndpoint, async ({ workspace, actor }, { params }) => {
      await renewTask(ledger, workspace, actor, params.id)
      return { kept: true } as const
    }),
    route(api.dialTaskEndpoint, async ({ workspace, actor, fields }, { params }) => {
      if (fields.of('phone') !== 'clear') throw deskErrors.phoneHidden({})
      return { number: await dialTask(deps, workspace, actor, params.id) }
    }),
    route(api.keepOutcomeEndpoint, async ({ workspace, actor }, { params, body }) => {
      const callBackAt = body.callBackAt === null ? null : new Date(body.callBackAt)
      const kept = await keepOutcome(deps, workspace, actor, params.id, { ...body, callBackAt })
      const { undoMinutes } = await deskSettingsOf(ledger, workspace.id)
      return { ...kept, refusalReason: kept.refusalReason as RefusalReason | null, undoMinutes }
    }),
    route(api.undoOutcomeEndpoint, async (context, { params }) =>
      brief(context, await undoOutcome(deps, context.workspace, context.actor, params.id)),
    ),
    route(api.releaseTaskEndpoint, async ({ workspace, actor }, { params, body }) => {
      await releaseTask(
        ledger,
        workspace,
        actor,
        params.id,
        body.until === null ? null : new Date(body.until),
      )
      return { released: true } as const
    }),
  ]
}
