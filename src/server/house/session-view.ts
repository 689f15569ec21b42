import type { z } from 'zod'
import type { RawReply } from '../../kit/api.ts'
import { openSession } from '../auth/sessions.ts'
import { accessOf, permissionsWith, policyOf } from '../fields/policy.ts'
import type { Caller } from '../http/gate.ts'
import { sessionShape } from './api.ts'
import { sessionCookieHeader } from './cookie.ts'
import type { House } from './house.ts'
import { toWorkspaceShape } from './workspace-shape.ts'

export type SessionView = z.input<typeof sessionShape>

/** Who somebody is and what they may do where, as the console needs it. */
export async function sessionView(house: House, caller: Caller | null): Promise<SessionView> {
  if (!caller) return { user: null, csrfToken: null, workspaces: [] }
  if (caller.kind === 'key') {
    const row = await house.ledger.db
      .selectFrom('workspaces')
      .selectAll()
      .where('id', '=', caller.workspaceId)
      .executeTakeFirstOrThrow()
    return { user: null, csrfToken: null, workspaces: [withRole(row, caller.role, caller.keyId)] }
  }
  const { userId: id, email, displayName, locale, csrfToken } = caller
  const rows = await house.ledger.db
    .selectFrom('workspaces')
    .innerJoin('memberships', 'memberships.workspace_id', 'workspaces.id')
    .selectAll('workspaces')
    .select('memberships.role')
    .where('memberships.user_id', '=', id)
    .orderBy('workspaces.id')
    .execute()
  return {
    user: { id, email, displayName, locale },
    csrfToken,
    workspaces: rows.map((row) => withRole(row, row.role)),
  }
}

function withRole(
  row: Parameters<typeof toWorkspaceShape>[0],
  role: SessionView['workspaces'][number]['role'],
  keyId?: string,
): SessionView['workspaces'][number] {
  const fields = accessOf(policyOf(row.settings), { role, keyId })
  return { ...toWorkspaceShape(row), role, permissions: [...permissionsWith(role, fields)] }
}

/** Opens a new session for a person and answers with it and its cookie. */
export async function signedIn(house: House, userId: string): Promise<RawReply> {
  const { token, csrfToken } = await openSession(house.ledger, house.clock, userId)
  const user = await house.ledger.db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  const view = await sessionView(house, {
    kind: 'user',
    userId,
    email: user.email,
    displayName: user.display_name,
    locale: user.locale === 'en' ? 'en' : 'zh-CN',
    csrfToken,
  })
  return {
    raw: JSON.stringify(sessionShape.parse(view)),
    contentType: 'application/json; charset=utf-8',
    headers: { 'set-cookie': sessionCookieHeader(token, house.secureCookies) },
  }
}
