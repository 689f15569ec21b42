import { historiesOf, type PurchaseHistories } from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabRun } from '../../method.ts'
import type { LabOptions } from '../../options.ts'
import { knownCustomers } from '../../table/anonymous.ts'
import { emptyCode, timeOf } from '../../table/columns.ts'

const dayMs = 86_400_000
const daysOf = { day: 1, week: 7, month: 30.4375 } as const

export interface ClvInput {
  histories: PurchaseHistories
  unit: string
  meanValue: Float64Array | null
  /** Who each history is; null for a summary, whose rows are known by number. */
  names: string[] | null
  /** Purchases in the holdout, a customer each. */
  actual: Float64Array | null
  /** Length of the holdout in units; null where nothing is held out. */
  holdout: number | null
  /** Rows that name no customer, left out; 0 for a summary. */
  anonymousRows: number
}

/** Histories from a summary (`--frequency …`) or from transactions (`--customer …`). */
export async function readHistories(lab: LabRun, discrete: boolean): Promise<ClvInput> {
  const unit = lab.options.choice('unit', ['day', 'week', 'month'])
  return lab.options.has('frequency')
    ? readSummary(lab, unit)
    : readTransactions(lab, unit, daysOf[unit], discrete)
}

async function readSummary({ options, file }: LabRun, unit: string): Promise<ClvInput> {
  const frequency = options.required('frequency', 'the column of repeat purchases.')
  const recency = options.required('recency', 'the column of the time from first to last purchase.')
  const age = options.required('age', 'the column of the time from first purchase to the cut-off.')
  const value = options.text('value')
  const table = await file().read({
    [frequency]: 'number',
    [recency]: 'number',
    [age]: 'number',
    ...(value === undefined ? {} : { [value]: 'number' as const }),
  })
  const histories = {
    frequency: table.allNumbers(frequency),
    recency: table.allNumbers(recency),
    age: table.allNumbers(age),
  }
  assertSummary(table.name, { frequency, recency, age }, histories)
  return {
    histories,
    unit,
    meanValue: value === undefined ? null : table.numbers(value),
    names: null,
    actual: null,
    holdout: null,
    anonymousRows: 0,
  }
}

type SummaryColumns = Record<keyof PurchaseHistories, string>

/** The rules of the models, told in the rows and columns of the file. */
function assertSummary(path: string, names: SummaryColumns, histories: PurchaseHistories): void {
  const bad = (i: number, of: keyof PurchaseHistories, wanted: string) =>
    labErrors.badCell({ path, row: i + 2, column: names[of], value: String(histories[of][i]), wanted })
  for (let i = 0; i < histories.frequency.length; i++) {
    const [x, last, age] = [histories.frequency[i], histories.recency[i], histories.age[i]] as number[]
    if (!Number.isInteger(x) || (x as number) < 0)
      throw bad(i, 'frequency', 'a whole number of at least 0: purchases after the first')
    if ((last as number) < 0) throw bad(i, 'recency', 'at least 0')
    if (x === 0 && (last as number) > 0)
      throw bad(i, 'recency', `0 where "${names.frequency}" is 0: the last purchase is the first`)
    if ((age as number) < (last as number))
      throw bad(i, 'age', `at least "${names.recency}" of the same row, ${last}`)
  }
}

async function readTransactions(
  { options, file }: LabRun,
  unit: string,
  unitDays: number,
  discrete: boolean,
): Promise<ClvInput> {
  const customer = options.required(
    'customer',
    'the column that says who bought; or give a summary with --frequency --recency --age.',
  )
  const time = options.required('time', 'the column that says when.')
  const amount = options.text('amount')
  const table = await file().read({
    [customer]: 'text',
    [time]: 'time',
    ...(amount === undefined ? {} : { [amount]: 'number' as const }),
  })
  // Whole days: several purchases of a day are one.
  const allDays = table.allTimes(time).map((ms) => Math.floor(ms / dayMs))
  const customers = knownCustomers(table, customer)
  const isKnown = (_: number, row: number) => customers.codes[row] !== emptyCode
  const days = allDays.filter(isKnown)
  const last = days.reduce((latest, day) => Math.max(latest, day), -Infinity)
  const end = dayOption(options, 'calibration-end') ?? last
  const holdoutEnd = dayOption(options, 'holdout-end')
  // BG/BB counts opportunities: whole units from a common start.
  const scale = discrete ? unitDays : 1
  const slot = (day: number) => Math.floor(day / scale)
  const histories = historiesOf(
    {
      customer: customers.codes.filter((code) => code !== emptyCode),
      time: discrete ? days.map(slot) : days,
      ...(amount === undefined ? {} : { amount: table.allNumbers(amount).filter(isKnown) }),
    },
    {
      customers: customers.levels.length,
      calibrationEnd: slot(end),
      ...(holdoutEnd === undefined ? {} : { holdoutEnd: slot(holdoutEnd) }),
      unit: discrete ? 1 : unitDays,
    },
  )
  if (histories.frequency.length === 0)
    throw labErrors.badOption({
      option: 'calibration-end',
      value: options.text('calibration-end') ?? '',
      wanted: 'a day on or after the first purchase',
    })
  return {
    histories,
    unit,
    meanValue: amount === undefined ? null : histories.meanValue,
    names: Array.from(histories.customer, (code) => customers.levels[code] ?? ''),
    actual: holdoutEnd === undefined ? null : histories.actual,
    holdout: holdoutEnd === undefined ? null : (holdoutEnd - end) / unitDays,
    anonymousRows: customers.anonymous,
  }
}

function dayOption(options: LabOptions, name: string): number | undefined {
  const text = options.text(name)
  if (text === undefined) return undefined
  const at = timeOf(text)
  if (Number.isNaN(at))
    throw labErrors.badOption({ option: name, value: text, wanted: 'a date such as 2024-03-05' })
  return Math.floor(at / dayMs)
}
