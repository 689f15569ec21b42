import { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import type { Locale } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, startTask, taskShapeOf, tasksNow, writeAudit } from '../../../stores/ledger/index.ts'
import type { getLikeness } from '../api.ts'
import { auditOf } from '../blocks.ts'
import type { IdentityDeps } from '../review.ts'
import { identitySettings } from '../rules.ts'
import { comparedKinds } from './columns.ts'
import { levelsOf } from './comparisons.ts'
import { proposeAlike } from './propose.ts'

const kind = 'likeness'

/** Starts the comparison of all records as a task that is watched and stopped like an import. @returns the task's id */
export async function startComparing(
  deps: IdentityDeps,
  workspace: Workspace,
  actor: Actor,
): Promise<string> {
  const { ledger, log } = deps
  const task = await startTask(
    { ledger, log, clock: workspace.clock },
    { workspaceId: workspace.id, kind, createdBy: `${actor.kind}:${actor.id}` },
    async (watched) => {
      const { likenessThreshold } = await identitySettings(ledger, workspace.id)
      const vault = await deps.vaultOf(workspace.id)
      const run = await proposeAlike(ledger, vault, workspace, likenessThreshold, watched)
      const entry = auditOf(workspace, actor, 'identity.compare', workspace.slug, { ...run })
      await writeAudit(ledger.db, entry)
      return run
    },
  )
  return task.id
}

const storedModel = z.object({
  prior: z.number(),
  fields: z.array(
    z.object({
      kind: z.enum(comparedKinds),
      learned: z.boolean(),
      levels: z.array(z.object({ m: z.number(), u: z.number(), weight: z.number() })),
    }),
  ),
})

/** The newest comparison, and one that is under way. */
export async function likenessNow(
  ledger: Ledger,
  workspace: Workspace,
  locale: Locale,
): Promise<z.output<typeof getLikeness.response>> {
  const { taskId, last } = await tasksNow(ledger, workspace.id, kind)
  const lastTask = last && taskShapeOf(last, locale)
  const row = await ledger.db
    .selectFrom('linkage_runs')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return { taskId, lastTask, run: null }
  const model = storedModel.parse(row.model)
  return {
    taskId,
    lastTask,
    run: {
      ranAt: row.ran_at.toISOString(),
      records: row.records,
      candidates: Number(row.candidates),
      proposed: row.proposed,
      threshold: row.threshold,
      answers: row.answers,
      prior: model.prior,
      fields: model.fields.map(({ kind: field, learned, levels }) => ({
        kind: field,
        learned,
        levels: levels.map(({ m, u, weight }, i) => ({
          level: levelsOf[field][i] ?? '',
          m,
          u,
          bits: weight,
        })),
      })),
    },
  }
}
