import type { Locale } from '../../kit/errors.ts'
import { isAppError } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { authErrors } from './errors.ts'
import { hashPassword } from './passwords.ts'
import { closeSessionsOf } from './sessions.ts'

export interface UserInput {
  email: string
  displayName: string
  password: string
  locale: Locale
}

/** @throws auth.emailTaken, auth.passwordTooWeak @returns the new account's id */
export async function createUser(ledger: Ledger, input: UserInput): Promise<string> {
  const id = newId()
  const passwordHash = await hashPassword(input.password, input.email)
  try {
    await ledger.db
      .insertInto('users')
      .values({
        id,
        email: input.email.trim(),
        display_name: input.displayName,
        password_hash: passwordHash,
        locale: input.locale,
      })
      .execute()
  } catch (error) {
    if (isAppError(error) && error.code === 'ledger.conflict') throw authErrors.emailTaken({}, error)
    throw error
  }
  return id
}

export async function findUserByEmail(ledger: Ledger, email: string) {
  return ledger.db
    .selectFrom('users')
    .selectAll()
    .where('email_lower', '=', email.trim().toLowerCase())
    .executeTakeFirst()
}

/**
 * Sets a new password and ends all sessions of the account.
 * @throws auth.noUser, auth.passwordTooWeak
 */
export async function setPassword(ledger: Ledger, email: string, password: string): Promise<string> {
  const user = await findUserByEmail(ledger, email)
  if (!user) throw authErrors.noUser({})
  const passwordHash = await hashPassword(password, user.email)
  await ledger.db
    .updateTable('users')
    .set({ password_hash: passwordHash })
    .where('id', '=', user.id)
    .execute()
  await closeSessionsOf(ledger, user.id)
  return user.id
}
