import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../src/kit/paths.ts'
import { type Random, seededRandom } from '../../src/kit/random.ts'
import { freePort, type RunningProduct, startProduct } from '../support/product.ts'
import { buildServers } from '../support/shared-engines.ts'
import { type CallWitness, openCallWitness } from './support/call-witness.ts'
import { type Client, signIn } from './support/client.ts'
import { type Campaign, importUntilDone, launch, untilLive, upload } from './support/shop.ts'
import { victims as everyVictim, kill, type Victim } from './support/victims.ts'

/** LIANGTI_KILLS=20 for a night; the seed says which moments were chosen. */
const rounds = Number(process.env.LIANGTI_KILLS ?? 1)
const seed = Number(process.env.LIANGTI_FAULT_SEED ?? 20_261_123)
const victims = everyVictim.filter((victim) =>
  (process.env.LIANGTI_FAULT_VICTIMS ?? victim).split(',').includes(victim),
)
const people = 80
const agentsAtOnce = 3
const controlShare = 0.25
/** Conversations with one person, over all campaigns. */
const cap = 2
const chance = seededRandom(seed)

let dataDir: string
let port: number
let product: RunningProduct
let client: Client
let agents: Client[]
let parts: { segmentId: string; creativeId: string }
let witness: CallWitness
const campaigns: string[] = []
/** Calls whose outcome the product said it keeps, with their task; taken back ones are taken out. */
const acknowledged = new Map<string, string>()
let unanswered = 0
let working = true
let work: Promise<void>[] = []

const start = () => startProduct({ dataDir, port, keepData: true })

beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-calls-'))
  chmodSync(dataDir, 0o711) // the account PostgreSQL runs under must be able to walk in
  port = await freePort()
  product = await start()
  client = await signIn(product)
  const lines = Array.from({ length: people }, (_, n) => `c${n},+86138${String(n).padStart(8, '0')},Town`)
  const file = { name: 'customers.csv', content: `customer_id,phone,city\n${lines.join('\n')}\n` }
  await importUntilDone(client, await upload(client, file))
  witness = await openCallWitness(dataDir, client.workspace, people)
  const users = await Promise.all(
    Array.from({ length: agentsAtOnce }, (_, i) => witness.agent(product, `agent${i}`)),
  )
  agents = users.map((user) => user.client)
  parts = await furnish(users.map((user) => user.id))
}, 180_000)
afterAll(async () => {
  working = false
  await Promise.allSettled(work)
  await product?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function furnish(users: readonly string[]): Promise<typeof parts> {
  const settings = {
    ...{ quiet: { from: '00:00', to: '00:00' }, mostTries: 3, retryMinutes: 60 },
    ...{ undoMinutes: 1, leaseMinutes: 2 },
  }
  await client.once('PUT', '/desk/settings', settings)
  const team = await client.post<{ id: string }>('/desk/teams', {
    ...{ name: 'Calls', kind: 'call', distribution: 'pull' },
    members: users.map((userId) => ({ userId, capacity: 1_000 })),
    hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
  })
  const segment = await client.post<{ id: string }>('/segments', { name: 'Everybody', rule: { all: [] } })
  const creative = await client.post<{ id: string }>('/creatives', {
    ...{ name: 'Renewal', language: 'en', channel: 'call' },
    fields: { teamId: team.id, reasonEn: 'The contract ends', reasonZh: '合约到期', windowDays: 7 },
  })
  return { segmentId: segment.id, creativeId: creative.id }
}

async function callCampaign(name: string): Promise<Campaign> {
  const campaign = await client.post<Campaign>('/campaigns', {
    ...{ name, objective: 'retain', channel: 'call', ...parts, controlShare },
    ...{ contactCap: { contacts: cap, days: 30 }, landingUrl: 'https://shop.example/' },
  })
  campaigns.push(campaign.id)
  return campaign
}

/** Somebody at the desk who rings whom they are given, and goes on when the product is there again. */
async function ring(desk: Client, random: Random): Promise<void> {
  while (working) {
    const next = await desk.once<{ brief: { task: { id: string } } | null }>('POST', '/desk/next', {
      kind: 'call',
    })
    const task = next?.body.brief?.task.id
    if (next && next.status !== 200) throw new Error(`/desk/next answered ${JSON.stringify(next)}`)
    if (task === undefined) {
      await sleep(next ? 250 : 100)
      continue
    }
    const outcome = random.below(4) === 0 ? 'refused' : 'accepted'
    const said = outcome === 'refused' ? { outcome, refusalReason: 'price' } : { outcome }
    const kept = await desk.once<{ callId: string }>('POST', `/desk/tasks/${task}/outcome`, said)
    // No answer: it may have been kept; asking for the next one shows which.
    if (!kept) unanswered += 1
    else if (kept.status !== 200) throw new Error(`the outcome answered ${JSON.stringify(kept)}`)
    else {
      acknowledged.set(kept.body.callId, task)
      if (random.below(6) === 0) await takeBack(desk, task, kept.body.callId)
    }
  }
}

async function takeBack(desk: Client, task: string, callId: string): Promise<void> {
  const undone = await desk.once('POST', `/desk/tasks/${task}/undo`, {})
  // Where nobody answered it may stand or be taken back; both are whole.
  if (!undone || undone.status === 200) acknowledged.delete(callId)
}

async function strike(victim: Victim): Promise<void> {
  if (await kill(product, victim)) product = await start()
}

const strikes = Array.from({ length: rounds }, (_, round) =>
  victims.map((victim) => ({ victim, round: round + 1 })),
)

it.each(strikes.flat())(
  `goes on after kill -9 of $victim while calls are planned and while they are made (round $round, seed ${seed})`,
  async ({ victim, round }) => {
    if (work.length === 0) work = agents.map((agent, i) => ring(agent, seededRandom(seed + i)))
    const campaign = await callCampaign(`${victim}-${round}`)
    const launching = launch(client, campaign)
    await sleep(chance.next() * 600)
    await strike(victim)
    await launching
    await untilLive(client, campaign.id)
    const before = acknowledged.size
    const goal = before + 1 + chance.below(20)
    for (const until = Date.now() + 20_000; acknowledged.size < goal && Date.now() < until; ) await sleep(5)
    await strike(victim)
    await Promise.race([...work, sleep(200)])
  },
  180_000,
)

it('gave each call once, kept each word once, and rang nobody more often than allowed', async () => {
  // Until nothing is open, and what was held back for taking back has reached the warehouse.
  for (const until = Date.now() + 150_000; ; ) {
    await Promise.race([...work, sleep(500)])
    const { open, waiting } = await witness.left()
    if ((open === 0 && waiting === 0) || Date.now() > until) break
  }
  working = false
  await Promise.all(work)
  const { open, waiting } = await witness.left()
  expect({ open, waiting }).toEqual({ open: 0, waiting: 0 })
  for (const id of campaigns) {
    const { decided, drawn, tasks } = await witness.campaign(id, controlShare)
    expect(decided.size, id).toBe(people)
    for (const [key, { arm }] of decided) expect(arm, `${id}: ${key}`).toBe(drawn.get(key))
    const meant = [...decided].filter(([, { arm, action }]) => arm === 'treatment' && action === 'send')
    // None lost, none twice, none in control.
    expect(tasks.toSorted(), id).toEqual(meant.map(([key]) => key).toSorted())
    expect(tasks.length, id).toBeGreaterThan(0)
  }
  const { calls, touches, ledgerTouches } = await witness.calls()
  const ids = calls.map(({ id }) => id).toSorted()
  const ofTask = new Map<string, number>()
  const ofPerson = new Map<number, number>()
  for (const { task, person } of calls) {
    ofTask.set(task, (ofTask.get(task) ?? 0) + 1)
    ofPerson.set(person, (ofPerson.get(person) ?? 0) + 1)
  }
  expect(Math.max(...ofTask.values())).toBe(1)
  expect(Math.max(...ofPerson.values())).toBeLessThanOrEqual(cap)
  // What was acknowledged is there, what is there is known to both stores, once.
  const kept = new Map(calls.map(({ id, task }) => [id, task]))
  for (const [id, task] of acknowledged) expect(kept.get(id), id).toBe(task)
  expect(ledgerTouches.toSorted()).toEqual(ids)
  expect(touches.toSorted()).toEqual(ids)
  const figures = {
    campaigns: campaigns.length,
    calls: calls.length,
    acknowledged: acknowledged.size,
    unanswered,
  }
  process.stdout.write(`${JSON.stringify({ ...figures, most: Math.max(...ofPerson.values()) })}\n`)
}, 300_000)
