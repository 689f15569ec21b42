import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { block } from '../../../src/customer/identity/blocks.ts'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { listImportRows } from '../../../src/customer/imports/records.ts'
import { runImport } from '../../../src/customer/imports/run.ts'
import { undoImport } from '../../../src/customer/imports/undo.ts'
import { mappingSchema } from '../../../src/customer/index.ts'
import { removeFromLedger } from '../../../src/customer/privacy/erasure/ledger-places.ts'
import { newProspect } from '../../../src/customer/prospects/api.ts'
import { changeProspects } from '../../../src/customer/prospects/change.ts'
import { makeProspect, unmakeProspect } from '../../../src/customer/prospects/create.ts'
import { prospectOf } from '../../../src/customer/prospects/view.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
const actor = { kind: 'user' as const, id: 'u1', permissions: new Set<never>() }
const deps = () => ({
  ...bench.stores,
  log: silentLog,
  vaultOf: async () => bench.vault,
  persons: bench.customer.persons,
})
const imports = {
  run: (...[workspace, input]: Parameters<Parameters<typeof makeProspect>[1]['run']>) =>
    runImport(bench.customer.deps, workspace, input),
  undo: (...[workspace, id]: Parameters<Parameters<typeof makeProspect>[1]['undo']>) =>
    undoImport(bench.customer.deps, workspace, id),
}
const make = async (body: object) => {
  const made = await makeProspect(deps(), imports, bench.workspace, actor, newProspect.parse(body))
  await bench.customer.prospects.pump()
  return made
}
const one = (customer: string) => prospectOf(deps(), bench.workspace, customer)
const keyOf = async (account: string) =>
  String((await bench.customer.persons.resolve(bench.workspace, 'account', [account])).get(account))

beforeAll(async () => {
  bench = await openBench()
  await bench.customer.imports.run(bench.workspace, {
    path: bench.file('people.csv', 'id,phone,name\nold,13800138000,陈 晨\nother,,孙 立\nthird,,周 末\n'),
    mapping: mappingSchema.parse({
      kind: 'customers',
      fields: { customer: { column: 'id' }, phone: { column: 'phone' }, name: { column: 'name' } },
    }),
  })
})
afterAll(() => bench.close())

describe('a prospect made by hand', () => {
  it('comes by the way of files: found by their address, with all that was said, and taken back', async () => {
    const made = await make({
      name: '李 雷',
      phone: '139 1234-5678',
      email: ' Lei@Example.com ',
      source: '老客户介绍',
      note: '想了解年卡',
      next: { on: '2026-12-01', note: '回电' },
      recommendedBy: await keyOf('old'),
    })
    const id = made.customerId ?? ''
    expect(made).toMatchObject({ known: [], customerId: expect.any(String) })
    expect(await one(id)).toMatchObject({
      stage: { id: 'new' },
      cameAsProspect: true,
      source: { kind: 'said', id: '老客户介绍' },
      next: { on: '2026-12-01', note: '回电' },
      recommendedBy: { customerId: await keyOf('old') },
    })
    expect((await one(id)).history.map(({ what, note }) => [what, note])).toEqual(
      expect.arrayContaining([
        ['stage', '想了解年卡'],
        ['next', '回电'],
        ['recommender', null],
      ]),
    )
    expect((await one(await keyOf('old'))).recommended).toEqual([
      expect.objectContaining({ customerId: id, hasBought: false }),
    ])
    // The same number in another way of writing is the same person, and is no reason for a second one.
    expect(await make({ name: '李雷', phone: '+86 13912345678' })).toEqual({
      customerId: null,
      changeId: null,
      known: [{ customerId: id, label: expect.any(String), by: ['phone'] }],
    })
    expect((await make({ phone: '13800138000', email: 'lei@example.com' })).known).toHaveLength(2)
    expect(await listImportRows(bench.stores.ledger, bench.workspace.id, undefined, 50)).toHaveLength(1)
    await unmakeProspect(deps(), imports, bench.workspace, actor, made.changeId ?? '')
    await bench.customer.prospects.pump()
    await expect(one(id)).rejects.toMatchObject({ code: 'prospect.unknownCustomer' })
    expect((await one(await keyOf('old'))).recommended).toEqual([])
    await expect(
      unmakeProspect(deps(), imports, bench.workspace, actor, made.changeId ?? ''),
    ).rejects.toMatchObject({ code: 'prospect.notTakenBack' })
    expect(await make({ name: '李 雷', phone: '13912345678' })).toMatchObject({ known: [] })
  })

  it('needs an address that is one, and is not made of somebody who was erased', async () => {
    const refused = async (body: object) => make(body).catch((error: { code: string }) => error.code)
    expect(await refused({ name: '无名' })).toBe('prospect.noAddress')
    expect(await refused({ phone: '12' })).toBe('prospect.badAddress')
    expect(await refused({ email: 'a@b' })).toBe('prospect.badAddress')
    expect(await refused({ phone: '13700000001', owner: 'nobody' })).toBe('prospect.unknownOwner')
    expect(await refused({ phone: '13700000001', source: '13912345678' })).toBe('prospect.badSource')
    expect(await refused({ phone: '13700000001', recommendedBy: '999999' })).toBe('prospect.unknownCustomer')
    await pg`INSERT INTO erased_identifiers (workspace_id, kind, blind_index, erased_at)
      VALUES (${bench.workspace.id}, 'phone', ${bench.vault.blindIndex('phone', '+8613700000001')}, now())`.execute(
      bench.stores.ledger.db,
    )
    expect(await refused({ phone: '13700000001' })).toBe('prospect.erasedBefore')
  })

  it('may have a telephone that is blocked as shared, and is somebody of their own', async () => {
    await block(deps(), bench.workspace, { kind: 'phone', value: '13800138000' }, actor)
    const made = await make({ name: '赵 六', phone: '13800138000' })
    expect(made).toMatchObject({ known: [] })
    expect(made.customerId).not.toBe(await keyOf('old'))
  })
})

