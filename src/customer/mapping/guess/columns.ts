import { createDateReader } from '../dates.ts'
import { parseNumber } from '../numbers.ts'

export type Look =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'date'
  | 'datetime'
  | 'email'
  | 'phone'
  | 'boolean'
  | 'empty'

/** What the sampled rows say about a column. */
export interface ColumnProfile {
  name: string
  looksLike: Look
  /** First distinct values, as they stand in the file: not for showing. */
  distinct: string[]
  blankShare: number
  /** Every filled cell of the sample has another value. */
  unique: boolean
  /** Date pattern under which all sampled values are dates; null where the reader needs none. */
  format: string | null
  /** Amounts with a comma before the last digits. */
  decimalComma: boolean
}

const sampleSize = 20

export function profileColumns(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): ColumnProfile[] {
  return header.map((name, index) => {
    const cells = rows.map((row) => (row[index] ?? '').trim())
    const filled = cells.filter((cell) => cell !== '')
    const all = new Set(filled)
    const values = [...all]
    const { looksLike, format, decimalComma } = lookOf(name, values)
    return {
      name,
      looksLike,
      distinct: values.slice(0, sampleSize),
      blankShare: cells.length === 0 ? 1 : 1 - filled.length / cells.length,
      unique: filled.length > 1 && all.size === filled.length,
      format,
      decimalComma,
    }
  })
}

const formats = [
  'dd/MM/yyyy HH:mm:ss',
  'd/M/yyyy H:mm:ss',
  'd/M/yyyy H:mm',
  'd/M/yyyy',
  'M/d/yyyy H:mm:ss',
  'M/d/yyyy H:mm',
  'M/d/yyyy',
  'M/d/yyyy h:mm a',
  'M/d/yyyy h:mm:ss a',
  'd.M.yyyy H:mm:ss',
  'd.M.yyyy H:mm',
  'd.M.yyyy',
  'd-M-yyyy H:mm',
  'd-M-yyyy',
  'M/d/yy H:mm',
  'M/d/yy',
  'd/M/yy H:mm',
  'd/M/yy',
]

function lookOf(
  name: string,
  values: readonly string[],
): Pick<ColumnProfile, 'looksLike' | 'format' | 'decimalComma'> {
  const plain = (looksLike: Look) => ({ looksLike, format: null, decimalComma: false })
  if (values.length === 0) return plain('empty')
  const share = (test: (value: string) => boolean) => values.filter(test).length / values.length
  if (share((v) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(v)) > 0.8) return plain('email')
  const phoneName = /phone|mobile|tel|cell|手机|电话/i.test(name)
  const mobiles = share((v) => /^(\+?86[ -]?)?1[3-9]\d{9}$/.test(v) || /^\+\d[\d ()-]{7,17}$/.test(v))
  if (mobiles > 0.8 && (phoneName || values.length > 3)) return plain('phone')
  const isDay = (v: string) => /^(19|20)\d\d-\d{1,2}-\d{1,2}\b/.test(v)
  if (phoneName && share((v) => /^[+\d][\d ()-]{6,19}$/.test(v) && !isDay(v)) > 0.8) return plain('phone')
  const epoch = epochOf(name, values)
  if (epoch) return { looksLike: 'datetime', format: epoch, decimalComma: false }
  const iso = createDateReader(null, 'UTC')
  if (share((v) => iso(v) !== null && !(/^\d{8}$/.test(v) && !/date|time|day|日|时/i.test(name))) > 0.9)
    return plain(values.some((v) => /\d:\d/.test(v)) ? 'datetime' : 'date')
  if (share((v) => /^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}/.test(v)) > 0.9) {
    const format = bestFormat(values)
    if (format) return { looksLike: /[Hh]/.test(format) ? 'datetime' : 'date', format, decimalComma: false }
  }
  if (values.length <= 2 && share((v) => /^(yes|no|true|false|是|否|y|n)$/i.test(v)) === 1)
    return plain('boolean')
  if (share((v) => /^-?\d{1,18}$/.test(v)) === 1) return plain('integer')
  const comma =
    share((v) => /^-?[\d.]*\d,\d{1,2}$/.test(v)) > 0.5 && share((v) => parseNumber(v, true) !== null) > 0.95
  if (comma) return { looksLike: 'decimal', format: null, decimalComma: true }
  if (share((v) => parseNumber(v) !== null) > 0.95) return plain('decimal')
  return plain('text')
}

/** Seconds or milliseconds since 1970, in a column that calls itself a time: 2001 to 2096. */
function epochOf(name: string, values: readonly string[]): 'unix' | 'unix-ms' | null {
  if (!/time|stamp|date|epoch|(^|_)(ts|at)$|时间|日期/i.test(name)) return null
  if (values.every((value) => /^[1-3]\d{9}$/.test(value))) return 'unix'
  return values.every((value) => /^[1-3]\d{12}$/.test(value)) ? 'unix-ms' : null
}

/** The pattern most values fit. Where day and month cannot be told apart, the one that keeps the file in order wins. */
function bestFormat(values: readonly string[]): string | null {
  let best: { format: string; share: number; ordered: number } | null = null
  for (const format of formats) {
    const read = createDateReader(format, 'UTC')
    const times = values.map(read)
    const found = times.filter((time) => time !== null)
    const share = found.length / values.length
    if (share < 0.9) continue
    let ordered = 0
    for (let i = 1; i < found.length; i++) if ((found[i] ?? 0) >= (found[i - 1] ?? 0)) ordered++
    if (!best || share > best.share || (share === best.share && ordered > best.ordered))
      best = { format, share, ordered }
  }
  return best?.format ?? null
}
