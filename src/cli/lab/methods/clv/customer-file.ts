import {
  bgBbAlive,
  bgNbdAlive,
  bgNbdInterval,
  type PurchaseForecast,
  type PurchaseInterval,
  paretoNbdAlive,
  paretoNbdInterval,
  seededRandom,
} from '@liangti/models'
import { csvText } from '../../csv-text.ts'
import { labErrors } from '../../errors.ts'
import type { LabRun } from '../../method.ts'
import type { LabOptions } from '../../options.ts'
import type { ClvModel } from './models.ts'
import type { ClvInput } from './read-histories.ts'

interface Fit {
  parameters: Readonly<Record<string, number>>
}

type WriteCustomers = (
  lab: LabRun,
  input: ClvInput,
  fit: Fit,
  forecast: PurchaseForecast,
  horizon: number,
) => void

/** What `--out` and `--interval` ask for, checked before a row is read; null where there is nothing to write. */
export function customerFile(options: LabOptions, model: ClvModel): WriteCustomers | null {
  const path = options.text('out')
  const level = options.has('interval')
    ? options.number('interval', 'a number between 0 and 1', (n) => n > 0 && n < 1)
    : null
  if (level !== null && (model === 'bgbb' || path === undefined))
    throw labErrors.badOption({
      option: 'interval',
      value: options.text('interval') ?? '',
      wanted: 'given with --out, and left out for bgbb',
    })
  if (path === undefined) return null
  const seed = options.integer('seed', 0, 0xffffffff)
  return (lab, input, fit, forecast, horizon) => {
    const { frequency, recency, age } = input.histories
    const rows = Array.from(frequency, (x, i) => {
      const history = { frequency: x, recency: recency[i] as number, age: age[i] as number }
      if (i % 1_000 === 0)
        lab.task.report({ phase: 'customers', done: i, total: frequency.length, unit: 'customers' })
      const row = [
        ...[input.names?.[i] ?? String(i + 1), x, history.recency, history.age],
        aliveOf(model, fit, history),
        forecast.conditional(horizon, x, history.recency, history.age),
      ]
      if (level === null) return row
      const random = seededRandom(seed, i)
      const { lower, upper } = intervalOf(model, fit, history, horizon, { random, level, draws: 1_000 })
      return [...row, lower, upper]
    })
    const ends = level === null ? [] : ['lower', 'upper']
    lab.write(path, csvText(['customer', 'frequency', 'recency', 'age', 'alive', 'expected', ...ends], rows))
  }
}

interface History {
  frequency: number
  recency: number
  age: number
}

function aliveOf(model: ClvModel, fit: Fit, { frequency, recency, age }: History): number {
  if (model === 'pareto') return paretoNbdAlive(paretoOf(fit), frequency, recency, age)
  if (model !== 'bgbb') return bgNbdAlive(kindOf(model), bgOf(fit), frequency, recency, age)
  const of = (name: string) => fit.parameters[name] as number
  const parameters = { alpha: of('alpha'), beta: of('beta'), gamma: of('gamma'), delta: of('delta') }
  return bgBbAlive(parameters, frequency, recency, age)
}

function intervalOf(
  model: ClvModel,
  fit: Fit,
  history: History,
  horizon: number,
  options: Parameters<typeof paretoNbdInterval>[3],
): PurchaseInterval {
  return model === 'pareto'
    ? paretoNbdInterval(paretoOf(fit), history, horizon, options)
    : bgNbdInterval(kindOf(model), bgOf(fit), history, horizon, options)
}

function kindOf(model: ClvModel) {
  return model === 'mbg' ? 'mbg' : 'bg'
}

function paretoOf({ parameters: p }: Fit) {
  return { r: p.r as number, alpha: p.alpha as number, s: p.s as number, beta: p.beta as number }
}

function bgOf({ parameters: p }: Fit) {
  return { r: p.r as number, alpha: p.alpha as number, a: p.a as number, b: p.b as number }
}
