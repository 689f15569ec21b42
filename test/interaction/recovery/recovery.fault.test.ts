import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RecoverySettings } from '../../../src/interaction/recovery/settings.ts'
import { packageRoot } from '../../../src/kit/paths.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { type Client, signIn } from '../../faults/support/client.ts'
import { importUntilDone, upload } from '../../faults/support/shop.ts'
import { kill } from '../../faults/support/victims.ts'
import { freePort, type RunningProduct, startProduct } from '../../support/product.ts'
import { buildServers } from '../../support/shared-engines.ts'

const seed = Number(process.env.LIANGTI_FAULT_SEED ?? 20_261_123)
let dataDir: string
let port: number
let product: RunningProduct
let client: Client
let customer: string
const start = () => startProduct({ dataDir, port, keepData: true })

beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-cases-'))
  chmodSync(dataDir, 0o711) // the account PostgreSQL runs under must be able to walk in
  port = await freePort()
  product = await start()
  client = await signIn(product)
  await importUntilDone(
    client,
    await upload(client, { name: 'a.csv', content: 'customer_id,email\na,a@shop.example\n' }),
  )
  const { items } = await client.get<{ items: { customerId: string }[] }>('/customers?limit=1')
  customer = items[0]?.customerId ?? ''
}, 180_000)
afterAll(async () => {
  await product?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

interface Case {
  round: number
  closedAt: string | null
  remedies: { state: string; round: number }[]
  steps: { what: string }[]
}

/** Who proposes is another than who approves. */
let till: (path: string, body: object) => Promise<unknown>

it('a kill at every step: what was done is done once, and the next step goes on', async () => {
  await signOff()
  const random = seededRandom(seed)
  const body = { customer, words: '退款一直没到账，很生气', channel: 'mail', ref: 'mail-1' }
  const byOwner = (path: string, what: object) => client.once('POST', path, what)
  const killedDuring = async (work: () => Promise<unknown>) => {
    const asked = Promise.allSettled([work(), work()])
    await sleep(random.below(40))
    await kill(product, 'app')
    await asked
    product = await start()
  }
  await killedDuring(() => byOwner('/cases', body))
  const { id } = await client.post<{ id: string }>('/cases', body)
  expect((await client.get<{ total: number }>('/cases')).total).toBe(1)
  const look = () => client.get<Case>(`/cases/${id}`)
  const states = (one: Case) => one.remedies.map(({ state }) => state).join()
  /** Proposed, approved, given, closed: each is asked for again where it was not done, and refused where it was. */
  const life = [
    [till, 'remedies', { remedy: 'coupon' }, (one: Case) => states(one) === 'waiting'],
    [byOwner, 'remedies/decision', { approve: true }, (one: Case) => states(one) === 'ready'],
    [till, 'remedies/given', {}, (one: Case) => states(one) === 'given'],
    [byOwner, 'closing', { outcome: 'recovered' }, (one: Case) => one.closedAt !== null],
  ] as const
  for (const [ask, path, what, isDone] of life) {
    await killedDuring(() => ask(`/cases/${id}/${path}`, what))
    if (!isDone(await look())) await ask(`/cases/${id}/${path}`, what)
    expect([path, isDone(await look())]).toEqual([path, true])
    await ask(`/cases/${id}/${path}`, what)
    expect([path, isDone(await look())]).toEqual([path, true])
  }
  const one = await look()
  for (const what of ['opened', 'remedy_waits', 'remedy_approved', 'remedy_given', 'closed'])
    expect([what, one.steps.filter((step) => step.what === what).length]).toEqual([what, 1])
  expect((await client.get<{ remedyCostMinor: number }>('/case-figures')).remedyCostMinor).toBe(6_000)
}, 240_000)

/** From a small amount on somebody else approves, and there is a key that proposes. */
async function signOff(): Promise<void> {
  const { currency: _, ...settings } = await client.get<RecoverySettings & { currency: string }>(
    '/recovery-settings',
  )
  const saved = await client.once('PUT', '/recovery-settings', { ...settings, approveFromMinor: 1_000 })
  expect(saved?.status).toBe(200)
  const { secret } = await client.post<{ secret: string }>('/keys', { name: 'till', role: 'marketer' })
  till = async (path, body) => {
    const answer = await fetch(`${product.url}/api/workspaces/${client.workspace}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => null)
    return answer?.status
  }
}
