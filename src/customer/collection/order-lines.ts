import { currencyDigits, isCurrency } from '../../kit/money.ts'
import { cleanText } from './clean.ts'
import { limits } from './limits.ts'
import { EventRefused } from './refusal.ts'

/** A line of an order that an event carried, in minor units; returns are negative. */
export interface EventLine {
  /** What makes the line this line, within its source: the same key is stored once. */
  key: string
  orderId: string
  kind: 'sale' | 'return' | 'charge'
  productId: string
  productName: string
  category: string
  brand: string
  quantity: number
  currency: string
  amountMinor: number
  discountMinor: number
  coupon: string
}

type Fields = Readonly<Record<string, unknown>>

interface Item {
  fields: Fields
  quantity: number
  /** Null where the product names no price. */
  amountMinor: number | null
}

/**
 * Order lines of `Order Completed` and `Order Refunded` of the e-commerce specification; none of any other event.
 * A line is price × quantity less its share of the order's discount; products without a price share what the revenue
 * leaves over. A completed order is the same order however often it is sent; a refund is another with each messageId.
 * @throws EventRefused
 */
export function orderLines(
  event: string,
  properties: Fields,
  messageId: string,
  homeCurrency: string,
): readonly EventLine[] {
  if (event !== 'Order Completed' && event !== 'Order Refunded') return none
  const refund = event === 'Order Refunded'
  const orderId = textOf(properties, 'order_id', 'properties.order_id')
  if (orderId === '') throw new EventRefused('required', 'properties.order_id')
  const currency = currencyOf(properties.currency, homeCurrency)
  const scale = 10 ** currencyDigits(currency)
  const items = itemsOf(properties.products, scale)
  const total = minorOf(
    properties.revenue ?? properties.total ?? properties.value,
    scale,
    'properties.revenue',
  )
  const discount = refund ? 0 : Math.abs(minorOf(properties.discount, scale, 'properties.discount') ?? 0)
  if (items.length === 0 || items.every((item) => item.amountMinor === null)) {
    if (total === null) throw new EventRefused('required', 'properties.revenue')
    if (items.length === 0) items.push({ fields: {}, quantity: 1, amountMinor: total })
  }
  const amounts = amountsOf(items, total, discount)
  const sign = refund ? -1 : 1
  const base = refund ? `refund|${orderId}|${messageId}` : `order|${orderId}`
  const coupon = textOf(properties, 'coupon', 'properties.coupon')
  const lines = items.map((item, i): EventLine => {
    const productId = productIdOf(item.fields, i)
    const amount = amounts[i] ?? { amount: 0, discount: 0 }
    return {
      key: `${base}|${i}|${productId}`,
      orderId,
      kind: refund ? 'return' : 'sale',
      productId,
      productName: textOf(item.fields, 'name', `properties.products[${i}].name`),
      category: textOf(item.fields, 'category', `properties.products[${i}].category`),
      brand: textOf(item.fields, 'brand', `properties.products[${i}].brand`),
      quantity: sign * item.quantity,
      currency,
      amountMinor: sign * amount.amount,
      discountMinor: amount.discount,
      coupon: textOf(item.fields, 'coupon', `properties.products[${i}].coupon`) || coupon,
    }
  })
  const shipping = Math.abs(minorOf(properties.shipping, scale, 'properties.shipping') ?? 0)
  if (!refund && shipping > 0) lines.push(charge(`${base}|shipping`, orderId, currency, shipping))
  return lines
}

const none: readonly EventLine[] = []

function itemsOf(value: unknown, scale: number): Item[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new EventRefused('wrong_type', 'properties.products')
  return value.map((one: unknown, i): Item => {
    const field = `properties.products[${i}]`
    if (typeof one !== 'object' || one === null) throw new EventRefused('wrong_type', field)
    const fields = one as Fields
    const quantity = numberOf(fields.quantity, `${field}.quantity`) ?? 1
    const price = minorOf(fields.price, scale, `${field}.price`)
    const amountMinor = price === null ? null : Math.round(Math.abs(price * quantity))
    return { fields, quantity: Math.abs(quantity), amountMinor }
  })
}

/** Amount after discount of each item; what rounding leaves over falls to the last, so that the sum is exact. */
function amountsOf(
  items: readonly Item[],
  total: number | null,
  discount: number,
): { amount: number; discount: number }[] {
  const priced = items.reduce((sum, item) => sum + (item.amountMinor ?? 0), 0)
  const left = Math.max(0, Math.abs(total ?? 0) - priced)
  const open = items.filter((item) => item.amountMinor === null)
  const shares = apportion(
    left,
    open.map((item) => item.quantity),
  )
  const gross = items.map((item) => item.amountMinor ?? shares.shift() ?? 0)
  const most = Math.min(
    discount,
    gross.reduce((sum, amount) => sum + amount, 0),
  )
  const off = apportion(most, gross)
  return gross.map((amount, i) => ({ amount: amount - (off[i] ?? 0), discount: off[i] ?? 0 }))
}

/** @returns whole parts of `whole` in the ratio of the weights */
function apportion(whole: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  let given = 0
  let passed = 0
  return weights.map((weight, i) => {
    passed += weight
    const upTo = i === weights.length - 1 ? whole : Math.round(sum === 0 ? 0 : (whole * passed) / sum)
    const part = upTo - given
    given = upTo
    return part
  })
}

function charge(key: string, orderId: string, currency: string, amountMinor: number): EventLine {
  const blank = { productId: '', productName: '', category: '', brand: '', coupon: '' }
  return { key, orderId, kind: 'charge', ...blank, quantity: 1, currency, amountMinor, discountMinor: 0 }
}

function productIdOf(fields: Fields, i: number): string {
  for (const name of ['product_id', 'productId', 'sku']) {
    const id = textOf(fields, name, `properties.products[${i}].${name}`)
    if (id !== '') return id
  }
  return ''
}

function textOf(fields: Fields, name: string, field: string): string {
  const value = fields[name]
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string' && typeof value !== 'number') throw new EventRefused('wrong_type', field)
  const text = String(value).trim()
  if (text.length > limits.nameCharacters) throw new EventRefused('too_long', field)
  return cleanText(text)
}

function currencyOf(value: unknown, home: string): string {
  if (value === undefined || value === null || value === '') return home
  const code = typeof value === 'string' ? value.trim().toUpperCase() : ''
  if (!isCurrency(code)) throw new EventRefused('bad_currency', 'properties.currency')
  return code
}

function numberOf(value: unknown, field: string): number | null {
  if (value === undefined || value === null || value === '') return null
  const number = typeof value === 'string' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new EventRefused('bad_amount', field)
  return number
}

function minorOf(value: unknown, scale: number, field: string): number | null {
  const number = numberOf(value, field)
  if (number === null) return null
  const minor = Math.round(number * scale)
  if (!Number.isSafeInteger(minor)) throw new EventRefused('bad_amount', field)
  return minor
}
