import type { Said } from '../../../kit/errors.ts'
import type { FieldRule, RuleCode } from './contract.schema.ts'

/** Values longer than this are not matched against a pattern: they break it. */
const patternLimit = 500

/** A rule compiled into one function over a value: what it breaks, or null. A missing value breaks `required` alone. */
export type ValueCheck = (value: unknown) => RuleCode | null

/** @param fromText values are texts of cells, and numbers are written in them */
export function compileRule(rule: FieldRule, fromText: boolean): ValueCheck {
  const ofType = typeCheck(rule.type, fromText)
  const values = rule.values ? new Set(rule.values) : null
  const pattern = rule.pattern === undefined ? null : new RegExp(`^(?:${rule.pattern})$`, 'u')
  const { required, min, max, maxLength } = rule
  return (value) => {
    if (value === undefined || value === null || value === '') return required ? 'required' : null
    if (!ofType(value)) return 'type'
    if (values !== null && !values.has(String(value))) return 'values'
    if (min !== undefined || max !== undefined) {
      const number = Number(value)
      if (!(number >= (min ?? Number.NEGATIVE_INFINITY) && number <= (max ?? Number.POSITIVE_INFINITY)))
        return 'range'
    }
    if (maxLength !== undefined && String(value).length > maxLength) return 'length'
    if (pattern !== null) {
      const text = String(value)
      if (text.length > patternLimit || !pattern.test(text)) return 'pattern'
    }
    return null
  }
}

const datePattern = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[+-]\d{2}:?\d{2}))?)?$/

function typeCheck(type: FieldRule['type'], fromText: boolean): (value: unknown) => boolean {
  switch (type) {
    case undefined:
      return () => true
    case 'text':
      return (value) => typeof value === 'string'
    case 'number':
      return fromText ? isNumeric : (value) => typeof value === 'number' && Number.isFinite(value)
    case 'integer':
      return fromText
        ? (value) => isNumeric(value) && Number.isInteger(Number(value))
        : (value) => Number.isInteger(value)
    case 'boolean':
      return fromText
        ? (value) => /^(true|false|yes|no|0|1|是|否)$/i.test(String(value))
        : (value) => typeof value === 'boolean'
    case 'datetime':
      return fromText
        ? () => true // a date that cannot be read is refused before it gets here
        : (value) =>
            typeof value === 'string' &&
            datePattern.test(value) &&
            Number.isFinite(Date.parse(value.replace(' ', 'T')))
    case 'object':
      return (value) => typeof value === 'object' && !Array.isArray(value)
    case 'list':
      return (value) => Array.isArray(value)
  }
}

function isNumeric(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
}

/** A value of the longest length may be split among the parts that repeat in at most so many ways. */
const mostWays = 2 ** 21

/**
 * What is wrong with a pattern, or null. Groups, look-around and back references are not taken, and parts may repeat in
 * so many ways only as two without limit have, with little beside: a hostile value must not be able to keep the check
 * busy, and each `?` doubles what there is to try.
 */
export function patternProblem(pattern: string): Said | null {
  const plain = pattern.replace(/\\./gs, 'x').replace(/\[[^\]]*\]/g, 'x')
  if (/[()]/.test(plain))
    return {
      en: 'groups ( ) are not taken; write the alternatives as values',
      'zh-CN': '不支持分组 ( )；如有多种取值，请写在允许的取值中',
    }
  if (/\\[1-9kpP]/.test(pattern))
    return { en: 'back references and \\p are not taken', 'zh-CN': '不支持反向引用和 \\p' }
  if (waysToMatch(plain) > mostWays)
    return {
      en: 'its parts may repeat in too many ways; at most two without limit (* + {n,}), and few more with ? or {n,m}',
      'zh-CN': '可重复的部分过多：不限次数（* + {n,}）的最多两处，? 或 {n,m} 也不宜多',
    }
  try {
    new RegExp(`^(?:${pattern})$`, 'u')
    return null
  } catch (error) {
    return {
      en: error instanceof Error ? error.message : 'not a regular expression',
      'zh-CN': '不是有效的正则表达式',
    }
  }
}

/** @param plain a pattern without classes and escapes */
function waysToMatch(plain: string): number {
  let ways = 1
  // A ? after one of these only says which is tried first.
  for (const [sign, from, to] of plain.matchAll(/(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/g)) {
    if (from === undefined) ways *= sign.startsWith('?') ? 2 : patternLimit
    else if (to === '') ways *= patternLimit
    else if (to !== undefined) ways *= Math.max(1, Math.min(patternLimit, Number(to) - Number(from) + 1))
  }
  return ways
}
