import type { ErrorKind } from '../../kit/errors.ts'

/** The one place where a kind of error becomes an HTTP status. */
export const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  // nginx's "client closed request": nobody reads it, but the log of requests does
  cancelled: 499,
  internal: 500,
  unavailable: 503,
}
