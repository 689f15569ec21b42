import { type RawReply, type Route, route } from '../../kit/api.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { authErrors } from '../auth/errors.ts'
import { useSignInLink } from '../auth/links.ts'
import { passwordMatches } from '../auth/passwords.ts'
import { closeSession } from '../auth/sessions.ts'
import { findUserByEmail, setPassword } from '../auth/users.ts'
import { requestFacts } from '../http/context.ts'
import type { RequestFacts } from '../http/gate.ts'
import { getSession, signIn, signInByLink, signOut, updateMe } from './api.ts'
import { endedCookieHeader } from './cookie.ts'
import type { House } from './house.ts'
import { sessionView, signedIn } from './session-view.ts'

/** Signing in and out, and one's own account. */
export function sessionRoutes(house: House): Route[] {
  return [
    route(getSession, async (context) => sessionView(house, requestFacts(context).caller)),
    route(signIn, async (context, { body }) => {
      const facts = requestFacts(context)
      const userId = await checkPassword(house, body.email, body.password, facts.address)
      return enter(house, facts, userId, 'password')
    }),
    route(signInByLink, async (context, { body }) => {
      const userId = await useSignInLink(house.ledger, house.clock, body.token)
      return enter(house, requestFacts(context), userId, 'link')
    }),
    route(signOut, async (context) => {
      const { sessionToken } = requestFacts(context)
      if (sessionToken !== null) await closeSession(house.ledger, sessionToken)
      const headers = { 'set-cookie': endedCookieHeader(house.secureCookies) }
      return { raw: '{"ok":true}', contentType: 'application/json; charset=utf-8', headers }
    }),
    route(updateMe, async (context, { body }) => {
      const facts = requestFacts(context)
      if (facts.caller?.kind !== 'user') throw authErrors.usersOnly({})
      const { caller } = facts
      const changes = {
        ...(body.locale === undefined ? {} : { locale: body.locale }),
        ...(body.displayName === undefined ? {} : { display_name: body.displayName }),
      }
      if (Object.keys(changes).length > 0) {
        await house.ledger.db.updateTable('users').set(changes).where('id', '=', caller.userId).execute()
      }
      if (body.newPassword !== undefined) {
        return changePassword(house, facts, caller, body.currentPassword ?? '', body.newPassword)
      }
      const { locale = caller.locale, displayName = caller.displayName } = body
      return sessionView(house, { ...caller, locale, displayName })
    }),
  ]
}

/** @throws auth.wrongPassword, auth.tooManyTries: the same, and as slowly, whether or not there is such an account */
async function checkPassword(
  house: House,
  email: string,
  password: string,
  address: string,
): Promise<string> {
  house.throttle.check(email, address)
  const user = await findUserByEmail(house.ledger, email)
  const usable = user && user.disabled_at === null ? user : null
  if (!(await passwordMatches(usable?.password_hash ?? null, password)) || !usable) {
    house.throttle.failed(email, address)
    if (usable) await auditSession(house, usable.id, 'session.refused', {})
    throw authErrors.wrongPassword({})
  }
  house.throttle.succeeded(email, address)
  return usable.id
}

/** A session that came along is ended: nobody goes on under a token that was known before signing in. */
async function enter(
  house: House,
  facts: RequestFacts,
  userId: string,
  by: 'password' | 'link',
): Promise<RawReply> {
  if (facts.sessionToken !== null) await closeSession(house.ledger, facts.sessionToken)
  await auditSession(house, userId, 'session.open', { by })
  return signedIn(house, userId)
}

async function changePassword(
  house: House,
  facts: RequestFacts,
  caller: { userId: string; email: string },
  current: string,
  next: string,
): Promise<RawReply> {
  try {
    await checkPassword(house, caller.email, current, facts.address)
  } catch (error) {
    if ((error as { code?: string }).code === 'auth.wrongPassword')
      throw authErrors.wrongCurrentPassword({}, error)
    throw error
  }
  await setPassword(house.ledger, caller.email, next)
  await auditSession(house, caller.userId, 'user.password', {})
  return signedIn(house, caller.userId)
}

function auditSession(
  house: House,
  userId: string,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const subject = { kind: 'user', id: userId }
  return writeAudit(house.ledger.db, {
    workspaceId: null,
    actor: { kind: 'user', id: userId },
    action,
    subject,
    detail,
  })
}
