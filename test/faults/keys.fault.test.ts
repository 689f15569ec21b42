import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../src/kit/paths.ts'
import { seededRandom } from '../../src/kit/random.ts'
import { freePort, type RunningProduct, startProduct } from '../support/product.ts'
import { buildServers } from '../support/shared-engines.ts'
import { type Client, signIn } from './support/client.ts'
import { importUntilDone, upload } from './support/shop.ts'
import { kill, type Victim } from './support/victims.ts'

/** Kills in the middle of each rotation; LIANGTI_KILLS=20 for a night. */
const rounds = Number(process.env.LIANGTI_KILLS ?? 1)
const chance = seededRandom(Number(process.env.LIANGTI_FAULT_SEED ?? 20_261_122))
/** The app seals; where the ledger or all at once goes down it is cut off within a transaction. */
const victims: readonly Victim[] = ['app', 'postgres', 'everything']
const people = 4_000

let dataDir: string
let port: number
let product: RunningProduct
let client: Client
const start = () => startProduct({ dataDir, port, keepData: true })
const mailOf = (n: number) => `rotor.${n}@reader.example`

interface Keys {
  rotations: { doneAt: string | null; resealed: number; unreadable: number }[]
  left: number
}
interface Listed {
  items: { customerId: string; label: string }[]
  nextCursor: string | null
}

beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-keys-'))
  chmodSync(dataDir, 0o711)
  port = await freePort()
  product = await start()
  client = await signIn(product)
  const rows = Array.from({ length: people }, (_, n) => `c${n},Person${n},${mailOf(n)}`)
  await importUntilDone(
    client,
    await upload(client, { name: 'customers.csv', content: `customer_id,name,email\n${rows.join('\n')}\n` }),
  )
}, 180_000)
afterAll(async () => {
  await product?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function labels(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  let cursor: string | null = null
  do {
    const page: Listed = await client.get(
      `/customers?sort=newest&limit=200${cursor ? `&cursor=${cursor}` : ''}`,
    )
    for (const { customerId, label } of page.items) found.set(customerId, label)
    cursor = page.nextCursor
  } while (cursor !== null)
  return found
}

const state = () => client.get<Keys>('/encryption-keys')

it('is brought to its end whatever is killed in the middle; every value is read', async () => {
  const before = await labels()
  expect(before.size).toBe(people)
  for (const victim of Array.from({ length: rounds }, () => victims).flat()) {
    await client.post('/encryption-keys/rotation', {})
    // The new keys are used after ten seconds; strike somewhere in the sealing that follows.
    await expect
      .poll(async () => (await state()).rotations[0]?.resealed ?? 0, { timeout: 60_000, interval: 40 })
      .toBeGreaterThan(0)
    await sleep(Math.round(chance.next() * 400))
    if (await kill(product, victim)) product = await start()
    // Also in the middle of it every value is read.
    const [first] = before
    expect((await client.get<{ label: string }>(`/customers/${first?.[0]}`)).label).toBe(first?.[1])
    await expect
      .poll(async () => (await state()).rotations[0]?.doneAt ?? null, { timeout: 90_000, interval: 300 })
      .not.toBeNull()
    expect(await state(), victim).toMatchObject({ left: 0 })
    expect(await labels(), victim).toEqual(before)
  }
}, 400_000)

it('changes the master key or leaves it, wherever the command is killed', async () => {
  const before = await labels()
  await product.stop()
  for (let round = 0; round < 2 + rounds; round++) {
    const command = spawn(
      process.execPath,
      [join(packageRoot(), 'bin/liangti'), 'keys', 'rotate', '--master', '--data', dataDir],
      {
        env: { ...process.env, LIANGTI_NO_BUILD: '1', LIANGTI_LOG_LEVEL: 'warn' },
        stdio: 'ignore',
        detached: true,
      },
    )
    const ended = new Promise((resolve) => command.once('exit', resolve))
    // The last one is left alone.
    if (round < 1 + rounds) {
      await sleep(1_000 + Math.round(chance.next() * 4_000))
      command.kill('SIGKILL')
    }
    await ended
  }
  product = await start()
  expect(await labels()).toEqual(before)
}, 200_000)
