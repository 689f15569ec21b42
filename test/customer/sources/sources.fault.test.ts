import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql as pgSql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../../../src/kit/clock.ts'
import { loadConfig } from '../../../src/kit/config.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { packageRoot } from '../../../src/kit/paths.ts'
import { sql } from '../../../src/kit/sql.ts'
import { openStores } from '../../../src/stores/index.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Client, signIn } from '../../faults/support/client.ts'
import { importUntilDone, upload } from '../../faults/support/shop.ts'
import { kill, type Victim } from '../../faults/support/victims.ts'
import { freePort, type RunningProduct, startProduct } from '../../support/product.ts'
import { buildServers } from '../../support/shared-engines.ts'
import { csvOf, orderMapping, orders } from './support.ts'

/** Kills in the middle of a run, in this order. */
const plan = (process.env.LIANGTI_FAULT_VICTIMS ?? 'app,postgres').split(',') as Victim[]
const files = 30
const rowsOfFile = 20

let dataDir: string
let product: RunningProduct
let client: Client
const start = (port: number) => startProduct({ dataDir, port, keepData: true })

beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-sources-'))
  chmodSync(dataDir, 0o711) // the account PostgreSQL runs under must be able to walk in
  const folder = join(dataDir, 'inbox', 'shop')
  mkdirSync(folder, { recursive: true })
  for (let n = 0; n < files; n++)
    writeFileSync(
      join(folder, `${String(n).padStart(3, '0')}.csv`),
      csvOf(orders(n * rowsOfFile, (n + 1) * rowsOfFile)),
    )
  product = await start(await freePort())
  client = await signIn(product)
}, 180_000)
afterAll(async () => {
  await product?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const people = 6_000

it('consents of a file are all there once, however often the storing of it was killed', async () => {
  const port = Number(new URL(product.url).port)
  const rows = Array.from(
    { length: people },
    (_, n) => `p${n},${n % 3 === 0 ? '拒绝' : '同意'},2026-01-02 10:00`,
  )
  const content = `会员号,邮件营销同意,邮件营销同意时间\n${rows.join('\n')}\n`
  const uploaded = await upload(client, { name: 'consents.csv', content })
  for (const victim of plan) {
    let status = ''
    const importing = importUntilDone(client, uploaded, (now) => {
      status = now
    })
    await expect.poll(() => status, { timeout: 60_000, interval: 5 }).toMatch(/committing|done/)
    if (await kill(product, victim)) product = await start(port)
    await importing
  }
  const { items } = await client.get<{
    items: { id: string; status: string; summary: { consents: object } }[]
  }>('/imports')
  for (const { status, summary } of items.filter((one) => one.status === 'done'))
    expect({ status, ...summary.consents }).toMatchObject({
      given: people - people / 3,
      withdrawn: people / 3,
    })
  const first = items.at(-1)
  const words = await client.get<{ cells: { purpose: string; channel: string; state: string }[] }>(
    '/customers/1/consents',
  )
  expect(words.cells.find((cell) => cell.purpose === 'marketing' && cell.channel === 'email')?.state).toMatch(
    /given|withdrawn/,
  )
  expect(first?.status).toBe('done')
}, 240_000)

it('a run that is killed in the middle goes on: nothing is lost, nothing is there twice', async () => {
  const port = Number(new URL(product.url).port)
  const { id } = await client.post<{ id: string }>('/sources', {
    kind: 'folder',
    name: 'Shop',
    owner: 'Data team',
    settings: { path: 'shop', pattern: '*.csv', settleSeconds: 0 },
    mapping: orderMapping,
    schedule: { mode: 'every', minutes: 1 },
  })
  const source = () => client.get<{ stored: number; lastRun: { state: string } | null }>(`/sources/${id}`)
  // Where one is under way already it is refused, and the next look asks again.
  const run = () => client.once('POST', `/sources/${id}/run`, {})
  await run()
  for (const victim of plan) {
    const before = (await source()).stored
    await expect
      .poll(async () => (await source()).stored, { timeout: 60_000, interval: 50 })
      .toBeGreaterThan(before)
    if (await kill(product, victim)) product = await start(port)
    await sleep(500)
  }
  const whole = files * rowsOfFile
  await expect
    .poll(
      async () => {
        const now = await source()
        if (now.stored < whole && now.lastRun?.state !== 'running') await run()
        return { stored: now.stored, run: now.lastRun?.state }
      },
      { timeout: 120_000, interval: 500 },
    )
    .toMatchObject({ stored: whole })
  await product.stop()
  expect(await lines()).toEqual({ all: whole, different: whole, words: people, people })
}, 240_000)

async function lines(): Promise<object> {
  const config = loadConfig({ cwd: dataDir, env: {}, overrides: { dataDir } })
  const stores = await openStores(config, silentLog, systemClock)
  try {
    const [row] = await stores.warehouse.rows(
      sql`SELECT count() AS all, uniqExact(order_id) AS different FROM order_lines`,
      z.object({ all: int64(), different: int64() }),
    )
    const { rows } = await pgSql<{ words: number; people: number }>`
      SELECT count(*)::int AS words, count(DISTINCT person_key)::int AS people FROM consents`.execute(
      stores.ledger.db,
    )
    return { ...row, ...rows[0] }
  } finally {
    await stores.close()
  }
}
