import pg from 'pg'
import { isAppError, messageOf } from '../../kit/errors.ts'
import { ledgerErrors } from './errors.ts'

/** Codes of the operating system and of PostgreSQL (classes 08, 57P) that mean: not reachable now. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENOENT',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '57P01',
  '57P02',
  '57P03',
  '53300',
])

export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '')
}

/** Whether the server, not the statement, is why this failed; node-postgres reports some of it only in words. */
export function isUnreachable(error: unknown): boolean {
  if (unreachable.has(codeOf(error))) return true
  return (
    !(error instanceof pg.DatabaseError) &&
    /connection|terminat|timeout expired|not queryable/i.test(messageOf(error))
  )
}

/** Serialisation failure or deadlock: the same work, repeated, will pass. */
export function isRepeatable(error: unknown): boolean {
  const code = codeOf(isAppError(error) ? error.cause : error)
  return code === '40001' || code === '40P01'
}

/**
 * An error of the driver as one of `ledger.*`, the original as its cause; anything else is returned as it is, since it
 * is a mistake in a statement and not something a reader can act on.
 */
export function toLedgerError(error: unknown, where: string): unknown {
  if (isAppError(error)) return error
  if (isUnreachable(error))
    return ledgerErrors.unavailable({ where, reason: codeOf(error) || messageOf(error) }, error)
  const code = codeOf(error)
  const detail = error as { table?: string; constraint?: string }
  const rule = { table: detail.table ?? '?', constraint: detail.constraint ?? '?' }
  switch (code) {
    case '23505':
    case '23P01':
      return ledgerErrors.conflict(rule, error)
    case '23503':
      return ledgerErrors.reference(rule, error)
    case '40001':
    case '40P01':
      return ledgerErrors.busy({ attempts: 1 }, error)
    case '57014':
      return ledgerErrors.timeout({}, error)
    case '53100':
      return ledgerErrors.diskFull({}, error)
    case '28P01':
    case '28000':
    case '3D000':
      return ledgerErrors.refused({ where, reason: code }, error)
    default:
      return error
  }
}
