import { type Route, route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import * as api from './api.ts'
import { auditOf, block, listBlocked, unblock } from './blocks.ts'
import { graphOf } from './graph.ts'
import { likenessNow, startComparing } from './likeness/task.ts'
import { listLog, takeBack } from './merge-log.ts'
import { forgetNames } from './names/search.ts'
import { previewRules } from './preview.ts'
import { answer, type IdentityDeps, listOpen, uuid } from './review.ts'
import { identitySettings, keepRules, rulesOf } from './rules.ts'

export function identityRoutes(deps: IdentityDeps): Route[] {
  const { ledger, persons } = deps
  const settingsNow = async (workspace: Workspace) => ({
    rules: await rulesOf(ledger, workspace),
    ...(await identitySettings(ledger, workspace.id)),
  })
  return [
    route(api.listProposals, ({ workspace }, { query }) => listOpen(deps, workspace, query)),
    route(api.decideProposal, async ({ workspace, actor }, { params, body }) => ({
      mergeId: await answer(deps, workspace, params.id, body, actor),
    })),
    route(api.listMerges, ({ workspace }, { query }) => listLog(deps, workspace, query)),
    route(api.undoMergeEndpoint, ({ workspace, actor }, { params }) =>
      takeBack(deps, workspace, params.id, actor),
    ),
    route(api.findDuplicates, async ({ workspace, actor, task }) => {
      const result = await persons.stitch(workspace, { kind: actor.kind, id: actor.id }, task)
      await persons.pump()
      const entry = auditOf(workspace, actor, 'identity.find', workspace.slug, { ...result })
      await writeAudit(ledger.db, entry)
      return result
    }),
    route(api.getIdentityRules, ({ workspace }) => settingsNow(workspace)),
    route(api.setIdentityRules, async ({ workspace, actor }, { body }) => {
      await keepRules(ledger, workspace, body.rules, body)
      if (body.nameSearch === false) await forgetNames(ledger, workspace.id)
      const entry = auditOf(workspace, actor, 'identity.rules', workspace.slug, { ...body })
      await writeAudit(ledger.db, entry)
      return settingsNow(workspace)
    }),
    route(api.previewIdentityRules, async ({ workspace }, { body }) => ({
      rules: await previewRules(ledger, workspace, body.rules),
    })),
    route(api.compareRecords, async ({ workspace, actor }) => ({
      taskId: await startComparing(deps, workspace, actor),
    })),
    route(api.getLikeness, ({ workspace, locale }) => likenessNow(ledger, workspace, locale)),
    route(api.getIdentityGraph, ({ workspace }, { params }) => graphOf(deps, workspace, params.id)),
    route(api.listBlocks, async ({ workspace }) => ({ items: await listBlocked(deps, workspace) })),
    route(api.addBlock, ({ workspace, actor }, { body }) => block(deps, workspace, body, actor)),
    route(api.removeBlock, async ({ workspace, actor }, { params }) => ({
      removed: uuid.test(params.id) && (await unblock(deps, workspace, params.id, actor)),
    })),
  ]
}
