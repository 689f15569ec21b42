import type { AllocationProblem } from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabOptions } from '../../options.ts'
import type { LabFile } from '../../table/open.ts'
import type { LabTable } from '../../table/table.ts'
import { type NamedProblem, numbers } from './instance.ts'

/**
 * A file of candidates, one customer and option a row, in any order.
 * @throws labErrors for options that do not fit the file or one another
 */
export async function problemFromFile(
  file: LabFile,
  options: LabOptions,
  shared: boolean,
): Promise<NamedProblem> {
  const names = {
    customer: options.required('customer', 'the column that says who.'),
    option: options.required('option', 'the column that says what they could get.'),
    value: options.required('value', 'the column that says what it is worth.'),
  }
  options.required('costs', 'the columns that say what each takes of each budget.')
  options.required('budgets', 'how much there is of each, in the order of --costs.')
  const costs = options.list('costs')
  const budgets = options.numbers('budgets', 'numbers, one for each column of --costs', () => true)
  if (budgets.length !== costs.length)
    throw labErrors.badOption({
      option: 'budgets',
      value: options.text('budgets') ?? '',
      wanted:
        costs.length === 1
          ? 'one number, for the column of --costs'
          : `${costs.length} numbers, one for each column of --costs`,
    })
  const table = await file.read({
    [names.customer]: 'text',
    [names.option]: 'text',
    [names.value]: 'number',
    ...Object.fromEntries(costs.map((name) => [name, 'number' as const])),
  })
  const customers = table.allText(names.customer)
  const { starts, rowOf } = grouped(customers.codes, customers.levels.length)
  const offered = table.allText(names.option)
  const optionOf = optionNumber(offered.levels)
  const problem: AllocationProblem = {
    starts,
    values: interleaved(table, [names.value], rowOf, shared),
    costs: interleaved(table, costs, rowOf, shared),
    budgets,
    options: rowOf.map((row) => offered.codes[row] as number),
    cap: options.integer('cap', 1, 1000),
    exclusions: pairs(options.list('exclude'), 'exclude', 'option:option', optionOf, optionOf),
    quotas: limits(options, 'quotas', optionOf),
    capacities: limits(options, 'capacities', optionOf),
    names: { budgets: costs, options: offered.levels },
  }
  assertOnce(table, problem, customers.levels, offered.levels, rowOf)
  return { problem, customers: customers.levels, budgets: costs, options: offered.levels }
}

/** Rows brought together by customer, customers in the order of their first row. */
function grouped(codes: Uint32Array, customers: number): { starts: Uint32Array; rowOf: Uint32Array } {
  const starts = new Uint32Array(customers + 1)
  for (const code of codes) starts[code + 1] = (starts[code + 1] as number) + 1
  for (let i = 0; i < customers; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number)
  const next = starts.slice()
  const rowOf = new Uint32Array(codes.length)
  codes.forEach((code, row) => {
    rowOf[next[code] as number] = row
    next[code] = (next[code] as number) + 1
  })
  return { starts, rowOf }
}

function interleaved(
  table: LabTable,
  columns: readonly string[],
  rowOf: Uint32Array,
  shared: boolean,
): Float64Array {
  const m = columns.length
  const out = numbers(rowOf.length * m, shared)
  columns.forEach((name, j) => {
    const values = table.allNumbers(name)
    for (let k = 0; k < rowOf.length; k++) out[k * m + j] = values[rowOf[k] as number] as number
  })
  return out
}

function optionNumber(levels: readonly string[]) {
  const numbers = new Map(levels.map((name, at) => [name, at]))
  return (name: string) => numbers.get(name) ?? null
}

function limits(options: LabOptions, name: string, optionOf: (name: string) => number | null) {
  const count = (text: string) => (/^\d{1,15}$/.test(text) ? Number(text) : null)
  return pairs(options.list(name), name, 'option:customers', optionOf, count).map(([option, customers]) => ({
    option,
    customers,
  }))
}

/** `left:right` at the last colon, as options may have colons in their names. */
function pairs(
  given: readonly string[],
  option: string,
  shape: string,
  left: (text: string) => number | null,
  right: (text: string) => number | null,
): [number, number][] {
  return given.map((text) => {
    const at = text.lastIndexOf(':')
    const [a, b] = at < 0 ? [null, null] : [left(text.slice(0, at)), right(text.slice(at + 1))]
    if (a === null || b === null)
      throw labErrors.badOption({
        option,
        value: text,
        wanted: `${shape}, several separated by commas, with options as the file writes them`,
      })
    return [a, b]
  })
}

function assertOnce(
  table: LabTable,
  { starts, options }: AllocationProblem,
  customers: readonly string[],
  offered: readonly string[],
  rowOf: Uint32Array,
): void {
  const lastRow = new Int32Array(offered.length).fill(-1)
  const lastBy = new Int32Array(offered.length).fill(-1)
  for (let i = 0; i < customers.length; i++)
    for (let k = starts[i] as number; k < (starts[i + 1] as number); k++) {
      const option = options?.[k] as number
      const row = rowOf[k] as number
      if (lastBy[option] === i)
        throw labErrors.unusable({
          method: 'allocate',
          problem: `${table.name}, rows ${(lastRow[option] as number) + 2} and ${row + 2} both offer "${offered[option]}" to "${customers[i]}". Keep one of them.`,
        })
      lastBy[option] = i
      lastRow[option] = row
    }
}
