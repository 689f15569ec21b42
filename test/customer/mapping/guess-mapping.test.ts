import { describe, expect, it } from 'vitest'
import { guessMapping } from '../../../src/customer/mapping/guess/guess-mapping.ts'
import { openTable } from '../../../src/customer/reading/open-table.ts'
import { fileOnDisk } from '../../../src/customer/reading/source.ts'
import { realFile } from '../real-data.ts'

async function guessFile(path: string) {
  const table = await openTable(fileOnDisk(path))
  const rows: string[][] = []
  for await (const batch of table.batches) {
    rows.push(...batch.rows)
    if (rows.length >= 2_000) break
  }
  return guessMapping(table.header, rows.slice(0, 2_000))
}

const columnsOf = (guess: ReturnType<typeof guessMapping>) =>
  Object.fromEntries(
    Object.entries(guess.mapping.fields).map(([field, source]) => [
      field,
      source.column ?? source.expression,
    ]),
  )

describe('the guess on public files', () => {
  const onlineRetail = realFile('online_retail/online_retail.csv.gz')
  it.skipIf(onlineRetail === null)(
    'reads online_retail with its cancellations, fees and amounts',
    async () => {
      const guess = await guessFile(onlineRetail ?? '')
      expect(guess.kind).toBe('orders')
      expect(guess.confidence).toBeGreaterThan(0.7)
      expect(columnsOf(guess)).toMatchObject({
        order_id: 'InvoiceNo',
        product_id: 'StockCode',
        product_name: 'Description',
        quantity: 'Quantity',
        ts: 'InvoiceDate',
        unit_price: 'UnitPrice',
        customer: 'CustomerID',
        country: 'Country',
        amount: 'Quantity * UnitPrice',
      })
      expect(guess.mapping.fields.kind?.expression).toContain("startsWith(InvoiceNo, 'C')")
      for (const code of ['POST', 'D', 'M', 'BANK CHARGES', 'AMAZONFEE', 'DOT', 'CRUK', 'PADS', 'S', 'B'])
        expect(guess.mapping.fields.kind?.expression).toContain(`'${code}'`)
    },
  )

  const cdnow = realFile('cdnow/cdnow_master.csv.gz')
  it.skipIf(cdnow === null)('reads cdnow, which numbers no orders', async () => {
    const guess = await guessFile(cdnow ?? '')
    expect(guess.kind).toBe('orders')
    expect(columnsOf(guess)).toEqual({
      customer: 'customer_id',
      ts: 'date',
      quantity: 'cds',
      amount: 'dollar_value',
    })
    expect(guess.mapping.currency).toBe('USD')
  })

  const transactions = realFile('completejourney/transactions_sample.csv.gz')
  it.skipIf(transactions === null)('reads the transactions of completejourney', async () => {
    const guess = await guessFile(transactions ?? '')
    expect(guess.kind).toBe('orders')
    expect(columnsOf(guess)).toMatchObject({
      customer: 'household_id',
      order_id: 'basket_id',
      product_id: 'product_id',
      quantity: 'quantity',
      amount: 'sales_value',
      ts: 'transaction_timestamp',
      place_id: 'store_id',
      discount: 'coalesce(retail_disc, 0) + coalesce(coupon_disc, 0) + coalesce(coupon_match_disc, 0)',
    })
  })

  const products = realFile('completejourney/products.csv.gz')
  it.skipIf(products === null)('reads the products of completejourney', async () => {
    const guess = await guessFile(products ?? '')
    expect(guess.kind).toBe('products')
    expect(columnsOf(guess)).toMatchObject({
      product_id: 'product_id',
      brand: 'brand',
      category: 'path(department, product_category, product_type)',
    })
    expect(Object.keys(guess.mapping.attributes)).toContain('package_size')
  })

  const demographics = realFile('completejourney/demographics.csv.gz')
  it.skipIf(demographics === null)('reads the households of completejourney', async () => {
    const guess = await guessFile(demographics ?? '')
    expect(guess.kind).toBe('customers')
    expect(columnsOf(guess)).toEqual({ customer: 'household_id' })
    expect(Object.keys(guess.mapping.attributes)).toEqual([
      'age',
      'income',
      'home_ownership',
      'marital_status',
      'household_size',
      'household_comp',
      'kids_count',
    ])
  })
})

