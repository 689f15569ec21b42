import type { Alternative, MultipleComparison } from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabOptions } from '../../options.ts'

export interface ExperimentSettings {
  level: number
  relative: boolean
  alternative: Alternative
  sequential: number | null
  adjust: MultipleComparison
  covariate: boolean
  prior?: { mean: number; standardDeviation: number }
}

export function settingsOf(options: LabOptions): ExperimentSettings {
  const prior = options.has('prior')
    ? options.numbers('prior', 'a mean and a standard deviation above 0', () => true)
    : null
  if (prior && !(prior.length === 2 && (prior[1] as number) > 0))
    throw labErrors.badOption({
      option: 'prior',
      value: options.text('prior') ?? '',
      wanted: 'a mean and a standard deviation above 0, such as 0,.1',
    })
  return {
    level: options.number('level', 'a number between 0 and 1', (n) => n > 0 && n < 1),
    relative: options.flag('relative'),
    alternative: options.choice('alternative', ['two-sided', 'greater', 'less']),
    sequential: options.has('sequential')
      ? options.number('sequential', 'a number above 0', (n) => n > 0)
      : null,
    adjust: options.choice('adjust', ['holm', 'benjamini-hochberg', 'bonferroni']),
    covariate: options.has('pre'),
    ...(prior ? { prior: { mean: prior[0] as number, standardDeviation: prior[1] as number } } : {}),
  }
}

/** Intended shares of the arms: `a=1,b=2` by name, or numbers in the order of the table; equal where not given. */
export function sharesOf(options: LabOptions, arms: readonly string[]): number[] {
  const text = options.text('shares')
  if (text === undefined) return arms.map(() => 1)
  const wanted = `a number above 0 for each of ${arms.join(', ')}`
  const parts = options.list('shares').map((part) => {
    const at = part.lastIndexOf('=')
    return { name: at < 0 ? null : part.slice(0, at).trim(), share: Number(part.slice(at + 1)) }
  })
  const shares = arms.map((arm, i) => (parts.find((p) => p.name === arm) ?? parts[i])?.share ?? Number.NaN)
  if (parts.length !== arms.length || !shares.every((share) => share > 0 && Number.isFinite(share)))
    throw labErrors.badOption({ option: 'shares', value: text, wanted })
  return shares
}
