import type { Said } from '../../kit/errors.ts'
import { createZone, utcOf, type Zone } from './zone.ts'

/**
 * Dates of files. A format is made of yyyy yy M MM d dd H HH h hh m mm s ss S… a XXX (offset, also Z), any other
 * letters in quotes '…', and signs as they stand. `unix`, `unix-ms` and `excel` are formats too.
 */
export type DateReader = (text: string) => number | null

export const minDate = Date.UTC(1900, 0, 1)
export const maxDate = Date.UTC(2200, 0, 1)

/** Of a format that cannot be used, the reason; else null. */
export function formatProblem(format: string): Said | null {
  if (['unix', 'unix-ms', 'excel', 'iso'].includes(format)) return null
  const tokens = tokensOf(format)
  if (!Array.isArray(tokens)) return tokens
  const kinds = new Set(tokens.filter((t) => t.kind === 'field').map((t) => t.text.charAt(0)))
  if (!kinds.has('y')) return { en: 'it has no year (yyyy)', 'zh-CN': '缺少年份（yyyy）' }
  if (!kinds.has('M'))
    return {
      en: 'it has no month (MM; lower-case mm are minutes)',
      'zh-CN': '缺少月份（MM；小写 mm 表示分钟）',
    }
  if (kinds.has('h') && !kinds.has('a'))
    return {
      en: 'hh counts to 12 and needs a (AM/PM); use HH',
      'zh-CN': 'hh 为 12 小时制，须与 a（上午/下午）同用；24 小时制请用 HH',
    }
  return null
}

/**
 * @param format null reads ISO-like text: yyyy-MM-dd, yyyy/M/d, yyyy.M.d, yyyyMMdd, yyyy年M月d日, with an optional time
 *   and offset
 * @returns a reader giving UTC milliseconds, or null for what is no existing date in that format
 */
export function createDateReader(format: string | null, timeZone: string): DateReader {
  const zone = createZone(timeZone)
  const read = format === null || format === 'iso' ? isoReader(zone) : formatReader(format, zone)
  // Lines of one order, and orders of one day, repeat their time.
  let lastText: string | null = null
  let last: number | null = null
  return (text) => {
    if (text === lastText) return last
    lastText = text
    last = read(text)
    return last
  }
}

const iso =
  /^(\d{4})(?:-(\d{1,2})-(\d{1,2})|\/(\d{1,2})\/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|(\d{2})(\d{2})|年(\d{1,2})月(\d{1,2})[日号]?)(?:[T ]?\s*(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})秒?(?:[.,](\d{1,9}))?|分)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/

function isoReader(zone: Zone): DateReader {
  return (text) => {
    const usual = usualMoment(text, zone)
    if (usual !== undefined) return usual
    const m = iso.exec(text)
    if (!m) return null
    const month = Number(m[2] ?? m[4] ?? m[6] ?? m[8] ?? m[10])
    const day = Number(m[3] ?? m[5] ?? m[7] ?? m[9] ?? m[11])
    const ms = m[15] === undefined ? 0 : Math.floor(Number(`0.${m[15]}`) * 1000)
    return moment(
      {
        year: Number(m[1]),
        month,
        day,
        hour: Number(m[12] ?? 0),
        minute: Number(m[13] ?? 0),
        second: Number(m[14] ?? 0),
        ms,
      },
      m[16] === undefined ? null : offsetMinutes(m[16]),
      zone,
    )
  }
}

/** Of `yyyy-MM-dd`, alone or with ` HH:mm` or ` HH:mm:ss`, the moment; undefined where the pattern must look. */
function usualMoment(text: string, zone: Zone): number | null | undefined {
  const { length } = text
  if (length !== 10 && length !== 16 && length !== 19) return undefined
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (at === 4 || at === 7) {
      if (code !== 45) return undefined
    } else if (at === 10) {
      if (code !== 32 && code !== 84) return undefined
    } else if (at === 13 || at === 16) {
      if (code !== 58) return undefined
    } else if (code < 48 || code > 57) return undefined
  }
  const two = (at: number) =>
    at >= length ? 0 : (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48
  const parts = { year: two(0) * 100 + two(2), month: two(5), day: two(8) }
  return moment({ ...parts, hour: two(11), minute: two(14), second: two(17), ms: 0 }, null, zone)
}

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  ms: number
}

const lastDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function moment(p: Parts, offset: number | null, zone: Zone): number | null {
  if (p.month < 1 || p.month > 12 || p.day < 1 || p.day > (lastDays[p.month - 1] ?? 0)) return null
  if (p.month === 2 && p.day === 29 && !(p.year % 4 === 0 && (p.year % 100 !== 0 || p.year % 400 === 0)))
    return null
  if (p.hour > 23 || p.minute > 59 || p.second > 59) return null
  const wall = utcOf(p.year, p.month, p.day, p.hour, p.minute, p.second, p.ms)
  return offset === null ? zone.toUtc(wall) : wall - offset * 60_000
}

function offsetMinutes(text: string): number {
  if (text === 'Z') return 0
  const sign = text.startsWith('-') ? -1 : 1
  return sign * (Number(text.slice(1, 3)) * 60 + Number(text.slice(-2)))
}

interface Token {
  kind: 'field' | 'text'
  text: string
}

function tokensOf(format: string): Token[] | Said {
  const tokens: Token[] = []
  const pattern = /yyyy|yy|MM?|dd?|HH?|hh?|mm?|ss?|S{1,9}|a|XXX|'([^']*)'|[^A-Za-z']/gy
  let at = 0
  while (at < format.length) {
    pattern.lastIndex = at
    const match = pattern.exec(format)
    const here = format.slice(at, at + 4)
    if (!match) return { en: `"${here}" is not known`, 'zh-CN': `无法识别“${here}”` }
    const text = match[0]
    const isField = /^[A-Za-z]/.test(text)
    tokens.push({ kind: isField ? 'field' : 'text', text: isField ? text : (match[1] ?? text) })
    at = pattern.lastIndex
  }
  return tokens
}

function formatReader(format: string, zone: Zone): DateReader {
  if (format === 'unix' || format === 'unix-ms') {
    const scale = format === 'unix' ? 1000 : 1
    return (text) => (/^-?\d{1,14}(\.\d+)?$/.test(text) ? Math.round(Number(text) * scale) : null)
  }
  if (format === 'excel') {
    // Serial days; 25569 is 1970-01-01.
    return (text) =>
      /^\d{1,6}(\.\d+)?$/.test(text) ? zone.toUtc(Math.round((Number(text) - 25_569) * 86_400) * 1000) : null
  }
  const tokens = tokensOf(format)
  if (!Array.isArray(tokens)) throw new TypeError(`unusable date format: ${tokens.en}`)
  const names: string[] = []
  const source = tokens
    .map((token) => {
      if (token.kind === 'text')
        return token.text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+')
      names.push(token.text)
      return `(${fieldPattern(token.text)})`
    })
    .join('')
  const pattern = new RegExp(`^${source}$`, 'i')
  return (text) => {
    const match = pattern.exec(text)
    if (!match) return null
    const p: Parts = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0 }
    let afternoon: boolean | null = null
    let offset: number | null = null
    for (let i = 0; i < names.length; i++) {
      const value = match[i + 1] ?? ''
      const name = names[i] ?? ''
      if (name === 'a') afternoon = /^(p|下午)/i.test(value)
      else if (name === 'XXX') offset = offsetMinutes(value.toUpperCase())
      else setPart(p, name, value)
    }
    if (afternoon !== null) {
      if (p.hour < 1 || p.hour > 12) return null
      p.hour = (p.hour % 12) + (afternoon ? 12 : 0)
    }
    return moment(p, offset, zone)
  }
}

function fieldPattern(field: string): string {
  switch (field.charAt(0)) {
    case 'y':
      return field === 'yyyy' ? '\\d{4}' : '\\d{2}'
    case 'S':
      return '\\d{1,9}'
    case 'a':
      return 'am|pm|a\\.m\\.|p\\.m\\.|上午|下午'
    case 'X':
      return 'Z|[+-]\\d{2}:?\\d{2}'
    default:
      return field.length === 2 ? '\\d{2}' : '\\d{1,2}'
  }
}

function setPart(p: Parts, name: string, value: string): void {
  const number = Number(value)
  switch (name.charAt(0)) {
    case 'y':
      // Two digits: 70 to 99 are the last century.
      p.year = name === 'yyyy' ? number : number + (number >= 70 ? 1900 : 2000)
      return
    case 'M':
      p.month = number
      return
    case 'd':
      p.day = number
      return
    case 'H':
    case 'h':
      p.hour = number
      return
    case 'm':
      p.minute = number
      return
    case 's':
      p.second = number
      return
    case 'S':
      p.ms = Math.floor(Number(`0.${value}`) * 1000)
  }
}
