import { codeNote } from '@liangti/models'
import type { Transaction } from 'kysely'
import { currentOf, keysOfCustomer, saveSetting } from '../../customer/index.ts'
import type { Actor, Route } from '../../kit/api.ts'
import { route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import * as api from './api.ts'
import { answer, type CaseWork, changeCase, close, recode, reopen } from './change.ts'
import { createCoders } from './coder.ts'
import type { RecoveryDeps } from './deps.ts'
import { caseErrors } from './errors.ts'
import { caseFigures } from './figures.ts'
import { type CaseChannel, insertCase } from './open.ts'
import { decideRemedy, giveRemedy, propose, withdrawRemedy } from './remedies.ts'
import { problemOf, type RecoverySettings, recoveryOf, storedRecovery } from './settings.ts'
import { tiersOf } from './situation.ts'
import { caseOf, casesPage, recoveryOfCustomer } from './view.ts'

export { withOpenCase } from './silent.ts'

export interface CaseToOpen {
  /** A key of the customer, merged or not. */
  personKey: number
  channel: CaseChannel
  words: string
  /** Default now. */
  receivedAt?: Date
  /** What it came with, such as the id of a mail: the same opens one case only. */
  ref?: string
  /** Who opens it, `kind:id`. */
  by: string
}

/** Complaints and what is done about them. */
export interface Recovery {
  /**
   * Reads what a case needs and returns what opens it in the caller's transaction.
   * @throws case.unknownCustomer where the person was erased
   */
  prepareCase(
    workspace: Workspace,
    found: CaseToOpen,
  ): Promise<(trx: Transaction<LedgerSchema>) => Promise<{ id: string; isNew: boolean }>>
  routes(): Route[]
}

export function createRecovery(deps: RecoveryDeps): Recovery {
  const coderOf = createCoders(deps)
  const prepareCase: Recovery['prepareCase'] = async (
    workspace,
    { personKey, words, channel, ref, by, receivedAt },
  ) => {
    const { ledger } = deps
    const vault = await deps.vaultOf(workspace.id)
    const person = (await currentOf(ledger.db, [personKey])).get(personKey) ?? personKey
    if (vault.isErased(person)) throw caseErrors.unknownCustomer({ customer: String(personKey) })
    const [settings, tiers, coder] = await Promise.all([
      recoveryOf(ledger, workspace),
      tiersOf(deps, workspace, [person]),
      coderOf(workspace),
    ])
    const basis = { vault, settings, tier: tiers.get(person) ?? null, coded: codeNote(coder, words) }
    const at = receivedAt ?? workspace.clock.now()
    return (trx) =>
      insertCase(trx, workspace, basis, {
        personKey: person,
        channel,
        words,
        receivedAt: at,
        ref: ref ?? null,
        by,
      })
  }
  return {
    prepareCase,
    routes: () => [
      ...readRoutes(deps),
      ...openRoutes(deps, prepareCase),
      ...workRoutes(deps),
      ...settingRoutes(deps),
    ],
  }
}

function readRoutes(deps: RecoveryDeps): Route[] {
  return [
    route(api.listCases, ({ workspace }, { query }) => casesPage(deps.ledger, workspace, query)),
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

const openedEntry = (workspace: Workspace, actor: Actor, id: string, channel: string) => ({
  ...{ workspaceId: workspace.id, actor, action: 'case.opened', subject: { kind: 'case', id } },
  detail: { channel },
})

function workRoutes(deps: RecoveryDeps): Route[] {
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
