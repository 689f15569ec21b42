import { z } from 'zod'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Bind } from '../../facts.ts'
import type { CustomerFacts, Profile } from '../customer-facts.ts'
import type { OperatorField } from '../operator.ts'

/** Name of an attribute: a typed column, or a key of the `attributes` document. */
export const attributeName = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[\p{L}_][\p{L}\p{N}_ -]*$/u, 'letters, digits, spaces, "-" and "_" are allowed')

export const attributeField: OperatorField = {
  name: 'attribute',
  label: { en: 'attribute', 'zh-CN': '属性' },
  type: 'attribute',
  required: true,
}

const columns: Record<string, { sql: SqlFragment; of(profile: Profile): string }> = {
  country: { sql: sql`country`, of: (p) => p.country },
  region: { sql: sql`region`, of: (p) => p.region },
  city: { sql: sql`city`, of: (p) => p.city },
  gender: { sql: sql`gender`, of: (p) => p.gender },
  tier: { sql: sql`tier`, of: (p) => p.tier },
  language: { sql: sql`language`, of: (p) => p.language },
  // 0 stands for unknown, and the unknown is empty everywhere else.
  birth_year: {
    sql: sql`if(birth_year = 0, '', toString(birth_year))`,
    of: (p) => (p.birthYear === 0 ? '' : String(p.birthYear)),
  },
}

/** The attribute as text; '' where it is unknown. */
export function attributeSql(name: string, bind: Bind): SqlFragment {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined
  if (column) return column.sql
  return sql`ifNull(toString(getSubcolumn(attributes, ${bind('String', name)})), '')`
}

/** The same in memory. */
export function attributeOf(name: string, customer: CustomerFacts): string {
  if (!customer.profile) return ''
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined
  if (column) return column.of(customer.profile)
  return Object.hasOwn(customer.profile.attributes, name) ? (customer.profile.attributes[name] ?? '') : ''
}

const columnNames: Record<string, { en: string; 'zh-CN': string }> = {
  country: { en: 'country', 'zh-CN': '国家' },
  region: { en: 'region', 'zh-CN': '地区' },
  city: { en: 'city', 'zh-CN': '城市' },
  gender: { en: 'gender', 'zh-CN': '性别' },
  tier: { en: 'tier', 'zh-CN': '等级' },
  language: { en: 'language', 'zh-CN': '语言' },
  birth_year: { en: 'birth year', 'zh-CN': '出生年份' },
}
export function attributeWords(name: string): { en: string; 'zh-CN': string } {
  return (Object.hasOwn(columnNames, name) ? columnNames[name] : undefined) ?? { en: name, 'zh-CN': name }
}
