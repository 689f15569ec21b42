import { type Route, route } from '../../kit/api.ts'
import * as api from './api.ts'
import { auditOf, block, listBlocked, unblock } from './blocks.ts'
import { listLog, takeBack } from './merge-log.ts'
import { answer, type IdentityDeps, listOpen, uuid } from './review.ts'
import { keepRules, rulesOf } from './rules.ts'
import { stitch } from './stitch.ts'

export function identityRoutes(deps: IdentityDeps): Route[] {
  const { ledger, persons } = deps
  return [
    route(api.listProposals, ({ workspace }, { query }) => listOpen(deps, workspace, query)),
    route(api.decideProposal, async ({ workspace, actor }, { params, body }) => ({
      mergeId: await answer(deps, workspace, params.id, body, actor),
    })),
    route(api.listMerges, ({ workspace }, { query }) => listLog(deps, workspace, query)),
    route(api.undoMergeEndpoint, ({ workspace, actor }, { params }) =>
      takeBack(deps, workspace, params.id, actor),
    ),
    route(api.findDuplicates, async ({ workspace, actor }) => {
      const result = await stitch(ledger, workspace, { kind: actor.kind, id: actor.id })
      await persons.pump()
      const entry = auditOf(workspace, actor, 'identity.find', workspace.slug, { ...result })
      await ledger.db.insertInto('audit_log').values(entry).execute()
      return result
    }),
    route(api.getIdentityRules, async ({ workspace }) => ({ rules: await rulesOf(ledger, workspace) })),
    route(api.setIdentityRules, async ({ workspace, actor }, { body }) => {
      await keepRules(ledger, workspace, body.rules)
      const entry = auditOf(workspace, actor, 'identity.rules', workspace.slug, { rules: body.rules })
      await ledger.db.insertInto('audit_log').values(entry).execute()
      return { rules: await rulesOf(ledger, workspace) }
    }),
    route(api.listBlocks, async ({ workspace }) => ({ items: await listBlocked(deps, workspace) })),
    route(api.addBlock, ({ workspace, actor }, { body }) => block(deps, workspace, body, actor)),
    route(api.removeBlock, async ({ workspace, actor }, { params }) => ({
      removed: uuid.test(params.id) && (await unblock(deps, workspace, params.id, actor)),
    })),
  ]
}
