import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProxy } from './breaking-proxy.ts'
import { keepsTheContract } from './contract.ts'
import { csvOf, openSourceBench, type order, orders, type SourceBench } from './support.ts'

type Answer = (request: IncomingMessage, url: URL, response: ServerResponse) => void

async function openServer(answer: Answer) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    seen.push(`${request.method} ${url.pathname}${url.search}`)
    request.resume()
    request.on('end', () => answer(request, url, response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    port,
    seen,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

keepsTheContract('http', async () => {
  const stored: ReturnType<typeof order>[] = []
  const server = await openServer((request, url, response) => {
    if (request.headers.authorization !== 'Bearer right-token') return json(response, {}, 401)
    const since = url.searchParams.get('since') ?? ''
    const page = Number(url.searchParams.get('page'))
    const rows = stored.filter(({ at }) => at >= since).slice((page - 1) * 7, page * 7)
    json(response, { data: { items: rows } })
  })
  const proxy = await openProxy({ host: '127.0.0.1', port: server.port })
  const settings = {
    url: `http://localhost:${proxy.port}/orders`,
    rowsPath: 'data.items',
    auth: 'bearer',
    paging: 'page',
    sinceParameter: 'since',
    sinceField: 'at',
  }
  return {
    settings,
    secrets: { token: 'right-token' },
    wrong: { settings, secrets: { token: 'wrong-token' } },
    put: async (from, to) => void stored.push(...orders(from, to)),
    breaksOff: (breaks) => proxy.cutAt(breaks ? 'O-50' : null),
    close: async () => {
      await proxy.close()
      await server.close()
    },
  }
})

describe('an HTTP interface', () => {
  let bench: SourceBench
  beforeAll(async () => {
    bench = await openSourceBench()
  })
  afterAll(() => bench?.close())
  const make = (settings: Record<string, unknown>, secrets: Record<string, string> = {}) =>
    bench.make({ kind: 'http', settings, secrets })

  it('is paged by offset, by a mark and by links', async () => {
    const rows = orders(100, 110)
    const server = await openServer((_, url, response) => {
      const offset = Number(url.searchParams.get('from') ?? 0)
      const part = rows.slice(offset, offset + 4)
      const more = offset + 4 < rows.length
      json(response, { items: part, next: more ? String(offset + 4) : null }, 200, {
        ...(more ? { link: `<${url.pathname}?from=${offset + 4}>; rel="next", </first>; rel="first"` } : {}),
      })
    })
    try {
      const url = `${server.url}/list`
      const shared = { url, rowsPath: 'items', pageParameter: 'from' }
      expect(await bench.run(await make({ ...shared, paging: 'offset' }))).toMatchObject({ stored: 10 })
      expect(await bench.run(await make({ ...shared, paging: 'cursor', nextPath: 'next' }))).toMatchObject({
        repeated: 10,
      })
      expect(await bench.run(await make({ ...shared, paging: 'link' }))).toMatchObject({ repeated: 10 })
      expect(server.seen.slice(-3)).toEqual(['GET /list', 'GET /list?from=4', 'GET /list?from=8'])
    } finally {
      await server.close()
    }
  })

  it('fetches a token and a new one when that has ended, waits as it is told, and reads CSV as it comes', async () => {
    let tokens = 0
    let asked = 0
    const server = await openServer((request, url, response) => {
      if (url.pathname === '/token') {
        tokens++
        const isRight =
          request.headers.authorization === `Basic ${Buffer.from('id:client-secret').toString('base64')}`
        return json(
          response,
          isRight ? { access_token: `t${tokens}`, expires_in: 3600 } : {},
          isRight ? 200 : 401,
        )
      }
      asked++
      if (asked === 1) return json(response, {}, 429, { 'retry-after': '0' })
      // The first token is taken back before its time.
      if (request.headers.authorization !== 'Bearer t2') return json(response, {}, 401)
      response.end(csvOf(orders(200, 205)))
    })
    try {
      const settings = {
        url: `${server.url}/csv`,
        format: 'csv',
        auth: 'oauth2',
        tokenUrl: `${server.url}/token`,
        clientId: 'id',
      }
      expect(await bench.run(await make(settings, { clientSecret: 'client-secret' }))).toMatchObject({
        state: 'done',
        stored: 5,
      })
      expect([tokens, asked]).toEqual([2, 3])
      const wrong = await make(settings, { clientSecret: 'other-secret' })
      expect(await bench.run(wrong)).toMatchObject({ state: 'failed', code: 'source.badCredential' })
    } finally {
      await server.close()
    }
  })

  it('follows no redirect out of what is allowed, and takes no credential along to another host', async () => {
    const other = await openServer((request, _, response) =>
      json(response, request.headers['x-api-key'] === undefined ? orders(300, 301) : [], 200),
    )
    const server = await openServer((_, url, response) => {
      const targets: Record<string, string> = {
        '/other': `http://localhost:${other.port}/`,
        '/metadata': 'http://169.254.169.254/latest/meta-data/',
        '/mapped': 'http://[::ffff:10.0.0.1]/',
        '/file': 'file:///etc/passwd',
        '/round': '/round',
      }
      response.writeHead(302, { location: targets[url.pathname] ?? '/' }).end()
    })
    try {
      const run = async (path: string) =>
        bench.run(
          await make({ url: `${server.url}${path}`, auth: 'header' }, { headerValue: 'key-of-the-first' }),
        )
      expect(await run('/other')).toMatchObject({ state: 'done', stored: 1 })
      expect(await run('/metadata')).toMatchObject({ code: 'source.privateAddress' })
      expect(await run('/mapped')).toMatchObject({ code: 'source.privateAddress' })
      expect(await run('/file')).toMatchObject({ code: 'source.badRedirect' })
      expect(await run('/round')).toMatchObject({ code: 'source.badRedirect' })
    } finally {
      await server.close()
      await other.close()
    }
  })

  it('says what it cannot read', async () => {
    const server = await openServer((_, url, response) => {
      if (url.pathname === '/object') return json(response, { total: 3, list: [] })
      if (url.pathname === '/circle') return json(response, { list: orders(0, 1), next: 'again' })
      response.end('<html>')
    })
    try {
      const code = async (settings: object) => (await bench.run(await make({ url: '', ...settings }))).code
      expect(await code({ url: `${server.url}/html` })).toBe('source.badAnswer')
      expect(await code({ url: `${server.url}/object` })).toBe('source.badAnswer')
      expect(
        await code({ url: `${server.url}/circle`, rowsPath: 'list', paging: 'cursor', nextPath: 'next' }),
      ).toBe('source.badAnswer')
    } finally {
      await server.close()
    }
  })
})
