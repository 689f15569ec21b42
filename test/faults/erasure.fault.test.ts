import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../src/kit/paths.ts'
import { seededRandom } from '../../src/kit/random.ts'
import { tracesInFiles } from '../security/traces.ts'
import { freePort, type RunningProduct, startProduct } from '../support/product.ts'
import { buildServers } from '../support/shared-engines.ts'
import { type Client, signIn } from './support/client.ts'
import { importUntilDone, ordersFile, upload } from './support/shop.ts'
import { victims as everyVictim, kill, type Victim } from './support/victims.ts'

/** Kills of each process; LIANGTI_KILLS=20 for a night. */
const rounds = Number(process.env.LIANGTI_KILLS ?? 1)
const chance = seededRandom(Number(process.env.LIANGTI_FAULT_SEED ?? 20_261_122))
const victims = everyVictim.filter((victim) =>
  (process.env.LIANGTI_FAULT_VICTIMS ?? victim).split(',').includes(victim),
)

let dataDir: string
let port: number
let product: RunningProduct
let client: Client
const start = () => startProduct({ dataDir, port, keepData: true })

interface Request {
  id: string
  state: string
}

beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-erasure-'))
  chmodSync(dataDir, 0o711)
  port = await freePort()
  product = await start()
  client = await signIn(product)
  const rows = Array.from({ length: 300 }, (_, n) => `c${n},${mailOf(n)},City ${n % 7},${traitOf(n)}`)
  const members = await upload(client, {
    name: 'customers.csv',
    content: `customer_id,email,city,remark\n${rows.join('\n')}\n`,
  })
  await importUntilDone(client, members)
  await importUntilDone(client, await upload(client, ordersFile('all', 12_000)))
  const settings = await client.get<object>('/privacy/settings')
  await client.once('PUT', '/privacy/settings', { ...settings, waitingDays: 0 })
}, 180_000)
afterAll(async () => {
  await product?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const mailOf = (n: number) => `canary.${n}.bird@reader.example`
const traitOf = (n: number) => `Kanarienvogel ${n} x`

async function idOf(n: number): Promise<string> {
  const { items } = await client.post<{ items: { customerId: string }[] }>('/customers/list', {
    search: mailOf(n),
  })
  return items[0]?.customerId ?? ''
}

async function erase(n: number, strike: () => Promise<void>): Promise<string> {
  const id = await idOf(n)
  expect(id).not.toBe('')
  const asked = await client.post<Request>(`/customers/${id}/privacy-requests`, {
    kind: 'erasure',
    askedBy: 'letter',
    proof: 'a test of faults',
  })
  await client.post(`/privacy/requests/${asked.id}/approve`, {})
  await strike()
  await expect
    .poll(
      async () =>
        (await client.get<{ items: Request[] }>('/privacy/requests')).items.find(
          ({ id: one }) => one === asked.id,
        )?.state,
      { timeout: 90_000, interval: 300 },
    )
    .toBe('done')
  expect((await client.once('GET', `/customers/${id}`))?.status).toBe(404)
  expect(await idOf(n)).toBe('')
  return asked.id
}

it('ends whole whichever process is killed in the middle, and leaves nothing in the data folder', async () => {
  const erased: number[] = []
  let next = 1
  const strikes: (Victim | null)[] = [null, ...Array.from({ length: rounds }, () => victims).flat()]
  let calmMs = 3_000
  const said: string[] = []
  for (const victim of strikes) {
    const n = next++
    const began = performance.now()
    // Anywhere between the approval and somewhat after the end of one that nobody disturbs.
    const wait = Math.round(chance.next() * calmMs)
    const request = await erase(n, async () => {
      if (victim === null) return
      await sleep(wait)
      if (await kill(product, victim)) product = await start()
    })
    if (victim === null) calmMs = performance.now() - began
    said.push(`${victim ?? 'nobody'} after ${victim === null ? 0 : wait} ms`)
    erased.push(n)
    const certificate = await client.get<{ isGenuine: boolean; places: { name: string; count: number }[] }>(
      `/privacy/requests/${request}/certificate`,
    )
    const count = (name: string) => certificate.places.find((place) => place.name === name)?.count
    expect(certificate.isGenuine, said.join('; ')).toBe(true)
    // Counted before anything was removed, whatever happened after: each has 40 lines and some written twice.
    expect(count('order_lines'), said.join('; ')).toBeGreaterThanOrEqual(39)
    expect(count('identifiers'), said.join('; ')).toBe(2)
    // A row that was replaced counts until the engine has merged it away.
    expect(count('customers')).toBeGreaterThanOrEqual(1)
  }
  // Everybody else is as before.
  for (const n of [0, 150, 299]) expect(await idOf(n)).not.toBe('')
  // Replaced parts leave the disk after ten seconds.
  await sleep(15_000)
  await product.stop()
  const texts = erased.flatMap((n) => [mailOf(n), traitOf(n)])
  expect(tracesInFiles(dataDir, texts)).toEqual([])
  product = await start()
}, 600_000)

it('corrects and takes back whole, whichever process is killed in the middle', async () => {
  const cityOf = async (id: string) => {
    const { values } = await client.get<{ values: { attribute: string; words: { value: string }[] }[] }>(
      `/customers/${id}/values`,
    )
    return values.find(({ attribute }) => attribute === 'city')?.words[0]?.value
  }
  const stateOf = async (request: string) =>
    (await client.get<{ items: Request[] }>('/privacy/requests')).items.find(({ id }) => id === request)
      ?.state
  const strikes: (Victim | null)[] = [null, ...Array.from({ length: rounds }, () => victims).flat()]
  let calmMs = 300
  for (const [i, victim] of strikes.entries()) {
    const id = await idOf(200 + i)
    const before = await cityOf(id)
    const asked = await client.post<Request>(`/customers/${id}/privacy-requests`, {
      ...{ kind: 'correction', askedBy: 'letter', proof: 'a test of faults' },
      changes: [{ attribute: 'city', to: 'Ghent' }],
    })
    /** Asked once, struck at any moment; what was heard goes on by itself, what was not is asked again. */
    const step = async (path: string, body: object, from: string, to: string) => {
      const began = performance.now()
      const wait = Math.round(chance.next() * calmMs)
      const answer = client.once('POST', `/privacy/requests/${asked.id}/${path}`, body)
      if (victim !== null) {
        await sleep(wait)
        if (await kill(product, victim)) product = await start()
      }
      await answer
      if (victim === null) calmMs = performance.now() - began
      if ((await stateOf(asked.id)) === from)
        await client.once('POST', `/privacy/requests/${asked.id}/${path}`, body)
      await expect
        .poll(() => stateOf(asked.id), {
          ...{ timeout: 60_000, interval: 300 },
          message: `${path}, ${victim ?? 'nobody'} after ${wait} ms`,
        })
        .toBe(to)
    }
    await step('approve', {}, 'received', 'done')
    const struck = victim ?? 'nobody'
    expect(await cityOf(id), `corrected, ${struck}`).toBe('Ghent')
    const certificate = await client.get<{ isGenuine: boolean }>(`/privacy/requests/${asked.id}/certificate`)
    expect(certificate.isGenuine).toBe(true)
    await step('undo', { reason: 'a test of faults' }, 'done', 'undone')
    expect(await cityOf(id), `taken back, ${struck}`).toBe(before)
  }
}, 600_000)

const dayMs = 86_400_000
interface Run {
  kind: string
  state: string
  cutoff: string
}

// Once: tried again, it would meet what it counted before.
it('removes what is older than its period once, counted beforehand, whatever is killed in the middle', {
  retry: 0,
  timeout: 600_000,
}, async () => {
  const times = Array.from({ length: 9_000 }, (_, n) => Date.now() - Math.floor((n / 9_000) * 2_000 * dayMs))
  const rows = times.map((at, n) => `c${100 + (n % 150)},${new Date(at).toISOString()},Viewed,v${n}`)
  const file = await upload(client, {
    name: 'views.csv',
    content: `customer,at,what,number\n${rows.join('\n')}\n`,
  })
  const fields = {
    ...{ customer: { column: 'customer' }, ts: { column: 'at' } },
    ...{ event: { column: 'what' }, event_id: { column: 'number' } },
  }
  await importUntilDone(client, { ...file, mapping: { kind: 'events', source: 'views', fields } })

  const runs = async () =>
    (await client.get<{ items: Run[] }>('/privacy/retention/runs')).items.filter(
      ({ kind }) => kind === 'events',
    )
  const isRunning = async () =>
    (await client.get<{ running: object | null }>('/privacy/retention/runs')).running !== null
  const remove = async (strike: () => Promise<void>) => {
    const before = (await runs()).length
    // Asked once: what is cut off, begun or not, goes on by itself.
    const finished = async () => {
      const all = await runs()
      return all.length > before && all.every(({ state }) => state === 'done')
    }
    await client.post('/privacy/retention/run', { kinds: ['events'] })
    await strike()
    await expect.poll(finished, { timeout: 90_000, interval: 500 }).toBe(true)
    await expect.poll(isRunning, { timeout: 30_000 }).toBe(false)
  }
  const strikes: (Victim | null)[] = [null, ...Array.from({ length: rounds }, () => victims).flat()]
  let calmMs = 2_000
  for (const [i, victim] of strikes.entries()) {
    const days = Math.round(1_800 - (i * 1_400) / strikes.length)
    await client.once('PUT', '/privacy/retention', { items: [{ kind: 'events', days, reason: 'a test' }] })
    const began = performance.now()
    const wait = Math.round(chance.next() * calmMs)
    await remove(async () => {
      if (victim === null) return
      await sleep(wait)
      if (await kill(product, victim)) product = await start()
    })
    if (victim === null) calmMs = performance.now() - began
    const said = `${victim ?? 'nobody'} after ${victim === null ? 0 : wait} ms`
    const cutoff = Math.max(...(await runs()).map((run) => Date.parse(run.cutoff)))
    const { items } = await client.get<{ items: { kind: string; rows: number }[] }>('/privacy/retention/sums')
    const counted = items.reduce((sum, { kind, rows: n }) => sum + (kind === 'events' ? n : 0), 0)
    expect(counted, said).toBe(times.filter((at) => at < cutoff).length)
    const left = await client.get<{ rows: number }>('/privacy/retention/preview/events?days=30')
    expect(left.rows, said).toBe(times.filter((at) => at >= cutoff && at < Date.now() - 30 * dayMs).length)
  }
})
