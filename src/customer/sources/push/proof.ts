import { createHmac, timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'
import type { webhookSettings } from '../kinds/webhook.ts'

/** How far the clock of a sender may be from ours: an old push that was overheard is worth nothing. */
const toleranceMs = 5 * 60_000

/**
 * Whether a push comes from who knows the secret: Standard Webhooks (HMAC-SHA256 over id, time and body), a secret in a
 * header, or Segment's (HMAC-SHA1 over the body). Without a secret nothing is proven.
 */
export function isProven(
  { proof, headerName }: z.output<typeof webhookSettings>,
  secret: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  now: Date,
): boolean {
  if (secret === '') return false
  switch (proof) {
    case 'header':
      return equal(headers[headerName.toLowerCase()] ?? '', secret)
    case 'segment':
      return equal(headers['x-signature'] ?? '', createHmac('sha1', secret).update(body).digest('hex'))
    case 'standard': {
      const id = headers['webhook-id'] ?? ''
      const time = headers['webhook-timestamp'] ?? ''
      if (id === '' || !/^\d{1,12}$/.test(time)) return false
      if (Math.abs(now.getTime() - Number(time) * 1000) > toleranceMs) return false
      const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)
      const expected = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64')
      // Several while a secret is being changed; one that fits is enough.
      return (headers['webhook-signature'] ?? '').split(' ').some((entry) => equal(entry, `v1,${expected}`))
    }
  }
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
