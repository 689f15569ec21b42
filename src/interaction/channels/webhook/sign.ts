import { createHmac, randomBytes } from 'node:crypto'

const prefix = 'whsec_'

/** A new signing secret, 192 bits as the specification asks at least. */
export function newSecret(): string {
  return `${prefix}${randomBytes(24).toString('base64')}`
}

export interface SignedParts {
  id: string
  /** Seconds since 1970. */
  timestamp: number
  body: string
}

/**
 * The headers of one webhook, signed by each secret in turn so that receivers may change theirs in their own time.
 * @param secrets `whsec_…`, the present one first
 * Source: Standard Webhooks 1.0.0, "Signature scheme" (HMAC-SHA256 over `id.timestamp.body`, base64, `v1,`).
 */
export function signedHeaders(secrets: readonly string[], { id, timestamp, body }: SignedParts) {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
