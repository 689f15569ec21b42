import { z } from 'zod'
import type { Localized } from '../../../kit/api-shapes.ts'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import type { OperatorField } from '../operator.ts'

/** How a figure is compared; shared by the operators on numbers. */
export const comparison = z.enum(['at_least', 'at_most', 'more_than', 'less_than', 'equals'])
export type Comparison = z.infer<typeof comparison>

const signs: Record<Comparison, SqlFragment> = {
  at_least: sql`>=`,
  at_most: sql`<=`,
  more_than: sql`>`,
  less_than: sql`<`,
  equals: sql`=`,
}

export function compareSql(left: SqlFragment, how: Comparison, right: SqlFragment): SqlFragment {
  return sql`${left} ${signs[how]} ${right}`
}

export function compares<T extends number | string>(left: T, how: Comparison, right: T): boolean {
  switch (how) {
    case 'at_least':
      return left >= right
    case 'at_most':
      return left <= right
    case 'more_than':
      return left > right
    case 'less_than':
      return left < right
    case 'equals':
      return left === right
  }
}

const names: Record<Comparison, Localized> = {
  at_least: { en: 'at least', 'zh-CN': '不少于' },
  at_most: { en: 'at most', 'zh-CN': '不超过' },
  more_than: { en: 'more than', 'zh-CN': '大于' },
  less_than: { en: 'less than', 'zh-CN': '小于' },
  equals: { en: 'exactly', 'zh-CN': '等于' },
}
export function comparisonWords(how: Comparison): Localized {
  return names[how]
}

/** `1 day`, `2 days`: a figure and its English noun. */
export function counted(value: number | string, one: string, many = `${one}s`): string {
  return `${value} ${String(value) === '1' ? one : many}`
}

export const compareField: OperatorField = {
  name: 'compare',
  label: { en: 'is', 'zh-CN': '比较方式' },
  type: 'choice',
  choices: comparison.options.map((value) => ({ value, label: names[value] })),
  required: true,
  default: 'at_least',
}
