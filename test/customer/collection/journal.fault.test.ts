import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../../src/kit/paths.ts'
import { signIn } from '../../faults/support/client.ts'
import { kill, warehousePid } from '../../faults/support/victims.ts'
import { freePort, type RunningProduct, startProduct } from '../../support/product.ts'
import { buildServers } from '../../support/shared-engines.ts'
import { type Stream, sendUntilEnd } from './senders.ts'
import { storedOnce } from './stored-once.ts'

const senders = 2
const batchSize = 50
const rounds = Number(process.env.LIANGTI_FAULT_ROUNDS ?? 2)

let dataDir: string
let product: RunningProduct
let secret: string
const start = (port: number) => startProduct({ dataDir, port, keepData: true })

beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-journal-'))
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

/** Views of a few customers, of whom there is nothing else to store. */
const batchOf = (sender: number) => (n: number) =>
  Array.from({ length: batchSize }, (_, i) => ({
    type: 'track',
    messageId: `j${sender}-${n}-${i}`,
    userId: `c${i % 5}`,
    event: 'Viewed',
    properties: { n, i },
  }))

it('events answered while the engine stood still are stored once, though everything is killed then', async () => {
  const port = Number(new URL(product.url).port)
  const acknowledged = new Set<string>()
  const stream: Stream = { url: product.url, secret, acknowledged, ending: false }
  const streams = Array.from({ length: senders }, (_, n) => sendUntilEnd(stream, batchOf(n)))
  for (let round = 0; round < rounds; round++) {
    const before = acknowledged.size
    await expect
      .poll(() => acknowledged.size, { timeout: 60_000, interval: 50 })
      .toBeGreaterThan(before + senders * batchSize)
    process.kill(warehousePid(dataDir), 'SIGSTOP')
    const stopped = acknowledged.size
    await sleep(1_500)
    // Of each sender one batch may have been stored just before; what is more went by the journal alone.
    expect(acknowledged.size).toBeGreaterThan(stopped + senders * batchSize)
    await kill(product, 'everything')
    product = await start(port)
  }
  stream.ending = true
  await Promise.all(streams)
  await product.stop()
  const stored = await storedOnce(dataDir)
  expect(stored.events.filter(({ count }) => count !== 1)).toEqual([])
  const present = new Set(stored.events.map(({ id }) => id))
  expect([...acknowledged].filter((id) => !present.has(id))).toEqual([])
}, 240_000)
