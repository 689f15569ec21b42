import type { z } from 'zod'
import type { Log } from '../../kit/log.ts'
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
  | { kind: 'failed'; reason: string; params: ReasonParams; retry: false | 'message' | 'connection' }
  | { kind: 'unknown'; reason: string; params: ReasonParams }

export function accepted(providerId: string | null): Outcome {
  return { kind: 'accepted', providerId }
}
export function failed(
  reason: string,
  options: { retry: false | 'message' | 'connection'; params?: ReasonParams },
): Outcome {
  return { kind: 'failed', reason, params: options.params ?? {}, retry: options.retry }
}
export function unknown(reason: string, params: ReasonParams = {}): Outcome {
  return { kind: 'unknown', reason, params }
}

export interface ChannelTools {
  log: Log
  /** How many attempts will run at once; a channel that keeps connections keeps no more than this. */
  concurrency: number
}

export interface ChannelMessage<C> {
  /** The same at every attempt: what makes a repeat recognisable to a provider. */
  deliveryId: string
  address: string
  content: C
}

/** An open channel: connections, sessions, tokens. `deliver` never throws for what a provider may do. */
export interface Sender<C> {
  deliver(message: ChannelMessage<C>): Promise<Outcome>
  /** Whether the provider answers now; null when it does, else a reason in a word. */
  check(): Promise<string | null>
  close(): Promise<void>
}

export interface Channel<S extends z.ZodType = z.ZodType, C extends z.ZodType = z.ZodType> {
  id: string
  /** Kind of identifier it needs. */
  addressType: 'email'
  settings: S
  content: C
  limits: { perSecond: number | null; maxBytes: number }
  /** Whether an address may be tried at all; called with the normalised form. */
  acceptsAddress(address: string): boolean
  open(settings: z.output<S>, tools: ChannelTools): Sender<z.output<C>>
}

/** A channel as data plus one function; `test/interaction/channels/contract.test.ts` holds every one to its word. */
export function defineChannel<S extends z.ZodType, C extends z.ZodType>(
  channel: Channel<S, C>,
): Channel<S, C> {
  return channel
}
