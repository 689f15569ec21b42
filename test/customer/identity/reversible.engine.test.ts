import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { decisionSelect } from '../../../src/campaign/audience/decide.ts'
import { campaignOutcomes, campaignPeople } from '../../../src/campaign/measurement/outcomes.ts'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { getProfile } from '../../../src/customer/profiles/profile.ts'
import { timelineOf } from '../../../src/customer/profiles/timeline/timeline.ts'
import { refreshComputed } from '../../../src/insight/computed/refresh.ts'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { type Random, seededRandom } from '../../../src/kit/random.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { daysAgo, now } from '../../insight/support/business.ts'
import { type Bench, openBench } from '../support.ts'
import { campaignId, decidedAt, type History, historyOf, relabelled, store } from './support/history.ts'

const rules = [
  { all: [] },
  { op: 'monetary', params: { compare: 'at_least', value: 20_000 } },
  { op: 'frequency', params: { compare: 'more_than', value: 2 } },
  { op: 'rfm_score', params: { measure: 'r', compare: 'at_least', value: 4 } },
  { op: 'orders_count', params: { compare: 'at_most', value: 1, withinDays: 90 } },
  { op: 'orders_sum', params: { compare: 'at_least', value: 15_000, withinDays: 90 } },
  { op: 'bought_product', params: { did: 'did_not', product: 'p1', withinDays: 90 } },
  { op: 'touched', params: { did: 'did', action: 'clicked', campaign: null, withinDays: null } },
  { op: 'attribute_equals', params: { attribute: 'level', value: 'a' } },
  { not: { op: 'attribute_equals', params: { attribute: 'city', value: 'Leeds' } } },
  { op: 'attribute_known', params: { attribute: 'tier', known: 'unknown' } },
  { op: 'reachable', params: { channel: 'sms' } },
  { op: 'status', params: { status: 'prospect' } },
]

let bench: Bench
let insight: Insight
let keys: number[]
let random: Random
let history: History

beforeAll(async () => {
  bench = await openBench({ clock: manualClock(now) })
  insight = openInsight({
    ...bench.stores,
    log: silentLog,
    rowsOf: (workspace, ids) => bench.customer.profiles.rows(workspace, ids),
  })
  random = seededRandom(20261122)
  const names = Array.from({ length: 30 }, (_, i) => `c${i}`)
  const found = await bench.customer.persons.resolve(bench.workspace, 'account', names)
  keys = [...found.values()]
  history = historyOf(keys, random)
  await store(bench.stores.warehouse, bench.workspace.id, history)
  await define(bench.workspace)
})
afterAll(() => bench.close())

const definitions = [
  { from: 'orders', measure: 'count' },
  { from: 'orders', measure: 'average', field: 'amount' },
]
async function define(workspace: Workspace) {
  for (const [i, definition] of definitions.entries())
    await insight.computed.create(workspace, { label: `attribute ${i}`, definition }, 'u')
}

/** Everything that counts or lists people, without the moment it was computed. */
async function figures(workspace: Workspace) {
  const { warehouse } = bench.stores
  const snapshot = await insight.features.refresh(workspace)
  const bind = createBinder()
  const ws = bind('UInt32', workspace.id)
  const features = await warehouse.rows(
    sql`SELECT person_key AS key, toString(tuple(first_order_at, last_order_at, recency_days, frequency, monetary_minor,
          breadth, length_days, r, f, m)) AS of FROM customer_features
        WHERE workspace_id = ${ws} AND computed_at = (SELECT max(computed_at) FROM customer_features WHERE workspace_id = ${ws})
        ORDER BY key`,
    z.object({ key: int64(), of: z.string() }),
  )
  await refreshComputed({ ...bench.stores, log: silentLog }, workspace)
  const computed = await warehouse.rows(
    sql`SELECT person_key AS key, arraySort(groupArray(toString(tuple(number, text)))) AS of FROM computed_values
        WHERE workspace_id = ${ws} AND computed_at = (SELECT max(computed_at) FROM computed_runs WHERE workspace_id = ${ws})
        GROUP BY key ORDER BY key`,
    z.object({ key: int64(), of: z.array(z.string()) }),
  )
  const segments = []
  for (const rule of rules) {
    const { customers, total, reach, leftOut, monetaryMinor, perCondition } = await insight.segments.preview(
      workspace,
      rule,
      5,
    )
    const page = sql`SELECT person_key AS key FROM (${await insight.segments.compile(workspace, rule)}) ORDER BY key`
    const members = await warehouse.rows(page, z.object({ key: int64() }))
    segments.push({ rule, customers, total, reach, leftOut, monetaryMinor, perCondition, members })
  }
  const outcomes = await campaignOutcomes(warehouse, {
    workspaceId: workspace.id,
    people: campaignPeople(workspace.id, campaignId, decidedAt),
    from: decidedAt,
    to: now,
    basis: { kind: 'revenue', rate: 1 },
  })
  const draw = decisionSelect({
    workspaceId: workspace.id,
    audience: await insight.segments.compile(workspace, rules[0]),
    salt: 'one',
    controlShare: 0.3,
    reach: 'email',
    contactCap: { contacts: 2, days: 90 },
    bars: [],
    affordable: 8,
    at: now,
    covariateFrom: daysAgo(200),
    covariateTo: now,
  })
  const decisions = await warehouse.rows(
    sql`SELECT toString(tuple(person_key, arm, action, reason, covariate)) AS of FROM (${draw}) ORDER BY person_key`,
    z.object({ of: z.string() }),
  )
  const { computedAt: _, ...overview } = await insight.overview(workspace)
  const grid = snapshot && { ...(await insight.rfm.grid(workspace)), computedAt: '' }
  const concentration = { ...(await insight.concentration(workspace)), computedAt: '' }
  return JSON.stringify({ features, computed, segments, outcomes, decisions, overview, grid, concentration })
}

