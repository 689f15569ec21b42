import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../../src/kit/paths.ts'
import { signIn } from '../../faults/support/client.ts'
import { kill, type Victim } from '../../faults/support/victims.ts'
import { freePort, type RunningProduct, startProduct } from '../../support/product.ts'
import { buildServers } from '../../support/shared-engines.ts'
import { type Stream, sendUntilEnd } from './senders.ts'
import { storedOnce } from './stored-once.ts'

/** Kills during the stream, in this order. */
const plan = (process.env.LIANGTI_FAULT_VICTIMS ?? 'app,warehouse,postgres,everything').split(',') as Victim[]
const senders = 4
const batchSize = 20
const pauseMs = 1_200

let dataDir: string
let product: RunningProduct
let secret: string
const start = (port: number) => startProduct({ dataDir, port, keepData: true })

beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-stream-'))
  chmodSync(dataDir, 0o711) // the account PostgreSQL runs under must be able to walk in
  product = await start(await freePort())
  const client = await signIn(product)
  const { id } = await client.post<{ id: string }>('/sources', { name: 'Shop', owner: 'Web team' })
  secret = (await client.post<{ secret: string }>(`/sources/${id}/keys`, {})).secret
}, 180_000)
afterAll(async () => {
  await product?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

it('every acknowledged event of a stream is stored exactly once, whichever process is killed', async () => {
  const port = Number(new URL(product.url).port)
  const acknowledged = new Set<string>()
  const stream: Stream = { url: product.url, secret, acknowledged, ending: false }
  const streams = Array.from({ length: senders }, (_, n) => sendUntilEnd(stream, batchOf(n)))
  for (const victim of plan) {
    const before = acknowledged.size
    await sleep(pauseMs)
    if (await kill(product, victim)) product = await start(port)
    // The stream goes on after each of them.
    await expect.poll(() => acknowledged.size, { timeout: 60_000, interval: 100 }).toBeGreaterThan(before)
  }
  stream.ending = true
  await Promise.all(streams)
  await product.stop()
  const stored = await storedOnce(dataDir)
  expect(acknowledged.size).toBeGreaterThan(plan.length * batchSize)
  expect(stored.events.filter(({ count }) => count !== 1)).toEqual([])
  const present = new Set(stored.events.map(({ id }) => id))
  expect([...acknowledged].filter((id) => !present.has(id))).toEqual([])
  expect(stored.lines).toBe(stored.orders)
}, 240_000)

/** Fifty customers; each batch brings an order too. */
const batchOf = (sender: number) => (n: number) =>
  Array.from({ length: batchSize }, (_, i) => ({
    type: 'track',
    messageId: `s${sender}-${n}-${i}`,
    userId: `c${(n * batchSize + i) % 50}`,
    ...(i === 0
      ? { event: 'Order Completed', properties: { order_id: `s${sender}-${n}`, revenue: 10 } }
      : { event: 'Viewed', properties: { n, i } }),
  }))
