import { minimiseSmooth } from '../../numerics/minimise.ts'
import { isAdmissible } from './admissible.ts'
import { type EtsForm, figuresIn } from './form.ts'
import { parameterMap } from './parameter-map.ts'
import { createRecursion, type EtsPoint, type EtsRecursion } from './recursion.ts'
import { searchAsReference } from './reference-search.ts'
import { startOf } from './start.ts'

/** A form with the parameters and starting states of the largest likelihood. */
export interface EtsFit {
  readonly form: EtsForm
  readonly point: EtsPoint
  /** n ln Σ e² (+ 2 Σ ln ŷ): −2 log-likelihood without its constants. */
  readonly criterion: number
  readonly aicc: number
  readonly end: { readonly level: number; readonly slope: number; readonly seasonal: Float64Array }
  readonly fitted: Float64Array
  /** Standard deviation of the errors (relative ones where the error is multiplicative). */
  readonly sigma: number
  readonly converged: boolean
}

/**
 * `reference`: the search of R's forecast::ets, which published figures come from; `maximum`: gradients to the largest
 * likelihood, whatever the unit of the data.
 */
export type EtsSearch = 'reference' | 'maximum'

/** @returns null where the form cannot be fitted: too few values for its parameters, or no allowed start */
export function fitForm(
  form: EtsForm,
  values: Float64Array,
  season: number,
  search: EtsSearch,
): EtsFit | null {
  const n = values.length
  const figures = figuresIn(form, season)
  if (n - figures - 1 <= 0) return null
  const recursion = createRecursion(form, values, season)
  const found =
    search === 'reference'
      ? searchAsReference(form, recursion, startOf(form, values, season), season)
      : searchMaximum(form, recursion, values, season)
  if (found === null) return null
  const point = centred(form, found.point)
  const criterion = recursion.criterion(point)
  if (!Number.isFinite(criterion)) return null
  return {
    ...{ form, point, criterion, converged: found.converged },
    aicc: criterion + 2 * figures + (2 * figures * (figures + 1)) / (n - figures - 1),
    end: { ...recursion.end, seasonal: recursion.end.seasonal.slice() },
    fitted: recursion.fitted.slice(),
    sigma: errorDeviation(form, values, recursion.fitted, figures),
  }
}

function searchMaximum(form: EtsForm, recursion: EtsRecursion, values: Float64Array, season: number) {
  const map = parameterMap(form, values, season)
  const search = (onlyAdmissible: boolean) => {
    let best: { at: Float64Array; value: number; converged: boolean } | null = null
    for (const alpha of [0.1, 0.6]) {
      const start = map.start(alpha)
      const f = (x: Float64Array, g: Float64Array) =>
        onlyAdmissible && !isAdmissible(form, map.pointOf(x), season)
          ? Infinity
          : map.evaluate(recursion, x, g)
      if (!Number.isFinite(f(start, new Float64Array(start.length)))) continue
      const found = minimiseSmooth(f, start, {
        maxIterations: 200,
        valueTolerance: 1e-9,
        gradientTolerance: 1e-6,
      })
      if (best === null || found.value < best.value) best = found
    }
    return best && { point: map.pointOf(best.at), converged: best.converged }
  }
  const free = search(false)
  // Most maxima are admissible: only for the others does each step have to be asked.
  return free === null || isAdmissible(form, free.point, season) ? free : search(true)
}

function errorDeviation(form: EtsForm, values: Float64Array, fitted: Float64Array, figures: number): number {
  let sum = 0
  for (let t = 0; t < values.length; t++) {
    const expected = fitted[t] as number
    const error = (values[t] as number) - expected
    sum += (form.error === 'M' ? error / expected : error) ** 2
  }
  return Math.sqrt(sum / Math.max(1, values.length - figures + 1))
}

/** A season of mean 0 (or 1), its mean moved into the level (and slope): the same forecasts. */
function centred(form: EtsForm, point: EtsPoint): EtsPoint {
  if (form.season === 'N') return point
  const mean = point.seasonal.reduce((sum, s) => sum + s, 0) / point.seasonal.length
  if (form.season === 'A')
    return { ...point, level: point.level + mean, seasonal: point.seasonal.map((s) => s - mean) }
  const growing = form.trend === 'M' || form.trend === 'Md'
  return {
    ...point,
    level: point.level * mean,
    slope: growing ? point.slope : point.slope * mean,
    seasonal: point.seasonal.map((s) => s / mean),
  }
}
