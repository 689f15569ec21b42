import { Readable } from 'node:stream'
import { dateReader, openTable } from '../../../customer/index.ts'
import { isAppError } from '../../../kit/errors.ts'
import { isCurrency } from '../../../kit/money.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import {
  type BadRow,
  beginsTotal,
  isTotal,
  problem,
  readCount,
  readDay,
  readSpend,
  type SpendDay,
} from './cells.ts'
import { mediaErrors } from './errors.ts'
import { type Columns, chosenColumns, columnsOf, currencyOfColumn, findHeader } from './header.ts'
import type { SpendField } from './platforms/platform.ts'

export const mostRows = 50_000
const longestName = 200

/** How a file is to be read; what is not said is guessed from its columns. */
export interface SpendWish {
  format?: string | undefined
  /** Of rows that name none; for a platform it is the platform. */
  medium?: string | undefined
  currency?: string | undefined
  columns: Columns
}

export interface SpendFile {
  format: string
  header: string[]
  columns: Columns
  currency: string
  /** One for each medium, campaign and day; rows of one are added up. */
  days: SpendDay[]
  rows: number
  totals: number
  bad: BadRow[]
}

/**
 * The days of a platform's report: the row that names the columns is found below any title, rows of sums are left out,
 * what is wrong is named by its row.
 * @throws import.… for what is no table, media.noColumn, media.tooMany, media.unknownCurrency
 */
export async function readSpendFile(
  workspace: Workspace,
  file: { name: string; content: Buffer },
  wish: SpendWish,
): Promise<SpendFile> {
  const { rows, numbers } = await allRows(file, wish)
  const { at, platform } = findHeader(rows, wish.format)
  const header = (rows[at] ?? []).map((name, i) => name.trim() || `column_${i + 1}`)
  const columns = chosenColumns(header, columnsOf(header, platform), wish.columns, file.name)
  const inRows = rows[at + 1]?.[header.indexOf(columns.currency ?? '')]?.trim().toUpperCase()
  const currency =
    wish.currency || currencyOfColumn(columns.spend) || inRows || platform.currency || workspace.currency
  if (!isCurrency(currency)) throw mediaErrors.unknownCurrency({ currency })
  const found: SpendFile = {
    ...{ format: platform.id, header, columns, currency, days: [], rows: 0, totals: 0, bad: [] },
  }
  if (columns.date === undefined || columns.spend === undefined) return found
  const medium = wish.medium || (platform.id === 'general' ? '' : platform.id)
  const read = rowReader(workspace, found, medium)
  const days = new Map<string, SpendDay>()
  for (const [i, cells] of rows.entries()) {
    if (i <= at || cells.every((cell) => cell.trim() === '')) continue
    const row = read(cells, numbers[i] ?? 0)
    if (row === 'total') found.totals++
    else if ('problem' in row) found.bad.push(row)
    else {
      found.rows++
      addTo(days, row)
    }
  }
  return { ...found, days: [...days.values()] }
}

/** All rows, the header's among them. A title above the table may hide what parts the columns: then each sign is tried. */
async function allRows(file: { name: string; content: Buffer }, wish: SpendWish) {
  const source = {
    ...{ name: file.name, bytes: file.content.length },
    open: () => Readable.from([file.content], { objectMode: false }),
  }
  let first: { rows: string[][]; numbers: number[] } | null = null
  let refused: unknown = null
  for (const delimiter of [undefined, ',', '\t', ';']) {
    try {
      const table = await openTable(source, { delimiter })
      const [rows, numbers] = [[table.header], [1]]
      for await (const batch of table.batches) {
        rows.push(...batch.rows)
        numbers.push(...batch.numbers)
        if (rows.length > mostRows + 1) throw mediaErrors.tooMany({ most: mostRows })
      }
      const { at, platform } = findHeader(rows, wish.format)
      const columns = columnsOf(rows[at] ?? [], platform)
      if (columns.date !== undefined && columns.spend !== undefined) return { rows, numbers }
      first ??= { rows, numbers }
    } catch (error) {
      if (isAppError(error) && error.code === 'media.tooMany') throw error
      refused ??= error
    }
  }
  if (first === null) throw refused
  return first
}

/** A reader of one row after the other. */
function rowReader(workspace: Workspace, { header, columns, currency }: SpendFile, medium: string) {
  const at = (field: SpendField) => (columns[field] === undefined ? -1 : header.indexOf(columns[field] ?? ''))
  const place = { date: at('date'), end: at('endDate'), medium: at('medium'), campaign: at('campaign') }
  const places = { ...place, spend: at('spend'), currency: at('currency'), impressions: at('impressions') }
  const counts = { clicks: at('clicks'), conversions: at('conversions') }
  const readDate = dateReader(null, 'UTC')
  const isoDay = (text: string) => {
    const ms = readDate(text)
    return ms === null ? null : new Date(ms).toISOString().slice(0, 10)
  }
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: workspace.timeZone }).format(
    workspace.clock.now(),
  )
  return (cells: readonly string[], row: number): SpendDay | BadRow | 'total' => {
    const cell = (index: number) => cells[index]?.trim() ?? ''
    const bad = (en: string, zh: string): BadRow => ({ row, problem: problem(en, zh) })
    const [dated, campaign] = [cell(places.date), cell(places.campaign)]
    const day = readDay(dated, isoDay)
    const first = cells.find((one) => one.trim() !== '') ?? ''
    if (isTotal(campaign) || (day === null && beginsTotal(first))) return 'total'
    if (day === null) return bad(`“${dated}” is no day.`, `“${dated}”不是日期。`)
    const end = cell(places.end)
    if (end !== '' && readDay(end, isoDay) !== day)
      return bad('It is about more than one day; export the report by day.', '该行不止一天，请按天导出报表。')
    if (day > today) return bad('Its day lies in the future.', '日期在未来。')
    const named = cell(places.medium) || medium
    if (named === '')
      return bad('It names no medium; name one for the file.', '未指明媒体，请为文件填写媒体。')
    if (campaign.length > longestName || named.length > 60)
      return bad('A name in it is too long.', '其中的名称过长。')
    const own = cell(places.currency).toUpperCase()
    if (own !== '' && own !== currency)
      return bad(`It is in ${own}, not in ${currency}.`, `币种为 ${own}，与文件的 ${currency} 不同。`)
    const spendMinor = readSpend(cell(places.spend), currency)
    if (spendMinor === undefined)
      return bad(`“${cell(places.spend)}” is no sum.`, `“${cell(places.spend)}”不是金额。`)
    const figures = {
      impressions: readCount(cell(places.impressions), true),
      clicks: readCount(cell(counts.clicks), true),
      conversions: readCount(cell(counts.conversions), false),
    }
    const { impressions, clicks, conversions } = figures
    if (impressions === undefined || clicks === undefined || conversions === undefined)
      return bad('One of its counts is no number.', '其中的次数不是数字。')
    return { medium: named, campaign, day, impressions, clicks, conversions, spendMinor: spendMinor ?? 0 }
  }
}

const plus = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : a + b)

function addTo(days: Map<string, SpendDay>, row: SpendDay): void {
  const key = JSON.stringify([row.medium, row.campaign, row.day])
  const old = days.get(key)
  days.set(
    key,
    old === undefined
      ? row
      : {
          ...old,
          impressions: plus(old.impressions, row.impressions),
          clicks: plus(old.clicks, row.clicks),
          conversions: plus(old.conversions, row.conversions),
          spendMinor: old.spendMinor + row.spendMinor,
        },
  )
}
