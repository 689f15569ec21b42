import { sql, type Transaction } from 'kysely'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, lockNumbers } from '../../stores/ledger/index.ts'
import { email } from '../channels/email.ts'
import { addressOf } from '../do-not-send/addresses.ts'
import type { SignUpDeps } from './deps.ts'
import type { SignUpSettings } from './settings.ts'

/** An address is asked no sooner again, nor more often in the time a link is good for. */
export const askAgainMinutes = 10
export const mostAsked = 3

const dayMs = 86_400_000

export interface SignUp {
  email: string
  language: 'zh-CN' | 'en'
  topics: readonly string[]
  /** Of the caller, without the machine. */
  network: string
}

/**
 * Keeps an address that somebody left, sealed; what is to become of it is decided later, so that neither the answer nor
 * its time tells whether it is known.
 * @returns false where it is no mail address
 */
export async function takeSignUp(
  { ledger, vaultOf }: Pick<SignUpDeps, 'ledger' | 'vaultOf'>,
  workspace: Workspace,
  settings: SignUpSettings,
  given: SignUp,
): Promise<boolean> {
  const vault = await vaultOf(workspace.id)
  const found = addressOf(email, vault, workspace, given.email)
  if (!found) return false
  const now = workspace.clock.now()
  await ledger.transaction(async (trx) => {
    await lockAddress(trx, workspace, found.blindIndex)
    if (!(await hasRoom(trx, workspace, found.blindIndex, now))) return
    await trx
      .insertInto('sign_ups')
      .values({
        ...{ id: newId(), workspace_id: workspace.id, state: 'waiting' },
        sealed: vault.encryptAlone(JSON.stringify({ email: found.address, network: given.network })),
        ...{ address_index: found.blindIndex, language: given.language },
        topics: settings.topics.filter((id) => given.topics.includes(id)),
        ...{
          shown: [...settings.topics],
          text_id: (await signUpText(trx, workspace, given.language))?.id ?? null,
        },
        ...{ asked_at: now, expires_at: new Date(now.getTime() + settings.keepDays * dayMs) },
      })
      .execute()
    await countDay(trx, workspace, now, 'asked')
  })
  return true
}

/** Two forms of one address follow each other. */
const lockAddress = (trx: Transaction<LedgerSchema>, workspace: Workspace, index: Buffer) =>
  sql`SELECT pg_advisory_xact_lock(${lockNumbers.signUps}, hashtext(${`${workspace.id}/${index.toString('hex')}`}))`.execute(
    trx,
  )

async function hasRoom(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  index: Buffer,
  now: Date,
): Promise<boolean> {
  const rows = await trx
    .selectFrom('sign_ups')
    .select('asked_at')
    .where('workspace_id', '=', workspace.id)
    .where('address_index', '=', index)
    .where('expires_at', '>', now)
    .execute()
  const soonest = now.getTime() - askAgainMinutes * 60_000
  return rows.length < mostAsked && rows.every(({ asked_at }) => asked_at.getTime() <= soonest)
}

/** The newest words for marketing by mail in a language: those of the channel before those of all. */
export async function signUpText(
  db: Ledger['db'] | Transaction<LedgerSchema>,
  workspace: Workspace,
  language: 'zh-CN' | 'en',
): Promise<{ id: string; body: string } | null> {
  const row = await db
    .selectFrom('consent_texts')
    .select(['id', 'body'])
    .where('workspace_id', '=', workspace.id)
    .where('purpose', '=', 'marketing')
    .where('channel', 'in', ['email', '*'])
    .where('language', '=', language)
    .orderBy((eb) => eb('channel', '=', '*'))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** Counts on the day somebody asked, in the workspace's zone. */
export async function countDay(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  askedAt: Date,
  what: 'asked' | 'confirmed' | 'expired',
  n = 1,
): Promise<void> {
  const column = sql.ref(what)
  await sql`
    INSERT INTO sign_up_days AS d (workspace_id, day, ${column})
    VALUES (${workspace.id}, (${askedAt}::timestamptz AT TIME ZONE ${workspace.timeZone})::date, ${n})
    ON CONFLICT (workspace_id, day) DO UPDATE SET ${column} = d.${column} + excluded.${column}`.execute(trx)
}
