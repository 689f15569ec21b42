import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { change, createByHand, type HouseholdChange } from '../../../src/customer/households/change.ts'
import { proposeHouseholds } from '../../../src/customer/households/propose.ts'
import { householdSettings } from '../../../src/customer/households/settings.ts'
import { householdOf, listHouseholdsOf } from '../../../src/customer/households/view.ts'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { inHousehold, mappingSchema, representedByOthers } from '../../../src/customer/index.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
const actor = { kind: 'user' as const, id: 'u1', permissions: new Set<never>() }
const deps = () => ({
  ledger: bench.stores.ledger,
  log: silentLog,
  vaultOf: async () => bench.vault,
  persons: bench.customer.persons,
})
const home = '上海市浦东新区中山路12号3栋502室'
let keys: Record<string, number>

beforeAll(async () => {
  bench = await openBench()
  await bench.customer.imports.run(bench.workspace, {
    path: bench.file(
      'members.csv',
      `id,name,phone,address
zw,张伟,13800000001,${home}
zm,张小明,13800000002,上海浦东新区中山路12-3-502
ln,李娜,13800000001,浦东新区中山路12号3栋502室
nb,张三,13800000009,${home.replace('502', '503')}
as,Ann Smith,,"12 Main Street, London"
js,"Smith, John",,12 main st
`,
    ),
    mapping: mappingSchema.parse({
      kind: 'customers',
      fields: {
        customer: { column: 'id' },
        name: { column: 'name' },
        phone: { column: 'phone' },
        address: { column: 'address' },
      },
    }),
  })
  const ids = ['zw', 'zm', 'ln', 'nb', 'as', 'js']
  const found = await bench.customer.persons.resolve(bench.workspace, 'account', ids)
  keys = Object.fromEntries(found)
})
afterAll(() => bench.close())

const find = (automatic = false) =>
  proposeHouseholds(
    bench.stores.ledger,
    bench.vault,
    bench.workspace,
    householdSettings.parse({ automatic }),
    noTask,
  )
const list = async (state: 'proposed' | 'live' | 'ended') =>
  (await listHouseholdsOf(deps(), bench.workspace, { state, limit: 50 })).items
const names = (people: { customerId: string }[]) =>
  people
    .map(({ customerId }) => Object.keys(keys).find((name) => keys[name] === Number(customerId)) ?? '?')
    .sort()
const changed = async (id: string, wanted: HouseholdChange) => {
  await change(deps(), bench.workspace, id, wanted, actor)
  await bench.customer.households.pump()
  return householdOf(deps(), bench.workspace, id)
}
const key = (name: string) => String(keys[name])

/** What segments ask of the warehouse. */
async function inWarehouse() {
  const bind = createBinder('t')
  const ws = () => bind('UInt32', bench.workspace.id)
  const read = async (people: ReturnType<typeof inHousehold>) =>
    (
      await bench.stores.warehouse.rows(
        sql`SELECT person FROM (${people}) ORDER BY person`,
        z.object({ person: int64() }),
      )
    ).map(({ person }) => ({ customerId: String(person) }))
  return {
    living: names(await read(inHousehold(ws()))),
    spared: names(await read(representedByOthers(ws()))),
  }
}

