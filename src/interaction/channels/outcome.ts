import type { ReasonParams } from '../ports.ts'

/**
 * How one attempt ended.
 * - accepted: the provider took responsibility.
 * - failed: the provider certainly did not take it. `retry: 'message'` repeats this one later, `'connection'` means the
 *   provider itself cannot be reached, so the others wait too; `false` is for ever.
 * - unknown: it may have taken it. Never repeated by itself.
 */
export type Outcome =
  | { kind: 'accepted'; providerId: string | null }
  | {
      kind: 'failed'
      reason: string
      params: ReasonParams
      retry: false | 'message' | 'connection'
      /** The provider's own word on when; no repeat is earlier. */
      afterMs?: number
    }
  | { kind: 'unknown'; reason: string; params: ReasonParams }

export function accepted(providerId: string | null): Outcome {
  return { kind: 'accepted', providerId }
}
export function failed(
  reason: string,
  options: { retry: false | 'message' | 'connection'; params?: ReasonParams; afterMs?: number },
): Outcome {
  return { kind: 'failed', reason, params: {}, ...options }
}
export function unknown(reason: string, params: ReasonParams = {}): Outcome {
  return { kind: 'unknown', reason, params }
}