describe('who recommended whom', () => {
  const recommend = async (who: string, by: string | null) => {
    const done = await changeProspects(deps(), bench.workspace, actor, {
      customers: [who],
      what: { change: 'recommender', recommendedBy: by, note: '' },
    })
    await bench.customer.prospects.pump()
    return done
  }

  it('follows merges and their undoing, and goes with the erasure of either', async () => {
    const [old, other, third] = await Promise.all([keyOf('old'), keyOf('other'), keyOf('third')])
    await recommend(third, old)
    await expect(recommend(third, third)).rejects.toMatchObject({ code: 'prospect.sameCustomer' })
    const merge = await decide(bench.stores.ledger, bench.workspace.id, (trx) =>
      mergePersons(trx, {
        ...{ workspaceId: bench.workspace.id, keep: Number(other), merge: Number(old), rule: 'review' },
        ...{ evidence: [], actor: { kind: 'user', id: 'u1' }, at: bench.workspace.clock.now() },
      }),
    )
    await bench.customer.persons.pump()
    expect((await one(third)).recommendedBy?.customerId).toBe(other)
    expect((await one(other)).recommended.map(({ customerId }) => customerId)).toEqual([third])
    await decide(bench.stores.ledger, bench.workspace.id, (trx) =>
      undoMerge(trx, {
        ...{ workspaceId: bench.workspace.id, id: merge?.id ?? '' },
        ...{ by: 'u1', at: bench.workspace.clock.now() },
      }),
    )
    await bench.customer.persons.pump()
    expect((await one(third)).recommendedBy?.customerId).toBe(old)
    expect((await one(other)).recommended).toEqual([])
    // The newest word counts, for both sides of it.
    await recommend(third, other)
    expect((await one(old)).recommended).toEqual([])
    expect((await one(other)).recommended).toHaveLength(1)
    await bench.stores.ledger.transaction((trx) => removeFromLedger(trx, bench.workspace.id, [Number(other)]))
    expect((await one(third)).recommendedBy?.customerId).toBe(old)
    const { rows } = await pg<{ n: string }>`
      SELECT count(*) AS n FROM prospect_words WHERE other_person_key = ${other}`.execute(
      bench.stores.ledger.db,
    )
    expect(rows[0]?.n).toBe('0')
  })
})
