import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decide, undoMerge } from '../../../src/customer/identity/merges.ts'
import {
  type Customer,
  mappingSchema,
  openServedProfiles,
  type ProfilePorts,
  type ServedProfiles,
} from '../../../src/customer/index.ts'
import { removeNeed, saveNeed } from '../../../src/customer/needs/change.ts'
import { storedTopics, topicSettings } from '../../../src/customer/needs/topics.ts'
import { getProfile } from '../../../src/customer/profiles/profile.ts'
import { servedProfile } from '../../../src/customer/profiles/served/api.ts'
import { timelineOf } from '../../../src/customer/profiles/timeline/timeline.ts'
import { saveSetting } from '../../../src/customer/profiles/workspace-setting.ts'
import { fieldAccess } from '../../../src/kit/fields.ts'
import { sql } from '../../../src/kit/sql.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { profileFor } from '../../../src/server/fields/cut.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
let customer: Customer
let served: ServedProfiles
let open: () => ServedProfiles
let workspace: Workspace
const asked = { builds: 0 }
const ports: ProfilePorts = {
  latestSnapshot: async () => {
    asked.builds++
    return null
  },
  segmentMembers: async () => sql`SELECT 0 AS person_key`,
  ruleMembers: async () => sql`SELECT 0 AS person_key`,
  subjectsOf: async () => [],
  computedColumns: async () => [],
  computedSql: () => sql`SELECT 0 AS person_key`,
  computedOf: async (_, keys) =>
    new Map(keys.map((key) => [key, [{ id: 'c', label: 'Visits', type: 'number' as const, value: key }]])),
  segmentsOfMany: async (_, keys) => new Map(keys.map((key) => [key, [{ id: 's', name: 'All' }]])),
  segmentsOf: async () => [{ id: 's', name: 'All' }],
  doNotSend: async () => [],
}
const keys = new Map<string, number>()
const idOf = (account: string) => String(keys.get(account) ?? 0)
const workspaceOf = async () => workspace
const importOrders = (lines: string) =>
  customer.imports.run(workspace, {
    path: bench.file('o.csv', `id,o,t,a,q\n${lines}`),
    mapping: mappingSchema.parse({
      kind: 'orders',
      fields: {
        customer: { column: 'id' },
        order_id: { column: 'o' },
        ts: { column: 't' },
        amount: { column: 'a' },
        quantity: { column: 'q' },
      },
    }),
  })

beforeAll(async () => {
  bench = await openBench()
  ;({ customer, workspace } = bench)
  const { stores, vault } = bench
  open = () =>
    openServedProfiles(
      {
        ...customer,
        deps: { ...stores, vaultOf: async () => vault, dataDir: bench.dir, log: customer.deps.log },
      },
      ports,
    )
  served = open()
  await customer.imports.run(workspace, {
    path: bench.file(
      'p.csv',
      'id,name,email,city,hobby\n1,Ann Lee,ann@example.com,Leeds,chess\n2,Bob,bob@example.com,York,\n3,Cy,cy@example.com,,\n',
    ),
    mapping: mappingSchema.parse({
      kind: 'customers',
      fields: {
        customer: { column: 'id' },
        name: { column: 'name' },
        email: { column: 'email' },
        city: { column: 'city' },
      },
      attributes: { hobby: { column: 'hobby' } },
    }),
  })
  await importOrders(
    Array.from({ length: 7 }, (_, i) => `1,A${i},2024-01-0${i + 1} 10:00,${i + 1},1`).join('\n'),
  )
  for (const [account, key] of await customer.persons.resolve(workspace, 'account', ['1', '2', '3']))
    keys.set(account, key)
})
afterAll(() => bench.close())

