import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql as pg } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { personNow } from '../../../src/customer/index.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { loadConfig } from '../../../src/kit/config.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { packageRoot } from '../../../src/kit/paths.ts'
import { type Random, seededRandom } from '../../../src/kit/random.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { type OpenStores, openStores } from '../../../src/stores/index.ts'
import { getWorkspace } from '../../../src/stores/ledger/index.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Client, signIn } from '../../faults/support/client.ts'
import { importUntilDone, upload } from '../../faults/support/shop.ts'
import { kill, type Victim } from '../../faults/support/victims.ts'
import { freePort, type RunningProduct, startProduct } from '../../support/product.ts'
import { buildServers } from '../../support/shared-engines.ts'

const plan = (process.env.LIANGTI_FAULT_VICTIMS ?? 'app,warehouse,postgres,everything').split(',') as Victim[]
const rounds = Number(process.env.LIANGTI_KILLS ?? 1)
const seed = Number(process.env.LIANGTI_FAULT_SEED ?? 20_261_122)
const pairs = 60

let dataDir: string
let product: RunningProduct
let client: Client
const start = (port: number) => startProduct({ dataDir, port, keepData: true })

beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-merges-'))
  chmodSync(dataDir, 0o711) // the account PostgreSQL runs under must be able to walk in
  product = await start(await freePort())
  client = await signIn(product)
  // Of each pair of accounts both have one telephone, so that only a person may merge them; guests share an e-mail.
  const accounts = ['customer_id,phone,email']
  for (let n = 0; n < pairs; n++)
    for (const side of ['a', 'b'])
      accounts.push(`${side}${n},138${String(n).padStart(8, '0')},${side}${n}@shop.example`)
  await importUntilDone(client, await upload(client, { name: 'accounts.csv', content: accounts.join('\n') }))
}, 180_000)
afterAll(async () => {
  await product?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

interface Merge {
  id: string
  undoneAt: string | null
}

const everybody = { rule: { all: [] }, sample: 0 }

/** Who may be written to by a live count, once the pumps are done: the same for five seconds. */
async function settledReach(): Promise<unknown> {
  const read = async () => {
    const { customers, reach, leftOut } = await client.post<Record<string, unknown>>(
      '/segments/preview',
      everybody,
    )
    return { customers, reach, leftOut }
  }
  for (let last = await read(), same = 0, tries = 0; tries < 60; tries++) {
    await sleep(1_000)
    const now = await read()
    same = JSON.stringify(now) === JSON.stringify(last) ? same + 1 : 0
    if (same === 5) return now
    last = now
  }
  throw new Error('the live count never came to rest')
}

/** Three who merge and undo all the time and remember what was answered. */
function clerk(random: Random) {
  const said = { merged: new Set<string>(), undone: new Set<string>(), words: 0, working: true }
  const loop = async () => {
    while (said.working) {
      if (random.next() < 0.15) await client.once('POST', '/identity/find', {})
      const open = await client.once<{ items: { id: string }[] }>('GET', '/identity/proposals?limit=20')
      const pair = open?.body.items?.[random.below(20)] ?? open?.body.items?.[0]
      if (pair) {
        const body = { decision: 'merge' }
        const answer = await client.once<{ mergeId: string | null }>(
          'POST',
          `/identity/proposals/${pair.id}/decision`,
          body,
        )
        if (answer?.status === 200 && answer.body.mergeId) said.merged.add(answer.body.mergeId)
      }
      const word = await client.once('POST', `/customers/${1 + random.below(pairs * 2)}/consents`, {
        purpose: 'marketing',
        channel: random.next() < 0.7 ? 'email' : '*',
        state: random.next() < 0.5 ? 'given' : 'withdrawn',
        proof: { kind: 'phone', note: 'Said so on the telephone' },
      })
      if (word?.status === 200) said.words++
      // Asked all the time, so that the lists behind the count follow each word and each merge.
      if (random.next() < 0.2) await client.once('POST', '/segments/preview', everybody)
      const merged = [...said.merged].filter((id) => !said.undone.has(id))
      const back = merged[random.below(Math.max(1, merged.length))]
      if (back && random.next() < 0.5) {
        const answer = await client.once<Merge>('POST', `/identity/merges/${back}/undo`, {})
        // Answered once before, by a life that was ended while it said so.
        if (answer && (answer.status === 200 || answer.status === 409)) said.undone.add(back)
      }
      await sleep(15)
    }
  }
  const work = Promise.all([loop(), loop(), loop()])
  return {
    said,
    stop: async () => {
      said.working = false
      await work
    },
  }
}

it(`merges and undoes survive kill -9: nothing half, nothing lost, both stores agree (seed ${seed})`, async () => {
  const port = Number(new URL(product.url).port)
  const random = seededRandom(seed)
  await client.post('/identity/find', {})
  const busy = clerk(random)
  for (let round = 0; round < rounds; round++)
    for (const victim of plan) {
      const before = busy.said.merged.size + busy.said.undone.size
      await sleep(400 + random.below(900))
      if (await kill(product, victim)) product = await start(port)
      await expect
        .poll(() => busy.said.merged.size + busy.said.undone.size + Number(busy.said.merged.size >= pairs), {
          timeout: 60_000,
          interval: 100,
        })
        .toBeGreaterThan(before)
    }
  await busy.stop()
  const { merged, undone } = busy.said
  expect(merged.size).toBeGreaterThan(4)
  // The last second's decisions reach the warehouse by themselves; a start does what is left.
  const followed = await settledReach()
  await product.stop()
  product = await start(port)
  // Lists that followed words, merges and kills by difference say what lists made anew say.
  expect(await settledReach()).toEqual(followed)
  expect((await client.get<{ items: Merge[] }>('/identity/merges?limit=1')).items).toHaveLength(1)
  await product.stop()
  await inStores(async (stores) => {
    const { rows: log } = await pg<{ id: string; undone: boolean }>`
      SELECT id, undone_at IS NOT NULL AS undone FROM merges`.execute(stores.ledger.db)
    const known = new Map(log.map((row) => [row.id, row.undone]))
    expect([...merged].filter((id) => !known.has(id))).toEqual([])
    expect([...undone].filter((id) => known.get(id) !== true)).toEqual([])
    expect(await contradictions(stores)).toEqual([])
    // An answered proposal names its merge, and a merge by review its proposal.
    const { rows: half } = await pg`
      SELECT 1 FROM merge_proposals p FULL JOIN merges m ON m.id = p.merge_id
      WHERE (p.status = 'merged') IS DISTINCT FROM (m.id IS NOT NULL) AND coalesce(m.rule, 'review') = 'review'`.execute(
      stores.ledger.db,
    )
    expect(half).toEqual([])
    expect(await disagreements(stores)).toEqual([])
    expect(busy.said.words).toBeGreaterThan(4)
    expect(await consentsApart(stores)).toEqual([])
    process.stdout.write(
      `${JSON.stringify({ kills: rounds * plan.length, merged: merged.size, undone: undone.size, words: busy.said.words })}\n`,
    )
  })
}, 300_000)

/** Keys whom the log of merges gives to another person than the table every query goes by. */
async function contradictions({ ledger }: OpenStores): Promise<unknown[]> {
  const { rows } = await pg`
    WITH RECURSIVE up AS (
      SELECT person_key AS k, person_key AS person FROM persons
      UNION SELECT up.k, m.kept_key FROM up JOIN merges m ON m.merged_key = up.person AND m.undone_at IS NULL)
    SELECT up.k, up.person, o.current_key FROM up LEFT JOIN person_overrides o ON o.person_key = up.k
    WHERE NOT EXISTS (SELECT 1 FROM merges m WHERE m.merged_key = up.person AND m.undone_at IS NULL)
      AND coalesce(o.current_key, up.k) <> up.person`.execute(ledger.db)
  return rows
}

/** Keys that the warehouse gives to another person than the ledger. */
async function disagreements({ ledger, warehouse }: OpenStores): Promise<unknown[]> {
  const { rows } = await pg<{ k: string; now: string }>`
    SELECT p.person_key AS k, coalesce(o.current_key, p.person_key) AS now FROM persons p
    LEFT JOIN person_overrides o ON o.person_key = p.person_key ORDER BY 1`.execute(ledger.db)
  const bind = createBinder()
  const engine = await warehouse.rows(
    sql`SELECT k, ${personNow(sql`k`)} AS now FROM (SELECT arrayJoin(${bind(
      'Array(UInt64)',
      rows.map((row) => Number(row.k)),
    )}) AS k)`,
    z.object({ k: int64(), now: int64() }),
  )
  const ofLedger = new Map(rows.map((row) => [Number(row.k), Number(row.now)]))
  return engine.filter((row) => ofLedger.get(row.k) !== row.now)
}

/** People whom queries of the warehouse may write to and the log of consents forbids, or the other way round. */
async function consentsApart({ ledger, warehouse }: OpenStores): Promise<unknown[]> {
  const vaultOf = () => Promise.reject(new Error('nothing is opened here'))
  const consents = createConsents({ ledger, warehouse, vaultOf })
  const workspace = await getWorkspace(ledger, { id: 1 }, systemClock)
  const { rows } = await pg<{ k: string }>`
    SELECT p.person_key AS k FROM persons p LEFT JOIN person_overrides o ON o.person_key = p.person_key
    WHERE coalesce(o.current_key, p.person_key) = p.person_key`.execute(ledger.db)
  const keys = rows.map((row) => Number(row.k))
  const question = { purpose: 'marketing', channel: 'email' }
  const { people } = await consents.selection(workspace, question)
  const refused = await warehouse.rows(people, z.object({ person_key: int64() }))
  const answers = await consents.mayContact(workspace, keys, question)
  return keys.filter((key) => refused.some((row) => row.person_key === key) === answers.get(key)?.allowed)
}

async function inStores(work: (stores: OpenStores) => Promise<void>): Promise<void> {
  const config = loadConfig({ cwd: dataDir, env: {}, overrides: { dataDir } })
  const stores = await openStores(config, silentLog, systemClock, { engines: 'own' })
  try {
    await work(stores)
  } finally {
    await stores.close()
  }
}
