import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/kit/random.ts'
import { type Answer, type Collected, openCollected, storedEvents } from './collected.ts'
import { brokenHttp, eventWays, rawAnswer, ways } from './malformed.ts'
import { damaged, goodBodies, mutatedBody } from './nasty.ts'

let stream: Collected
beforeAll(async () => {
  stream = await openCollected()
})
afterAll(() => stream?.close())

const methods = [...Object.keys(goodBodies), 'batch']
const bodyOf = (method: string, more: object = {}): Record<string, unknown> =>
  method === 'batch'
    ? { batch: Object.entries(goodBodies).map(([type, body]) => ({ type, ...body, ...more })) }
    : { ...goodBodies[method], ...more }

async function inject(path: string, payload: Buffer, headers: Record<string, string> = {}) {
  const { statusCode, body } = await stream.app.inject({
    method: 'POST',
    url: path,
    payload,
    headers: {
      authorization: `Basic ${Buffer.from(`${stream.source.secret}:`).toString('base64')}`,
      'content-type': 'application/json',
      ...headers,
    },
  })
  return { status: statusCode, body: JSON.parse(body) as Partial<Answer> }
}
const sensors = (payload: Buffer) =>
  inject(`/sa?token=${stream.source.secret}`, payload, {
    'content-type': 'application/x-www-form-urlencoded',
  })

let sent = 0
/** After whatever came, a good event is taken. */
async function expectAlive(): Promise<void> {
  const body = Buffer.from(JSON.stringify({ userId: 'alive', event: 'Alive', messageId: `alive-${sent++}` }))
  const answer = await inject('/v1/track', body)
  expect([answer.status, answer.body.accepted]).toEqual([200, 1])
}

describe('a hundred malformed requests', () => {
  const asked = new Map<string, Set<string>>()
  it.each(Object.keys(ways))(
    '%s, are refused with what and where, and the next good one is taken',
    async (way) => {
      const { make, says } = ways[way] ?? { make: () => [Buffer.alloc(0)], says: /$^/ }
      for (let n = 0; n < 105; n++) {
        const method = methods[n % methods.length] ?? 'batch'
        const [body, headers = {}] = make(bodyOf, method, n)
        const { status, body: answer } = await inject(`/v1/${method}`, body, headers)
        expect([way, n, `${status} ${answer.code} ${answer.detail}`]).toEqual([
          way,
          n,
          expect.stringMatching(says),
        ])
        const different = asked.get(method) ?? new Set()
        asked.set(method, different.add(`${body.toString('base64')}${JSON.stringify(headers)}`))
      }
      await expectAlive()
      expect(Object.keys(Object.prototype)).toEqual([])
    },
  )

  it('were different ones, more than a hundred of each method, and nothing of them was stored', async () => {
    const few = methods.filter((method) => (asked.get(method)?.size ?? 0) < 100)
    expect(few).toEqual([])
    const names = (await storedEvents(stream.bench.stores.warehouse)).map(({ name }) => name)
    expect(new Set(names)).toEqual(new Set(['Alive']))
    expect(names).toHaveLength(sent)
  })

  it('as forms of Sensors Analytics', async () => {
    const random = seededRandom(7)
    for (let n = 0; n < 100; n++) {
      const text = ['data_list', 'data', 'datalist', ''][n % 4]
      const value = Buffer.from(Array.from({ length: 1 + n }, () => random.below(256))).toString(
        n % 2 === 0 ? 'base64' : 'latin1',
      )
      const form = new URLSearchParams({
        [text ?? '']: value,
        gzip: String(n % 3),
        ext: n % 5 === 0 ? 'crc=1' : '',
      })
      const { status, body } = await sensors(Buffer.from(form.toString()))
      expect([n, status >= 400 && status < 500, body.detail !== '']).toEqual([n, true, true])
    }
    await expectAlive()
  })

  it('that are no HTTP, or another than they say, cost their connection alone', async () => {
    const port = Number(new URL(stream.url).port)
    const key = Buffer.from(`${stream.source.secret}:`).toString('base64')
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => rawAnswer(port, brokenHttp(n, `authorization: Basic ${key}`))),
    )
    for (const [n, answer] of answers.entries())
      expect([n, answer === '' || /^HTTP\/1\.1 (4\d\d|505) /.test(answer), answer]).toEqual([n, true, answer])
    await expectAlive()
  })
})

