import type { z } from 'zod'
import { type Actor, type Route, route } from '../../kit/api.ts'
import type { Locale } from '../../kit/errors.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import { keysOf } from '../identity/members.ts'
import type { VaultOf } from '../identity/persons.ts'
import { holdsIdentifier } from '../privacy/text-guard.ts'
import * as api from './api.ts'
import { confirm, type OpenQuestion, readQuestion } from './confirm/answer.ts'
import { askForConfirmation, type ConsentPorts } from './confirm/ask.ts'
import { noQuestionPage, questionPage } from './confirm/pages.ts'
import { consentErrors } from './errors.ts'
import { historyOf, matrixOf } from './of-customer.ts'
import { type ConsentPolicy, changePolicy, policyOf, requireCell } from './policy.ts'
import { allChannels, channelsOf, consentChannels } from './purposes.ts'
import { type NewConsent, recordConsents } from './record.ts'
import { addText, listTexts } from './texts.ts'

export interface ConsentDeps {
  ledger: Ledger
  vaultOf: VaultOf
  /** Without them nobody is asked by mail. */
  ports?: ConsentPorts
}

export function consentRoutes(deps: ConsentDeps): Route[] {
  const { ledger, vaultOf } = deps
  return [
    route(api.getConsents, async ({ workspace }, { params }) => {
      const key = await requirePerson(ledger, workspace, params.id)
      return { customerId: params.id, cells: await matrixOf(ledger, workspace, key) }
    }),
    route(api.listConsentHistory, async ({ workspace }, { params, query }) => {
      const key = await requirePerson(ledger, workspace, params.id)
      return historyOf(ledger, await vaultOf(workspace.id), workspace, key, query)
    }),
    route(api.recordConsent, async ({ workspace, actor }, { params, body }) => {
      const key = await requirePerson(ledger, workspace, params.id)
      const recorded = await recordByStaff(deps, workspace, key, body, actor)
      return { recorded, cells: await matrixOf(ledger, workspace, key) }
    }),
    ...confirmationRoutes(deps),
    route(api.getConsentPolicy, ({ workspace }) => policyShape(ledger, workspace)),
    route(api.updateConsentPolicy, async ({ workspace, actor }, { body }) => {
      await changePolicy(ledger, workspace, body, actor)
      return policyShape(ledger, workspace)
    }),
    route(api.listConsentTexts, async ({ workspace }) => ({ items: await listTexts(ledger, workspace) })),
    route(api.addConsentText, async ({ workspace, actor }, { body }) => {
      const id = await addText(ledger, workspace, body, actor)
      return { id, items: await listTexts(ledger, workspace) }
    }),
  ]
}

/** @throws common.notFound */
async function requirePerson(ledger: Ledger, workspace: Workspace, customerId: string): Promise<number> {
  const key = Number(customerId)
  const row = Number.isSafeInteger(key)
    ? await ledger.db
        .selectFrom('persons')
        .select('person_key')
        .where('workspace_id', '=', workspace.id)
        .where('person_key', '=', customerId)
        .executeTakeFirst()
    : undefined
  if (!row) throw commonErrors.notFound({ what: 'customer', id: customerId })
  return key
}

async function policyShape(ledger: Ledger, workspace: Workspace) {
  const policy = await policyOf(ledger.db, workspace.id)
  return {
    channels: [...consentChannels],
    purposes: policy.purposes.map(({ id, label, perChannel, custom }) => ({ id, label, perChannel, custom })),
    unrecorded: policy.purposes.flatMap((purpose) =>
      channelsOf(purpose).map((channel) => ({
        purpose: purpose.id,
        channel,
        allowed: policy.allowsUnrecorded(purpose.id, channel),
      })),
    ),
    confirmed: policy.purposes.flatMap((purpose) =>
      channelsOf(purpose)
        .filter((channel) => policy.needsConfirmation(purpose.id, channel))
        .map((channel) => ({ purpose: purpose.id, channel })),
    ),
    updatedAt: policy.updatedAt?.toISOString() ?? null,
  }
}

