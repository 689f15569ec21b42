import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import pg from 'pg'
import S3rver from 's3rver'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../../src/kit/clock.ts'
import { loadConfig } from '../../../src/kit/config.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { packageRoot } from '../../../src/kit/paths.ts'
import { sql } from '../../../src/kit/sql.ts'
import { openStores } from '../../../src/stores/index.ts'
import { type LedgerServer, startLedgerServer } from '../../../src/stores/ledger/index.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Client, signIn } from '../../faults/support/client.ts'
import { kill } from '../../faults/support/victims.ts'
import { freePort, type RunningProduct, startProduct } from '../../support/product.ts'
import { buildServers } from '../../support/shared-engines.ts'
import { csvOf, orderMapping, orders } from './support.ts'

/** One start of the product for all kinds of sources that have a counterpart of their own, killed while they all run. */
const count = 240
const pushSecret = 'a secret of thirty-two characters'
let dataDir: string
let product: RunningProduct
let api: Api
let shop: Awaited<ReturnType<typeof openShop>>
let bucket: Awaited<ReturnType<typeof openBucket>>
const start = (port: number) =>
  startProduct({ dataDir, port, keepData: true, env: { LIANGTI_SOURCE_PRIVATE_HOSTS: '127.0.0.1' } })

beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-kinds-'))
  chmodSync(dataDir, 0o711) // the account PostgreSQL runs under must be able to walk in
  api = await openApi()
  shop = await openShop()
  bucket = await openBucket()
  product = await start(await freePort())
}, 240_000)
afterAll(async () => {
  await product?.stop()
  await api?.close()
  await shop?.close()
  await bucket?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

it('every kind that is read or pushed loses nothing and doubles nothing, killed and cut off in the middle', async () => {
  const port = Number(new URL(product.url).port)
  const client = await signIn(product)
  const make = (kind: string, settings: object, secrets: object = {}) =>
    client.post<{ id: string }>('/sources', {
      kind,
      name: kind,
      owner: 'Data team',
      settings,
      secrets,
      mapping: { ...orderMapping, source: kind },
      schedule: { mode: 'off' },
    })
  const pulled = {
    http: await make('http', api.settings),
    postgres: await make('postgres', shop.settings, shop.secrets),
    s3: await make('s3', bucket.settings, { secretAccessKey: 'S3RVER' }),
  }
  const pushed = await make(
    'webhook',
    { rowsPath: 'rows', proof: 'header', headerName: 'x-push-secret' },
    { signingSecret: pushSecret },
  )
  const { pushAddress } = await client.get<{ pushAddress: string }>(`/sources/${pushed.id}`)
  const upload = await rejectedFile(client)
  const runAll = async () => {
    for (const { id } of Object.values(pulled)) await client.once('POST', `/sources/${id}/run`, {})
  }
  const pushing = pushAll(`${product.url}${pushAddress}`)
  await runAll()
  // The application in the middle of reading, then the source itself, then both engines while things are stored.
  await sleep(400)
  if (await kill(product, 'app')) product = await start(port)
  await runAll()
  api.cut()
  await sleep(300)
  await kill(product, 'warehouse')
  await client.once('POST', `/imports/${upload}/repair`, {})
  await kill(product, 'postgres')
  await pushing
  const stored = async (id: string) => (await client.get<{ stored: number }>(`/sources/${id}`)).stored
  const all = [...Object.values(pulled), pushed]
  await expect
    .poll(
      async () => {
        const now = await Promise.all(all.map(({ id }) => stored(id)))
        if (now.slice(0, 3).some((rows) => rows < count)) await runAll()
        return now
      },
      { timeout: 150_000, interval: 1_000 },
    )
    .toEqual(all.map(() => count))
  await expect
    .poll(
      async () => {
        const state = await client.get<{ open: number; stored: number }>(`/imports/${upload}/repair`)
        if (state.open > 0) await client.once('POST', `/imports/${upload}/repair`, {})
        return state.stored
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(20)
  await product.stop()
  const kinds = ['http', 'postgres', 's3', 'webhook'].map((source) => ({
    source,
    all: count,
    different: count,
  }))
  expect(await lines()).toEqual([...kinds, { source: 'upload', all: 40, different: 40 }].sort(bySource))
}, 400_000)

const bySource = (a: { source: string }, b: { source: string }) => (a.source < b.source ? -1 : 1)

/** An upload half of whose rows are rejected and then changed so that they fit; its repair is killed too. */
async function rejectedFile(client: Client): Promise<string> {
  const rows = orders(0, 40).map((one, n) => (n % 2 === 0 ? one : { ...one, paid: 'n/a' }))
  const form = new FormData()
  form.set('file', new Blob([csvOf(rows)]), 'upload.csv')
  const { fileId } = await client.post<{ fileId: string }>('/imports/files', () => form)
  const mapping = { ...orderMapping, source: 'upload' }
  const { importId } = await client.post<{ importId: string }>('/imports', { fileId, mapping })
  await expect
    .poll(async () => (await client.get<{ status: string }>(`/imports/${importId}`)).status, {
      timeout: 30_000,
    })
    .toBe('done')
  const replace = { column: 3, from: 'n/a', to: '7.50' }
  expect(await client.post(`/imports/${importId}/rejects/replace`, replace)).toEqual({ changed: 20 })
  return importId
}

/** Pushes are repeated until they are answered, as senders do. */
async function pushAll(address: string): Promise<void> {
  for (let from = 0; from < count; from += 20) {
    const body = JSON.stringify({ rows: orders(from, from + 20) })
    const headers = { 'content-type': 'application/json', 'x-push-secret': pushSecret }
    for (const until = Date.now() + 120_000; ; await sleep(200)) {
      const answer = await fetch(address, { method: 'POST', body, headers }).catch(() => null)
      if (answer?.ok) break
      if (Date.now() > until) throw new Error(`a push was not answered: ${answer?.status}`)
    }
    await sleep(60)
  }
}

interface Api {
  settings: object
  /** Cuts all connections once. */
  cut(): void
  close(): Promise<void>
}

/** Orders in pages, each after a while. */
async function openApi(): Promise<Api> {
  const rows = orders(0, count)
  const sockets = new Set<Socket>()
  const server: Server = createServer((request, response) => {
    const page = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('page'))
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ items: rows.slice((page - 1) * 20, page * 20) }))
    }, 80)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    settings: { url: `http://127.0.0.1:${port}/orders`, rowsPath: 'items', auth: 'none', paging: 'page' },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A database of a company of its own. */
async function openShop() {
  const folder = mkdtempSync(join(tmpdir(), 'liangti-shop-'))
  chmodSync(folder, 0o711)
  const server: LedgerServer = await startLedgerServer({ dataDir: folder, log: silentLog })
  const url = new URL(server.url)
  const client = new pg.Client(server.url)
  await client.connect()
  await client.query(
    'CREATE TABLE orders (id text PRIMARY KEY, who text, at timestamptz, paid numeric(12,2))',
  )
  for (const { id, who, at, paid } of orders(0, count))
    await client.query('INSERT INTO orders VALUES ($1, $2, $3, $4)', [id, who, at, paid])
  await client.end()
  return {
    settings: {
      host: url.hostname,
      port: Number(url.port),
      database: url.pathname.slice(1),
      user: decodeURIComponent(url.username),
      tls: 'off',
      table: 'orders',
      cursorColumn: 'at',
      tieColumn: 'id',
    },
    secrets: { password: decodeURIComponent(url.password) },
    close: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Twelve files of twenty orders. */
async function openBucket() {
  const directory = mkdtempSync(join(tmpdir(), 'liangti-bucket-'))
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'exports', configs: [] }],
  })
  const { port } = await server.run()
  const endpoint = `http://127.0.0.1:${port}`
  const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', service: 's3', region: 'us-east-1' }
  const client = new AwsClient(keys)
  for (let from = 0; from < count; from += 20) {
    const body = csvOf(orders(from, from + 20))
    const put = await client.fetch(`${endpoint}/exports/shop/${from}.csv`, { method: 'PUT', body })
    if (!put.ok) throw new Error(`S3 said ${put.status}`)
  }
  return {
    settings: { endpoint, bucket: 'exports', prefix: 'shop/', pattern: '*.csv', accessKeyId: 'S3RVER' },
    close: async () => {
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function lines() {
  const config = loadConfig({ cwd: dataDir, env: {}, overrides: { dataDir } })
  const stores = await openStores(config, silentLog, systemClock)
  try {
    return await stores.warehouse.rows(
      sql`SELECT source::String AS source, count() AS all, uniqExact(order_id) AS different FROM order_lines
          GROUP BY source ORDER BY source`,
      z.object({ source: z.string(), all: int64(), different: int64() }),
    )
  } finally {
    await stores.close()
  }
}
