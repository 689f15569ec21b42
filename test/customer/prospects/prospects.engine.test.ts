import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { mappingSchema } from '../../../src/customer/index.ts'
import { removeFromLedger } from '../../../src/customer/privacy/erasure/ledger-places.ts'
import { removeFromWarehouse } from '../../../src/customer/privacy/erasure/warehouse-places.ts'
import type { ProspectChange } from '../../../src/customer/prospects/change.ts'
import { changeProspects, undoChange } from '../../../src/customer/prospects/change.ts'
import { overviewOf } from '../../../src/customer/prospects/overview.ts'
import { prospectOf } from '../../../src/customer/prospects/view.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
let keys: Record<string, number>
let owner: string
const clock = manualClock(new Date('2026-03-01T02:00:00Z'))
const day = 86_400_000
const people = ['a', 'b', 'c', 'd', 'e']
const actor = { kind: 'user' as const, id: 'u1', permissions: new Set<never>() }
const deps = () => ({
  ...bench.stores,
  log: silentLog,
  vaultOf: async () => bench.vault,
  persons: bench.customer.persons,
})
const account = { customer: { column: 'id' } }
const importOrders = (text: string) =>
  bench.customer.imports.run(bench.workspace, {
    path: bench.file(`orders-${newId()}.csv`, text),
    mapping: mappingSchema.parse({
      kind: 'orders',
      fields: { ...account, order_id: { column: 'no' }, ts: { column: 'day' }, amount: { column: 'sum' } },
    }),
  })

beforeAll(async () => {
  bench = await openBench({ clock })
  await bench.customer.imports.run(bench.workspace, {
    path: bench.file(
      'people.csv',
      'id,since\na,2026-02-01\nb,2026-02-10\nc,2026-02-20\nd,2026-02-25\ne,2026-02-26\n',
    ),
    mapping: mappingSchema.parse({
      kind: 'customers',
      fields: { ...account, first_seen: { column: 'since' } },
    }),
  })
  keys = Object.fromEntries(await bench.customer.persons.resolve(bench.workspace, 'account', people))
  owner = newId()
  await pg`INSERT INTO users (id, email, display_name, password_hash) VALUES (${owner}, 'lin@example.com', '林', 'x')`.execute(
    bench.stores.ledger.db,
  )
  await pg`INSERT INTO memberships (user_id, workspace_id, role) VALUES (${owner}, ${bench.workspace.id}, 'marketer')`.execute(
    bench.stores.ledger.db,
  )
})
afterAll(() => bench.close())

const key = (name: string) => String(keys[name])
async function change(names: string[], what: Partial<ProspectChange> & { change: string }) {
  const done = await changeProspects(deps(), bench.workspace, actor, {
    customers: names.map(key),
    what: { note: '', reason: '', ...what } as ProspectChange,
  })
  await bench.customer.prospects.pump()
  return done
}
const one = (name: string) => prospectOf(deps(), bench.workspace, key(name))
const overview = (filter = {}) => overviewOf(deps(), bench.workspace, filter)
const counts = async (filter = {}) =>
  Object.fromEntries((await overview(filter)).stages.map(({ id, here, reached }) => [id, [here, reached]]))

