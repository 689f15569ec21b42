import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPersons } from '../../../src/customer/identity/find-persons.ts'
import { forgetNames } from '../../../src/customer/identity/names/search.ts'
import { keepRules, rulesOf } from '../../../src/customer/identity/rules.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
const keys = new Map<string, number>()

beforeAll(async () => {
  bench = await openBench()
  const path = bench.file('people.csv', 'customer_id,name\n1,张伟\n2,張偉\n3,单雄信\n4,Ann Smith\n5,王芳\n')
  const { mapping } = await bench.customer.imports.inspect(bench.workspace, path)
  await bench.customer.imports.run(bench.workspace, { path, mapping })
  for (const [id, key] of await bench.customer.persons.resolve(bench.workspace, 'account', [
    '1',
    '2',
    '3',
    '4',
    '5',
  ]))
    keys.set(id, key)
})
afterAll(() => bench.close())

const find = async (text: string) => {
  const found = await findPersons(bench.stores.ledger, bench.vault, bench.workspace, text, ['name'])
  return [...keys].filter(([, key]) => found.includes(key)).map(([id]) => id)
}

describe('customers are found by name in the encrypted store', () => {
  it('exactly, before the names were made searchable', async () => {
    expect(await find('张伟')).toEqual(['1'])
    expect(await find('zhangwei')).toEqual([])
  })

  it('in characters of either variant, pinyin and initials, once they were', async () => {
    expect(await bench.customer.persons.indexNames()).toBe(5)
    expect(await bench.customer.persons.indexNames()).toBe(0)
    for (const text of ['张', '张伟', '張偉', 'zhangwei', 'zhang wei', 'zw', 'ZW'])
      expect(await find(text), text).toEqual(['1', '2'])
    expect(await find('shan')).toEqual(['3'])
    expect(await find('smith')).toEqual(['4'])
    expect(await find('ma')).toEqual([])
  })

  it('no more when the search is switched off, and again when it is on', async () => {
    const { ledger } = bench.stores
    await keepRules(ledger, bench.workspace, await rulesOf(ledger, bench.workspace), { nameSearch: false })
    await forgetNames(ledger, bench.workspace.id)
    expect(await find('zw')).toEqual([])
    expect(await bench.customer.persons.indexNames()).toBe(0)
    await keepRules(ledger, bench.workspace, await rulesOf(ledger, bench.workspace), { nameSearch: true })
    expect(await bench.customer.persons.indexNames()).toBe(5)
    expect(await find('zw')).toEqual(['1', '2'])
  })

  it('by hashes that say nothing without the key', async () => {
    const rows = await bench.stores.ledger.db
      .selectFrom('identifiers')
      .select('search_tokens')
      .where('kind', '=', 'name')
      .execute()
    expect(rows.every((row) => (row.search_tokens ?? []).every((token) => /^-?\d+$/.test(token)))).toBe(true)
  })
})