describe('bad events beside good ones', () => {
  it('cost no good one, and are kept aside each with its field', async () => {
    const bad = eventWays.flatMap((way) =>
      Array.from({ length: Math.ceil(100 / eventWays.length) }, (_, n) => {
        const method = methods[n % 6] ?? 'track'
        const [body] = ways[way]?.make(bodyOf, method, 200 + n) ?? [Buffer.alloc(0)]
        return { type: method, ...(JSON.parse(body.toString()) as object) }
      }),
    )
    expect(bad.length).toBeGreaterThanOrEqual(100)
    for (let i = 0; i < bad.length; i += 5) {
      const batch = bad
        .slice(i, i + 5)
        .flatMap((event, n) => [
          event,
          { type: 'track', userId: 'beside', event: 'Beside', messageId: `beside-${i + n}` },
        ])
      const { status, body } = await inject('/v1/batch', Buffer.from(JSON.stringify({ batch })))
      expect([i, status, body.accepted, body.quarantined]).toEqual([
        i,
        200,
        batch.length / 2,
        batch.length / 2,
      ])
      expect(body.problems?.map(({ index }) => index)).toEqual(
        batch.flatMap((_, n) => (n % 2 === 0 ? [n] : [])),
      )
    }
    const stored = await storedEvents(stream.bench.stores.warehouse)
    const beside = stored.filter(({ name }) => name === 'Beside').map(({ id }) => id)
    expect(beside.sort()).toEqual(bad.map((_, n) => `beside-${n}`).sort())
  })
})

describe('bodies as they may arrive', () => {
  it('changed inside, are stored, kept aside or refused', async () => {
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(mutatedBody, async ({ method, body }) => {
        const { status } = await inject(`/v1/${method}`, Buffer.from(JSON.stringify(body ?? null)))
        seen.add(status)
        expect([200, 400, 413]).toContain(status)
      }),
      { numRuns: 120, seed: 20_260_302 },
    )
    expect([...seen].sort()).toEqual([200, 400])
    await expectAlive()
  })

  it('damaged on the way, are stored, kept aside or refused', async () => {
    const texts = fc
      .constantFrom(...methods)
      .chain((method) =>
        damaged(fc.constant(JSON.stringify(bodyOf(method)))).map((bytes) => ({ method, bytes })),
      )
    await fc.assert(
      fc.asyncProperty(texts, async ({ method, bytes }) => {
        expect([200, 400, 413]).toContain((await inject(`/v1/${method}`, bytes)).status)
      }),
      { numRuns: 150, seed: 20_260_303 },
    )
    const forms = damaged(
      fc.constant(
        `data_list=${encodeURIComponent(gzipSync('[{"type":"track","event":"x","distinct_id":"d","time":1}]').toString('base64'))}&gzip=1`,
      ),
    )
    await fc.assert(
      fc.asyncProperty(forms, async (bytes) => {
        expect([200, 400, 413]).toContain((await sensors(bytes)).status)
      }),
      { numRuns: 100, seed: 20_260_304 },
    )
    await expectAlive()
  })
})

describe('ids that the ledger could take for another or for none', () => {
  it('cost no other event of the batch', async () => {
    const ids = ['\0 \0', '\ud800', '\ud801', 'a\0', 'a', ' a ', '\u200b', '\u3000', 'é', 'e\u0301', 'Ａ']
    const batch = ids.flatMap((id, i) => [
      { type: 'track', event: 'Odd', userId: id, messageId: `odd-${i}` },
      { type: 'track', event: 'Odd', anonymousId: id, messageId: `odd-a-${i}` },
    ])
    const { status, body } = await inject('/v1/batch', Buffer.from(JSON.stringify({ batch })))
    expect([status, body.accepted]).toEqual([200, 2 * (ids.length - 2)])
    await expectAlive()
  })
})

