import type { z } from 'zod'
import type { RawReply } from '../../kit/api.ts'
import { permissionsOf } from '../auth/roles.ts'
import { openSession } from '../auth/sessions.ts'
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
    return { user: null, csrfToken: null, workspaces: [withRole(toWorkspaceShape(row), caller.role)] }
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
    workspaces: rows.map((row) => withRole(toWorkspaceShape(row), row.role)),
  }
}

function withRole(
  workspace: ReturnType<typeof toWorkspaceShape>,
  role: SessionView['workspaces'][number]['role'],
): SessionView['workspaces'][number] {
  return { ...workspace, role, permissions: [...permissionsOf(role)] }
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
