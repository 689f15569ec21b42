import { InvalidInputError } from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabRun } from '../../method.ts'
import { timeOf } from '../../table/columns.ts'
import { assertApart } from '../../table/roles.ts'

export interface Series {
  name: string
  /** In order of time, without gaps in the values. */
  values: Float64Array
  /** As written in the file; null where there is no time column. */
  times: string[] | null
  /** Cells that were empty and lie on a straight line now. */
  filled: number
}

/** Reads one series, or one for each value of `--series`, each in order of time. */
export async function readSeries({ options, file }: LabRun): Promise<Series[]> {
  const value = options.required('value', 'the column to forecast.')
  const [time, series] = [options.text('time'), options.text('series')]
  assertApart({ value }, { time, series })
  const table = await file().read({
    ...(time === undefined ? {} : { [time]: 'text' as const }),
    ...(series === undefined ? {} : { [series]: 'text' as const }),
    [value]: 'number',
  })
  const values = table.numbers(value)
  const names = series === undefined ? null : table.allText(series)
  const moments = time === undefined ? null : table.allText(time)
  const at = moments && momentsOf(moments.levels, table.name, time ?? '')
  const rows = new Map<number, number[]>()
  for (let i = 0; i < table.rows; i++) {
    const s = names ? (names.codes[i] as number) : 0
    const own = rows.get(s)
    if (own) own.push(i)
    else rows.set(s, [i])
  }
  return [...rows].map(([s, own]) => {
    const name = names ? (names.levels[s] as string) : value
    if (moments && at) {
      const when = (i: number) => at[moments.codes[i] as number] as number
      own.sort((a, b) => when(a) - when(b))
      for (let k = 1; k < own.length; k++)
        if (when(own[k - 1] as number) === when(own[k] as number))
          throw new InvalidInputError(
            `"${name}"`,
            `has two rows for ${moments.levels[moments.codes[own[k] as number] as number]}: name the column that tells series apart with --series.`,
          )
    }
    const { kept, filled } = withoutGaps(own, values)
    return {
      ...{ name, filled },
      values: Float64Array.from(kept, (k) => k.value),
      times: moments && kept.map((k) => moments.levels[moments.codes[k.row] as number] as string),
    }
  })
}

/** Empty cells at the ends are left out, those between are put on the line between their neighbours. */
function withoutGaps(rows: readonly number[], values: Float64Array) {
  const known = rows.map((row) => !Number.isNaN(values[row]))
  const [first, last] = [known.indexOf(true), known.lastIndexOf(true)]
  const kept: { row: number; value: number }[] = []
  let filled = 0
  for (let k = first; first >= 0 && k <= last; k++) {
    const row = rows[k] as number
    if (known[k]) {
      kept.push({ row, value: values[row] as number })
      continue
    }
    const next = known.indexOf(true, k)
    const before = kept[kept.length - 1]?.value ?? 0
    kept.push({ row, value: before + ((values[rows[next] as number] as number) - before) / (next - k + 1) })
    filled += 1
  }
  return { kept, filled }
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Each distinct time as a number to sort by. @throws labErrors.notTime for one that is none */
function momentsOf(levels: readonly string[], path: string, column: string): Float64Array {
  return Float64Array.from(levels, (level, i) => {
    const moment = momentOf(level.trim())
    if (Number.isNaN(moment)) throw labErrors.notTime({ path, row: i + 2, column, value: level })
    return moment
  })
}

/** 2024-03, 2024 Mar, 2024 Q1, 2024-W07, all that `timeOf` reads, or a plain number; NaN for anything else. */
export function momentOf(text: string): number {
  const part = /^(\d{4})[-/. ]?(?:(Q)([1-4])|(W)(\d{1,2})|M?(\d{1,2})|([A-Za-z]{3})[a-z]*)$/i.exec(text)
  if (part && !/^\d{5}$/.test(text)) {
    const year = Number(part[1])
    if (part[2]) return Date.UTC(year, 3 * (Number(part[3]) - 1), 1)
    if (part[4]) return Date.UTC(year, 0, 7 * Number(part[5]) - 6)
    const month = part[6] ? Number(part[6]) - 1 : months.indexOf((part[7] ?? '').toLowerCase())
    if (month >= 0 && month < 12) return Date.UTC(year, month, 1)
  }
  const time = timeOf(text)
  if (!Number.isNaN(time)) return time
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
}
