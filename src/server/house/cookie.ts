import { absoluteMs } from '../auth/sessions.ts'
import { sessionCookie } from '../openapi.ts'

/**
 * The session's cookie. Its path keeps it away from the pages customers open; Lax keeps it off requests other sites
 * make, and scripts cannot read it.
 */
export function sessionCookieHeader(token: string, secure: boolean): string {
  return attributes(`${sessionCookie}=${token}`, absoluteMs / 1_000, secure)
}

export function endedCookieHeader(secure: boolean): string {
  return attributes(`${sessionCookie}=`, 0, secure)
}

function attributes(pair: string, maxAgeSeconds: number, secure: boolean): string {
  return `${pair}; Path=/api; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? '; Secure' : ''}`
}
