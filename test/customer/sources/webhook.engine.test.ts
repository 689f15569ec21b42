import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { pushAddress } from '../../../src/customer/sources/push/address.ts'
import { getSource } from '../../../src/customer/sources/store.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { sql } from '../../../src/kit/sql.ts'
import { createHttpServer } from '../../../src/server/http/server.ts'
import { roleGate } from '../../server/support.ts'
import { keepsTheContract } from './contract.ts'
import { openSourceBench, orders, type SourceBench } from './support.ts'

const secret = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`

function standard(body: string, id: string, at = Math.floor(Date.now() / 1000)) {
  const key = Buffer.from(secret.slice(6), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': `v1,other v1,${signature}`,
  }
}

async function push(bench: SourceBench, id: string, headers: Record<string, string>, body: string) {
  const source = await getSource(bench.stores.ledger, bench.workspace.id, id)
  const [, , , workspaceId = '', token = ''] = (await pushAddress(bench.room.deps, source)).split('/')
  return bench.room.receive({
    workspaceId: Number(workspaceId),
    token,
    headers,
    body: Buffer.from(body),
    locale: 'en',
  })
}

keepsTheContract('webhook', async (bench) => {
  let pushes = 0
  return {
    settings: { rowsPath: 'rows' },
    secrets: { signingSecret: secret },
    wrong: null,
    put: async (from, to) => {
      const { db } = bench.stores.ledger
      const { id } = await db
        .selectFrom('sources')
        .select('id')
        .where('kind', '=', 'webhook')
        .executeTakeFirstOrThrow()
      const body = JSON.stringify({ rows: orders(from, to) })
      const headers = standard(body, `msg-${pushes++}`)
      expect(await push(bench, id, headers, body)).toEqual({ accepted: to - from, duplicate: false })
      expect(await push(bench, id, headers, body)).toEqual({ accepted: 0, duplicate: true })
    },
    breaksOff: null,
    close: async () => {
      const left = await bench.stores.ledger.db
        .selectFrom('source_inbox')
        .select('id')
        .where('import_id', 'is', null)
        .execute()
      expect(left).toEqual([])
    },
  }
})

describe('a push', () => {
  let bench: SourceBench
  beforeAll(async () => {
    bench = await openSourceBench()
  })
  afterAll(() => bench?.close())
  const refused = { code: 'source.badSignature' }

  it('is refused without its signature, with an old one, for another body, and at another address', async () => {
    const id = await bench.make({ kind: 'webhook', settings: {}, secrets: { signingSecret: secret } })
    const body = JSON.stringify(orders(0, 1))
    const right = standard(body, 'm1')
    await expect(push(bench, id, {}, body)).rejects.toMatchObject(refused)
    await expect(push(bench, id, right, `${body} `)).rejects.toMatchObject(refused)
    await expect(push(bench, id, { ...right, 'webhook-id': 'm2' }, body)).rejects.toMatchObject(refused)
    const old = standard(body, 'm1', Math.floor(Date.now() / 1000) - 3_600)
    await expect(push(bench, id, old, body)).rejects.toMatchObject(refused)
    const elsewhere = {
      workspaceId: bench.workspace.id,
      token: 'made.up',
      headers: right,
      body: Buffer.from(body),
      locale: 'en' as const,
    }
    await expect(bench.room.receive(elsewhere)).rejects.toMatchObject(refused)
    const open = await bench.make({ kind: 'webhook', settings: { proof: 'header' }, secrets: {} })
    await expect(push(bench, open, { 'x-webhook-secret': '' }, body)).rejects.toMatchObject(refused)
    expect(await bench.stores.ledger.db.selectFrom('source_inbox').selectAll().execute()).toEqual([])
  })

  it('with a secret in a header is kept encrypted, and brought in by the scheduler', async () => {
    const id = await bench.make({
      kind: 'webhook',
      settings: { proof: 'header', headerName: 'X-Key' },
      secrets: { signingSecret: 'a shared secret' },
    })
    await push(bench, id, { 'x-key': 'a shared secret' }, JSON.stringify(orders(7, 9)))
    const kept = await bench.stores.ledger.db
      .selectFrom('source_inbox')
      .select('body')
      .executeTakeFirstOrThrow()
    expect(kept.body.includes('O-7')).toBe(false)
    expect(await bench.room.scheduler.round()).toBe(1)
    await expect.poll(() => bench.lines(), { timeout: 20_000 }).toBe(2)
  })

  it('of Segment goes into the stream of events', async () => {
    const id = await bench.make({
      kind: 'webhook',
      settings: { proof: 'segment' },
      secrets: { signingSecret: 'shared' },
      mapping: null,
    })
    const body = JSON.stringify({
      type: 'track',
      userId: 'u1',
      event: 'Seen',
      messageId: 'seg-1',
      properties: {},
    })
    const headers = { 'x-signature': createHmac('sha1', 'shared').update(body).digest('hex') }
    expect(await push(bench, id, headers, body)).toEqual({ accepted: 1, duplicate: false })
    expect(await push(bench, id, headers, body)).toEqual({ accepted: 0, duplicate: true })
    await expect(push(bench, id, { 'x-signature': '00' }, body)).rejects.toMatchObject(refused)
    const rows = await bench.stores.warehouse.rows(
      sql`SELECT name FROM events`,
      z.object({ name: z.string() }),
    )
    expect(rows).toEqual([{ name: 'Seen' }])
  })
})

describe('a hundred malformed pushes of Segment', () => {
  let bench: SourceBench
  let app: FastifyInstance
  let address = ''
  beforeAll(async () => {
    bench = await openSourceBench()
    const elsewhere = async () => Promise.reject(new Error('not asked here'))
    app = await createHttpServer({
      routes: [],
      gate: roleGate,
      settings: { publicUrl: undefined, locale: 'en' },
      log: silentLog,
      consoleDir: null,
      collection: { receive: elsewhere, receiveSensors: elsewhere, receivePush: bench.room.receive },
    })
    const id = await bench.make({
      kind: 'webhook',
      settings: { proof: 'segment' },
      secrets: { signingSecret: 'shared' },
      mapping: null,
    })
    address = await pushAddress(bench.room.deps, await getSource(bench.stores.ledger, bench.workspace.id, id))
  })
  afterAll(async () => {
    await app?.close()
    await bench?.close()
  })

  const good = (n: number, more: object = {}) => ({
    ...{ type: 'track', userId: `s${n}`, event: 'Pushed', messageId: `push-${n}` },
    ...more,
  })
  const signed = (body: Buffer) => createHmac('sha1', 'shared').update(body).digest('hex')
  async function send(body: Buffer, headers: Record<string, string> = {}, url = address) {
    const { statusCode, body: text } = await app.inject({
      ...{ method: 'POST', url, payload: body },
      headers: { 'content-type': 'application/json', 'x-signature': signed(body), ...headers },
    })
    const answer = JSON.parse(text) as { code?: string; detail?: string; accepted?: number }
    return { status: statusCode, said: `${statusCode} ${answer.code} ${answer.detail}`, answer }
  }
  const of = (value: unknown) => Buffer.from(JSON.stringify(value))
  const kinds: [RegExp, (n: number) => Parameters<typeof send>][] = [
    [
      /^401 source\.badSignature ./,
      (n) => [of(good(n)), { 'x-signature': ['', 'no', '00'.repeat(20), signed(of(n))][n % 4] ?? '' }],
    ],
    [/^401 source\.badSignature ./, (n) => [of(good(n)), {}, `${address.slice(0, -1 - (n % 9))}x`]],
    [/^401 source\.badSignature ./, (n) => [of(good(n)), {}, address.replace(/\/\d+\//, `/${900_000 + n}/`)]],
    [
      /^400 source\.badPush body: ./,
      (n) => [Buffer.from(['', '{', `<x>${n}`, `"${n}`, `${n}`, 'null', '[]'][n % 7] ?? '')],
    ],
    [
      /^400 collection\.badEvent batch\[0\]\.(userId|event|timestamp|type|properties): ./,
      (n) => [
        of(
          good(
            n,
            [
              { userId: [n] },
              { event: { n } },
              { timestamp: `at ${n}` },
              { type: `t${n}` },
              { properties: n },
            ][n % 5],
          ),
        ),
      ],
    ],
    [
      /^413 collection\.eventTooLarge batch\[0\]/,
      (n) => [of(good(n, { properties: { x: 'x'.repeat(33_000 + n) } }))],
    ],
    [/^413 collection\.tooLarge ./, (n) => [of(good(n, { x: 'x'.repeat(520_000 + n) }))]],
    [
      /^400 collection\.badEncoding ./,
      (n) => [gzipSync(of(good(n))).subarray(0, 15 + (n % 20)), { 'content-encoding': 'gzip' }],
    ],
    [
      /^400 collection\.unknownEncoding content-encoding: ./,
      (n) => [of(good(n)), { 'content-encoding': `br${n}` }],
    ],
  ]

  it('are refused with what and where; of a list the good ones are kept; then a good one is taken', async () => {
    for (const [kind, [says, make]] of kinds.entries())
      for (let n = 0; n < 12; n++)
        expect([kind, n, (await send(...make(n))).said]).toEqual([kind, n, expect.stringMatching(says)])
    const mixed = of([good(1), 'no event', good(2, { event: 7 }), good(3)])
    expect((await send(mixed)).answer).toMatchObject({ accepted: 2 })
    expect((await send(of(good(4)))).answer).toMatchObject({ accepted: 1 })
    const rows = await bench.stores.warehouse.rows(
      sql`SELECT message_id AS id FROM events ORDER BY id`,
      z.object({ id: z.string() }),
    )
    expect(rows.map(({ id }) => id)).toEqual(['push-1', 'push-3', 'push-4'])
  })
})
