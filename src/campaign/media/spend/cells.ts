import type { Localized } from '../../../kit/api-shapes.ts'
import { parseMinor } from '../../../kit/money.ts'

/** A day of one campaign, as one row of a file or several of them say it. */
export interface SpendDay {
  medium: string
  campaign: string
  /** yyyy-MM-dd */
  day: string
  impressions: number | null
  clicks: number | null
  conversions: number | null
  /** Of the file's currency. */
  spendMinor: number
}
export interface BadRow {
  row: number
  problem: Localized
}

export const problem = (en: string, zh: string): Localized => ({ en, 'zh-CN': zh })

/** Sums in a report, which would count everything twice: a row that says nothing else, or begins so and names no day. */
export const isTotal = (text: string) => /^(?:合计|总计|汇总|共计|总数|(?:grand )?total)$/i.test(text.trim())
export const beginsTotal = (text: string) =>
  /^(?:合计|总计|汇总|共计|总数|(?:grand )?total)/i.test(text.trim())

const nothing = /^(?:|-+|—+|–|n\/a|null|无)$/i
/** Signs of money and thousands, as exports write them. */
const bare = (text: string) =>
  /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(text.replace(/^[¥￥$€£]\s*/, ''))
    ? text.replaceAll(',', '').replace(/^[¥￥$€£]\s*/, '')
    : text.replace(/^[¥￥$€£]\s*/, '')

/** @returns null for an empty cell, undefined for what is no sum that was paid */
export function readSpend(text: string, currency: string): number | null | undefined {
  if (nothing.test(text)) return null
  const minor = parseMinor(bare(text), currency)
  return minor === null || minor < 0 ? undefined : minor
}

/** @returns null for an empty cell, undefined for what is no count */
export function readCount(text: string, whole: boolean): number | null | undefined {
  if (nothing.test(text)) return null
  const found = bare(text)
  if (!/^\d+(?:\.\d+)?$/.test(found)) return undefined
  const count = Number(found)
  if (count > 1e12 || (whole && !Number.isInteger(count))) return undefined
  return count
}

/** Days that came in English months too: `Nov 3, 2026`, `3 Nov 2026`. @returns null for no day */
export function readDay(text: string, isoDay: (text: string) => string | null): string | null {
  const found = isoDay(text)
  if (found !== null) return found
  const match = /^(?:([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})|(\d{1,2}) ([A-Za-z]{3,9})\.? (\d{4}))$/.exec(text)
  if (!match) return null
  const month = months.indexOf((match[1] ?? match[5] ?? '').slice(0, 3).toLowerCase()) + 1
  if (month === 0) return null
  const [day, year] = [match[2] ?? match[4] ?? '', match[3] ?? match[6] ?? '']
  return isoDay(`${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`)
}
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
