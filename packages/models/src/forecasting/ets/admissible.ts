import type { EtsForm } from './form.ts'
import type { EtsPoint } from './recursion.ts'

/**
 * Does the form forget its start? All roots of its characteristic equation lie in the unit circle, so that forecasts hang
 * on values long past less and less. Without a season the usual bounds of the parameters see to that; with one they do
 * not: high β and γ together can make the errors of each season grow.
 * @param point parameters within the usual bounds
 * @param season steps of a season
 * Source: Hyndman, Koehler, Ord & Snyder (2008), chapter 10; R's forecast::ets holds all forms to it
 *   (`bounds = "both"`), multiplicative ones too.
 */
export function isAdmissible(form: EtsForm, point: EtsPoint, season: number): boolean {
  if (form.season === 'N') return true
  const { alpha, gamma, phi } = point
  if (form.trend === 'N')
    // (λ − 1) is left out: with β = 0 it only says that the level and the season's mean are one figure too many.
    return isStable([1, ...new Array<number>(season - 1).fill(alpha), alpha + gamma - 1])
  const beta = alpha * point.betaShare
  const middle = alpha + beta - alpha * phi
  return isStable([
    1,
    alpha + beta - phi,
    ...new Array<number>(season - 2).fill(middle),
    middle + gamma - 1,
    phi * (1 - alpha - gamma),
  ])
}

/**
 * Do all roots lie inside the unit circle?
 * @param polynomial coefficients, the highest power's first, which is 1
 * Source: the recursion of Schur and Cohn (as Jury 1964).
 */
export function isStable(polynomial: readonly number[]): boolean {
  let a = [...polynomial]
  while (a.length > 1) {
    const degree = a.length - 1
    const k = a[degree] as number
    if (!(Math.abs(k) < 1)) return false
    const next: number[] = []
    for (let i = 0; i < degree; i++)
      next.push(((a[i] as number) - k * (a[degree - i] as number)) / (1 - k * k))
    a = next
  }
  return true
}
