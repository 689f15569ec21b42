import { type BlockingRule, equalityRule, pinyinSound, soundex } from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabOptions } from '../../options.ts'
import { type LinkRecords, mapped } from './read.ts'

interface RulePart {
  column: string
  /** `soundex`, `pinyin`, or how many characters from the start; null: the value itself. */
  by: string | null
}

/** One rule of `--block`: all its parts must be equal. */
export type RuleParts = readonly RulePart[]

/** `a,b` two rules; `a+b` one of both; `a:3` the first three characters; `a:soundex`, `a:pinyin` the sound. */
export function ruleParts(options: LabOptions, columns: readonly string[]): RuleParts[] {
  options.required(
    'block',
    'the columns whose equal values bring two records together, such as phone,birthday.',
  )
  return options.list('block').map((rule) => {
    if (columns.includes(rule)) return [{ column: rule, by: null }]
    return rule.split('+').map((text) => {
      const part = text.trim()
      if (columns.includes(part)) return { column: part, by: null }
      const found = /^(.+):(soundex|pinyin|[1-9]\d?)$/.exec(part)
      return { column: found?.[1] ?? part, by: found?.[2] ?? null }
    })
  })
}

export function blockingRules(rules: readonly RuleParts[], records: LinkRecords): BlockingRule[] {
  if (rules.length > 30)
    throw labErrors.badOption({ option: 'block', value: `${rules.length} rules`, wanted: 'at most 30 rules' })
  return rules.map((parts) => {
    const rule = equalityRule(
      parts.map(({ column, by }) => {
        const whole = records.column(column)
        if (by === null) return whole
        if (by === 'soundex') return mapped(whole, soundex)
        if (by === 'pinyin') return mapped(whole, pinyinSound)
        return mapped(whole, (value) => [...value].slice(0, Number(by)).join(''))
      }),
    )
    return { ...rule, name: parts.map(({ column, by }) => (by ? `${column}:${by}` : column)).join('+') }
  })
}
