import type { Clock } from '../../kit/clock.ts'
import { newSecret } from '../../kit/ids.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { authErrors } from './errors.ts'
import { hashToken } from './tokens.ts'

const lifeMs = 30 * 60_000

/** A token that signs one person in once, within half an hour. */
export async function createSignInLink(ledger: Ledger, clock: Clock, userId: string): Promise<string> {
  const token = newSecret()
  await ledger.db
    .insertInto('sign_in_links')
    .values({
      token_hash: hashToken(token),
      user_id: userId,
      expires_at: new Date(clock.now().getTime() + lifeMs),
      used_at: null,
    })
    .execute()
  return token
}

/** Uses a link up; of two who use it at once, one gets in. @returns the person @throws auth.linkUsed */
export async function useSignInLink(ledger: Ledger, clock: Clock, token: string): Promise<string> {
  const now = clock.now()
  const row = await ledger.db
    .updateTable('sign_in_links')
    .set({ used_at: now })
    .where('token_hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('user_id')
    .executeTakeFirst()
  if (!row) throw authErrors.linkUsed({})
  return row.user_id
}
