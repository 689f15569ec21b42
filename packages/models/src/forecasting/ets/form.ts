import { InvalidInputError } from '../../errors.ts'

/** A: additive, M: multiplicative, N: none; d: the trend is damped. */
export interface EtsForm {
  readonly error: 'A' | 'M'
  readonly trend: 'N' | 'A' | 'Ad' | 'M' | 'Md'
  readonly season: 'N' | 'A' | 'M'
}

/** As it is written in the literature: `M,Ad,M`. */
export function formName(form: EtsForm): string {
  return `${form.error},${form.trend},${form.season}`
}

/** @throws InvalidInputError for anything but error, trend and season as in `M,Ad,M` */
export function formOf(name: string): EtsForm {
  const match = /^([AM]),?(N|Ad|A|Md|M),?([NAM])$/.exec(name.replaceAll(' ', ''))
  if (!match) throw new InvalidInputError('form', `must be one of 30 such as "M,Ad,M", not "${name}".`)
  return { error: match[1], trend: match[2], season: match[3] } as EtsForm
}

/**
 * Forms worth fitting to a series: the 30, less those whose variance explodes (additive error with anything
 * multiplicative; M,M,A and M,Md,A), less what needs values above 0 where there are others, less seasons where there is
 * none. Multiplicative trends, which run away over long horizons, are left out unless asked for.
 * Source: Hyndman, Koehler, Ord & Snyder (2008), chapter 15; the defaults of R's forecast::ets.
 */
export function eligibleForms(options: {
  readonly seasonal: boolean
  readonly positive: boolean
  readonly multiplicativeTrend: boolean
}): EtsForm[] {
  const trends: EtsForm['trend'][] = ['N', 'A', 'Ad']
  if (options.multiplicativeTrend && options.positive) trends.push('M', 'Md')
  const seasons: EtsForm['season'][] = options.seasonal ? ['N', 'A', 'M'] : ['N']
  const forms: EtsForm[] = []
  for (const error of options.positive ? (['A', 'M'] as const) : (['A'] as const))
    for (const trend of trends)
      for (const season of seasons) {
        const growing = trend === 'M' || trend === 'Md'
        if (error === 'A' && (growing || season === 'M')) continue
        if (growing && season === 'A') continue
        forms.push({ error, trend, season })
      }
  return forms
}

export const hasTrend = (form: EtsForm) => form.trend !== 'N'
export const isDamped = (form: EtsForm) => form.trend === 'Ad' || form.trend === 'Md'

/** Estimated figures: smoothing parameters, starting states and the variance of the errors. */
export function figuresIn(form: EtsForm, season: number): number {
  const smoothing = 1 + (hasTrend(form) ? 1 : 0) + (isDamped(form) ? 1 : 0) + (form.season === 'N' ? 0 : 1)
  const states = 1 + (hasTrend(form) ? 1 : 0) + (form.season === 'N' ? 0 : season - 1)
  return smoothing + states + 1
}
