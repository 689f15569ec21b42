import { accepted, failed, type Outcome } from '../channel.ts'
import { type HttpEnd, retryAfterMs } from '../http/client.ts'

type Answer = Extract<HttpEnd, { kind: 'answered' }>

/** The service's own name of the message, where it told one. */
const nameOf = ({ location }: Answer['headers']): string | null => location?.split('/').at(-1) || null

/**
 * What a push service's answer means. @param now the machine's time
 * Source: RFC 8030 §5 (201), §7.3 (404, 410), §7.2 (413), §8.4 (429); RFC 8292 §4.2 (401, 403).
 */
export function classifyPush(answer: Answer, now: Date): Outcome {
  const { status, headers } = answer
  const params = { reply: status }
  if (status >= 200 && status < 300) return accepted(nameOf(headers))
  if (status === 404 || status === 410) return failed('push_gone', { retry: false, params })
  if (status === 401 || status === 403) return failed('push_other_keys', { retry: false, params })
  if (status === 413) return failed('push_too_large', { retry: false, params })
  if (status === 429 || status >= 500) {
    const afterMs = retryAfterMs(headers['retry-after'], now)
    return failed('push_busy', { retry: 'message', params, ...(afterMs === null ? {} : { afterMs }) })
  }
  return failed('push_refused', { retry: false, params })
}