describe('households', () => {
  let family = ''

  it('are proposed with what agrees and never a value, once; and nothing is decided', async () => {
    expect(await find()).toMatchObject({ looked: 6, found: 2, joined: 0 })
    expect(await find()).toMatchObject({ found: 0, joined: 0 })
    const proposed = await list('proposed')
    const found = proposed.find((one) => names(one.members).includes('zw'))
    family = found?.id ?? ''
    expect(names(found?.members ?? [])).toEqual(['ln', 'zm', 'zw'])
    expect(found?.members.find(({ customerId }) => customerId === key('ln'))?.evidence).toEqual([
      'address',
      'phone',
    ])
    expect(names(proposed.find(({ id }) => id !== family)?.members ?? [])).toEqual(['as', 'js'])
    const { rows } = await pg<{ text: string }>`
      SELECT string_agg(to_jsonb(m)::text, '') AS text FROM household_members m`.execute(
      bench.stores.ledger.db,
    )
    expect(rows[0]?.text).not.toMatch(/中山路|1380000|张|Main/)
    expect(await inWarehouse()).toEqual({ living: [], spared: [] })
  })

  it('are confirmed without whom somebody leaves out, and the warehouse knows', async () => {
    const confirmed = await changed(family, { change: 'confirm', leaveOut: [key('ln')] })
    expect(confirmed).toMatchObject({ state: 'live', decidedBy: 'user' })
    expect(names(confirmed.members.filter(({ state }) => state === 'member'))).toEqual(['zm', 'zw'])
    expect(await inWarehouse()).toEqual({ living: ['zm', 'zw'], spared: ['zm'] })
    // Who was left out is not proposed for it again.
    expect(await find()).toMatchObject({ found: 0, joined: 0 })
  })

  it('keep their number while people join, leave and letters go to another', async () => {
    await changed(family, { change: 'add', customer: key('nb') })
    expect(await inWarehouse()).toEqual({ living: ['nb', 'zm', 'zw'], spared: ['nb', 'zm'] })
    await changed(family, { change: 'head', customer: key('zm') })
    expect((await inWarehouse()).spared).toEqual(['nb', 'zw'])
    const left = await changed(family, { change: 'remove', customer: key('nb') })
    expect(left.members.find(({ customerId }) => customerId === key('nb'))).toMatchObject({ state: 'left' })
    expect(left.members.find(({ customerId }) => customerId === key('nb'))?.until).not.toBeNull()
    expect(await inWarehouse()).toEqual({ living: ['zm', 'zw'], spared: ['zw'] })
  })

  it('get one letter each: the one it goes to where asked for, else another of them', async () => {
    const { households } = bench.customer
    const one = async (...asked: string[]) =>
      names(
        (
          await households.onePer(
            bench.workspace,
            asked.map((name) => keys[name] ?? 0),
          )
        ).map((k) => ({ customerId: String(k) })),
      )
    expect(await one('zw', 'zm', 'ln', 'as')).toEqual(['as', 'ln', 'zm'])
    expect(await one('zw', 'ln')).toEqual(['ln', 'zw'])
  })

  it('come back as they were after they were dissolved; one of a person is none', async () => {
    expect(await changed(family, { change: 'dissolve' })).toMatchObject({ state: 'dissolved' })
    expect(await inWarehouse()).toEqual({ living: [], spared: [] })
    expect(await find()).toMatchObject({ found: 0 })
    const back = await changed(family, { change: 'restore' })
    expect(names(back.members.filter(({ state }) => state === 'member'))).toEqual(['zm', 'zw'])
    expect(await inWarehouse()).toEqual({ living: ['zm', 'zw'], spared: ['zw'] })
    expect(await changed(family, { change: 'remove', customer: key('zw') })).toMatchObject({
      state: 'dissolved',
    })
    await expect(changed(family, { change: 'confirm', leaveOut: [] })).rejects.toMatchObject({
      code: 'household.notPossible',
    })
    await changed(family, { change: 'restore' })
  })

  it('are made by hand, and nobody lives in two', async () => {
    await expect(createByHand(deps(), bench.workspace, [key('zm'), key('nb')], actor)).rejects.toMatchObject({
      code: 'household.elsewhere',
    })
    await expect(
      createByHand(deps(), bench.workspace, ['999999999', key('nb')], actor),
    ).rejects.toMatchObject({
      code: 'household.unknownCustomer',
    })
    const id = await createByHand(deps(), bench.workspace, [key('ln'), key('nb')], actor)
    expect((await changed(id, { change: 'head', customer: key('ln') })).members).toHaveLength(2)
    await changed(id, { change: 'dissolve' })
  })

  it('are the same again after members were merged and the merge was undone', async () => {
    const { ledger } = bench.stores
    const before = await inWarehouse()
    const [keep, merge] = [keys.zm ?? 0, keys.zw ?? 0]
    const made = await decide(ledger, bench.workspace.id, (trx) =>
      mergePersons(trx, {
        workspaceId: bench.workspace.id,
        keep,
        merge,
        rule: 'review',
        actor,
        evidence: [],
        at: new Date(),
      }),
    )
    await bench.customer.persons.pump()
    expect(await inWarehouse()).toEqual({ living: [], spared: [] })
    await decide(ledger, bench.workspace.id, (trx) =>
      undoMerge(trx, { workspaceId: bench.workspace.id, id: made?.id ?? '', by: 'test', at: new Date() }),
    )
    await bench.customer.persons.pump()
    expect(await inWarehouse()).toEqual(before)
  })

  it('are confirmed without being asked where the workspace says so', async () => {
    const smiths = (await list('proposed')).find((one) => names(one.members).includes('as'))
    await changed(smiths?.id ?? '', { change: 'refuse' })
    expect(await find(true)).toMatchObject({ found: 0 })
    await changed(smiths?.id ?? '', { change: 'restore' })
    await pg`DELETE FROM households WHERE id = ${smiths?.id ?? ''}`.execute(bench.stores.ledger.db)
    expect(await find(true)).toMatchObject({ found: 1 })
    await bench.customer.households.pump()
    expect((await inWarehouse()).living).toEqual(['as', 'js', 'zm', 'zw'])
    expect((await list('live')).find((one) => names(one.members).includes('as'))?.decidedBy).toBe('rule')
  })
})
