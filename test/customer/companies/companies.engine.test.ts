import { sql as pg } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { companyChange, companyFacts } from '../../../src/customer/companies/api.ts'
import { type CompanyChange, changeCompany, createCompany } from '../../../src/customer/companies/change.ts'
import { checkFile, exportCsv } from '../../../src/customer/companies/file.ts'
import { listPage } from '../../../src/customer/companies/list.ts'
import { decideProposal, listProposals } from '../../../src/customer/companies/proposals.ts'
import { proposeCompanies } from '../../../src/customer/companies/propose.ts'
import { inOrder } from '../../../src/customer/companies/room.ts'
import { companiesOfCustomer, companyOf } from '../../../src/customer/companies/view.ts'
import { mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { mappingSchema, representedAtCompany, worksWhere } from '../../../src/customer/index.ts'
import { removeFromLedger } from '../../../src/customer/privacy/erasure/ledger-places.ts'
import { removeFromWarehouse } from '../../../src/customer/privacy/erasure/warehouse-places.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
let keys: Record<string, number>
const actor = { kind: 'user' as const, id: 'u1', permissions: new Set<never>() }
const deps = () => ({
  ...bench.stores,
  log: silentLog,
  vaultOf: async () => bench.vault,
  persons: bench.customer.persons,
})
const people = ['zw', 'ln', 'wf', 'as', 'hq']

beforeAll(async () => {
  bench = await openBench()
  const account = { customer: { column: 'id' } }
  await bench.customer.imports.run(bench.workspace, {
    path: bench.file(
      'people.csv',
      'id,name,mail\nzw,张伟,zw@huawei.com\nln,李娜,ln@qq.com\nwf,王芳,wf@cn.huawei.com\nas,Ann Smith,ann@acme.com\nhq,黄强,hq@cn.huawei.com\n',
    ),
    mapping: mappingSchema.parse({
      kind: 'customers',
      fields: { ...account, name: { column: 'name' }, email: { column: 'mail' } },
    }),
  })
  await bench.customer.imports.run(bench.workspace, {
    path: bench.file(
      'orders.csv',
      'no,id,day,sum\n1,zw,2023-05-01,100\n2,zw,2024-05-01,10\n3,ln,2024-06-01,1\n4,as,2024-07-01,1000\n',
    ),
    mapping: mappingSchema.parse({
      kind: 'orders',
      fields: { ...account, order_id: { column: 'no' }, ts: { column: 'day' }, amount: { column: 'sum' } },
    }),
  })
  keys = Object.fromEntries(await bench.customer.persons.resolve(bench.workspace, 'account', people))
})
afterAll(() => bench.close())

const key = (name: string) => String(keys[name])
const nameOf = (customer: string | number) => people.find((one) => keys[one] === Number(customer)) ?? '?'
async function told<T>(done: Promise<T>): Promise<T> {
  const result = await done
  await bench.customer.companies.pump()
  return result
}
const create = async (facts: z.input<typeof companyFacts>, soleTrader: string | null = null) =>
  (
    await told(
      inOrder(deps(), bench.workspace, actor, 'create', {}, (step) =>
        createCompany(step, companyFacts.parse(facts), soleTrader),
      ),
    )
  ).id
const change = (id: string, wanted: z.input<typeof companyChange>) =>
  told(
    inOrder(deps(), bench.workspace, actor, 'change', {}, (step) =>
      changeCompany(step, id, companyChange.parse(wanted) as CompanyChange),
    ),
  )
const detail = (id: string, basis: 'there' | 'now' = 'there') => companyOf(deps(), bench.workspace, id, basis)
const listed = async (query: object = {}) =>
  (
    await listPage(deps(), bench.workspace, {
      ...{ sort: 'revenue', direction: 'desc', basis: 'there', limit: 50 },
      ...query,
    })
  ).items
const at = async (name: string) =>
  (await companiesOfCustomer(deps(), bench.workspace, key(name))).items.map(
    (one) => `${one.name} ${one.since ?? '…'}–${one.until ?? '…'}`,
  )

/** What segments ask of the warehouse. */
async function asked(question: Parameters<typeof worksWhere>[2] | 'represented') {
  const bind = createBinder('t')
  const ws = bind('UInt32', bench.workspace.id)
  const select = question === 'represented' ? representedAtCompany(ws) : worksWhere(ws, bind, question)
  const rows = await bench.stores.warehouse.rows(
    sql`SELECT DISTINCT person FROM (${select}) ORDER BY person`,
    z.object({ person: int64() }),
  )
  return rows.map(({ person }) => nameOf(person))
}

describe('companies', () => {
  let huawei = ''
  let acme = ''

  it('are made by hand once, by name and by number', async () => {
    huawei = await create({
      name: '华为技术有限公司',
      number: '914403001922038216',
      industry: 'Telecom',
      size: 'huge',
    })
    await expect(create({ name: '華為技術股份有限公司' })).rejects.toMatchObject({ code: 'company.exists' })
    await expect(create({ name: 'Other', number: '914403001922038216' })).rejects.toMatchObject({
      code: 'company.exists',
    })
    await expect(create({ name: 'Other', number: '914403001922038217' })).rejects.toMatchObject({
      code: 'company.badNumber',
    })
    await expect(create({ name: 'Call 13800000001' })).rejects.toMatchObject({ code: 'company.badName' })
    await expect(create({ name: 'Mail', domain: 'qq.com' })).rejects.toMatchObject({
      code: 'company.badDomain',
    })
    acme = await create({ name: 'Acme Ltd', industry: 'Tools' })
    expect((await listed({ search: '華為' })).map(({ name }) => name)).toEqual(['华为技术有限公司'])
    expect((await listed({ search: '914403001922038216' })).map(({ id }) => id)).toEqual([huawei])
    expect((await listed({ industry: 'tools' })).map(({ id }) => id)).toEqual([acme])
  })

  it('have departments, and contacts whose orders count while they were there, or now', async () => {
    await change(huawei, {
      ...{
        change: 'join',
        customer: key('zw'),
        department: '销售部 > 华东区',
        role: 'buyer',
        since: '2023-01-01',
      },
    })
    await change(huawei, {
      change: 'join',
      customer: key('ln'),
      department: '销售部',
      role: 'decision_maker',
    })
    await change(acme, { change: 'join', customer: key('zw'), since: '2024-01-01' })
    expect(await at('zw')).toEqual(['Acme Ltd 2024-01-01–…', '华为技术有限公司 2023-01-01–2024-01-01'])
    const there = await detail(huawei)
    expect(there.departments.map(({ name }) => name)).toEqual(['销售部', '华东区'])
    expect(there).toMatchObject({ contacts: 1, former: 1 })
    expect(there.figures).toMatchObject({ orders: 2, revenueMinor: 10_100, r: null, marginMinor: null })
    expect(there.months).toEqual([
      { month: '2023-05', orders: 1, revenueMinor: 10_000 },
      { month: '2024-06', orders: 1, revenueMinor: 100 },
    ])
    expect(there.recent.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['order', 100],
      ['order', 10_000],
    ])
    expect((await detail(huawei, 'now')).figures).toMatchObject({ orders: 1, revenueMinor: 100 })
    expect((await detail(acme, 'now')).figures).toMatchObject({ orders: 2, revenueMinor: 11_000 })
    expect((await detail(acme)).figures).toMatchObject({ orders: 1, revenueMinor: 1_000 })
    expect((await listed({ sort: 'revenue' })).map(({ id }) => id)).toEqual([huawei, acme])
    expect((await listed({ sort: 'revenue', basis: 'now' })).map(({ id }) => id)).toEqual([acme, huawei])
  })

  it('are asked by segments: by what they are, by role, one contact of each', async () => {
    expect(await asked({})).toEqual(['zw', 'ln'])
    expect(await asked({ industry: 'telecom' })).toEqual(['ln'])
    expect(await asked({ size: 'huge', role: 'decision_maker' })).toEqual(['ln'])
    expect(await asked({ size: 'huge', role: 'buyer' })).toEqual([])
    expect(await asked({ name: 'acm' })).toEqual(['zw'])
    await change(huawei, { change: 'join', customer: key('wf') })
    expect(await asked('represented')).toEqual(['wf'])
    await change(huawei, { change: 'primary', customer: key('wf') })
    expect(await asked('represented')).toEqual(['ln'])
    expect((await detail(huawei)).people[0]).toMatchObject({ customerId: key('wf'), isPrimary: true })
    await change(huawei, { change: 'leave', customer: key('wf'), on: null })
    expect(await asked('represented')).toEqual([])
  })

  it('are merged and taken apart without a trace, whoever worked at both', async () => {
    const twin = await create({ name: '深圳华为技术', industry: 'Phones' })
    await change(twin, { change: 'join', customer: key('ln'), department: '研发部', keepOthers: true })
    await change(twin, { change: 'join', customer: key('as') })
    const picture = async () => ({
      // The moment it was looked at is another one.
      huawei: { ...(await detail(huawei)), computedAt: null },
      twin: { ...(await detail(twin)), computedAt: null },
      ln: await at('ln'),
      telecom: await asked({ industry: 'telecom' }),
    })
    const before = await picture()
    await change(huawei, { change: 'merge', other: twin })
    expect(await at('ln')).toEqual(['华为技术有限公司 …–…'])
    const one = await detail(huawei)
    expect(one.merged.map(({ id }) => id)).toEqual([twin])
    expect(one.departments.map(({ name }) => name).sort()).toEqual(['华东区', '研发部', '销售部'])
    expect(one.figures).toMatchObject({ orders: 3, revenueMinor: 110_100 })
    expect(await asked({ industry: 'telecom' })).toEqual(['ln', 'as'])
    await expect(detail(twin)).rejects.toMatchObject({ code: 'company.notFound' })
    await change(huawei, { change: 'unmerge', other: twin })
    expect(await picture()).toEqual(before)
    // Somebody told them apart: they are not proposed again.
    expect(await proposeCompanies(bench.stores.ledger, bench.vault, bench.workspace, noTask)).toMatchObject({
      pairs: 0,
    })
    await change(twin, { change: 'never', customer: key('ln') })
    await change(twin, { change: 'leave', customer: key('as') })
  })

  it('belong to groups without a circle', async () => {
    const holding = await create({ name: 'Acme Holding', parentId: null })
    const facts = companyFacts.parse({ name: 'Acme Ltd', industry: 'Tools', parentId: holding })
    const { setCompany } = await import('../../../src/customer/companies/change.ts')
    const set = (id: string, what: typeof facts) =>
      told(inOrder(deps(), bench.workspace, actor, 'facts', {}, (step) => setCompany(step, id, what)))
    await set(acme, facts)
    expect((await detail(acme)).group.map(({ name }) => name)).toEqual(['Acme Holding', 'Acme Ltd'])
    await expect(
      set(holding, companyFacts.parse({ name: 'Acme Holding', parentId: acme })),
    ).rejects.toMatchObject({ code: 'company.inCircle' })
  })

  it('are proposed when nearly equal, and contacts by their mail, never by free mail; what is refused stays so', async () => {
    const near = await create({ name: '华为技术（上海）', domain: 'huawei.com' })
    const list = async () =>
      (await listProposals(deps(), bench.workspace, { limit: 50 })).items.map(
        ({ company, other, customer }) =>
          [company.name, other?.name ?? nameOf(customer?.customerId ?? '')].sort().join(' = '),
      )
    await proposeCompanies(bench.stores.ledger, bench.vault, bench.workspace, noTask)
    const found = await list()
    expect(found).toContain('Acme Holding = Acme Ltd')
    // 王芳 left for nowhere by her own words: who worked somewhere is not proposed anew.
    expect(found.filter((one) => one.startsWith('hq') || /= (zw|ln|wf|as)/.test(one))).toEqual([
      'hq = 华为技术（上海）',
    ])
    const ofMail = (await listProposals(deps(), bench.workspace, { limit: 50 })).items.find(
      ({ customer }) => customer !== null,
    )
    await told(
      inOrder(deps(), bench.workspace, actor, 'accept', {}, (step) =>
        decideProposal(step, ofMail?.id ?? '', true),
      ),
    )
    expect(await at('hq')).toEqual(['华为技术（上海） …–…'])
    await change(near, { change: 'never', customer: key('hq') })
    const { items } = await listProposals(deps(), bench.workspace, { limit: 50 })
    for (const { id } of items)
      await told(
        inOrder(deps(), bench.workspace, actor, 'refuse', {}, (step) => decideProposal(step, id, false)),
      )
    await proposeCompanies(bench.stores.ledger, bench.vault, bench.workspace, noTask)
    expect(await list()).toEqual([])
    await change(near, { change: 'department', path: 'A > B' })
    expect((await detail(near)).departments.map(({ name }) => name)).toEqual(['A', 'B'])
  })

  it('keep their contacts through a merge of customers and its undo', async () => {
    const picture = async () => ({
      ...{ zw: await at('zw'), ln: await at('ln'), huge: await asked({ size: 'huge' }) },
      ...{ huawei: (await detail(huawei)).figures, people: (await detail(huawei)).people },
    })
    const before = await picture()
    const made = await bench.stores.ledger.transaction((trx) =>
      mergePersons(trx, {
        ...{
          workspaceId: bench.workspace.id,
          keep: keys.ln ?? 0,
          merge: keys.zw ?? 0,
          rule: 'review',
          evidence: [],
        },
        ...{ actor: { kind: 'user', id: 'u1' }, at: new Date() },
      }),
    )
    await bench.customer.persons.pump()
    expect(await at('ln')).toEqual([
      ...['Acme Ltd 2024-01-01–…', '华为技术有限公司 …–…', '华为技术有限公司 2023-01-01–2024-01-01'],
    ])
    // One person, whose order counts once although two records of theirs worked there.
    expect((await detail(huawei)).figures).toMatchObject({ orders: 3 })
    expect(await asked({})).toEqual(['ln'])
    await bench.stores.ledger.transaction((trx) =>
      undoMerge(trx, { workspaceId: bench.workspace.id, id: made?.id ?? '', by: 'test', at: new Date() }),
    )
    await bench.customer.persons.pump()
    expect(await picture()).toEqual(before)
  })

  it('are exported with who took them on record, formulas defused, and no figures of few people', async () => {
    await create({ name: '=Formula AG' })
    const wanted = { sort: 'name', direction: 'asc', basis: 'there' } as const
    const take = (more: object, owner = false) =>
      exportCsv(
        deps(),
        bench.workspace,
        { ...wanted, reason: 'visit plan', purpose: 'marketing', ...more },
        {
          actor: owner ? { ...actor, permissions: new Set(['customers.unmask' as const]) } : actor,
          locale: 'zh-CN',
        },
      )
    const check = await checkFile(deps(), bench.workspace, wanted)
    expect(check.below).toBeGreaterThan(0)
    await expect(take({})).rejects.toMatchObject({ code: 'company.smallGroups' })
    await expect(take({ smallGroups: 'all' })).rejects.toMatchObject({ code: 'company.allNotAllowed' })
    await expect(take({ smallGroups: 'all', purpose: 'horoscopes' }, true)).rejects.toMatchObject({
      code: 'privacy.unknownUse',
    })
    const lines = async (more: object, owner = false) =>
      (await take(more, owner)).trim().split('\r\n').slice(1)
    const whole = await lines({ smallGroups: 'all' }, true)
    expect(whole).toHaveLength(check.rows)
    expect(whole.join('\n')).toContain(`"'=Formula AG"`)
    // Companies nobody of ours works at stay as they are; the others keep what is said of the company itself.
    const coarser = await lines({ smallGroups: 'generalise' })
    expect(coarser).toHaveLength(check.rows - check.soleTraders)
    expect(
      coarser.filter(
        (line) => line.endsWith(`"< ${check.k}","","","","","",""`) || line.endsWith(`< ${check.k},,,,,,`),
      ),
    ).toHaveLength(check.below - check.soleTraders)
    expect(await lines({ smallGroups: 'leave_out' })).toHaveLength(check.rows - check.below)
    const { rows } = await pg<{ detail: object }>`
      SELECT detail FROM audit_log WHERE action = 'companies.export' AND detail->>'purpose' = 'visit plan'
      ORDER BY id`.execute(bench.stores.ledger.db)
    expect(rows.map(({ detail }) => detail)).toMatchObject(
      ['all', 'generalise', 'leave_out'].map((choice) => ({
        use: 'marketing',
        smallGroups: { choice, k: 5, below: check.below },
      })),
    )
  })

  it('of sole traders are the person: no name stands in clear, and they go with the customer', async () => {
    const { ledger, warehouse } = bench.stores
    await expect(create({ name: '黄强小吃店（个体工商户）' })).rejects.toMatchObject({
      code: 'company.soleTraderNeedsCustomer',
    })
    const shop = await create({ name: '黄强小吃店' }, key('hq'))
    await change(shop, { change: 'join', customer: key('as'), title: '采购员', keepOthers: true })
    expect(await detail(shop)).toMatchObject({ name: '黄**', isSoleTrader: true })
    expect((await detail(shop)).people[0]).toMatchObject({ role: 'buyer' })
    const { rows } = await pg<{
      text: string
    }>`SELECT string_agg(to_jsonb(c)::text, '') AS text FROM companies c`.execute(ledger.db)
    expect(rows[0]?.text).not.toContain('小吃店')
    await expect(change(acme, { change: 'merge', other: shop })).rejects.toMatchObject({
      code: 'company.notMergeable',
    })
    await ledger.transaction((trx) => removeFromLedger(trx, bench.workspace.id, [keys.hq ?? 0]))
    await removeFromWarehouse(warehouse, bench.workspace.id, [keys.hq ?? 0], [])
    await expect(detail(shop)).rejects.toMatchObject({ code: 'company.notFound' })
    // Who worked there works there no more, and the other times stay.
    expect((await at('as')).some((stay) => stay.startsWith('黄'))).toBe(false)
    expect(await asked({ role: 'buyer' })).toEqual([])
  })
})
