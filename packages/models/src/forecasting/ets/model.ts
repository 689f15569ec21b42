import { assertCount, InvalidInputError } from '../../errors.ts'
import { assertSeries } from '../series.ts'
import { type EtsFit, type EtsSearch, fitForm } from './fit.ts'
import { type EtsForm, eligibleForms, formName, formOf, hasTrend, isDamped } from './form.ts'
import type { EtsPoint } from './recursion.ts'

export interface EtsOptions {
  /** Steps of a season; 1 (default) for none. */
  readonly season?: number
  /** `M,Ad,M` and the like; without it the form of the least AICc is chosen. */
  readonly form?: string
  /** Consider multiplicative trends too; default false. */
  readonly multiplicativeTrend?: boolean
  /**
   * `reference` (default) searches as R's forecast::ets does and gives its figures; its simplex often stops short of the
   * maximum. `maximum` goes there by gradients, does not hang on the unit of the data, and is faster on long series.
   */
  readonly search?: EtsSearch
}

export interface EtsModel {
  /** `M,Ad,M` and the like: error, trend, season. */
  readonly form: string
  readonly parameters: {
    readonly alpha: number
    readonly beta: number | null
    readonly gamma: number | null
    readonly phi: number | null
  }
  /** Before the first value; the slope is a factor where the trend is multiplicative; the season has mean 0 or 1. */
  readonly start: { readonly level: number; readonly slope: number | null; readonly seasonal: Float64Array }
  /** After the last value; `seasonal[0]` is that of the next step. */
  readonly end: { readonly level: number; readonly slope: number | null; readonly seasonal: Float64Array }
  readonly aicc: number
  /** Standard deviation of the one-step errors; relative to the forecast where the error is multiplicative. */
  readonly sigma: number
  readonly fitted: Float64Array
  /** What it was fitted to. */
  readonly values: Float64Array
  /** AICc of the forms fitted, the least first; those that could not have won may be left out. */
  readonly considered: readonly { readonly form: string; readonly aicc: number }[]
  readonly converged: boolean
}

/**
 * Exponential smoothing in state-space form, its form chosen by AICc: smoothing parameters and starting states of the
 * largest likelihood, for each of the forms that are stable for the data (multiplicative ones only where all values are
 * above 0; a season only with two of them and more), within the usual and the admissible bounds of the parameters. A
 * constant series is simple smoothing without error.
 * @param values in order of time, at least 1; with fewer than 6 only a constant level is told
 * @throws InvalidInputError for values that are not finite, an unknown form, or one the values do not allow
 * Source: Hyndman, Koehler, Snyder & Grose (2002), "A state space framework for automatic forecasting"; parameter bounds
 *   and AICc as R's forecast::ets.
 * @example
 * import { etsForecast, fitEts, seededRandom } from '@liangti/models'
 * const values = Array.from({ length: 36 }, (_, t) => 100 + 2 * t + 10 * (t % 4) + (t % 3))
 * const model = fitEts(values, { season: 4 })
 * const next = etsForecast(model, 4, { random: seededRandom(1) })
 * next.mean.length // → 4
 * next.lower[0] < next.mean[0] // → true
 */
export function fitEts(values: ArrayLike<number>, options: EtsOptions = {}): EtsModel {
  const { season = 1 } = options
  assertCount('season', season, 1)
  assertSeries(values, 1)
  const search = options.search ?? 'reference'
  // Nothing may over- or underflow; values of usual size stay as they are, since the reference's search feels their unit.
  const largest = sizeOf(values)
  const size = search === 'reference' && largest > 1e-3 && largest < 1e12 ? 1 : largest
  const y = Float64Array.from(values, (v) => v / size)
  if (y.every((v) => v === y[0])) return constantModel(values)
  const fits = fitAll(formsFor(y, season, options), y, season, search).sort((a, b) => a.aicc - b.aicc)
  const [best] = fits
  if (!best && options.form !== undefined)
    throw new InvalidInputError(
      'form',
      `"${options.form}" has too many parameters for ${values.length} values.`,
    )
  if (!best) return levelModel(values)
  const shift = 2 * values.length * Math.log(size)
  return {
    ...modelOf(best, season, values.length, size),
    values: Float64Array.from(values),
    aicc: best.aicc + shift,
    considered: fits.map((fit) => ({ form: formName(fit.form), aicc: fit.aicc + shift })),
  }
}

/**
 * The forms' fits. The reference's search is slow and cannot beat the maximum: so each form's maximum is found first, and
 * forms whose maximum is already worse than the best found by the reference's search are passed over.
 */
