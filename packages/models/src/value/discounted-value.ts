import { assertFinite, assertPositive, InvalidInputError } from '../errors.ts'
import type { PurchaseForecast } from './purchase-forecast.ts'

export interface DiscountedValueOptions {
  /** Length of the horizon, in the unit of age; a last step may be shorter. */
  horizon: number
  /** Length of a step at whose end its value is discounted, in the unit of age; default 1. */
  step?: number
  /** Discount of one step, ≥ 0: .001 is .1 % a step. */
  rate: number
  /** Value of a purchase (revenue, or margin), any unit. */
  valuePerPurchase: number
}

/**
 * Discounted value of a customer's coming purchases (customer lifetime value within a horizon): the expected purchases
 * of each step times their value, discounted to today.
 * @param forecast of any of the purchase models; history as there
 * @throws InvalidInputError for a horizon, step or rate out of range, or an impossible history
 * Source: Fader, Hardie & Lee (2005), RFM and CLV, with the sum over steps instead of an infinite horizon.
 * @example
 * import { bgNbdForecast, discountedValue } from '@liangti/models'
 * const cdnow = bgNbdForecast('bg', { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 })
 * discountedValue(cdnow, 2, 30.43, 38.86, { horizon: 52, rate: 0.002, valuePerPurchase: 35 }) // → 51.96
 */
export function discountedValue(
  forecast: PurchaseForecast,
  frequency: number,
  recency: number,
  age: number,
  { horizon, step = 1, rate, valuePerPurchase }: DiscountedValueOptions,
): number {
  assertPositive('horizon', horizon)
  assertPositive('step', step)
  assertFinite('valuePerPurchase', valuePerPurchase)
  if (!(rate >= 0 && Number.isFinite(rate)))
    throw new InvalidInputError('rate', `must be a finite number of at least 0, not ${rate}.`)
  let [value, before] = [0, 0]
  const steps = Math.ceil(horizon / step - 1e-9)
  for (let i = 1; i <= steps; i++) {
    const t = Math.min(i * step, horizon)
    const upTo = forecast.conditional(t, frequency, recency, age)
    value += (upTo - before) / (1 + rate) ** (t / step)
    before = upTo
  }
  return value * valuePerPurchase
}
