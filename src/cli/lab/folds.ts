import { type Fold, forwardFold, modFolds, randomFolds, seededRandom } from '@liangti/models'
import { labErrors } from './errors.ts'

/** The option's help, shared by the methods that have it. */
export const foldsOption = {
  flags: '--folds <spec>',
  en: 'mod:K (row number mod K), random:K, or forward:SHARE (learn from the first rows, judge on the rest)',
  zh: 'mod:K（按行号取模）、random:K（随机）或 forward:比例（前段训练、后段检验）',
}

/**
 * Folds as an option names them.
 * @param time for `forward`, one a row; the order of the rows where missing
 * @throws labErrors.badOption for another spec, or one the rows are too few for
 */
export function foldsOf(spec: string, rows: number, seed: number, time?: Float64Array): Fold[] {
  const [, kind, text] = /^(mod|random|forward):([\d.]+)$/.exec(spec) ?? []
  const value = Number(text)
  if (kind === 'forward' && value > 0 && value < 1 && Math.floor(value * rows) > 0 && rows > 1)
    return [forwardFold(rows, value, time)]
  if (kind !== undefined && kind !== 'forward' && Number.isInteger(value) && value >= 2 && value <= rows)
    return kind === 'mod' ? modFolds(rows, value) : randomFolds(rows, value, seededRandom(seed))
  throw labErrors.badOption({
    option: 'folds',
    value: spec,
    wanted: `mod:K or random:K with K from 2 to ${rows}, the number of rows, or forward:SHARE with a share between 0 and 1`,
  })
}
