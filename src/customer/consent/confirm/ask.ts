import { sql, type Transaction } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import type { Vault } from '../../../kit/crypto/index.ts'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, writeAudit } from '../../../stores/ledger/index.ts'
import { keysOf } from '../../identity/members.ts'
import { consentErrors } from '../errors.ts'
import { strictest } from '../fold.ts'
import { isAskedByMail, policyOf, requireCell } from '../policy.ts'
import { allChannels } from '../purposes.ts'
import { recordConsents } from '../record.ts'
import { statesOf } from '../states.ts'

type Trx = Transaction<LedgerSchema>

/** Plans the message that asks, in the same transaction; what sends is above us. */
export type SendConfirmation = (
  trx: Trx,
  workspace: Workspace,
  request: { requestId: string; personKey: number },
) => Promise<void>

/** What asking by mail needs of the rooms above. */
export interface ConsentPorts {
  send: SendConfirmation
  workspaceOf(id: number): Promise<Workspace>
}

export interface Question {
  purpose: string
  channel: string
  language: 'zh-CN' | 'en'
}

/** So long a link is good for. */
export const linkDays = 7
/** Nobody is asked again sooner, nor more often in the time a link is good for. */
export const askAgainMinutes = 10
export const mostRequests = 3

const dayMs = 86_400_000

/**
 * Asks a customer by mail to confirm: the consent is pending until they press the button on the page the link leads to.
 * @throws consent.unknownPurpose, unknownChannel, notByMail, noAddress, givenAlready, askedRecently
 */
export async function askForConfirmation(
  deps: { ledger: Ledger; send: SendConfirmation },
  vault: Vault,
  workspace: Workspace,
  personKey: number,
  question: Question,
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<{ requestId: string; expiresAt: Date }> {
  const now = workspace.clock.now()
  const expiresAt = new Date(now.getTime() + linkDays * dayMs)
  const requestId = newId()
  await deps.ledger.transaction(async (trx) => {
    await lockPerson(trx, workspace.id, personKey)
    const policy = await policyOf(trx, workspace.id)
    requireCell(policy, question.purpose, question.channel)
    if (!isAskedByMail(policy, question.purpose, question.channel))
      throw consentErrors.notByMail({ channel: question.channel })
    const keys = (await keysOf(trx, [personKey])).get(personKey) ?? [personKey]
    await requireAddress(trx, workspace.id, keys)
    const states = await statesOf(trx, workspace, keys, question)
    if (strictest([...states.values()]) === 'given') throw consentErrors.givenAlready({})
    await requireRoom(trx, workspace.id, keys, question, now)
    const textId = await newestText(trx, workspace.id, question)
    await trx
      .insertInto('consent_requests')
      .values({
        id: requestId,
        workspace_id: workspace.id,
        person_key: personKey,
        ...question,
        text_id: textId,
        asked_at: now,
        expires_at: expiresAt,
        confirmed_at: null,
        actor_kind: actor.kind,
        actor_id: actor.id,
      })
      .execute()
    await recordConsents(
      trx,
      workspace,
      vault,
      keys.map((key) => ({
        personKey: key,
        purpose: question.purpose,
        channel: question.channel,
        state: 'pending' as const,
        source: 'confirmation',
        proof: { kind: 'confirmation', requestId },
        textId,
        actor,
      })),
    )
    await deps.send(trx, workspace, { requestId, personKey })
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'consent.ask',
      subject: { kind: 'customer', id: String(personKey) },
      detail: { purpose: question.purpose, channel: question.channel },
    })
  })
  return { requestId, expiresAt }
}

/** Asking, confirming and withdrawing follow each other for one customer. */
export async function lockPerson(trx: Trx, workspaceId: number, personKey: number): Promise<void> {
  const place = `consent/${workspaceId}/${personKey}`
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${place}, 0))`.execute(trx)
}

/** @throws consent.noAddress */
async function requireAddress(trx: Trx, workspaceId: number, keys: readonly number[]): Promise<void> {
  const known = await trx
    .selectFrom('identifiers')
    .select('person_key')
    .where('workspace_id', '=', workspaceId)
    .where('person_key', 'in', keys.map(String))
    .where('kind', '=', 'email')
    .limit(1)
    .executeTakeFirst()
  if (!known) throw consentErrors.noAddress({})
}

/** @throws consent.askedRecently */
async function requireRoom(
  trx: Trx,
  workspaceId: number,
  keys: readonly number[],
  { purpose, channel }: Question,
  now: Date,
): Promise<void> {
  const asked = await trx
    .selectFrom('consent_requests')
    .select('asked_at')
    .where('workspace_id', '=', workspaceId)
    .where('person_key', 'in', keys.map(String))
    .where('purpose', '=', purpose)
    .where('channel', '=', channel)
    .where('asked_at', '>', new Date(now.getTime() - linkDays * dayMs))
    .orderBy('asked_at', 'desc')
    .execute()
  const last = asked[0]?.asked_at
  const tooSoon = last !== undefined && now.getTime() - last.getTime() < askAgainMinutes * 60_000
  if (tooSoon || asked.length >= mostRequests)
    throw consentErrors.askedRecently({ minutes: askAgainMinutes, most: mostRequests, days: linkDays })
}

async function newestText(trx: Trx, workspaceId: number, question: Question): Promise<string | null> {
  const text = await trx
    .selectFrom('consent_texts')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('purpose', '=', question.purpose)
    .where('channel', 'in', [question.channel, allChannels])
    .where('language', '=', question.language)
    .orderBy((eb) => eb('channel', '=', allChannels))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return text?.id ?? null
}