function fitAll(forms: readonly EtsForm[], y: Float64Array, season: number, search: EtsSearch): EtsFit[] {
  const of = (form: EtsForm, by: EtsSearch) => fitForm(form, y, season, by)
  const maxima = forms.map((form) => of(form, 'maximum')).filter((fit) => fit !== null)
  if (search === 'maximum' || (forms.length === 1 && maxima.length === 0)) return maxima
  const fits: EtsFit[] = []
  let least = Infinity
  for (const { form, aicc } of maxima.sort((a, b) => a.aicc - b.aicc)) {
    // Half a point of slack: the two searches' bounds differ in the fourth decimal.
    if (aicc - 0.5 > least) break
    const fit = of(form, 'reference')
    if (fit === null) continue
    fits.push(fit)
    least = Math.min(least, fit.aicc)
  }
  return fits.length > 0 ? fits : maxima
}

function formsFor(y: Float64Array, season: number, options: EtsOptions): EtsForm[] {
  const positive = y.every((v) => v > 0)
  const seasonal = season > 1 && y.length >= 2 * season
  if (options.form === undefined)
    return eligibleForms({ seasonal, positive, multiplicativeTrend: options.multiplicativeTrend ?? false })
  const form = formOf(options.form)
  if (!positive && [form.error, form.trend[0], form.season].includes('M'))
    throw new InvalidInputError('form', `"${options.form}" needs all values above 0.`)
  if (!seasonal && form.season !== 'N')
    throw new InvalidInputError('form', `"${options.form}" needs two seasons of at least 2 steps.`)
  return [form]
}

function sizeOf(values: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i] as number))
  return most > 0 ? most : 1
}

function modelOf(fit: EtsFit, season: number, n: number, size: number) {
  const { form, point } = fit
  const { trend, cycle } = unitsOf(form, size)
  const seasons = form.season === 'N' ? 0 : season
  return {
    form: formName(form),
    ...statesOf(form, point, fit.end, n, size),
    start: {
      level: point.level * size,
      slope: hasTrend(form) ? point.slope * trend : null,
      seasonal: point.seasonal.slice(0, seasons).map((s) => s * cycle),
    },
    sigma: form.error === 'M' ? fit.sigma : fit.sigma * size,
    fitted: fit.fitted.map((v) => v * size),
    converged: fit.converged,
  }
}

/** What a slope and an index of the season are multiplied by when the values are. */
function unitsOf(form: EtsForm, size: number) {
  const growing = form.trend === 'M' || form.trend === 'Md'
  return { trend: growing ? 1 : size, cycle: form.season === 'M' ? 1 : size }
}

/** Parameters, and the states after n values, of a point of the series divided by `size`. */
export function statesOf(
  form: EtsForm,
  point: EtsPoint,
  end: EtsFit['end'],
  n: number,
  size: number,
): Pick<EtsModel, 'parameters' | 'end'> {
  const { trend, cycle } = unitsOf(form, size)
  const season = point.seasonal.length
  const seasons = form.season === 'N' ? 0 : season
  const index = (i: number) => (end.seasonal[(n + i) % season] as number) * cycle
  return {
    parameters: {
      alpha: point.alpha,
      beta: hasTrend(form) ? point.alpha * point.betaShare : null,
      gamma: form.season === 'N' ? null : point.gamma,
      phi: isDamped(form) ? point.phi : null,
    },
    end: {
      level: end.level * size,
      slope: hasTrend(form) ? end.slope * trend : null,
      seasonal: Float64Array.from({ length: seasons }, (_, i) => index(i)),
    },
  }
}

function constantModel(values: ArrayLike<number>): EtsModel {
  const level = values[0] as number
  return { ...levelModel(values), start: { level, slope: null, seasonal: new Float64Array(0) }, sigma: 0 }
}

/** Too few values for any form: the mean, and their spread. */
function levelModel(values: ArrayLike<number>): EtsModel {
  const n = values.length
  let mean = 0
  for (let i = 0; i < n; i++) mean += (values[i] as number) / n
  let squares = 0
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - mean) ** 2
  const state = { level: mean, slope: null, seasonal: new Float64Array(0) }
  return {
    ...{
      form: 'A,N,N',
      parameters: { alpha: 1e-4, beta: null, gamma: null, phi: null },
      start: state,
      end: state,
    },
    ...{ aicc: Number.NaN, sigma: n > 1 ? Math.sqrt(squares / (n - 1)) : 0 },
    ...{
      fitted: new Float64Array(n).fill(mean),
      values: Float64Array.from(values),
      considered: [],
      converged: true,
    },
  }
}
