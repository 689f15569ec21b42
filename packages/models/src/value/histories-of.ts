import { assertPositive, InvalidInputError } from '../errors.ts'
import type { PurchaseHistories } from './purchase-history.ts'

/** A purchase each: whose, when, for how much. */
export interface Purchases {
  /** Codes 0 … customers − 1. */
  readonly customer: Uint32Array
  /** Any one unit, such as days since an epoch. */
  readonly time: Float64Array
  readonly amount?: Float64Array
}

export interface HistoryOptions {
  customers: number
  /** Purchases after it are left to the holdout; unit of time. */
  calibrationEnd: number
  /** End of the holdout, > calibrationEnd; without it nothing is held out. */
  holdoutEnd?: number
  /** What counts as one purchase: all within the same period of this length; unit of time, default 1. */
  period?: number
  /** How many units of time make one unit of the histories: 7 for weeks over days; default 1. */
  unit?: number
}

export interface CustomerHistories extends PurchaseHistories {
  /** Which customer each entry is; customers without a purchase up to the calibration end are left out. */
  readonly customer: Uint32Array
  /** Mean amount of the repeat purchases; NaN where there is none. */
  readonly meanValue: Float64Array
  /** Purchases of each entry in the holdout; empty where nothing is held out. */
  readonly actual: Float64Array
}

/**
 * Purchase histories from transactions: those within one period are one purchase, the first purchase starts the
 * history, repeat purchases are counted up to the calibration end.
 * @throws InvalidInputError for unequal lengths, a code or time out of range, or ends in the wrong order
 * Source: the convention of Fader & Hardie's CDNOW summaries (weeks counted to the day).
 */
export function historiesOf(purchases: Purchases, options: HistoryOptions): CustomerHistories {
  const { period = 1, unit = 1, calibrationEnd, holdoutEnd } = options
  assertPositive('period', period)
  assertPositive('unit', unit)
  if (holdoutEnd !== undefined && !(holdoutEnd > calibrationEnd))
    throw new InvalidInputError('holdoutEnd', `must be after the calibration end ${calibrationEnd}.`)
  const order = inOrder(purchases, options.customers)
  const n = options.customers
  const state = {
    first: new Float64Array(n).fill(Number.NaN),
    last: new Float64Array(n).fill(Number.NaN),
    repeats: new Float64Array(n),
    actual: new Float64Array(n),
    value: new Float64Array(n),
  }
  let [owner, slot] = [-1, Number.NaN]
  for (const i of order) {
    const c = purchases.customer[i] as number
    const at = Math.floor((purchases.time[i] as number) / period)
    const held = at * period > calibrationEnd
    if (held && (holdoutEnd === undefined || at * period > holdoutEnd)) continue
    if (!held && Number.isNaN(state.first[c] as number)) {
      state.first[c] = at * period
      state.last[c] = at * period
    } else if (c !== owner || at !== slot) {
      if (held) state.actual[c] = (state.actual[c] as number) + 1
      else {
        state.repeats[c] = (state.repeats[c] as number) + 1
        state.last[c] = at * period
      }
    }
    const repeat = !held && at * period > (state.first[c] as number)
    if (repeat && purchases.amount)
      state.value[c] = (state.value[c] as number) + (purchases.amount[i] as number)
    owner = c
    slot = at
  }
  const known = Uint32Array.from(
    [...state.first.keys()].filter((c) => !Number.isNaN(state.first[c] as number)),
  )
  const of = (take: (c: number) => number) => Float64Array.from(known, take)
  return {
    customer: known,
    frequency: of((c) => state.repeats[c] as number),
    recency: of((c) => ((state.last[c] as number) - (state.first[c] as number)) / unit),
    age: of((c) => (calibrationEnd - (state.first[c] as number)) / unit),
    meanValue: of((c) =>
      (state.repeats[c] as number) > 0
        ? (state.value[c] as number) / (state.repeats[c] as number)
        : Number.NaN,
    ),
    actual: holdoutEnd === undefined ? new Float64Array(0) : of((c) => state.actual[c] as number),
  }
}

/** Positions by customer, then by time. */
function inOrder({ customer, time, amount }: Purchases, customers: number): Uint32Array {
  const n = customer.length
  if (time.length !== n || (amount && amount.length !== n))
    throw new InvalidInputError(
      'purchases',
      `must have a customer, a time (and an amount) each; there are ${n} customers.`,
    )
  const order = new Uint32Array(n)
  for (let i = 0; i < n; i++) {
    if ((customer[i] as number) >= customers)
      throw new InvalidInputError(
        `customer[${i}]`,
        `is ${customer[i]}, but there are ${customers} customers.`,
      )
    if (!Number.isFinite(time[i]))
      throw new InvalidInputError(`time[${i}]`, `must be a finite number, not ${time[i]}.`)
    order[i] = i
  }
  return order.sort(
    (i, j) =>
      (customer[i] as number) - (customer[j] as number) || (time[i] as number) - (time[j] as number) || i - j,
  )
}
