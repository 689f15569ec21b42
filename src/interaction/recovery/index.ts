import type { Transaction } from 'kysely'
import { keysOfCustomer, saveSetting } from '../../customer/index.ts'
import type { Actor, Route } from '../../kit/api.ts'
import { route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import * as api from './api.ts'
import { createCoders } from './coder.ts'
import type { RecoveryDeps } from './deps.ts'
import { caseErrors } from './errors.ts'
import { caseFigures } from './figures.ts'
import { type ComplaintConfirmations, complaintConfirmations } from './form/messages.ts'
import { formRoutes } from './form/routes.ts'
import { workRoutes } from './handling/routes.ts'
import { hearComplaint, type OpenForMessage, type Said } from './intake/answers.ts'
import { type ComplainingCall, refOfCall, takeBackCallCase } from './intake/calls.ts'
import { intakeRoutes } from './intake/routes.ts'
import { casesPage } from './list.ts'
import { escalateDue } from './owners/escalate.ts'
import { ownerRoutes } from './owners/routes.ts'
import { type PrepareCase, prepareCase } from './prepare-case.ts'
import { problemOf, type RecoverySettings, recoveryOf, storedRecovery } from './settings.ts'
import { caseOf, recoveryOfCustomer } from './view.ts'

export type { CaseToOpen } from './prepare-case.ts'
export { withOpenCase } from './silent.ts'

/** Complaints and what is done about them. */
export interface Recovery {
  /** Reads what a case needs and returns what opens it in the caller's transaction. @throws case.unknownCustomer */
  prepareCase: PrepareCase
  /** What opens the case of an answer that reads like a complaint; null where it does not. */
  hear(workspace: Workspace, said: Said): Promise<OpenForMessage | null>
  /** What opens the case of a call in which the customer complained. */
  ofCall(workspace: Workspace, said: CallWords): Promise<OpenForCall>
  /** @returns false where somebody has worked on the case of a call since */
  takeBackCall: typeof takeBackCallCase
  confirmations: ComplaintConfirmations
  /** Carries up what nobody has answered in time. @returns how many cases */
  round(workspace: Workspace): Promise<number>
  routes(): Route[]
}

export interface CallWords {
  personKey: number
  words: string
  at: Date
  actor: Pick<Actor, 'kind' | 'id'>
}
export type OpenForCall = (trx: Transaction<LedgerSchema>, call: ComplainingCall) => Promise<void>

export function createRecovery(given: RecoveryDeps): Recovery {
  const deps = { ...given, coderOf: createCoders(given) }
  const prepare: Recovery['prepareCase'] = (workspace, found) => prepareCase(deps, workspace, found)
  return {
    prepareCase: prepare,
    hear: (workspace, said) => hearComplaint(deps, workspace, said),
    ofCall: async (workspace, { personKey, words, at, actor }) => {
      const by = `${actor.kind}:${actor.id}`
      const open = await prepare(workspace, { personKey, words, by, channel: 'call', receivedAt: at })
      return async (trx, { id, taskId }) => {
        const opened = await open(trx, { ref: refOfCall(id), origin: { kind: 'call', id: taskId } })
        if (opened.isNew) await writeAudit(trx, openedEntry(workspace, actor, opened.id, 'call'))
      }
    },
    takeBackCall: takeBackCallCase,
    confirmations: complaintConfirmations(deps),
    round: (workspace) => escalateDue(deps, workspace),
    routes: () => [
      ...readRoutes(deps),
      ...openRoutes(deps, prepare),
      ...intakeRoutes(deps),
      ...formRoutes(deps),
      ...ownerRoutes(deps),
      ...workRoutes(deps),
      ...settingRoutes(deps),
    ],
  }
}

function readRoutes(deps: RecoveryDeps): Route[] {
  return [
    route(api.listCases, ({ workspace, actor }, { query }) =>
      casesPage(deps.ledger, workspace, actor, query),
    ),
    route(api.getCase, ({ workspace, actor }, { params }) => caseOf(deps, workspace, params.id, actor)),
    route(api.customerRecovery, ({ workspace }, { params }) =>
      recoveryOfCustomer(deps, workspace, params.id),
    ),
    route(api.getCaseFigures, ({ workspace }, { query }) => caseFigures(deps, workspace, query.days)),
  ]
}

function openRoutes(deps: RecoveryDeps, prepareCase: Recovery['prepareCase']): Route[] {
  return [
    route(api.openCaseEndpoint, async ({ workspace, actor }, { body }) => {
      const { customer, words, channel, ref } = body
      const receivedAt = body.receivedAt === undefined ? workspace.clock.now() : new Date(body.receivedAt)
      if (receivedAt > workspace.clock.now()) throw caseErrors.futureDay({})
      if ((await keysOfCustomer(deps.ledger.db, workspace, customer)) === null)
        throw caseErrors.unknownCustomer({ customer })
      const open = await prepareCase(workspace, {
        ...{ personKey: Number(customer), words, channel, receivedAt, by: `${actor.kind}:${actor.id}` },
        ...(ref === undefined ? {} : { ref }),
      })
      return deps.ledger.transaction(async (trx) => {
        const opened = await open(trx)
        if (opened.isNew) await writeAudit(trx, openedEntry(workspace, actor, opened.id, channel))
        return opened
      })
    }),
  ]
}

const openedEntry = (
  workspace: Workspace,
  actor: Pick<Actor, 'kind' | 'id'>,
  id: string,
  channel: string,
) => ({
  ...{ workspaceId: workspace.id, actor, action: 'case.opened', subject: { kind: 'case', id } },
  detail: { channel },
})

function settingRoutes(deps: RecoveryDeps): Route[] {
  const withCurrency = (workspace: Workspace, settings: RecoverySettings) => ({
    ...settings,
    currency: workspace.currency,
  })
  return [
    route(api.getRecoverySettings, async ({ workspace }) =>
      withCurrency(workspace, await recoveryOf(deps.ledger, workspace)),
    ),
    route(api.saveRecoverySettings, async ({ workspace, actor }, { body }) => {
      const problem = problemOf(body)
      if (problem !== null) throw caseErrors.badCatalogue({ problem })
      const stored = storedRecovery(workspace.locale)
      return withCurrency(
        workspace,
        await saveSetting(deps.ledger, workspace, actor, stored, body, 'case.settings'),
      )
    }),
  ]
}