describe('a profile for programs', () => {
  it('says what the customer’s page says', async () => {
    const { stores, vault } = bench
    const deps = { ...stores, vaultOf: async () => vault, persons: customer.persons }
    for (const account of ['1', '2', '3']) {
      const profile = servedProfile.parse(await served.get(workspace, idOf(account)))
      const page = await getProfile(deps, ports, workspace, idOf(account))
      const timeline = await timelineOf(deps, workspace, idOf(account), { limit: 5, kinds: 'order' })
      expect(profile).toMatchObject({
        customerId: page.customerId,
        label: page.label,
        status: page.status,
        reachable: page.reachable,
        segments: page.segments,
        attributes: Object.fromEntries(page.attributes.map(({ name, value }) => [name, value])),
        computed: page.computed.map(({ id, label, value }) => ({ id, label, value })),
      })
      expect(profile.lastOrders.map(({ at, amountMinor }) => [at, amountMinor])).toEqual(
        timeline.items.map(({ at, amountMinor }) => [at, amountMinor]),
      )
      expect(JSON.parse(await served.texts.get(workspace, idOf(account)))).toEqual(profile)
      expect(JSON.stringify(profile)).not.toContain('@example.com"')
    }
    const ann = await served.get(workspace, idOf('1'))
    expect(ann.value).toMatchObject({ orders: 7, monetaryMinor: 2800 })
    expect(ann.lastOrders).toHaveLength(5)
  })

  it('is found by identifier and in batches; the unknown are named', async () => {
    const { profile, others } = await served.lookUp(workspace, 'email', 'ANN@example.com')
    expect([profile.customerId, others]).toEqual([idOf('1'), 0])
    await expect(served.lookUp(workspace, 'email', 'nobody@example.com')).rejects.toMatchObject({
      code: 'common.notFound',
      message: expect.not.stringContaining('nobody'),
    })
    const batch = await served.batch(workspace, [idOf('1'), idOf('2'), '999999'])
    expect(batch.items.map(({ customerId }) => customerId).sort()).toEqual([idOf('1'), idOf('2')].sort())
    expect(batch.missing).toEqual(['999999'])
    expect(JSON.parse(await served.texts.batch(workspace, [idOf('1'), idOf('2'), '999999']))).toEqual(batch)
    await expect(served.get({ ...workspace, id: workspace.id + 1 }, idOf('1'))).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })

  it('says what somebody needs as far as it holds, hand and file alike, and no more once it is taken back', async () => {
    const { stores, vault } = bench
    const deps = { ...stores, vaultOf: async () => vault }
    const actor = { kind: 'user' as const, id: 'u1', permissions: new Set<never>() }
    const topics = topicSettings.parse({
      topics: [
        { id: 'tea', label: 'Tea', kind: 'like' },
        { id: 'nuts', label: 'Nuts', kind: 'avoid' },
      ],
    })
    await saveSetting(stores.ledger, workspace, actor, storedTopics, topics, 'customer_need.topics')
    const today = workspace.clock.now().toLocaleDateString('sv-SE', { timeZone: workspace.timeZone })
    const body = { topic: 'tea', stance: 'need' as const, strength: 2, place: null, note: 'mild' }
    const id = await saveNeed(
      deps,
      workspace,
      idOf('3'),
      null,
      { ...body, saidOn: today, validUntil: today },
      actor,
    )
    const past = { saidOn: '2020-01-01', validUntil: '2020-02-01' }
    await saveNeed(deps, workspace, idOf('3'), null, { ...body, topic: 'nuts', ...past }, actor)
    await customer.needs.pump()
    await served.pump(workspaceOf)
    const { needs } = await served.get(workspace, idOf('3'))
    const told = { topic: 'tea', label: 'Tea', stance: 'need', strength: 2, saidOn: today, validUntil: today }
    expect(needs).toEqual([told])
    const hidden = fieldAccess(false, { needs: 'hidden' })
    expect(profileFor(await served.get(workspace, idOf('3')), hidden).needs).toEqual([])
    await removeNeed(deps, workspace, idOf('3'), id, actor)
    await customer.needs.pump()
    await served.pump(workspaceOf)
    expect((await served.get(workspace, idOf('3'))).needs).toEqual([])
  })

  it('is built once, however many ask at the same time', async () => {
    await served.forget(workspace, [...keys.values()])
    const before = asked.builds
    await Promise.all(Array.from({ length: 50 }, () => served.get(workspace, idOf('2'))))
    expect(asked.builds - before).toBe(1)
    const { memory } = served.hits()
    await served.get(workspace, idOf('2'))
    expect(served.hits().memory).toBe(memory + 1)
  })

  it('serves no row that an earlier version of the program wrote in another shape', async () => {
    const before = await served.get(workspace, idOf('2'))
    await bench.stores.ledger.db
      .updateTable('profile_rows')
      .set({ form: 'earlier', profile: '{"customerId":"other"}' })
      .where('person_key', '=', before.customerId)
      .execute()
    const answer = await open().get(workspace, before.customerId)
    expect({ ...answer, builtAt: '' }).toEqual({ ...before, builtAt: '' })
  })

  it('follows what happens: orders, contacts, consent, merges, erasure', async () => {
    const { stores } = bench
    await served.batch(workspace, [...keys.values()].map(String))
    await served.pump(workspaceOf)
    const get = (account: string) => served.get(workspace, idOf(account))

    await importOrders('2,B1,2024-02-01 10:00,50,1')
    await customer.touches.record(stores.ledger, workspace, [
      {
        touchId: crypto.randomUUID(),
        personKey: keys.get('3') ?? 0,
        at: new Date('2024-03-01T00:00:00Z'),
        kind: 'sent',
        channel: 'email',
      },
    ])
    await customer.touches.pump()
    await stores.ledger.transaction((trx) =>
      customer.consents.withdraw(trx, workspace, {
        personKey: keys.get('1') ?? 0,
        purpose: 'marketing',
        channel: 'email',
        basis: 'consent',
        proof: { kind: 'staff' },
        source: 'staff',
        actor: { kind: 'user', id: 'u1' },
      }),
    )
    await served.pump(workspaceOf)
    expect((await get('2')).value.orders).toBe(1)
    expect((await get('3')).lastTouches).toMatchObject([{ kind: 'sent', channel: 'email' }])
    expect((await get('1')).consents).toContainEqual({
      purpose: 'marketing',
      channel: 'email',
      state: 'withdrawn',
      allowed: false,
    })

    const linked = await customer.persons.linkAnonymous(workspace, 'visitor', '2', {
      source: 'web',
      importId: null,
      at: new Date(),
    })
    const [visitor] = (await customer.persons.resolve(workspace, 'anonymous', ['visitor'])).values()
    await served.pump(workspaceOf)
    expect((await served.get(workspace, String(visitor))).customerId).toBe(idOf('2'))

    await decide(stores.ledger, workspace.id, (trx) =>
      undoMerge(trx, { workspaceId: workspace.id, id: linked.mergeId ?? '', by: 'test', at: new Date() }),
    )
    await customer.persons.pump()
    await served.pump(workspaceOf)
    // A visitor alone has no profile, and is not shown that of whom it was.
    await expect(served.get(workspace, String(visitor))).rejects.toMatchObject({ code: 'common.notFound' })
    expect((await get('2')).customerId).toBe(idOf('2'))

    await stores.ledger.db.deleteFrom('persons').where('person_key', '=', idOf('3')).execute()
    const rows = await stores.ledger.db.selectFrom('profile_rows').select('person_key').execute()
    expect(rows.map(({ person_key }) => person_key)).not.toContain(idOf('3'))
  })
})
