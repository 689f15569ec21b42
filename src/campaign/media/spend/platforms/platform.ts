import type { Localized } from '../../../../kit/api-shapes.ts'

/** What a daily report may say; date and spend it must. */
export const spendFields = [
  'date',
  'endDate',
  'medium',
  'campaign',
  'impressions',
  'clicks',
  'spend',
  'currency',
  'conversions',
] as const
export type SpendField = (typeof spendFields)[number]

/** How a platform names the columns of its daily report; the first name that is there counts. */
export interface SpendPlatform {
  id: string
  label: Localized
  /** Where to take the report from, in the platform's own words. */
  about: Localized
  /** In lower case, without what stands in brackets behind them. */
  columns: Partial<Record<SpendField, readonly string[]>>
  /** Of its money, where neither the file nor its header says one. */
  currency: string | null
}