async function pages() {
  const { customer, workspace, stores, vault } = bench
  const deps = { ...stores, vaultOf: async () => vault, persons: customer.persons }
  const ports = {
    latestSnapshot: () => insight.features.latest(workspace),
    segmentMembers: async () => sql`SELECT 0 AS person_key`,
    ruleMembers: async () => sql`SELECT 0 AS person_key`,
    subjectsOf: async () => [],
    computedColumns: async () => [],
    computedSql: () => sql`SELECT 0 AS person_key`,
    computedOf: async () => new Map(),
    segmentsOfMany: async () => new Map(),
    segmentsOf: async () => [],
    doNotSend: async () => [],
  }
  const all = []
  for (const key of keys) {
    const profile = await getProfile(deps, ports, workspace, String(key))
    const timeline = await timelineOf(deps, workspace, String(key), {
      limit: 100,
      // That it was merged and undone stays told; all else is as before.
      kinds: 'order,touch,event,decision,consent,values',
    })
    all.push({
      profile: { ...profile, features: profile.features && { ...profile.features, computedAt: '' } },
      timeline,
    })
  }
  return JSON.stringify(all)
}

const parents = new Map<number, { id: string; to: number }>()
function rootOf(key: number): number {
  const parent = parents.get(key)
  return parent ? rootOf(parent.to) : key
}

/** Merges two of the people, or takes any live merge back, whatever was merged since. */
async function change() {
  const { stores, workspace, customer } = bench
  const live = [...parents]
  const at = workspace.clock.now()
  const undo = live.length > 0 && random.next() < 0.35 ? live[random.below(live.length)] : undefined
  if (undo) {
    await decide(stores.ledger, workspace.id, (trx) =>
      undoMerge(trx, { workspaceId: workspace.id, id: undo[1].id, by: 'test', at }),
    )
    parents.delete(undo[0])
  } else {
    const [keep, merge] = [keys[random.below(keys.length)] ?? 0, keys[random.below(keys.length)] ?? 0]
    const made = await decide(stores.ledger, workspace.id, (trx) =>
      mergePersons(trx, {
        workspaceId: workspace.id,
        keep,
        merge,
        rule: 'review',
        actor: { kind: 'user', id: 'test' },
        evidence: [],
        at,
      }),
    )
    expect(made === null).toBe(rootOf(keep) === rootOf(merge))
    if (made) parents.set(made.mergedKey, { id: made.id, to: made.keptKey })
  }
  await customer.persons.pump()
}

describe('merges can be taken back', () => {
  it('answers merged as if the facts had always been one person’s, and after undoing everything as before', async () => {
    const { stores, workspace, customer } = bench
    const before = { figures: await figures(workspace), pages: await pages() }
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 12; i++) await change()
      const current = await customer.persons.currentOf(workspace, keys)
      expect([...current]).toEqual(keys.map((key) => [key, rootOf(key)]))
      const { id } = await stores.ledger.db
        .insertInto('workspaces')
        .values({ slug: `oracle-${round}`, name: 'Oracle', currency: 'CNY', time_zone: 'Asia/Shanghai' })
        .returning('id')
        .executeTakeFirstOrThrow()
      await store(stores.warehouse, id, relabelled(history, rootOf))
      await define({ ...workspace, id })
      expect(await figures(workspace)).toBe(await figures({ ...workspace, id }))
    }
    for (const [key, { id }] of [...parents].toSorted(() => random.next() - 0.5)) {
      await decide(stores.ledger, workspace.id, (trx) =>
        undoMerge(trx, { workspaceId: workspace.id, id, by: 'test', at: workspace.clock.now() }),
      )
      parents.delete(key)
    }
    await customer.persons.pump()
    expect(await figures(workspace)).toBe(before.figures)
    expect(await pages()).toBe(before.pages)
  }, 240_000)
})
