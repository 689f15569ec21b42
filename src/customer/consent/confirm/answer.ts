import { z } from 'zod'
import { localized } from '../../../kit/api-shapes.ts'
import { cryptoErrors, type Vault } from '../../../kit/crypto/index.ts'
import { isAppError, type Locale } from '../../../kit/errors.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { keysOf } from '../../identity/members.ts'
import type { VaultOf } from '../../identity/persons.ts'
import { policyOf } from '../policy.ts'
import { recordConsents } from '../record.ts'
import { newestEntries } from '../states.ts'
import { lockPerson } from './ask.ts'
import { truncatedAddress } from './truncated-address.ts'

const use = 'consent/confirm'
const payload = z.tuple([z.int().positive(), z.string().length(22), z.int().positive()])

/** Workspace, request and its end in seconds, signed, in some 80 characters: no address and no name. */
export function signConfirmation(
  vault: Vault,
  workspaceId: number,
  requestId: string,
  expiresAt: Date,
): string {
  return vault.sign([workspaceId, shortId(requestId), Math.floor(expiresAt.getTime() / 1000)], use)
}

/** What the page behind a link shows. */
export interface OpenQuestion {
  workspace: Workspace
  requestId: string
  language: Locale
  /** Name of the purpose in that language. */
  purpose: string
  /** The words agreed to; '' where the workspace has written none. */
  text: string
  status: 'open' | 'confirmed' | 'expired' | 'withdrawn'
}

export interface AnswerDeps {
  ledger: Ledger
  vaultOf: VaultOf
  workspaceOf(id: number): Promise<Workspace>
}

/** @returns null for a link that is no link of ours, or whose request is gone */
export async function readQuestion(deps: AnswerDeps, token: string): Promise<OpenQuestion | null> {
  const ids = await verified(deps.vaultOf, token)
  if (!ids) return null
  const workspace = await deps.workspaceOf(ids.workspaceId)
  const row = await requestOf(deps.ledger.db, ids.workspaceId, ids.requestId)
  if (!row) return null
  const policy = await policyOf(deps.ledger.db, workspace.id)
  const label = localized.safeParse(policy.purposes.find(({ id }) => id === row.purpose)?.label).data
  return {
    workspace,
    requestId: row.id,
    language: row.language,
    purpose: label?.[row.language] ?? row.purpose,
    text: row.body ?? '',
    status: await statusOf(deps.ledger.db, workspace, row),
  }
}

/**
 * The button was pressed: the consent is given, with time, version of the words and the truncated network address as
 * its proof. Pressed twice it is one entry. An old link lifts nothing that was taken back after it was sent.
 * @returns null for a link that is no link of ours
 */
export async function confirm(
  deps: AnswerDeps,
  token: string,
  networkAddress: string,
): Promise<OpenQuestion | null> {
  const question = await readQuestion(deps, token)
  if (question === null || question.status !== 'open') return question
  const { workspace, requestId } = question
  const vault = await deps.vaultOf(workspace.id)
  const status = await deps.ledger.transaction(async (trx): Promise<OpenQuestion['status']> => {
    const found = await requestOf(trx, workspace.id, requestId)
    if (!found) return 'expired'
    const personKey = Number(found.person_key)
    await lockPerson(trx, workspace.id, personKey)
    const row = await requestOf(trx, workspace.id, requestId)
    const now = row ? await statusOf(trx, workspace, row) : 'expired'
    if (!row || now !== 'open') return now
    const keys = (await keysOf(trx, [personKey])).get(personKey) ?? [personKey]
    await recordConsents(
      trx,
      workspace,
      vault,
      keys.map((key) => ({
        personKey: key,
        purpose: row.purpose,
        channel: row.channel,
        state: 'given' as const,
        source: 'confirmation',
        proof: { kind: 'confirmation', requestId, address: truncatedAddress(networkAddress) },
        textId: row.text_id,
        actor: { kind: 'customer' as const, id: '' },
      })),
    )
    await trx
      .updateTable('consent_requests')
      .set({ confirmed_at: workspace.clock.now() })
      .where('id', '=', requestId)
      .execute()
    return 'confirmed'
  })
  return { ...question, status }
}

type Reader = Parameters<typeof policyOf>[0]
type RequestRow = NonNullable<Awaited<ReturnType<typeof requestOf>>>

function requestOf(db: Reader, workspaceId: number, id: string) {
  return db
    .selectFrom('consent_requests')
    .leftJoin('consent_texts', 'consent_texts.id', 'consent_requests.text_id')
    .selectAll('consent_requests')
    .select('consent_texts.body')
    .where('consent_requests.workspace_id', '=', workspaceId)
    .where('consent_requests.id', '=', id)
    .executeTakeFirst()
}

async function statusOf(db: Reader, workspace: Workspace, row: RequestRow): Promise<OpenQuestion['status']> {
  const keys = (await keysOf(db, [Number(row.person_key)])).get(Number(row.person_key)) ?? []
  const entries = await newestEntries(db, workspace.id, keys, [row.purpose])
  const takenBack = entries.some(
    (entry) =>
      entry.state === 'withdrawn' &&
      (entry.channel === row.channel || entry.channel === '*') &&
      entry.at > row.asked_at,
  )
  if (takenBack) return 'withdrawn'
  if (row.confirmed_at !== null) return 'confirmed'
  return row.expires_at <= workspace.clock.now() ? 'expired' : 'open'
}

async function verified(vaultOf: VaultOf, token: string) {
  try {
    // Only to find whose key checks it; nothing else is believed before the check.
    const claimed = payload.safeParse(unverified(token))
    if (!claimed.success) return null
    const vault = await vaultOf(claimed.data[0]).catch((error: unknown) => {
      throw cryptoErrors.badToken({}, error)
    })
    const [workspaceId, id] = payload.parse(vault.verify(token, use))
    return { workspaceId, requestId: longId(id) }
  } catch (error) {
    if (isAppError(error) && error.code === 'crypto.badToken') return null
    throw error
  }
}

function shortId(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url')
}

function longId(short: string): string {
  return Buffer.from(short, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

function unverified(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
