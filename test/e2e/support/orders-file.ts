import { type Random, seededRandom } from '../../../src/kit/random.ts'
import type { Language } from './texts.ts'

export interface OrderRow {
  order: string
  at: Date
  customer: string
  name: string
  email: string
  product: string
  category: string
  quantity: number
  amountMinor: number
  costMinor: number
}

export interface OrdersFile {
  name: string
  csv: string
  /** Lines below the header. */
  lines: number
  /** Lines that name an impossible date. */
  rejected: number
  /** Lines that stand twice. */
  repeated: number
  rows: OrderRow[]
}

const heads: Record<Language, readonly string[]> = {
  'zh-CN': ['订单号', '下单时间', '客户编号', '客户姓名', '邮箱', '商品', '品类', '数量', '金额', '成本'],
  en: [
    'Order number',
    'Order date',
    'Customer number',
    'Customer name',
    'E-mail',
    'Product',
    'Category',
    'Quantity',
    'Amount',
    'Cost',
  ],
}
const goods: Record<Language, readonly [string, string, number][]> = {
  'zh-CN': [
    ['明前龙井', '茶叶', 16_800],
    ['白瓷盖碗', '茶具', 12_900],
    ['桂花乌龙', '茶叶', 8_800],
    ['竹茶盘', '茶具', 23_900],
    ['核桃酥', '茶点', 4_500],
  ],
  en: [
    ['Green tea', 'Tea', 16_800],
    ['White cup', 'Ware', 12_900],
    ['Oolong', 'Tea', 8_800],
    ['Bamboo tray', 'Ware', 23_900],
    ['Walnut cake', 'Sweets', 4_500],
  ],
}
const dayMs = 86_400_000

/**
 * Two years of a small shop up to yesterday: few customers buy often and much, many once; some went quiet. One line
 * names a day no calendar has and one stands twice, so that the summary has something to add up.
 */
export function twoYearsOfOrders(options: {
  seed: number
  now: Date
  customers: number
  language: Language
}): OrdersFile {
  const random = seededRandom(options.seed)
  const rows: OrderRow[] = []
  for (let index = 0; index < options.customers; index++) {
    for (const daysAgo of purchaseDays(random)) {
      const at = new Date(options.now.getTime() - daysAgo * dayMs)
      rows.push(orderRow(random, options.language, index, rows.length, at))
    }
  }
  rows.sort((a, b) => a.at.getTime() - b.at.getTime())
  const lines = rows.map(lineOf)
  const impossible = lines[2]?.replace(/\d{4}-\d{2}-\d{2}/, '2025-02-30') ?? ''
  lines.splice(3, 0, impossible.replace(/^[^,]+/, 'X-1'))
  lines.push(lines[0] ?? '')
  return file('orders.csv', options.language, lines, { rejected: 1, repeated: 1, rows })
}

/** What the customers of an earlier file bought at one moment: each of `buyers` one order. */
export function ordersSince(options: {
  seed: number
  at: Date
  buyers: readonly OrderRow[]
  language: Language
}): OrdersFile {
  const random = seededRandom(options.seed)
  const rows = options.buyers.map((buyer, index) => ({
    ...orderRow(random, options.language, 0, 900_000 + index, options.at),
    customer: buyer.customer,
    name: buyer.name,
    email: buyer.email,
  }))
  return file('orders-since.csv', options.language, rows.map(lineOf), { rejected: 0, repeated: 0, rows })
}

function file(
  name: string,
  language: Language,
  lines: readonly string[],
  known: Pick<OrdersFile, 'rejected' | 'repeated' | 'rows'>,
): OrdersFile {
  return { name, csv: `${[heads[language].join(','), ...lines].join('\n')}\n`, lines: lines.length, ...known }
}

/** Days before now, newest last. */
function purchaseDays(random: Random): number[] {
  const kind = random.next()
  if (kind < 0.35) return [1 + random.below(700)]
  if (kind < 0.5) return [1 + random.below(40)]
  const quietSince = kind < 0.7 ? 150 + random.below(200) : 2 + random.below(40)
  const gap = kind < 0.85 ? 70 : 28
  const days: number[] = []
  for (let day = quietSince; day < 720; day += Math.ceil(gap * (0.5 + random.next()))) days.push(day)
  return days.reverse()
}

function orderRow(random: Random, language: Language, customer: number, order: number, at: Date): OrderRow {
  const list = goods[language]
  const [product, category, price] = list[random.below(list.length)] ?? ['', '', 0]
  const quantity = 1 + random.below(customer % 7 === 0 ? 5 : 2)
  const amountMinor = price * quantity
  const number = String(customer + 1).padStart(4, '0')
  return {
    order: `A-${100_000 + order}`,
    at,
    customer: `C${number}`,
    name: guestName(customer, language),
    email: `c${number}@mail.example`,
    product,
    category,
    quantity,
    amountMinor,
    costMinor: Math.round(amountMinor * (0.45 + 0.2 * random.next())),
  }
}

/** Unlike each other, and like nobody: a name with figures in it would not be greeted by. */
function guestName(customer: number, language: Language): string {
  const signs = [...(language === 'en' ? 'ABCDEFGHIJ' : '甲乙丙丁戊己庚辛壬癸')]
  const name = [...String(customer)].map((digit) => signs[Number(digit)]).join('')
  return language === 'en' ? `Guest ${name}` : `茶客${name}`
}

function lineOf(row: OrderRow): string {
  const money = (minor: number) => (minor / 100).toFixed(2)
  return [
    row.order,
    shanghai(row.at),
    row.customer,
    row.name,
    row.email,
    row.product,
    row.category,
    row.quantity,
    money(row.amountMinor),
    money(row.costMinor),
  ].join(',')
}

/** As a shop's export writes it: local time of the workspace, no zone. */
function shanghai(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}
