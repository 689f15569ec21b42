import { type FeatureTable, selectRows } from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabRun } from '../../method.ts'
import { emptyCode } from '../../table/columns.ts'
import { featuresOf, indicatorOf } from '../../table/features.ts'
import type { LabTable } from '../../table/table.ts'
import { usableColumns } from '../../table/usable.ts'
import { outcomesInDisguise } from './leaks.ts'

export interface TrialData {
  /** Rows of both arms. */
  n: number
  features: FeatureTable
  trial: { treated: Float64Array; outcome: Float64Array }
  /** The column that is itself the ranking, for `score:COLUMN`. */
  score: Float64Array | null
  leftOut: { column: string; reason: string }[]
}

/** The rows of both arms; rows of other treatments are passed over. */
export async function readTrial({ options, file }: LabRun, model: string): Promise<TrialData> {
  const treatment = options.required('treatment', 'the column that says who was treated.')
  const treated = options.required('treated', `the value of "${treatment}" that means treated.`)
  const outcome = options.required('outcome', 'the column that says what came of it.')
  const positive = options.text('positive')
  const drop = options.list('drop')
  const score = model.startsWith('score:') ? model.slice('score:'.length) : null
  const table = await file().read({
    ...Object.fromEntries(file().columns.map((name) => [name, 'auto' as const])),
    ...Object.fromEntries(drop.map((name) => [name, 'text' as const])),
    [treatment]: 'text',
    [outcome]: positive === undefined ? 'number' : 'auto',
    ...(score === null ? {} : { [score]: 'number' as const }),
  })
  const { rows, isTreated } = armsOf(table, treatment, treated, options.text('control'))
  const all =
    positive === undefined ? table.allNumbers(outcome) : indicatorOf(table, outcome, positive, 'positive')
  const scores = score === null ? null : table.allNumbers(score)
  const trial = {
    treated: Float64Array.from(rows, (i) => isTreated[i] as number),
    outcome: Float64Array.from(rows, (i) => all[i] as number),
  }
  const rest = file().columns.filter((name) => name !== treatment && name !== outcome && !drop.includes(name))
  const { used, leftOut } = usableColumns(table, rest)
  const features = selectRows(featuresOf(table, used), rows)
  const leaks = options.flag('keep-outcomes') ? [] : outcomesInDisguise(features, trial.outcome)
  return {
    n: rows.length,
    features: {
      rows: rows.length,
      features: features.features.filter((f) => !leaks.some((leak) => leak.column === f.name)),
    },
    trial,
    score: scores && Float64Array.from(rows, (i) => scores[i] as number),
    leftOut: [...leftOut, ...leaks],
  }
}

function armsOf(table: LabTable, treatment: string, treated: string, control: string | undefined) {
  const { codes, levels } = table.text(treatment)
  const code = (value: string, option: string) => {
    const found = levels.indexOf(value)
    if (found >= 0) return found
    throw labErrors.badOption({
      option,
      value,
      wanted:
        levels.length === 0
          ? `a value of "${treatment}", which is empty in each row`
          : `a value of "${treatment}": ${levels.slice(0, 8).join(', ')}${levels.length > 8 ? ', …' : ''}`,
    })
  }
  const yes = code(treated, 'treated')
  const no = control === undefined ? null : code(control, 'control')
  if (no === yes)
    throw labErrors.badOption({ option: 'control', value: treated, wanted: 'another value than --treated' })
  const rows: number[] = []
  for (let i = 0; i < codes.length; i++) {
    const c = codes[i]
    if (c === yes || (no === null ? c !== emptyCode : c === no)) rows.push(i)
  }
  return { rows: Uint32Array.from(rows), isTreated: Float64Array.from(codes, (c) => (c === yes ? 1 : 0)) }
}