describe('names that the ledger cannot hold', () => {
  it('are kept aside with the rest of the event', async () => {
    const deep: unknown = JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`)
    const traits = { ['a\0b']: deep, ['x'.repeat(5_000)]: deep }
    const batch = Object.entries(traits).map(([name, value]) => ({
      type: 'identify',
      userId: 'n1',
      traits: { [name]: value },
    }))
    const { status, body } = await inject('/v1/batch', Buffer.from(JSON.stringify({ batch })))
    expect([status, body.code]).toEqual([400, 'collection.badEvent'])
    const kept = await stream.collection.quarantine.list(stream.bench.workspace.id, stream.source.id, null, 2)
    expect(kept.map(({ field }) => field.slice(0, 9)).sort()).toEqual(['traits.ab', 'traits.xx'])
    await expectAlive()
  })
})

describe('50 MB of nested JSON', () => {
  const size = 50 * 1024 * 1024
  const key = () => ({ authorization: `Basic ${Buffer.from(`${stream.source.secret}:`).toString('base64')}` })

  /** Sends brackets until the server hangs up or all is sent. */
  function flood(
    path: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; written: number }> {
    const piece = Buffer.alloc(64 * 1024, '[')
    return new Promise((resolve, reject) => {
      let written = 0
      let status = 0
      const call = request(`${stream.url}${path}`, { method: 'POST', headers }, (answer) => {
        status = answer.statusCode ?? 0
        answer.resume()
        answer.once('end', () => resolve({ status, written }))
        answer.once('error', () => resolve({ status, written }))
      })
      call.once('error', (error) =>
        status === 0 && written < piece.length ? reject(error) : resolve({ status, written }),
      )
      const more = () => {
        while (written < size && status === 0 && !call.destroyed) {
          written += piece.length
          if (!call.write(piece)) {
            call.once('drain', more)
            return
          }
        }
        if (!call.destroyed) call.end()
      }
      more()
    })
  }

  it.each([
    ['announced', () => ({ 'content-length': String(size) })],
    ['in chunks', () => ({ 'transfer-encoding': 'chunked' })],
  ] as const)('%s, is refused at the limit and held by nobody', async (_, headers) => {
    await expectAlive()
    const before = process.memoryUsage()
    const { status, written } = await flood('/v1/batch', { ...key(), ...headers() })
    // Hung up on while it still sends, a client may never read the answer.
    expect([0, 413]).toContain(status)
    expect(written).toBeLessThan(size)
    const after = process.memoryUsage()
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(20 * 1024 * 1024)
    await expectAlive()
  })

  it('packed into 50 KB, is refused before it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(size, '['))
    const before = process.memoryUsage().rss
    for (let i = 0; i < 10; i++) {
      expect((await inject('/v1/batch', bomb, { 'content-encoding': 'gzip' })).status).toBe(413)
      const form = `data_list=${encodeURIComponent(bomb.toString('base64'))}&gzip=1`
      expect((await sensors(Buffer.from(form))).status).toBe(413)
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
    await expectAlive()
  })

  it('nested to the limit of a request, is kept aside and breaks nothing', async () => {
    const deep = (text: string) => `{"userId":"u","event":"e","properties":{"a":${text}}}`
    for (const depth of [12, 1_000, 100_000, 240_000]) {
      const body = deep(`${'['.repeat(depth)}${']'.repeat(depth)}`)
      const { status } = await inject('/v1/track', Buffer.from(body))
      expect([depth, [400, 413].includes(status)]).toEqual([depth, true])
    }
    await expectAlive()
    expect((await storedEvents(stream.bench.stores.warehouse)).filter(({ name }) => name === 'e')).toEqual([])
  })
})
