import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { defineEndpoint, type Route, route } from '../../src/kit/api.ts'
import { workspaceParams } from '../../src/kit/api-shapes.ts'
import { systemClock } from '../../src/kit/clock.ts'
import { fieldAccess } from '../../src/kit/fields.ts'
import { silentLog } from '../../src/kit/log.ts'
import type { Workspace } from '../../src/kit/workspace.ts'
import type { Role } from '../../src/server/house/api.ts'
import type { Caller, Gate } from '../../src/server/http/gate.ts'
import { createHttpServer, type HttpOptions } from '../../src/server/http/server.ts'

export const shop: Workspace = {
  id: 1,
  slug: 'shop',
  name: 'Shop',
  kind: 'own',
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  locale: 'zh-CN',
  clock: systemClock,
  mailFrom: null,
}

/** A door without a ledger: the session or key `owner`, `viewer` … belongs to somebody of that role in `shop`. */
export const roleGate: Gate = {
  identify: async ({ kind, token }) => {
    const role = roleIn(token)
    if (!role) return null
    if (kind === 'key')
      return role === 'owner' || role === 'agent'
        ? null
        : { kind, keyId: `key-${role}`, workspaceId: 1, role }
    return userOf(role)
  },
  enter: async (caller, slug) => {
    const role = roleIn(caller.kind === 'user' ? caller.userId : caller.role)
    return role && slug === shop.slug
      ? { workspace: shop, role, fields: fieldAccess(role === 'owner') }
      : null
  },
  ruleOf: async () => null,
  smallestGroup: async () => 5,
}

function roleIn(text: string): Role | null {
  return (['owner', 'marketer', 'analyst', 'viewer', 'agent'] as const).find((role) => role === text) ?? null
}

function userOf(role: Role): Caller {
  return {
    kind: 'user',
    userId: role,
    email: `${role}@shop.example`,
    displayName: role,
    locale: 'en',
    csrfToken: `csrf-${role}`,
  }
}

/** Headers with which somebody of a role passes the cookie and token checks. */
export function as(role: Role): Record<string, string> {
  return { cookie: `liangti_session=${role}`, 'x-csrf-token': `csrf-${role}` }
}

const echo = defineEndpoint({
  id: 'echo',
  method: 'POST',
  path: '/api/workspaces/:workspace/echo',
  permission: 'workspace.read',
  summary: 'Echo',
  params: workspaceParams,
  body: z.object({ name: z.string().max(5), items: z.array(z.object({ count: z.int() })).default([]) }),
  response: z.object({ name: z.string(), workspace: z.string() }),
})
const broken = defineEndpoint({
  id: 'broken',
  method: 'GET',
  path: '/api/broken',
  permission: 'public',
  summary: 'Fails',
  response: z.object({ ok: z.boolean() }),
})
const undocumented = defineEndpoint({
  id: 'undocumented',
  method: 'GET',
  path: '/api/undocumented',
  permission: 'public',
  summary: 'Says too much',
  response: z.object({ ok: z.boolean() }),
})
const seldom = defineEndpoint({
  id: 'seldom',
  method: 'GET',
  path: '/api/seldom',
  permission: 'public',
  summary: 'Twice a minute',
  response: z.object({ ok: z.boolean() }),
  ratePerMinute: 2,
})
const upload = defineEndpoint({
  id: 'upload',
  method: 'POST',
  path: '/api/workspaces/:workspace/upload',
  permission: 'imports.run',
  summary: 'Counts bytes',
  params: workspaceParams,
  upload: { maxBytes: 1_000 },
  response: z.object({ fileName: z.string(), bytes: z.int() }),
})
const waits = defineEndpoint({
  id: 'waits',
  method: 'GET',
  path: '/api/waits',
  permission: 'public',
  summary: 'Until the caller hangs up',
  response: z.object({ ok: z.boolean() }),
})
const link = defineEndpoint({
  id: 'link',
  method: 'GET',
  path: '/t/x/:token',
  permission: 'public',
  summary: 'For customers',
  params: z.object({ token: z.string().max(600) }),
  response: z.string(),
  responseType: 'text/html; charset=utf-8',
})
const report = defineEndpoint({
  id: 'report',
  method: 'GET',
  path: '/api/report',
  permission: 'public',
  summary: 'A file',
  response: z.string(),
  responseType: 'text/csv',
})

export interface Seen {
  aborted: Promise<void>
}

/** Routes that do one thing each, to see the server's own behaviour. */
export function probeRoutes(onAbort: () => void = () => {}): Route[] {
  return [
    route(echo, async (context, { body }) => ({ name: body.name, workspace: context.workspace.slug })),
    route(broken, async () => {
      throw new Error('password 13800138000 of row 7')
    }),
    route(undocumented, async () => ({ ok: true, secret: 'hidden' }) as { ok: boolean }),
    route(seldom, async () => ({ ok: true })),
    route(upload, async (_, { upload: file }) => {
      let bytes = 0
      for await (const chunk of file?.stream ?? []) bytes += chunk.length
      return { fileName: file?.fileName ?? '', bytes }
    }),
    route(
      waits,
      (context) =>
        new Promise((resolve) => {
          context.task.signal.addEventListener('abort', () => {
            onAbort()
            resolve({ ok: false })
          })
        }),
    ),
    route(link, async (_, { params }) => ({
      raw: `<p>${params.token.length}</p>`,
      contentType: 'text/html; charset=utf-8',
    })),
    route(report, async () => ({
      raw: 'a,b\n',
      contentType: 'text/csv; charset=utf-8',
      fileName: '名单 1.csv',
    })),
  ]
}

export function probeServer(options: Partial<HttpOptions> = {}): Promise<FastifyInstance> {
  return createHttpServer({
    routes: probeRoutes(),
    gate: roleGate,
    settings: { publicUrl: undefined, locale: 'zh-CN' },
    log: silentLog,
    consoleDir: null,
    ...options,
  })
}
