import type { CategoryControl, SalesAtPrices } from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabRun } from '../../method.ts'
import { emptyCode, type TextColumn } from '../../table/columns.ts'
import { assertApart } from '../../table/roles.ts'
import type { LabTable } from '../../table/table.ts'
import { momentOf } from '../forecast/read-series.ts'

export interface GroupSales {
  key: string
  sales: SalesAtPrices
}

export interface SalesFile {
  groups: GroupSales[]
  /** Rows with an empty cell. */
  missing: number
  /** Rows whose quantity or price is not above 0, so that it has no logarithm. */
  notPositive: number
}

/** Reads the rows of each group that can be used. @throws labErrors for a missing option, column or cell */
export async function readSales(lab: LabRun): Promise<SalesFile> {
  const { options } = lab
  const quantity = options.required('quantity', 'the column that says how much was sold.')
  const by = options.text('by')
  const controls = options.list('controls')
  const [season, cluster] = [options.text('season'), options.text('cluster')]
  const price = await priceColumns(lab)
  const taken = controls.find((name) => name === quantity || price.columns.includes(name))
  if (taken !== undefined)
    throw labErrors.badOption({
      option: 'controls',
      value: taken,
      wanted: 'columns other than quantity and price',
    })
  for (const name of price.columns) assertApart({ quantity, price: name }, { by, season, cluster })
  const texts = [by, season, cluster, price.chooser].filter((name) => name !== undefined)
  const table = await lab.file().read({
    ...Object.fromEntries(controls.map((name) => [name, 'auto' as const])),
    ...Object.fromEntries(texts.map((name) => [name, 'text' as const])),
    ...Object.fromEntries(price.columns.map((name) => [name, 'number' as const])),
    [quantity]: 'number',
  })
  const isText = (name: string) => table.columns.find((c) => c.name === name)?.kind === 'text'
  const columns: Columns = {
    quantity: logs(table.numbers(quantity), options.flag('log-quantity')),
    price: logs(price.of(table), options.flag('log-price')),
    measured: controls.filter((name) => !isText(name)).map((name) => table.numbers(name)),
    named: [
      ...controls.filter(isText).map((name) => table.text(name)),
      ...(season === undefined ? [] : [seasonOf(table.text(season))]),
    ],
    cluster: cluster === undefined ? null : table.text(cluster),
  }
  return grouped(columns, by === undefined ? null : table.text(by))
}

interface Columns {
  quantity: Float64Array
  price: Float64Array
  measured: Float64Array[]
  named: TextColumn[]
  cluster: TextColumn | null
}

interface PriceColumns {
  /** The column whose value names the price column, where the caller wrote `price{brand}`. */
  chooser: string | undefined
  columns: string[]
  of(table: LabTable): Float64Array
}

/** `price{brand}`: each row's price stands in the column named after its brand. */
async function priceColumns({ options, file }: LabRun): Promise<PriceColumns> {
  const name = options.required('price', 'the column that holds the price.')
  const chooser = /\{(.+?)\}/.exec(name)?.[1]
  if (chooser === undefined || file().columns.includes(name))
    return { chooser: undefined, columns: [name], of: (table) => table.numbers(name) }
  // Its values have to be known before the columns they name can be asked for.
  const { levels } = (await file().read({ [chooser]: 'text' })).text(chooser)
  const columnOf = (level: string) => name.replace(`{${chooser}}`, () => level)
  return {
    chooser,
    columns: levels.map(columnOf),
    of(table) {
      const known = table.text(chooser)
      const prices = known.levels.map((level) => table.numbers(columnOf(level)))
      return Float64Array.from(known.codes, (code, i) =>
        code === emptyCode ? Number.NaN : (prices[code]?.[i] ?? Number.NaN),
      )
    },
  }
}

/** NaN stays a missing value; −Infinity marks one that is not above 0 and has no logarithm. */
function logs(values: Float64Array, already: boolean): Float64Array {
  if (already) return values
  return values.map((v) => (Number.isNaN(v) ? Number.NaN : v > 0 ? Math.log(v) : -Infinity))
}

/** Dates become months of the year; anything else is a name as it stands. */
function seasonOf(column: TextColumn): TextColumn {
  const moments = column.levels.map((level) =>
    /^\d{1,5}$/.test(level.trim()) ? Number.NaN : momentOf(level.trim()),
  )
  if (!moments.every((moment) => Number.isFinite(moment))) return column
  return {
    ...column,
    codes: column.codes.map((code) =>
      code === emptyCode ? emptyCode : new Date(moments[code] as number).getUTCMonth(),
    ),
    levels: Array.from({ length: 12 }, (_, month) => String(month + 1)),
  }
}

function grouped(columns: Columns, by: TextColumn | null): SalesFile {
  const rows = new Map<number, number[]>()
  let [missing, notPositive] = [0, 0]
  for (let i = 0; i < columns.quantity.length; i++) {
    const numbers = [columns.quantity, columns.price, ...columns.measured].map((of) => of[i] as number)
    const names = [...columns.named, ...[by, columns.cluster].filter((c) => c !== null)]
    if (numbers.some(Number.isNaN) || names.some((of) => of.codes[i] === emptyCode)) {
      missing += 1
      continue
    }
    if (numbers[0] === -Infinity || numbers[1] === -Infinity) {
      notPositive += 1
      continue
    }
    const group = by ? (by.codes[i] as number) : 0
    const own = rows.get(group)
    if (own) own.push(i)
    else rows.set(group, [i])
  }
  const groups = [...rows].map(([group, own]) => ({
    key: by ? (by.levels[group] as string) : 'all',
    sales: salesOf(columns, own),
  }))
  return { groups, missing, notPositive }
}

function salesOf(
  { quantity, price, measured, named, cluster }: Columns,
  rows: readonly number[],
): SalesAtPrices {
  const of = (values: Float64Array) => Float64Array.from(rows, (i) => values[i] as number)
  const codes = (column: TextColumn) => Uint32Array.from(rows, (i) => column.codes[i] as number)
  return {
    logQuantity: of(quantity),
    logPrice: of(price),
    controls: measured.map(of),
    categories: named.map(
      (column): CategoryControl => ({ codes: codes(column), levels: column.levels.length }),
    ),
    ...(cluster ? { cluster: codes(cluster) } : {}),
  }
}
