import type { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Locale } from '../../kit/errors.ts'
import { type RowProblem, rowProblemText } from '../mapping/row-problems.ts'
import type { importSummary } from './api.ts'

export type ImportSummary = z.output<typeof importSummary>

/** What is counted while a file is read; kept in the ledger when reading ends. */
export interface Counts {
  read: number
  rejected: number
  customersSeen: number
  customersNew: number
  withoutCustomer: number
  returns: number
  /** UTC ms of the first and last fact. */
  from: number | null
  to: number | null
  /** Rows by code and field. */
  reasons: Record<string, number>
  startedAt: number
  /** Found new by the commit; null until it has counted. */
  stored: number | null
  rowsPerSecond: number | null
  /** Words about consent the file brought; absent where it was not asked for any. */
  consents?: { given: number; withdrawn: number; news: number } | null
  /** What might stand in fields whose values the workspace decides, as it was then. */
  allowed?: Readonly<Record<string, Localized>>
}

export function newCounts(startedAt: number): Counts {
  return {
    read: 0,
    rejected: 0,
    customersSeen: 0,
    customersNew: 0,
    withoutCustomer: 0,
    returns: 0,
    from: null,
    to: null,
    reasons: {},
    startedAt,
    stored: null,
    rowsPerSecond: null,
  }
}

export function countReason(counts: Pick<Counts, 'reasons'>, problem: RowProblem): void {
  const key = `${problem.code} ${problem.field}`
  counts.reasons[key] = (counts.reasons[key] ?? 0) + 1
}

/** read = stored + repeated + rejected. */
export function summaryOf(counts: Counts, locale: Locale): ImportSummary {
  const stored = counts.stored ?? 0
  return {
    read: counts.read,
    stored,
    repeated: counts.read - counts.rejected - stored,
    rejected: counts.rejected,
    rowsPerSecond: counts.rowsPerSecond,
    customersSeen: counts.customersSeen,
    customersNew: counts.customersNew,
    withoutCustomer: counts.withoutCustomer,
    returns: counts.returns,
    consents: counts.consents ?? null,
    from: counts.from === null ? null : new Date(counts.from).toISOString(),
    to: counts.to === null ? null : new Date(counts.to).toISOString(),
    reasons: Object.entries(counts.reasons)
      .map(([key, rows]) => {
        const [code = '', field = ''] = key.split(' ')
        return { code, field, message: rowProblemText(code, locale, counts.allowed?.[field]), rows }
      })
      .sort((a, b) => b.rows - a.rows),
  }
}