/** Asking by mail, and the page that the link in the message leads to. */
function confirmationRoutes({ ledger, vaultOf, ports }: ConsentDeps): Route[] {
  if (!ports) return []
  const deps = { ledger, vaultOf, workspaceOf: ports.workspaceOf }
  const shown = (question: OpenQuestion | null, locale: Locale) => ({
    raw: question === null ? noQuestionPage(locale) : questionPage(question),
    contentType: 'text/html; charset=utf-8',
    ...(question === null ? { status: 404 } : {}),
    headers: { 'cache-control': 'no-store, private', 'referrer-policy': 'no-referrer' },
  })
  return [
    route(api.askConfirmation, async ({ workspace, actor }, { params, body }) => {
      const key = await requirePerson(ledger, workspace, params.id)
      const { requestId, expiresAt } = await askForConfirmation(
        { ledger, send: ports.send },
        await vaultOf(workspace.id),
        workspace,
        key,
        { purpose: body.purpose, channel: body.channel, language: body.language ?? workspace.locale },
        actor,
      )
      return {
        requestId,
        expiresAt: expiresAt.toISOString(),
        cells: await matrixOf(ledger, workspace, key),
      }
    }),
    route(api.consentPage, async ({ locale }, { params }) =>
      shown(await readQuestion(deps, params.token), locale),
    ),
    route(api.confirmConsent, async ({ locale }, { params, address = '' }) =>
      shown(await confirm(deps, params.token, address), locale),
    ),
  ]
}

/** @throws consent.needsConfirmation for a yes that somebody only says the customer has said */
function requireConfirmed(
  policy: ConsentPolicy,
  { purpose, channel, state, basis, proof }: StaffEntry,
): void {
  if (state !== 'given' || basis !== 'consent') return
  if (proof.kind === 'paper' || proof.kind === 'confirmation') return
  const known = policy.purposes.find(({ id }) => id === purpose)
  const asked = channel === allChannels && known ? [...channelsOf(known), channel] : [channel]
  if (asked.some((one) => policy.needsConfirmation(purpose, one))) throw consentErrors.needsConfirmation({})
}

type StaffEntry = z.output<NonNullable<(typeof api.recordConsent)['body']>>

/** @throws consent.* @returns false where exactly this was on record already */
async function recordByStaff(
  { ledger, vaultOf }: ConsentDeps,
  workspace: Workspace,
  personKey: number,
  body: StaffEntry,
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<boolean> {
  const now = workspace.clock.now()
  const at = body.at === undefined ? undefined : new Date(body.at)
  if (at !== undefined && at > now) throw consentErrors.inFuture({ at: at.toISOString() })
  const expiresAt = body.state === 'given' && body.expiresAt !== null ? new Date(body.expiresAt) : null
  if (expiresAt !== null && expiresAt <= (at ?? now))
    throw consentErrors.expiresBefore({ expiresAt: expiresAt.toISOString() })
  if (holdsIdentifier(body.proof.note)) throw consentErrors.identifierInNote({})
  const vault = await vaultOf(workspace.id)
  return ledger.transaction(async (trx) => {
    const policy = await policyOf(trx, workspace.id)
    requireCell(policy, body.purpose, body.channel)
    requireConfirmed(policy, body)
    if (body.textId !== null) {
      const text = await trx
        .selectFrom('consent_texts')
        .select('id')
        .where('workspace_id', '=', workspace.id)
        .where((eb) => eb(eb.cast<string>('id', 'text'), '=', body.textId))
        .where('purpose', '=', body.purpose)
        .where('channel', 'in', [body.channel, '*'])
        .executeTakeFirst()
      if (!text) throw consentErrors.unknownText({ id: body.textId })
    }
    // Said of the customer as known today, so of every key: after an undone merge it stands for each of them.
    const keys = (await keysOf(trx, [personKey])).get(personKey) ?? [personKey]
    const recorded = await recordConsents(
      trx,
      workspace,
      vault,
      keys.map(
        (key): NewConsent => ({
          personKey: key,
          purpose: body.purpose,
          channel: body.channel,
          state: body.state,
          basis: body.basis,
          ...(at === undefined ? {} : { at }),
          expiresAt,
          source: actor.kind === 'key' ? 'api' : 'staff',
          proof: body.proof,
          textId: body.textId,
          actor,
        }),
      ),
    )
    if (recorded > 0)
      await writeAudit(trx, {
        workspaceId: workspace.id,
        actor,
        action: 'consent.record',
        subject: { kind: 'customer', id: String(personKey) },
        detail: {
          purpose: body.purpose,
          channel: body.channel,
          state: body.state,
          proof: body.proof.kind,
        },
      })
    return recorded > 0
  })
}
