import { request as httpRequest } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineEndpoint, type Route } from '../../../src/kit/api.ts'
import { commonErrors } from '../../../src/kit/errors.ts'
import { permissionsOf } from '../../../src/server/auth/roles.ts'
import { allEndpoints } from '../../../src/server/endpoints.ts'
import type { Role } from '../../../src/server/house/api.ts'
import { as, probeRoutes, probeServer } from '../support.ts'

const roles: Role[] = ['owner', 'marketer', 'analyst', 'viewer', 'agent']

describe('every endpoint of the contract', () => {
  let app: FastifyInstance
  beforeAll(async () => {
    const routes: Route[] = allEndpoints.map(({ endpoint }) => ({
      endpoint: { ...endpoint, ratePerMinute: 1_000 },
      handle: async () => {
        throw commonErrors.cancelled({ what: 'reached' })
      },
    }))
    app = await probeServer({ routes })
  })
  afterAll(() => app.close())

  const cases = allEndpoints.map(({ endpoint }) => ({ id: endpoint.id, endpoint }))

  it.each(cases)('$id lets in exactly the roles with its permission', async ({ endpoint }) => {
    const url = endpoint.path.replace(':workspace', 'shop').replace(/:\w+/g, '1234567890')
    const ask = async (headers: Record<string, string>) =>
      (await app.inject({ method: endpoint.method, url, headers })).statusCode
    const anonymous = await ask({})
    if (endpoint.permission === 'public') expect([401, 403]).not.toContain(anonymous)
    else expect(anonymous).toBe(401)
    for (const role of roles) {
      const allowed =
        endpoint.permission === 'public' ||
        endpoint.permission === 'signed-in' ||
        permissionsOf(role).has(endpoint.permission)
      const status = await ask(as(role))
      // 400: let in, and stopped by the empty input; 499: reached the handler.
      if (allowed) expect([400, 499], `${role} ${endpoint.id}`).toContain(status)
      else expect(status, `${role} ${endpoint.id}`).toBe(403)
      if (endpoint.method !== 'GET' && endpoint.permission !== 'public') {
        expect(await ask({ cookie: `liangti_session=${role}` }), 'without the token').toBe(403)
      }
    }
  })

  it('of a workspace is closed to people of another one', async () => {
    const own = allEndpoints.filter(({ endpoint }) => endpoint.path.includes(':workspace'))
    for (const { endpoint } of own) {
      const url = endpoint.path.replace(':workspace', 'other').replace(/:\w+/g, '1')
      const answer = await app.inject({ method: endpoint.method, url, headers: as('owner') })
      expect(answer.statusCode, endpoint.id).toBe(404)
      expect(answer.json().code).toBe('auth.noWorkspace')
    }
  })

  it('has an id, and a method and path, of its own', () => {
    const ids = allEndpoints.map(({ endpoint }) => endpoint.id)
    const places = allEndpoints.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(places).size).toBe(places.length)
  })
})

describe('a route', () => {
  const handle: Route['handle'] = async () => ({})
  const base = { id: 'x', method: 'GET' as const, summary: '', response: z.object({}) }

  it.each([
    ['no permission', { ...base, path: '/api/x', permission: undefined as never }],
    ['an unknown one', { ...base, path: '/api/workspaces/:workspace/x', permission: 'everything' as never }],
    [
      'a workspace permission but no workspace',
      { ...base, path: '/api/x', permission: 'audit.read' as const },
    ],
  ])('with %s cannot be mounted', async (_, endpoint) => {
    await expect(
      probeServer({ routes: [{ endpoint: defineEndpoint(endpoint) as never, handle }] }),
    ).rejects.toThrow('endpoint x')
  })
})

