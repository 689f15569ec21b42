import { createSignInLink } from './auth/links.ts'
import { newPassword } from './auth/passwords.ts'
import { createUser } from './auth/users.ts'
import type { App } from './compose.ts'
import { addWorkspace } from './house/workspaces.ts'

export const firstOwnerEmail = 'owner@liangti.local'

export interface FirstSignIn {
  email: string
  password: string
  /** Path of the page that signs in once; queries are never logged, and pages send no referrer. */
  linkPath: string
  ownerId: string
}

/** The account of the first start, or null when somebody can sign in already. */
export async function createFirstOwner(app: App): Promise<FirstSignIn | null> {
  const { ledger } = app.stores
  const anybody = await ledger.db.selectFrom('users').select('id').limit(1).executeTakeFirst()
  if (anybody) return null
  const { locale } = app.config
  const password = newPassword()
  const displayName = locale === 'en' ? 'Owner' : '所有者'
  const ownerId = await createUser(ledger, { email: firstOwnerEmail, displayName, password, locale })
  const name = locale === 'en' ? 'My business' : '我的企业'
  await addWorkspace(app.house, { name, currency: 'CNY', timeZone: 'Asia/Shanghai', locale, ownerId })
  const token = await createSignInLink(ledger, app.clock, ownerId)
  return { email: firstOwnerEmail, password, linkPath: `/sign-in?token=${token}`, ownerId }
}
