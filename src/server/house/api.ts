import { z } from 'zod'
import { defineEndpoint, permissions } from '../../kit/api.ts'
import {
  cursorQuery,
  instant,
  pageOf,
  taskShape,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'

export const role = z.enum(['owner', 'marketer', 'analyst', 'viewer', 'agent'])
/** Programs do not sit at the desk: what they bring and fetch goes by the dialler's files. */
const keyRole = role.exclude(['owner', 'agent'])
export type Role = z.infer<typeof role>
const locale = z.enum(['zh-CN', 'en'])

export const workspaceShape = z.object({
  slug: z.string(),
  name: z.string(),
  kind: z.enum(['own', 'demo']),
  currency: z.string(),
  timeZone: z.string(),
  locale,
  personNoun: z.enum(['customer', 'member', 'user', 'shopper']),
  mailFrom: z.string().nullable(),
})
export const sessionShape = z.object({
  user: z.object({ id: z.string(), email: z.string(), displayName: z.string(), locale }).nullable(),
  csrfToken: z.string().nullable().describe('Send as x-csrf-token with everything that is not GET'),
  workspaces: z.array(workspaceShape.extend({ role, permissions: z.array(z.enum(permissions)) })),
})

export const getSession = defineEndpoint({
  id: 'getSession',
  method: 'GET',
  path: '/api/session',
  permission: 'public',
  summary: 'Who is signed in',
  response: sessionShape,
})
export const signIn = defineEndpoint({
  id: 'signIn',
  method: 'POST',
  path: '/api/session',
  permission: 'public',
  summary: 'Signs in',
  body: z.object({ email: z.string().min(3).max(320), password: z.string().min(1).max(1_000) }),
  response: sessionShape,
  ratePerMinute: 10,
})
export const signInByLink = defineEndpoint({
  id: 'signInByLink',
  method: 'POST',
  path: '/api/session/link',
  permission: 'public',
  summary: 'Signs in with the one-time link printed at the first start',
  body: z.object({ token: z.string().min(20).max(200) }),
  response: sessionShape,
  ratePerMinute: 10,
})
export const signOut = defineEndpoint({
  id: 'signOut',
  method: 'DELETE',
  path: '/api/session',
  permission: 'signed-in',
  summary: 'Signs out',
  response: z.object({ ok: z.literal(true) }),
})
export const updateMe = defineEndpoint({
  id: 'updateMe',
  method: 'PATCH',
  path: '/api/me',
  permission: 'signed-in',
  summary: 'Language, name, password',
  body: z.object({
    locale: locale.optional(),
    displayName: z.string().trim().min(1).max(100).optional(),
    currentPassword: z.string().max(1_000).optional(),
    newPassword: z.string().min(10).max(1_000).optional(),
  }),
  response: sessionShape,
  ratePerMinute: 30,
})
export const getStatus = defineEndpoint({
  id: 'getStatus',
  method: 'GET',
  path: '/api/status',
  permission: 'signed-in',
  summary: 'What runs and how fresh it is',
  response: z.object({
    version: z.string(),
    warehouse: z.object({ ok: z.boolean(), version: z.string(), embedded: z.boolean() }),
    ledger: z.object({ ok: z.boolean(), version: z.string(), embedded: z.boolean() }),
    mail: z.object({ mode: z.enum(['catcher', 'smtp']), ok: z.boolean() }),
    now: instant,
  }),
})
export const createWorkspace = defineEndpoint({
  id: 'createWorkspace',
  method: 'POST',
  path: '/api/workspaces',
  permission: 'signed-in',
  summary: 'A new, empty workspace; its maker owns it',
  body: workspaceShape.pick({ name: true, currency: true, timeZone: true, locale: true }),
  response: workspaceShape,
})
export const updateWorkspace = defineEndpoint({
  id: 'updateWorkspace',
  method: 'PATCH',
  path: '/api/workspaces/:workspace',
  permission: 'settings.manage',
  summary: 'Name, zone, language, word for a person, sender',
  params: workspaceParams,
  body: workspaceShape
    .pick({ name: true, timeZone: true, locale: true, personNoun: true, mailFrom: true })
    .partial(),
  response: workspaceShape,
})
export const freshness = defineEndpoint({
  id: 'freshness',
  method: 'GET',
  path: '/api/workspaces/:workspace/freshness',
  permission: 'workspace.read',
  summary: 'Newest order, newest import, newest features',
  params: workspaceParams,
  response: z.object({
    newestOrderAt: instant.nullable(),
    newestImportAt: instant.nullable(),
    featuresAt: instant.nullable(),
    now: instant.describe('The workspace’s clock; the demo’s runs apart during its time-lapse'),
  }),
})

export const member = z.object({
  userId: z.string(),
  email: z.string(),
  displayName: z.string(),
  role,
  disabled: z.boolean(),
})
export const listMembers = defineEndpoint({
  id: 'listMembers',
  method: 'GET',
  path: '/api/workspaces/:workspace/members',
  permission: 'users.manage',
  summary: 'Who may do what',
  params: workspaceParams,
  response: z.object({ items: z.array(member) }),
})
export const addMember = defineEndpoint({
  id: 'addMember',
  method: 'POST',
  path: '/api/workspaces/:workspace/members',
  permission: 'users.manage',
  summary: 'Adds a person; a new account gets the password named here',
  params: workspaceParams,
  body: z.object({
    email: z.email().max(320),
    displayName: z.string().trim().min(1).max(100),
    role,
    password: z.string().min(10).max(1_000).optional(),
  }),
  response: member,
})
export const updateMember = defineEndpoint({
  id: 'updateMember',
  method: 'PATCH',
  path: '/api/workspaces/:workspace/members/:id',
  permission: 'users.manage',
  summary: 'Changes a role; the last owner stays',
  params: workspaceItemParams,
  body: z.object({ role }),
  response: member,
})
export const removeMember = defineEndpoint({
  id: 'removeMember',
  method: 'DELETE',
  path: '/api/workspaces/:workspace/members/:id',
  permission: 'users.manage',
  summary: 'Takes a person out of the workspace',
  params: workspaceItemParams,
  response: z.object({ ok: z.literal(true) }),
})

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  role: keyRole,
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})
export const listKeys = defineEndpoint({
  id: 'listKeys',
  method: 'GET',
  path: '/api/workspaces/:workspace/keys',
  permission: 'settings.manage',
  summary: 'API keys',
  params: workspaceParams,
  response: z.object({ items: z.array(apiKey) }),
})
export const createKey = defineEndpoint({
  id: 'createKey',
  method: 'POST',
  path: '/api/workspaces/:workspace/keys',
  permission: 'settings.manage',
  summary: 'A new key, shown once',
  params: workspaceParams,
  body: z.object({ name: z.string().trim().min(1).max(100), role: keyRole }),
  response: apiKey.extend({ secret: z.string() }),
})
export const revokeKey = defineEndpoint({
  id: 'revokeKey',
  method: 'DELETE',
  path: '/api/workspaces/:workspace/keys/:id',
  permission: 'settings.manage',
  summary: 'Ends a key at once',
  params: workspaceItemParams,
  response: apiKey,
})

export const listAudit = defineEndpoint({
  id: 'listAudit',
  method: 'GET',
  path: '/api/workspaces/:workspace/audit',
  permission: 'audit.read',
  summary: 'Who did what',
  params: workspaceParams,
  query: cursorQuery.extend({ action: z.string().max(60).optional() }),
  response: pageOf(
    z.object({
      id: z.string(),
      at: instant,
      actor: z.string(),
      action: z.string(),
      subjectKind: z.string(),
      subjectId: z.string(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
})

export const getTask = defineEndpoint({
  id: 'getTask',
  method: 'GET',
  path: '/api/workspaces/:workspace/tasks/:id',
  permission: 'workspace.read',
  summary: 'Progress of long work',
  params: workspaceItemParams,
  response: taskShape,
})
export const cancelTask = defineEndpoint({
  id: 'cancelTask',
  method: 'POST',
  path: '/api/workspaces/:workspace/tasks/:id/cancel',
  permission: 'imports.run',
  summary: 'Asks long work to stop; what it did is taken back',
  params: workspaceItemParams,
  response: taskShape,
})
