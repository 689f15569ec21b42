import { type Route, route } from '../../../kit/api.ts'
import type { Clock } from '../../../kit/clock.ts'
import { systemClock } from '../../../kit/clock.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { listTasks, startTask, writeAudit } from '../../../stores/ledger/index.ts'
import { dayOf } from '../../quality/days.ts'
import { namesOf } from '../actor-names.ts'
import * as api from './api.ts'
import { askFor, forgetAsked } from './asked.ts'
import { sumsKept } from './facts.ts'
import { placeHold, releaseHold } from './holds.ts'
import { kindFacts, type RetentionKind } from './kinds.ts'
import { changePolicies, policiesOf } from './policy.ts'
import { previewOf, type RetentionDeps, retain } from './run.ts'

const shownRuns = 100

export function retentionRoutes(deps: RetentionDeps, clock: Clock = systemClock): Route[] {
  const { ledger, warehouse, log } = deps
  const policies = async (workspace: Workspace) => ({
    items: (await policiesOf(ledger.db, workspace.id)).map((policy) => {
      const { minDays, suggestedDays, reason, does } = kindFacts[policy.kind]
      return {
        ...policy,
        ...{ minDays, suggestedDays, suggestedReason: reason, does },
        updatedAt: policy.updatedAt?.toISOString() ?? null,
      }
    }),
  })
  return [
    route(api.getRetention, ({ workspace }) => policies(workspace)),
    route(api.updateRetention, async ({ workspace, actor }, { body }) => {
      await changePolicies(ledger, workspace, body.items, actor)
      return policies(workspace)
    }),
    route(api.previewRetention, async ({ workspace }, { params, query }) => {
      const { oldest, ...found } = await previewOf(deps, workspace, params.kind, query.days)
      return { kind: params.kind, ...found, oldest: oldest?.toISOString() ?? null }
    }),
    route(api.runRetention, async ({ workspace, actor }, { body }) => {
      const by = `${actor.kind}:${actor.id}`
      const day = dayOf(workspace.clock.now().getTime(), workspace.timeZone)
      await writeAudit(ledger.db, {
        workspaceId: workspace.id,
        actor,
        action: 'retention.run',
        subject: { kind: 'workspace', id: workspace.slug },
        detail: { kinds: body.kinds },
      })
      await askFor(ledger, workspace, body.kinds, by)
      const { id } = await startTask(
        { ledger, log, clock },
        { workspaceId: workspace.id, kind: 'retention', createdBy: by },
        async (task) => {
          try {
            return await retain(deps, workspace, { cause: 'hand', actor: by, day, task }, body.kinds)
          } catch (error) {
            // Nobody wants the rest any more. Of whatever else went wrong, it goes on as soon as it can.
            if (task.signal.aborted) await forgetAsked(ledger.db, workspace.id, body.kinds)
            throw error
          }
        },
      )
      return { taskId: id }
    }),
    route(api.listRetentionRuns, async ({ workspace }) => {
      const [rows, tasks] = await Promise.all([
        ledger.db
          .selectFrom('retention_runs')
          .selectAll()
          .where('workspace_id', '=', workspace.id)
          .orderBy('started_at', 'desc')
          .orderBy('id', 'desc')
          .limit(shownRuns)
          .execute(),
        listTasks(ledger, workspace.id, { kind: 'retention', limit: 1 }),
      ])
      const task = tasks.find(({ status }) => status === 'running')
      return {
        items: rows.map((row) => ({
          id: row.id,
          kind: row.kind as RetentionKind,
          cause: row.cause,
          days: row.days,
          cutoff: row.cutoff.toISOString(),
          state: row.state,
          found: Number(row.found),
          heldPeople: row.held_keys.length,
          startedAt: row.started_at.toISOString(),
          endedAt: row.ended_at?.toISOString() ?? null,
        })),
        running: task
          ? {
              phase: task.progress?.phase ?? 'counting',
              done: task.progress?.done ?? 0,
              total: task.progress?.total ?? null,
            }
          : null,
      }
    }),
    route(api.getRetainedSums, async ({ workspace }) => ({ items: await sumsKept(warehouse, workspace.id) })),
    route(api.listLegalHolds, async ({ workspace }) => {
      const rows = await ledger.db
        .selectFrom('legal_holds')
        .selectAll()
        .where('workspace_id', '=', workspace.id)
        .orderBy('released_at', (order) => order.desc().nullsFirst())
        .orderBy('placed_at', 'desc')
        .limit(200)
        .execute()
      const names = await namesOf(
        ledger,
        rows.flatMap((row) => [row.placed_by, row.released_by ?? '']),
      )
      return {
        items: rows.map((row) => ({
          id: row.id,
          kind: row.kind as RetentionKind | null,
          customerId: row.person_key,
          reason: row.reason,
          placedBy: names.get(row.placed_by) ?? row.placed_by,
          placedAt: row.placed_at.toISOString(),
          releasedBy: row.released_by === null ? null : (names.get(row.released_by) ?? row.released_by),
          releasedAt: row.released_at?.toISOString() ?? null,
        })),
      }
    }),
    route(api.placeLegalHold, async ({ workspace, actor }, { body }) => ({
      id: await placeHold(ledger, workspace, body.scope, body.reason, actor),
    })),
    route(api.releaseLegalHold, async ({ workspace, actor }, { params }) => {
      await releaseHold(ledger, workspace, params.id, actor)
      return { released: true as const }
    }),
  ]
}