describe('requests that change something', () => {
  let app: FastifyInstance
  beforeAll(async () => {
    app = await probeServer({ settings: { publicUrl: 'https://mk.shop.example', locale: 'en' } })
  })
  afterAll(() => app.close())
  const post = async (headers: Record<string, string>) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/workspaces/shop/echo',
      headers: { host: 'localhost:4100', ...headers },
      payload: { name: 'a' },
    })
    return answer.statusCode === 200 ? 'passed' : answer.json().code
  }

  it('need the session’s own token', async () => {
    expect(await post(as('viewer'))).toBe('passed')
    expect(await post({ ...as('viewer'), 'x-csrf-token': 'csrf-owner' })).toBe('auth.csrf')
    expect(await post({ cookie: 'liangti_session=viewer' })).toBe('auth.csrf')
  })

  it('must come from a page of ours where a browser says which', async () => {
    expect(await post({ ...as('viewer'), origin: 'http://localhost:4100' })).toBe('passed')
    expect(await post({ ...as('viewer'), origin: 'https://mk.shop.example' })).toBe('passed')
    for (const origin of ['https://evil.example', 'null', 'http://localhost:9999']) {
      expect(await post({ ...as('viewer'), origin })).toBe('auth.foreignOrigin')
    }
    expect(await post({ ...as('viewer'), 'sec-fetch-site': 'cross-site' })).toBe('auth.foreignOrigin')
  })

  it('need neither from a program with a key', async () => {
    expect(await post({ authorization: 'Bearer viewer', origin: 'https://evil.example' })).toBe('passed')
  })

  it('do not fall back to the cookie when the key is wrong', async () => {
    expect(await post({ ...as('viewer'), authorization: 'Bearer wrong' })).toBe('auth.signInNeeded')
  })
})

describe('headers', () => {
  it('forbid scripts from elsewhere, framing, sniffing and referrers', async () => {
    const app = await probeServer()
    const { headers } = await app.inject({ url: '/api/report' })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe-eval')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
    expect(headers).not.toHaveProperty('strict-transport-security')
    expect(headers).not.toHaveProperty('x-powered-by')
    await app.close()
  })

  it('promise TLS where the published address has it', async () => {
    const app = await probeServer({ settings: { publicUrl: 'https://mk.shop.example', locale: 'en' } })
    const { headers } = await app.inject({ url: '/api/report' })
    expect(headers['strict-transport-security']).toContain('max-age=31536000')
    await app.close()
  })

  it('of what customers open allow no script, need no cookie, and let mail programs show the pixel', async () => {
    const app = await probeServer()
    const answer = await app.inject({
      url: `/t/x/${'a'.repeat(600)}`,
      headers: { cookie: 'liangti_session=owner' },
    })
    expect(answer.body).toBe('<p>600</p>')
    expect(answer.headers).not.toHaveProperty('set-cookie')
    expect(answer.headers['content-security-policy']).not.toContain('script-src')
    expect(answer.headers['cross-origin-resource-policy']).toBe('cross-origin')
    await app.close()
  })
})

describe('over a real connection', () => {
  let app: FastifyInstance
  let base: string
  let aborted = 0
  beforeAll(async () => {
    app = await probeServer({ routes: probeRoutes(() => aborted++) })
    base = await app.listen({ port: 0, host: '127.0.0.1' })
  })
  afterAll(() => app.close())

  const uploadOf = (bytes: number) => {
    const form = new FormData()
    form.set('file', new Blob(['x'.repeat(bytes)]), '订单.csv')
    return fetch(`${base}/api/workspaces/shop/upload`, {
      method: 'POST',
      headers: as('marketer'),
      body: form,
    })
  }

  it('a file is streamed to its handler under its own name', async () => {
    const answer = await uploadOf(1_000)
    expect(await answer.json()).toEqual({ fileName: '订单.csv', bytes: 1_000 })
  })

  it('a file over the limit fails as a whole', async () => {
    const answer = await uploadOf(1_001)
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ code: 'http.bodyTooLarge' })
  })

  it('a request without its file says so', async () => {
    const form = new FormData()
    form.set('note', 'no file')
    const answer = await fetch(`${base}/api/workspaces/shop/upload`, {
      method: 'POST',
      headers: as('marketer'),
      body: form,
    })
    expect(await answer.json()).toMatchObject({ code: 'http.fileMissing' })
  })

  it('a handler is told when its caller hangs up', async () => {
    const request = httpRequest(`${base}/api/waits`)
    request.on('error', () => {})
    request.end()
    await new Promise((resolve) => setTimeout(resolve, 100))
    request.destroy()
    await expect.poll(() => aborted).toBe(1)
  })
})
