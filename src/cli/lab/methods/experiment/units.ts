import { labErrors } from '../../errors.ts'
import type { LabRun } from '../../method.ts'
import { emptyCode, type TextColumn } from '../../table/columns.ts'
import { indicatorOf } from '../../table/features.ts'
import { assertApart } from '../../table/roles.ts'

/** What was drawn, one entry a unit: a row, or a cluster of rows. */
export interface Units {
  /** Position in `arms`. */
  arm: Uint32Array
  arms: readonly string[]
  outcome: Float64Array
  /** Of a ratio metric; the rows of each cluster where there is only a cluster. */
  denominator: Float64Array | null
  /** Known before the draw; units without one have the mean of the others. */
  pre: Float64Array | null
  strata: TextColumn | null
}

/** Reads the columns the caller named. @throws labErrors for a missing option, column or cell */
export async function readUnits({ options, file }: LabRun): Promise<Units> {
  const arm = options.required('arm', 'the column that says which arm a row was drawn into.')
  const outcome = options.required('outcome', 'the column that holds what came of it.')
  const [pre, denominator] = [options.text('pre'), options.text('denominator')]
  const [cluster, strata] = [options.text('cluster'), options.text('strata')]
  const positive = options.text('positive')
  assertApart({ outcome, pre, denominator }, { arm, cluster, strata })
  const numbers = [pre, denominator].filter((name) => name !== undefined)
  const texts = [cluster, strata].filter((name) => name !== undefined)
  const table = await file().read({
    ...Object.fromEntries(numbers.map((name) => [name, 'number' as const])),
    ...Object.fromEntries(texts.map((name) => [name, 'text' as const])),
    [outcome]: positive === undefined ? 'number' : 'auto',
    [arm]: 'text',
  })
  const arms = table.allText(arm)
  const rows: Units = {
    arm: arms.codes,
    arms: arms.levels,
    outcome:
      positive === undefined ? table.allNumbers(outcome) : indicatorOf(table, outcome, positive, 'positive'),
    denominator: denominator === undefined ? null : table.allNumbers(denominator),
    pre: pre === undefined ? null : filled(pre, table.numbers(pre)),
    strata: strata === undefined ? null : table.allText(strata),
  }
  return cluster === undefined ? rows : clustered(rows, table.allText(cluster))
}

/** A unit that was not known before the draw says nothing: the mean leaves its outcome as it is. */
function filled(name: string, values: Float64Array): Float64Array {
  const known = values.filter((value) => !Number.isNaN(value))
  if (known.length === 0)
    throw labErrors.badOption({ option: 'pre', value: name, wanted: 'a column with values' })
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  return values.map((value) => (Number.isNaN(value) ? mean : value))
}

/** One unit a cluster: sums of outcome and denominator (or rows), mean of what was known before. */
function clustered(rows: Units, cluster: TextColumn): Units {
  const size = cluster.levels.length
  const arm = new Uint32Array(size).fill(emptyCode)
  const [outcome, denominator, pre, count] = [0, 0, 0, 0].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const stratum = new Uint32Array(size).fill(emptyCode)
  for (let i = 0; i < rows.arm.length; i++) {
    const c = cluster.codes[i] as number
    const own = rows.strata?.codes[i] as number
    if (rows.strata && stratum[c] !== emptyCode && stratum[c] !== own)
      throw inTwo(cluster, c, 'strata: a cluster belongs to one')
    stratum[c] = own
    if (arm[c] !== emptyCode && arm[c] !== rows.arm[i])
      throw inTwo(cluster, c, 'arms: a cluster is drawn as a whole')
    arm[c] = rows.arm[i] as number
    outcome[c] = (outcome[c] as number) + (rows.outcome[i] as number)
    denominator[c] = (denominator[c] as number) + (rows.denominator?.[i] ?? 1)
    pre[c] = (pre[c] as number) + (rows.pre?.[i] ?? 0)
    count[c] = (count[c] as number) + 1
  }
  return {
    ...{ arm, arms: rows.arms, outcome, denominator },
    strata: rows.strata && { ...rows.strata, codes: stratum },
    pre: rows.pre && pre.map((sum, c) => sum / (count[c] as number)),
  }
}

function inTwo(cluster: TextColumn, code: number, what: string) {
  return labErrors.unusable({
    method: 'experiment',
    problem: `"${cluster.levels[code]}" has rows in two ${what}.`,
  })
}
