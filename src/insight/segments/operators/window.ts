import { z } from 'zod'
import type { Localized } from '../../../kit/api-shapes.ts'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import { warehouseTime } from '../../days.ts'
import { windowStart } from '../context.ts'
import type { OperatorField, SqlContext } from '../operator.ts'
import { counted } from './compare.ts'

/** "Within the last N days", or ever. */
export const withinDays = z.int().min(1).max(3_650).nullable().default(null)

export const withinField: OperatorField = {
  name: 'withinDays',
  label: { en: 'within the last days', 'zh-CN': '最近天数' },
  type: 'days',
  required: false,
}

/** Condition on `ts`. The scan itself ends at the moment. */
export function windowSql(days: number | null, context: SqlContext): SqlFragment {
  if (days === null) return sql`1`
  return sql`ts >= ${context.bind("DateTime64(3, 'UTC')", warehouseTime(windowStart(context, days)))}`
}

export function windowWords(days: number | null): Localized {
  return days === null
    ? { en: '', 'zh-CN': '' }
    : { en: ` in the last ${counted(days, 'day')}`, 'zh-CN': `最近 ${days} 天内` }
}

export const didField: OperatorField = {
  name: 'did',
  label: { en: 'did or did not', 'zh-CN': '是否发生' },
  type: 'choice',
  choices: [
    { value: 'did', label: { en: 'did', 'zh-CN': '有' } },
    { value: 'did_not', label: { en: 'did not', 'zh-CN': '没有' } },
  ],
  required: true,
  default: 'did',
}
export const did = z.enum(['did', 'did_not']).default('did')
