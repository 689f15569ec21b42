import { accepted, failed, type Outcome } from '../channel.ts'
import { type HttpEnd, retryAfterMs, unanswered } from '../http/client.ts'

/** Asked to come again: too early, too much at once, or in trouble. */
const later = [408, 425, 429, 500, 502, 503, 504]
/** Nothing of ours is let in: all that follow would fail with it. */
const shutOut = [401, 403]

/**
 * What the answer to a webhook means. Standard Webhooks 1.0.0: 2xx took it, 410 wants no more at all, a redirect is a
 * refusal, and all else may be tried again only where the status says so.
 * @param now the machine's time
 */
export function classifyWebhook(end: HttpEnd, now: Date): Outcome {
  if (end.kind !== 'answered') return unanswered(end)
  const { status } = end
  const params = { reply: status }
  if (status >= 200 && status < 300) return accepted(null)
  if (status === 410) return failed('webhook_gone', { retry: 'connection', params })
  if (shutOut.includes(status)) return failed('webhook_shut_out', { retry: 'connection', params })
  if (later.includes(status)) {
    const afterMs = retryAfterMs(end.headers['retry-after'], now)
    return failed('webhook_later', { retry: 'message', params, ...(afterMs === null ? {} : { afterMs }) })
  }
  if (status >= 300 && status < 400) return failed('webhook_redirects', { retry: false, params })
  return failed('webhook_refused', { retry: false, params })
}
