import type { Actor, Route } from '../../../kit/api.ts'
import { route } from '../../../kit/api.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { RecoveryDeps } from '../deps.ts'
import * as api from './api.ts'
import { answer, type CaseWork, changeCase, close, recode, reopen } from './change.ts'
import { decideRemedy, giveRemedy, propose, withdrawRemedy } from './remedies.ts'

/** What colleagues do with a case. */
export function workRoutes(deps: RecoveryDeps): Route[] {
  const done = async (
    workspace: Workspace,
    actor: Actor,
    id: string,
    work: (step: CaseWork) => Promise<void>,
  ) => {
    await changeCase(deps, workspace, id, actor, work)
    return { id }
  }
  return [
    route(api.recodeCase, ({ workspace, actor }, { params, body }) =>
      done(workspace, actor, params.id, (step) => recode(step, body)),
    ),
    route(api.answerCase, ({ workspace, actor }, { params, body }) =>
      done(workspace, actor, params.id, (step) => answer(step, body)),
    ),
    route(api.proposeRemedy, ({ workspace, actor }, { params, body }) =>
      done(workspace, actor, params.id, (step) => propose(step, body)),
    ),
    route(api.decideCaseRemedy, ({ workspace, actor }, { params, body }) =>
      done(workspace, actor, params.id, (step) => decideRemedy(step, body)),
    ),
    route(api.giveCaseRemedy, ({ workspace, actor }, { params, body }) =>
      done(workspace, actor, params.id, (step) => giveRemedy(step, body)),
    ),
    route(api.withdrawCaseRemedy, ({ workspace, actor }, { params, body }) =>
      done(workspace, actor, params.id, (step) => withdrawRemedy(step, body)),
    ),
    route(api.closeCase, ({ workspace, actor }, { params, body }) =>
      done(workspace, actor, params.id, (step) => close(step, body)),
    ),
    route(api.reopenCase, ({ workspace, actor }, { params, body }) =>
      done(workspace, actor, params.id, (step) => reopen(step, body)),
    ),
  ]
}
