import type { FastifyRequest } from 'fastify'
import { authErrors } from '../auth/errors.ts'
import { sameToken } from '../auth/tokens.ts'
import { csrfHeader } from '../openapi.ts'

/**
 * Browsers say which page a request comes from. What changes something must come from our own pages; programs send
 * no Origin and are let pass to the token check.
 * @throws auth.foreignOrigin
 */
export function checkOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  const { origin, host, 'sec-fetch-site': site } = request.headers
  if (origin === undefined) {
    if (site === 'cross-site') throw authErrors.foreignOrigin({ origin: 'another site' })
    return
  }
  const own = URL.canParse(origin) && new URL(origin).host === host
  const published = publicUrl !== undefined && origin === new URL(publicUrl).origin
  if (!own && !published) throw authErrors.foreignOrigin({ origin })
}

/** @throws auth.csrf when the header is not the session's token */
export function checkCsrf(request: FastifyRequest, token: string): void {
  const sent = request.headers[csrfHeader]
  if (typeof sent !== 'string' || !sameToken(sent, token)) throw authErrors.csrf({})
}