describe('the guess on Chinese headers', () => {
  it('knows an order file', () => {
    const guess = guessMapping(
      ['订单编号', '客户编号', '手机号', '商品编码', '数量', '单价', '金额', '下单时间', '渠道'],
      [
        ['D001', 'C1', '13800138000', 'A-1', '2', '9.90', '19.80', '2024/1/5 10:03', '天猫'],
        ['D002', 'C2', '13900139000', 'A-2', '1', '5.00', '5.00', '2024/1/6 11:00', '门店'],
      ],
    )
    expect(guess.kind).toBe('orders')
    expect(columnsOf(guess)).toEqual({
      order_id: '订单编号',
      customer: '客户编号',
      phone: '手机号',
      product_id: '商品编码',
      quantity: '数量',
      unit_price: '单价',
      amount: '金额',
      ts: '下单时间',
      channel: '渠道',
    })
  })

  it('knows a member list and keeps people out of the attributes', () => {
    const guess = guessMapping(
      ['会员号', '姓名', '手机', '性别', '生日', '会员等级', '城市', '兴趣', '备注'],
      [
        ['1001', '张三', '13800138000', '男', '1990-05-01', '金卡', '上海', '跑步', '老客户'],
        ['1002', '李四', '13900139000', '女', '1985-11-30', '银卡', '北京', '阅读', ''],
      ],
    )
    expect(guess.kind).toBe('customers')
    expect(Object.keys(guess.mapping.fields).sort()).toEqual([
      'birthday',
      'city',
      'customer',
      'gender',
      'name',
      'phone',
      'tier',
    ])
    expect(Object.values(guess.mapping.attributes)).toEqual([{ column: '兴趣' }])
  })

  it('finds consents, refusals the other way round, and what belongs to them', () => {
    const guess = guessMapping(
      [
        '会员号',
        '手机',
        '邮件订阅',
        '短信退订',
        '邮件订阅时间',
        '同意来源',
        '同意版本',
        '个性化推荐同意',
        '电话退订时间',
      ],
      [
        ['1001', '13800138000', '已订阅', '是', '2026-01-02', '官网', '3', '同意', ''],
        ['1002', '13900139000', '退订', '否', '2026-01-03', '门店', '3', '拒绝', '2026-02-01'],
      ],
    )
    const details = { proof: { column: '同意来源' }, text: { column: '同意版本' } }
    expect(guess.mapping.consents).toEqual([
      {
        purpose: 'marketing',
        channel: 'email',
        answer: { column: '邮件订阅' },
        at: { column: '邮件订阅时间' },
        ...details,
      },
      {
        purpose: 'marketing',
        channel: 'sms',
        answer: { column: '短信退订', values: { 是: 'no', 否: '' } },
        ...details,
      },
      { purpose: 'profiling', channel: '*', answer: { column: '个性化推荐同意' }, ...details },
      { purpose: 'marketing', channel: 'phone', answer: { constant: 'no' }, at: { column: '电话退订时间' } },
    ])
    expect(guess.mapping.attributes).toEqual({})
  })

  it('takes a tariff for no consent', () => {
    const guess = guessMapping(
      ['customer_id', 'subscription_type', 'subscription_status', 'email_opt_in', 'newsletter'],
      [
        ['1', 'Basic', 'active', 'Y', 'weekly'],
        ['2', 'Premium', 'ended', 'N', 'daily'],
      ],
    )
    expect(guess.mapping.consents).toEqual([
      { purpose: 'marketing', channel: 'email', answer: { column: 'email_opt_in' } },
    ])
    expect(Object.keys(guess.mapping.attributes)).toEqual([
      'subscription_type',
      'subscription_status',
      'newsletter',
    ])
  })

  it('tells day-first from month-first dates by the values', () => {
    const row = (date: string) => ['1', 'c', date, '5']
    const dayFirst = guessMapping(
      ['order_id', 'customer_id', 'date', 'amount'],
      [row('01/02/2024'), row('25/02/2024')],
    )
    const monthFirst = guessMapping(
      ['order_id', 'customer_id', 'date', 'amount'],
      [row('01/02/2024'), row('02/25/2024')],
    )
    expect(dayFirst.mapping.fields.ts?.format).toBe('d/M/yyyy')
    expect(monthFirst.mapping.fields.ts?.format).toBe('M/d/yyyy')
  })
})
