import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { countDecisions, decisionsFor } from '../../../src/campaign/audience/audience.ts'
import { campaignInput } from '../../../src/campaign/plans/api.ts'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { pumpOverrides } from '../../../src/customer/identity/overrides.ts'
import { type Insight, openInsight } from '../../../src/insight/index.ts'
import { type Contacts, createContacts } from '../../../src/insight/segments/contact-lists.ts'
import { type ManualClock, manualClock } from '../../../src/kit/clock.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { getWorkspace } from '../../../src/stores/ledger/index.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { insertCustomers } from '../real-data.ts'
import { testDeps } from '../room.ts'

const start = new Date('2026-03-01T08:00:00Z')
const day = 86_400_000
const everybody = { all: [] }
const prospects = { op: 'status', params: { status: 'prospect' } }
const rules = [everybody, prospects, { not: prospects }]

describe('reach', () => {
  let fresh: FreshStores
  let insight: Insight
  let workspace: Workspace
  let clock: ManualClock
  const keys: number[] = []
  const random = seededRandom(21)
  beforeAll(async () => {
    fresh = await freshStores()
    clock = manualClock(start)
    workspace = await getWorkspace(fresh.stores.ledger, { id: fresh.workspaceId }, clock)
    const rows = await fresh.stores.ledger.db
      .insertInto('persons')
      .values(Array.from({ length: 200 }, () => ({ workspace_id: fresh.workspaceId, import_id: null })))
      .returning('person_key')
      .execute()
    keys.push(...rows.map((row) => Number(row.person_key)))
    const people = keys.map((person) => ({
      ...{ person, prospect: random.below(3) === 0, reachable: random.below(5) > 0 },
    }))
    await insertCustomers(fresh.stores.warehouse, fresh.workspaceId, people)
    await fresh.stores.ledger.db
      .insertInto('identifiers')
      .values(
        keys.map((person_key) => ({
          ...{ workspace_id: fresh.workspaceId, kind: 'email' as const, person_key, source: 'test' },
          ...{ blind_index: Buffer.from(`a${person_key}`), ciphertext: Buffer.from('x') },
          ...{ first_seen_at: start, last_seen_at: start },
        })),
      )
      .execute()
    insight = openInsight({ ...fresh.stores, log: silentLog, rowsOf: async () => [] })
  })
  afterAll(() => fresh?.close())

  const some = (n: number) => Array.from({ length: n }, () => keys[random.below(keys.length)] ?? 0)
  const consents = () =>
    createConsents({
      ledger: fresh.stores.ledger,
      warehouse: fresh.stores.warehouse,
      vaultOf: async () => fresh.vault,
    })
  const changes: Record<string, () => Promise<unknown>> = {
    'people speak': () =>
      fresh.stores.ledger.transaction((trx) =>
        consents().record(
          trx,
          workspace,
          some(60).map((personKey, i) => ({
            ...{ personKey, purpose: i % 3 === 0 ? 'profiling' : 'marketing', source: 'test' },
            channel: i % 3 === 0 ? '*' : (['email', 'sms', '*'][random.below(3)] ?? '*'),
            state: (['given', 'pending', 'withdrawn'] as const)[random.below(3)] ?? 'given',
            ...{ proof: { kind: 'form' as const }, actor: { kind: 'system' as const, id: 'test' } },
            at: new Date(start.getTime() - 1 - random.below(5) * day),
            expiresAt: random.below(4) === 0 ? new Date(start.getTime() + day) : null,
          })),
        ),
      ),
    'addresses are listed': () =>
      fresh.stores.ledger.db
        .insertInto('do_not_send')
        .values(
          [...new Set(some(15))].map((key) => ({
            ...{ id: newId(), workspace_id: fresh.workspaceId, channel: 'email', ciphertext: null },
            ...{ blind_index: Buffer.from(`a${key}`), source: 'customer' as const, at: start },
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    'people are merged': async () => {
      const half = keys.length / 2
      await fresh.stores.ledger.db
        .insertInto('person_overrides')
        .values(
          Array.from({ length: 8 }, () => random.below(half)).map((i) => ({
            ...{ workspace_id: fresh.workspaceId, person_key: keys[half + i] ?? 0 },
            current_key: keys[i] ?? 0,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await pumpOverrides(fresh.stores.ledger, fresh.stores.warehouse)
    },
    'an address is allowed again': () =>
      fresh.stores.ledger.db
        .deleteFrom('do_not_send')
        .where('id', '=', (q) => q.selectFrom('do_not_send').select('id').orderBy('id').limit(1))
        .execute(),
    'only who said yes may be written to': () => unrecorded(false),
    'a yes runs out': async () => clock.advance(2 * day),
    'silence is no objection': () => unrecorded(true),
    'the engine forgets its lists': () =>
      fresh.stores.warehouse.command(sql`TRUNCATE TABLE segment_populations`),
  }
  const unrecorded = (allowed: boolean) => {
    const cells = JSON.stringify({ 'marketing/email': allowed, 'profiling/*': allowed })
    return fresh.stores.ledger.db
      .insertInto('consent_policies')
      .values({ workspace_id: fresh.workspaceId, purposes: '[]', unrecorded: cells, updated_at: start })
      .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet({ unrecorded: cells }))
      .execute()
  }

  const planned = async (rule: unknown) => {
    const deps = {
      ...testDeps(fresh.stores),
      ...{ segments: insight.segments, workspaces: async () => [workspace] },
    }
    const plan = campaignInput.parse({ name: 'Test', objective: 'retain' })
    const at = clock.now()
    const decisions = await decisionsFor(deps, workspace, { plan, rule, salt: 's', at, knownUntil: at })
    const { audience, silent, recipients, ghosts } = await countDecisions(fresh.stores.warehouse, decisions)
    const left = Object.fromEntries(silent.map(({ reason, customers }) => [reason, customers]))
    return { audience, left, reached: recipients + ghosts }
  }
  const previewed = async (rule: unknown) => {
    const { customers, reach, leftOut } = await insight.segments.preview(workspace, rule, 0)
    const told = (leftOut.email ?? []).filter((one) => one.customers > 0)
    const left = Object.fromEntries(told.map(({ reason, customers: n }) => [reason, n]))
    return { audience: customers, left, reached: reach.email }
  }

  it('of a rule is its audience as a plan would draw it, with the same reasons, whatever happens meanwhile', async () => {
    const seen = new Set<string>()
    for (const [what, change] of Object.entries(changes)) {
      await change()
      for (const rule of rules) {
        const reach = await previewed(rule)
        expect(reach, `${what}: ${JSON.stringify(rule)}`).toEqual(await planned(rule))
        for (const reason of Object.keys(reach.left)) seen.add(reason)
      }
    }
    expect([...seen].sort()).toEqual(['consent', 'do_not_send', 'no_address', 'no_profiling'])
  })

  it('follows what people say by difference, to the lists that are filled anew', async () => {
    const { ledger, warehouse } = fresh.stores
    const following = createContacts({ ledger, warehouse })
    // Where more than these spoke at once it begins anew.
    const soonTired = createContacts({ ledger, warehouse }, 40)
    const listsOf = async (contacts: Contacts) => {
      const lists = await contacts.of(workspace)
      const bind = createBinder('test')
      const rows = await warehouse.rows(
        sql`SELECT toString(name) AS name, arraySort(bitmapToArray(groupBitmapMergeState(people))) AS people
          FROM segment_populations WHERE id = ${bind('String', lists.id)} GROUP BY name ORDER BY name`,
        z.object({ name: z.string(), people: z.array(z.coerce.number()) }),
      )
      return { id: lists.id, rows }
    }
    const ran: string[] = []
    const names = Object.keys(changes)
    const steps = [
      ...names,
      ...Array.from({ length: 6 }, () =>
        random.below(2) === 0 ? 'people speak' : (names[random.below(names.length)] ?? ''),
      ),
    ]
    let before = await listsOf(following)
    expect((await listsOf(following)).id).toBe(before.id)
    for (const what of steps) {
      ran.push(what)
      await changes[what]?.()
      // Nothing else having changed, whoever reads finds them gone; here something has to be followed that is no more.
      if (what === 'the engine forgets its lists') await changes['people speak']?.()
      const followed = await listsOf(following)
      const anew = await listsOf(createContacts({ ledger, warehouse }))
      expect(followed.rows, ran.join(', ')).toEqual(anew.rows)
      expect((await listsOf(soonTired)).rows, ran.join(', ')).toEqual(anew.rows)
      expect(followed.rows.length, ran.join(', ')).toBeGreaterThan(3)
      if (what === 'people speak') expect(followed.id).not.toBe(before.id)
      before = followed
    }
  })

  it('by SMS asks the consent to SMS, and nobody refuses to be one of everybody', async () => {
    const { leftOut, reach, customers } = await insight.segments.preview(workspace, everybody, 0)
    expect(reach.sms).toBe(0)
    expect(leftOut.sms?.map(({ reason, customers: n }) => [reason, n])).toEqual([
      ['no_address', customers],
      ['do_not_send', 0],
      ['consent', 0],
    ])
  })
})
