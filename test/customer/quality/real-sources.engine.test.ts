import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mappingSchema } from '../../../src/customer/index.ts'
import { fieldMapOf } from '../../../src/customer/quality/field-map/field-map.ts'
import { lackingFor } from '../../../src/customer/quality/field-map/lacking.ts'
import { healthOf, oneHealthOf } from '../../../src/customer/quality/health.ts'
import { realFile } from '../real-data.ts'
import { type Bench, openBench } from '../support.ts'

/**
 * Five public data sets as sources of one workspace. Several number their customers from one, so the number is written
 * with the set it is of; two are read as the product guesses them.
 */
const own = (set: string, column: string) => ({ expression: `concat('${set}-', ${column})` })
const sets: { name: string; path: string; mapping: object }[] = [
  {
    name: 'completejourney products',
    path: 'completejourney/products.csv.gz',
    mapping: {
      kind: 'products',
      source: 'completejourney',
      currency: 'USD',
      fields: {
        product_id: own('cj', 'product_id'),
        category: { expression: 'path(department, product_category, product_type)' },
        brand: { column: 'brand' },
      },
    },
  },
  {
    name: 'completejourney demographics',
    path: 'completejourney/demographics.csv.gz',
    mapping: {
      kind: 'customers',
      source: 'completejourney',
      fields: { customer: own('cj', 'household_id') },
      attributes: {
        age: { column: 'age' },
        income: { column: 'income' },
        marital_status: { column: 'marital_status' },
      },
    },
  },
  {
    name: 'completejourney transactions',
    path: 'completejourney/transactions_sample.csv.gz',
    mapping: {
      kind: 'orders',
      source: 'completejourney',
      timeZone: 'America/New_York',
      currency: 'USD',
      fields: {
        order_id: own('cj', 'basket_id'),
        ts: { column: 'transaction_timestamp' },
        customer: own('cj', 'household_id'),
        product_id: own('cj', 'product_id'),
        quantity: { column: 'quantity' },
        amount: { column: 'sales_value' },
        discount: { column: 'retail_disc' },
        place_id: { column: 'store_id' },
      },
    },
  },
  {
    name: 'online retail',
    path: 'online_retail/online_retail.csv.gz',
    mapping: {},
  },
  {
    name: 'telco churn',
    path: 'telco_churn/telco_customer_churn.csv.gz',
    mapping: {
      kind: 'customers',
      source: 'telco',
      fields: { customer: { column: 'customerID' }, gender: { column: 'gender' } },
      attributes: {
        contract: { column: 'Contract' },
        total_charges: { column: 'TotalCharges' },
        churn: { column: 'Churn' },
      },
    },
  },
  {
    name: 'customer personality',
    path: 'customer_personality/marketing_campaign.csv.gz',
    mapping: {
      kind: 'customers',
      source: 'personality',
      fields: {
        customer: own('cp', 'ID'),
        birthday: { expression: "concat(Year_Birth, '-01-01')" },
        first_seen: { column: 'Dt_Customer' },
      },
      attributes: { income: { column: 'Income' }, education: { column: 'Education' } },
    },
  },
  {
    name: 'taobao behaviour',
    path: 'taobao_userbehavior/userbehavior_first4321.csv.gz',
    mapping: {},
  },
]

const present = sets.filter(({ path }) => realFile(path) !== null)

describe.skipIf(present.length < sets.length)('public data sets as sources of one workspace', () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await openBench({ currency: 'USD', timeZone: 'UTC' })
    for (const { name, path, mapping } of sets) {
      const file = realFile(path) ?? ''
      const guessed =
        'kind' in mapping ? null : (await bench.customer.imports.inspect(bench.workspace, file)).mapping
      await bench.customer.imports.run(bench.workspace, {
        path: file,
        fileName: name,
        mapping: guessed ?? mappingSchema.parse(mapping),
      })
    }
  }, 400_000)
  afterAll(() => bench?.close())

  it('have a field map, and what an objective lacks', async () => {
    const map = await fieldMapOf(bench.customer.deps, bench.workspace)
    expect(map.sources.map(({ name }) => name).sort()).toEqual(sets.map(({ name }) => name).sort())
    const customers = map.datasets.find(({ dataset }) => dataset === 'customers')
    expect(customers?.sources).toHaveLength(3)
    const needs = lackingFor(map, new Map(), 'return')
    expect(needs.items.find(({ field }) => field === 'cost')?.state).toBe('missing')
    expect(needs.items.find(({ field }) => field === 'amount')?.state).toBe('met')
  })

  it('have health: the flaws their authors describe are found', async () => {
    const health = await healthOf(bench.customer.deps, bench.workspace)
    const one = async (name: string) =>
      oneHealthOf(
        bench.customer.deps,
        bench.workspace,
        health.sources.find((source) => source.name === name)?.id ?? '',
      )
    const telco = await one('telco churn')
    // A single space for 11 customers with tenure 0.
    const charges = telco.fields.find(({ field }) => field === 'attributes.total_charges')
    expect(charges?.completeness).toBeCloseTo((7_043 - 11) / 7_043, 12)
    const transactions = await one('completejourney transactions')
    const faults = Object.fromEntries(transactions.checks.map(({ check, faults: n }) => [check, n]))
    // 222 lines whose product is not in products; two households in three are in no demographics.
    expect(faults.unknown_product).toBe(222)
    expect((faults.unknown_customer ?? 0) / 75_000).toBeGreaterThan(0.3)
    expect(transactions.source.runs.at(-1)?.rows).toBe(75_000)
    const retail = await one('online retail')
    // 135,080 of 541,909 lines name no customer; 5,268 repeat another, and 2 prices below zero are refused.
    expect(retail.source.runs.at(-1)?.rows).toBe(541_909)
    const customer = retail.fields.find(({ field }) => field === 'customer')
    expect(customer?.completeness).toBeCloseTo(1 - 135_080 / 541_909, 4)
    expect(retail.source.now?.uniqueness).toBeCloseTo(1 - 5_268 / 541_909, 4)
    const taobao = await one('taobao behaviour')
    expect(taobao.source.runs.at(-1)?.rows).toBe(4_321)
    for (const { name, now, meaning } of health.sources) {
      expect(now, name).not.toBeNull()
      expect(meaning.length, name).toBeGreaterThan(0)
    }
    if (process.env.LIANGTI_FIGURES)
      console.table(health.sources.map(({ name, now, runs }) => ({ name, rows: runs.at(-1)?.rows, ...now })))
  })
})
