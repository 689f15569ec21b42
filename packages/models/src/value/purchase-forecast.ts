import { InvalidInputError } from '../errors.ts'
import {
  assertHistory,
  type CollapsedHistories,
  collapseHistories,
  type PurchaseHistories,
} from './purchase-history.ts'

/** Expected purchases of known customers in the coming period, and what a new customer is expected to do. */
export interface PurchaseForecast {
  /** Purchases in the period of length t after the cut-off, given one history. */
  conditional(t: number, frequency: number, recency: number, age: number): number
  /** Repeat purchases of a customer in the t after the first purchase. */
  unconditional(t: number): number
  /** Sum of `conditional` over all customers. */
  total(t: number, histories: PurchaseHistories): number
}

/** The two formulas a model brings; its checks are made before they are called. */
interface ForecastFormulas {
  conditional(t: number, frequency: number, recency: number, age: number): number
  unconditional(t: number): number
  /** What a model asks of histories beyond what every model does. @throws InvalidInputError */
  assertHistories?(histories: CollapsedHistories): void
}

/** A model's formulas behind checked arguments, and their sum over many customers: each distinct history once. */
export function purchaseForecast(formulas: ForecastFormulas): PurchaseForecast {
  const { conditional, unconditional, assertHistories } = formulas
  return {
    conditional(t, frequency, recency, age) {
      assertPeriod(t)
      assertHistory(frequency, recency, age)
      return conditional(t, frequency, recency, age)
    },
    unconditional(t) {
      assertPeriod(t)
      return unconditional(t)
    },
    total(t, histories) {
      assertPeriod(t)
      const collapsed = collapseHistories(histories)
      assertHistories?.(collapsed)
      const { frequency, recency, age, count } = collapsed
      let sum = 0
      for (let i = 0; i < count.length; i++)
        sum +=
          (count[i] as number) *
          conditional(t, frequency[i] as number, recency[i] as number, age[i] as number)
      return sum
    },
  }
}

export function assertPeriod(t: number): void {
  if (!(t >= 0 && Number.isFinite(t)))
    throw new InvalidInputError('t', `must be a finite number of at least 0, not ${t}.`)
}
