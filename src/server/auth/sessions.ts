import type { Clock } from '../../kit/clock.ts'
import { newSecret } from '../../kit/ids.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { hashToken } from './tokens.ts'

export const idleMs = 12 * 3_600_000
export const absoluteMs = 7 * 24 * 3_600_000
/** `last_seen_at` is written at most this often: reading a page is not worth a write each. */
const touchEveryMs = 60_000

export interface SignedInUser {
  userId: string
  email: string
  displayName: string
  locale: 'zh-CN' | 'en'
  csrfToken: string
}

/** Opens a session. The token goes into the cookie and is stored nowhere; every sign-in gets a new one. */
export async function openSession(
  ledger: Ledger,
  clock: Clock,
  userId: string,
): Promise<{ token: string; csrfToken: string }> {
  const token = newSecret()
  const csrfToken = newSecret(24)
  const now = clock.now()
  await ledger.db
    .insertInto('sessions')
    .values({
      id_hash: hashToken(token),
      user_id: userId,
      csrf_token: csrfToken,
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + absoluteMs),
    })
    .execute()
  return { token, csrfToken }
}

/** The person of a cookie, or null when the session is unknown, idle too long, expired, or the account disabled. */
export async function findSession(ledger: Ledger, clock: Clock, token: string): Promise<SignedInUser | null> {
  const idHash = hashToken(token)
  const row = await ledger.db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['users.id', 'users.email', 'users.display_name', 'users.locale', 'users.disabled_at'])
    .select(['sessions.csrf_token', 'sessions.last_seen_at', 'sessions.expires_at'])
    .where('sessions.id_hash', '=', idHash)
    .executeTakeFirst()
  if (!row || row.disabled_at) return null
  const now = clock.now().getTime()
  const idleFor = now - row.last_seen_at.getTime()
  if (idleFor > idleMs || now > row.expires_at.getTime()) {
    await closeSession(ledger, token)
    return null
  }
  if (idleFor > touchEveryMs) {
    await ledger.db
      .updateTable('sessions')
      .set({ last_seen_at: new Date(now) })
      .where('id_hash', '=', idHash)
      .execute()
  }
  return {
    userId: row.id,
    email: row.email,
    displayName: row.display_name,
    locale: row.locale === 'en' ? 'en' : 'zh-CN',
    csrfToken: row.csrf_token,
  }
}

export async function closeSession(ledger: Ledger, token: string): Promise<void> {
  await ledger.db.deleteFrom('sessions').where('id_hash', '=', hashToken(token)).execute()
}

/** Ends every session of a person: after a new password, whoever knew the old one is out. */
export async function closeSessionsOf(ledger: Ledger, userId: string): Promise<void> {
  await ledger.db.deleteFrom('sessions').where('user_id', '=', userId).execute()
}

/** Takes out what has run out. @returns how many */
export async function sweepSessions(ledger: Ledger, clock: Clock): Promise<number> {
  const now = clock.now()
  const result = await ledger.db
    .deleteFrom('sessions')
    .where((eb) =>
      eb.or([eb('expires_at', '<', now), eb('last_seen_at', '<', new Date(now.getTime() - idleMs))]),
    )
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
