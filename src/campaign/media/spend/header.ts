import { isCurrency } from '../../../kit/money.ts'
import { mediaErrors } from './errors.ts'
import { spendPlatforms } from './platforms/index.ts'
import { type SpendField, type SpendPlatform, spendFields } from './platforms/platform.ts'

/** Columns by what they say; those chosen by hand among them. */
export type Columns = Partial<Record<SpendField, string>>

/** Titles and ranges of days that stand above the table. */
const highestHeader = 15

const plain = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/\s*[(（][^()（）]*[)）]\s*$/, '')

/** Which row names the columns: that of most names a platform knows, day and spend among them; else the first. */
export function findHeader(
  rows: readonly (readonly string[])[],
  wanted: string | undefined,
): { at: number; platform: SpendPlatform } {
  const platforms = spendPlatforms.filter(({ id }) => wanted === undefined || id === wanted)
  let best = { at: 0, platform: platforms[0] ?? (spendPlatforms.at(-1) as SpendPlatform), known: 0 }
  for (const [at, cells] of rows.slice(0, highestHeader).entries())
    for (const platform of platforms) {
      const columns = columnsOf(cells, platform)
      const known = Object.keys(columns).length
      const isTable = columns.date !== undefined && columns.spend !== undefined
      if (isTable && known > best.known) best = { at, platform, known }
    }
  if (best.known === 0 && wanted === undefined)
    best = { ...best, platform: spendPlatforms.at(-1) as SpendPlatform }
  return best
}

/** What the names of a header say, as this platform names things. */
export function columnsOf(header: readonly string[], platform: SpendPlatform): Columns {
  const names = header.map(plain)
  const found: Columns = {}
  for (const field of spendFields) {
    const name = (platform.columns[field] ?? []).find((one) => names.includes(one))
    const column = name === undefined ? undefined : header[names.indexOf(name)]
    if (column !== undefined) found[field] = column
  }
  return found
}

/** Columns as guessed, with those said by hand in their place; '' takes one away. @throws media.noColumn */
export function chosenColumns(
  header: readonly string[],
  guessed: Columns,
  said: Columns,
  file: string,
): Columns {
  const all: Columns = { ...guessed }
  for (const field of spendFields) {
    const column = said[field]
    if (column === undefined) continue
    if (column !== '' && !header.includes(column)) throw mediaErrors.noColumn({ file, column })
    if (column === '') delete all[field]
    else all[field] = column
  }
  return all
}

/** The currency a column of money names in brackets: `Amount spent (USD)`, `花费(元)`. */
export function currencyOfColumn(name: string | undefined): string | null {
  const inside = /[(（]\s*([^()（）]*?)\s*[)）]\s*$/.exec(name ?? '')?.[1] ?? ''
  if (['元', '人民币', '¥', '￥'].includes(inside)) return 'CNY'
  return isCurrency(inside.toUpperCase()) ? inside.toUpperCase() : null
}
