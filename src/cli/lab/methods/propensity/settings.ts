import type { FeatureTable, LogisticOptions } from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabOptions } from '../../options.ts'

export const propensityModels = ['logistic', 'gbdt', 'forest'] as const
export type PropensityModel = (typeof propensityModels)[number]

const gbdtOnly: readonly string[] = ['monotone', 'early-stopping', 'gradients']

/** What would do nothing here is refused: a constraint one believes in force is worse than none. */
export function refuseForeign(options: LabOptions, model: PropensityModel): void {
  const foreign = { gbdt: [], forest: gbdtOnly, logistic: [...gbdtOnly, 'explain'] }[model]
  for (const option of foreign)
    if (options.has(option))
      throw labErrors.badOption({
        option,
        value: options.text(option) ?? '',
        wanted: `left out with --model ${model}; it is for ${option === 'explain' ? 'gbdt and forest' : 'gbdt'}`,
      })
}

export function boostingExtras(options: LabOptions) {
  return {
    ...(options.has('early-stopping')
      ? { earlyStoppingRounds: options.integer('early-stopping', 1), validation: { share: 0.1 } }
      : {}),
    ...(options.has('gradients') ? { gradients: options.choice('gradients', ['exact', 'packed']) } : {}),
  }
}

export type ClassWeight = number | 'balanced'

export function positiveWeightOption(options: LabOptions): ClassWeight {
  if (!options.has('positive-weight')) return 1
  if (options.text('positive-weight') === 'balanced') return 'balanced'
  return options.number('positive-weight', 'a number above 0, or balanced', (n) => n > 0)
}

export function positiveWeight(weight: ClassWeight, target: Float64Array): number {
  if (weight !== 'balanced') return weight
  const positives = target.reduce((sum, y) => sum + y, 0)
  return positives === 0 ? 1 : (target.length - positives) / positives
}

export function classWeights(weight: ClassWeight): Pick<LogisticOptions, 'classWeights'> {
  if (weight === 1) return {}
  return { classWeights: weight === 'balanced' ? 'balanced' : [1, weight] }
}

const monotoneWanted = 'columns with up or down, such as price:down,visits:up'

export function monotoneOf(options: LabOptions): Record<string, 1 | -1> {
  const list = options.list('monotone')
  return Object.fromEntries(
    list.map((part) => {
      const at = part.lastIndexOf(':')
      const way = part.slice(at + 1)
      if (at < 1 || (way !== 'up' && way !== 'down'))
        throw labErrors.badOption({ option: 'monotone', value: part, wanted: monotoneWanted })
      return [part.slice(0, at), way === 'up' ? 1 : -1]
    }),
  )
}

export function assertMonotone(monotone: Readonly<Record<string, 1 | -1>>, table: FeatureTable): void {
  const numbers = table.features.filter((f) => f.kind === 'numeric').map((f) => f.name)
  for (const name of Object.keys(monotone))
    if (!numbers.includes(name))
      throw labErrors.badOption({
        option: 'monotone',
        value: name,
        wanted: `a column of numbers the model learns from: ${numbers.slice(0, 12).join(', ')}`,
      })
}
