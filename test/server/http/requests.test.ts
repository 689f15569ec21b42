import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { as, probeServer } from '../support.ts'

let app: FastifyInstance
beforeAll(async () => {
  app = await probeServer()
})
afterAll(() => app.close())

const echo = '/api/workspaces/shop/echo'
const send = (payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: echo,
    headers: { ...as('viewer'), 'content-type': 'application/json', ...headers },
    payload: payload as string,
  })

describe('requests', () => {
  it('reach their handler with checked input and the workspace of the path', async () => {
    const answer = await send({ name: 'abc' })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({ name: 'abc', workspace: 'shop' })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('are told which field is wrong, in their language', async () => {
    const english = await send({ name: 'abc', items: [{ count: 1 }, { count: 'x' }] })
    expect(english.statusCode).toBe(400)
    expect(english.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(english.json()).toMatchObject({ code: 'http.field', status: 400, retryable: false })
    expect(english.json().detail).toContain('items[1].count')
    expect(english.json().requestId).toBe(english.headers['x-request-id'])

    const chinese = await app.inject({
      method: 'GET',
      url: '/api/nothing',
      headers: { 'accept-language': 'fr, zh-TW;q=0.8, en;q=0.2' },
    })
    expect(chinese.json().detail).toContain('不存在')
    expect(chinese.headers['content-language']).toBe('zh-CN')
  })

  it('speak the language of the request where nobody is signed in', async () => {
    const answer = await app.inject({ url: '/api/nothing', headers: { 'accept-language': 'en-GB' } })
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ code: 'http.noSuchAddress', title: 'Not found' })
  })

  it('speak the language the page says it stands in, else that of the account', async () => {
    const answered = async (headers: Record<string, string>) =>
      (await send({ name: 1 }, headers)).headers['content-language']
    expect(await answered({ 'accept-language': 'zh-CN' })).toBe('zh-CN')
    expect(await answered({})).toBe('en')
    expect(await answered({ 'accept-language': 'fr' })).toBe('en')
  })

  it.each([
    ['malformed JSON', '{"name": ', 'http.malformedJson', 400],
    ['no body', undefined, 'http.bodyMissing', 400],
    ['an attempt on the prototype', '{"__proto__": {"a": 1}, "name": "a"}', 'http.malformedJson', 400],
    ['a body over the limit', JSON.stringify({ name: 'x'.repeat(5 * 1024 ** 2) }), 'http.bodyTooLarge', 413],
  ])('are refused with %s', async (_, payload, code, status) => {
    const answer = await send(payload)
    expect(answer.statusCode).toBe(status)
    expect(answer.json().code).toBe(code)
  })

  it('are refused with another content type, form posts included', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      const answer = await send('name=abc', { 'content-type': type })
      expect(answer.json().code).toBe('http.mediaType')
    }
  })

  it('get a problem for an address that cannot be decoded', async () => {
    const answer = await app.inject({ url: '/api/workspaces/%E0%A4%A/echo' })
    expect(answer.statusCode).toBe(400)
    expect(answer.json().code).toBe('http.badRequest')
  })

  it('learn a reference, and nothing else, when it is our fault', async () => {
    const answer = await app.inject({ url: '/api/broken', headers: { 'accept-language': 'en' } })
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toMatchObject({ code: 'common.internal' })
    expect(answer.json().detail).toContain(answer.headers['x-request-id'])
    expect(answer.body).not.toContain('13800138000')
  })

  it('never get a field the endpoint does not document', async () => {
    expect((await app.inject({ url: '/api/undocumented' })).json()).toEqual({ ok: true })
  })

  it('get files under their own name, whatever its script', async () => {
    const answer = await app.inject({ url: '/api/report' })
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="___1.csv"; filename*=UTF-8''%E5%90%8D%E5%8D%95%201.csv`,
    )
  })

  it('are counted: an endpoint with a limit of its own stops earlier and says when to come back', async () => {
    const ask = () => app.inject({ url: '/api/seldom', headers: { 'accept-language': 'en' } })
    expect([(await ask()).statusCode, (await ask()).statusCode]).toEqual([200, 200])
    const refused = await ask()
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ code: 'http.tooManyRequests', retryable: true })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('the limit for everybody', () => {
  it('counts each caller apart, and refusals as well', async () => {
    const strict = await probeServer({
      settings: { publicUrl: undefined, locale: 'en', requestsPerMinute: 3 },
    })
    const ask = (headers: Record<string, string>) =>
      strict.inject({ url: '/api/workspaces/shop/upload', method: 'POST', headers })
    for (const expected of [403, 403, 403, 429]) expect((await ask(as('viewer'))).statusCode).toBe(expected)
    expect((await ask({ cookie: 'liangti_session=made-up-1' })).statusCode).toBe(401)
    expect((await ask({ cookie: 'liangti_session=made-up-2' })).statusCode).toBe(401)
    expect((await ask({ cookie: 'liangti_session=made-up-3' })).statusCode).toBe(401)
    expect((await ask({ cookie: 'liangti_session=made-up-4' })).statusCode).toBe(429)
    await strict.close()
  })
})