describe('prospects', () => {
  it('stand in the first stage since they were first seen, and move as is said of them', async () => {
    expect(await one('a')).toMatchObject({
      stage: { id: 'new' },
      days: 28,
      cameAsProspect: true,
      source: { kind: 'data' },
      firstTouch: null,
    })
    clock.advance(day)
    await change(['a', 'b'], { change: 'stage', stage: 'contacted' })
    clock.advance(day)
    await change(['a'], { change: 'stage', stage: 'opportunity', note: '周五再谈' })
    await change(['c'], { change: 'stage', stage: 'lost', reason: 'price' })
    await change(['a', 'c'], { change: 'owner', owner })
    await change(['a'], { change: 'next', on: '2026-03-01' })
    expect(await counts()).toEqual({
      new: [2, 5],
      contacted: [1, 2],
      interested: [0, 1],
      opportunity: [1, 1],
      won: [0, 0],
      lost: [1, null],
    })
    expect(
      (await overview()).owners.map((row) => [row.owner?.name ?? null, row.people, row.overdue]),
    ).toEqual([
      [null, 3, 0],
      ['林', 2, 1],
    ])
    expect((await overview()).reasons).toMatchObject([{ id: 'price', people: 1 }])
    expect(await counts({ owner })).toMatchObject({ new: [0, 2], opportunity: [1, 1], lost: [1, null] })
    expect(await counts({ from: '2026-02-20', to: '2026-02-25' })).toMatchObject({ new: [1, 2] })
    const { history } = await one('a')
    expect(history.map(({ what, to, note }) => [what, to?.['zh-CN'], note])).toEqual(
      expect.arrayContaining([
        ['stage', '商机', '周五再谈'],
        ['stage', '已联系', null],
        ['owner', '林', null],
        ['seen', '新线索', null],
      ]),
    )
  })

  it('are changed together and taken back together; what was said since stays', async () => {
    const { changeId } = await change(['d', 'e'], { change: 'stage', stage: 'interested' })
    await change(['e'], { change: 'stage', stage: 'contacted' })
    await undoChange(deps(), bench.workspace, actor, changeId)
    await bench.customer.prospects.pump()
    expect([(await one('d')).stage.id, (await one('e')).stage.id]).toEqual(['new', 'contacted'])
    expect((await one('d')).history.find(({ what }) => what === 'stage')?.takenBack).not.toBeNull()
    await expect(undoChange(deps(), bench.workspace, actor, changeId)).rejects.toMatchObject({
      code: 'prospect.notTakenBack',
    })
  })

  it('become customers by the purchase alone, and prospects again where its import is undone', async () => {
    await expect(change(['a'], { change: 'stage', stage: 'won' })).rejects.toMatchObject({
      code: 'prospect.wonByPurchase',
    })
    const { importId } = await importOrders('no,id,day,sum\n1,a,2026-03-03,100\n2,f,2026-03-03,10\n')
    expect(await one('a')).toMatchObject({ stage: { id: 'won' }, next: null })
    // Who was first seen with the order never came as a prospect.
    expect(await counts()).toMatchObject({ won: [1, 1], opportunity: [0, 1] })
    expect((await overview()).conversion).toMatchObject({ estimate: 0.2 })
    expect(await change(['a', 'b'], { change: 'stage', stage: 'interested' })).toMatchObject({
      changed: 1,
      bought: 1,
    })
    await expect(change(['a'], { change: 'next', on: '2026-04-01' })).rejects.toMatchObject({
      code: 'prospect.hasBought',
    })
    await bench.customer.imports.undo(bench.workspace, importId)
    expect(await one('a')).toMatchObject({ stage: { id: 'opportunity' }, boughtAt: null })
    expect(await counts()).toMatchObject({ won: [0, 0], opportunity: [1, 1] })
  })

  it('have the words of both records while they are one, and each its own after', async () => {
    const before = await counts()
    const merge = await decide(bench.stores.ledger, bench.workspace.id, (trx) =>
      mergePersons(trx, {
        ...{ workspaceId: bench.workspace.id, keep: keys.b ?? 0, merge: keys.c ?? 0, rule: 'review' },
        ...{ evidence: [], actor: { kind: 'user', id: 'u1' }, at: clock.now() },
      }),
    )
    await bench.customer.persons.pump()
    // The newest word counts: b was said to be interested after c was lost. Who looks after c looks after both.
    expect(await one('b')).toMatchObject({ stage: { id: 'interested' }, owner: { name: '林' } })
    expect((await overview()).people).toBe(4)
    await decide(bench.stores.ledger, bench.workspace.id, (trx) =>
      undoMerge(trx, { workspaceId: bench.workspace.id, id: merge?.id ?? '', by: 'u1', at: clock.now() }),
    )
    await bench.customer.persons.pump()
    expect(await counts()).toEqual(before)
    expect(await one('c')).toMatchObject({ stage: { id: 'lost' }, reason: { en: 'Price' } })
  })

  it('are told by what they did first, the history of an unknown visitor with it', async () => {
    const visit = (person: string, ts: string, utm: object) =>
      bench.stores.warehouse.insert(
        'events',
        ['workspace_id', 'name', 'person_key', 'ts', 'message_id', 'channel', 'properties'],
        Buffer.from(
          `${JSON.stringify({ ...{ workspace_id: bench.workspace.id, name: 'page', person_key: Number(key(person)), ts }, message_id: newId(), channel: 'web', properties: utm })}\n`,
        ),
        { format: 'JSONEachRow' },
      )
    await visit('d', '2026-02-27 00:00:00', { utm_source: 'weibo', utm_campaign: '春茶' })
    await visit('e', '2026-02-20 00:00:00', {})
    expect(await one('d')).toMatchObject({
      source: { kind: 'campaign', label: 'weibo' },
      firstTouch: { event: 'page', channel: 'web', utmSource: 'weibo', utmCampaign: '春茶' },
    })
    await change(['e'], { change: 'source', source: '展会' })
    expect((await one('e')).source).toEqual({ kind: 'said', id: '展会', label: '展会' })
    const { sources } = await overview()
    expect(sources.map(({ source, people: n }) => [source.kind, source.id, n])).toEqual(
      expect.arrayContaining([
        ['campaign', 'weibo', 1],
        ['said', '展会', 1],
      ]),
    )
    await expect(change(['e'], { change: 'source', source: '13912345678' })).rejects.toMatchObject({
      code: 'prospect.badSource',
    })
  })

  it('leave nothing behind when they are erased', async () => {
    await change(['d'], { change: 'stage', stage: 'contacted', note: '…' })
    await bench.stores.ledger.transaction((trx) =>
      removeFromLedger(trx, bench.workspace.id, [Number(key('d'))]),
    )
    await removeFromWarehouse(bench.stores.warehouse, bench.workspace.id, [Number(key('d'))], [])
    const { rows } = await pg<{ n: string }>`
      SELECT count(*) AS n FROM prospect_words WHERE person_key = ${key('d')}`.execute(bench.stores.ledger.db)
    expect(rows[0]?.n).toBe('0')
    await expect(one('d')).rejects.toMatchObject({ code: 'prospect.unknownCustomer' })
  })
})
