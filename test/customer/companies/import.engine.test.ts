import { sql as pg } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { companiesOfCustomer } from '../../../src/customer/companies/view.ts'
import { mappingSchema } from '../../../src/customer/index.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const mapping = mappingSchema.parse({
  kind: 'customers',
  source: 'crm',
  fields: {
    customer: { column: '编号' },
    company: { column: '公司' },
    company_number: { column: '登记号' },
    department: { column: '部门' },
    job_title: { column: '职务' },
    company_since: { column: '入职日期' },
  },
})
const run = (name: string, ...rows: string[]) =>
  bench.customer.imports.run(bench.workspace, {
    path: bench.file(name, `编号,公司,登记号,部门,职务,入职日期\n${rows.join('\n')}\n`),
    mapping,
  })
const at = async (account: string) => {
  const found = await bench.customer.persons.resolve(bench.workspace, 'account', [account])
  const { items } = await companiesOfCustomer(
    {
      ...bench.stores,
      log: silentLog,
      vaultOf: async () => bench.vault,
      persons: bench.customer.persons,
    },
    bench.workspace,
    String(found.get(account)),
  )
  return items.map(
    (one) => `${one.name} ${one.department} ${one.role} ${one.since ?? '…'}–${one.until ? 'x' : '…'}`,
  )
}
const counts = async () => {
  const { rows } = await pg<{ companies: string; departments: string; words: string }>`
    SELECT (SELECT count(*) FROM companies) AS companies, (SELECT count(*) FROM company_departments) AS departments,
      (SELECT count(*) FROM company_statements) AS words`.execute(bench.stores.ledger.db)
  return Object.values(rows[0] ?? {}).map(Number)
}

it('a file brings companies, departments and who works there; taking it back leaves what others said', async () => {
  const first = await run(
    'one.csv',
    'a,华为技术有限公司,914403001922038216,销售部 > 华东区,采购经理,2020-03-01',
    'b,華為技術股份有限公司,,销售部,,',
    'c,Acme Ltd,914403001922038217,,CEO,2027-01-01',
    'd,,,,,',
    'f,老王水果店（个体工商户）,,,,',
  )
  expect(first).toMatchObject({ stored: 5, rejected: 0 })
  expect(first.reasons).toContainEqual(expect.objectContaining({ code: 'sole_trader', field: 'company' }))
  expect(await counts()).toEqual([2, 2, 3])
  expect(await at('a')).toEqual(['华为技术有限公司 销售部 › 华东区 buyer 2020-03-01–…'])
  expect(await at('b')).toEqual(['华为技术有限公司 销售部 null …–…'])
  expect(await at('c')).toEqual(['Acme Ltd  decision_maker …–…'])
  expect(await at('d')).toEqual([])
  const second = await run('two.csv', 'a,Acme Inc.,,采购部,CEO,2023-05-01', 'e,Neu GmbH,,,,')
  expect(await counts()).toEqual([3, 3, 5])
  expect((await at('a')).length).toBe(2)
  await bench.customer.imports.undo(bench.workspace, second.importId)
  expect(await counts()).toEqual([2, 2, 3])
  expect(await at('a')).toEqual(['华为技术有限公司 销售部 › 华东区 buyer 2020-03-01–…'])
  await bench.customer.imports.undo(bench.workspace, first.importId)
  expect(await counts()).toEqual([0, 0, 0])
})
