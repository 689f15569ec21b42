import { z } from 'zod'
import { int64 } from '../../../stores/warehouse/index.ts'

/** What the warehouse knows happened. */
export const factKinds = ['order', 'touch', 'event', 'decision', 'values'] as const
/** What the ledger knows happened. */
export const recordKinds = ['consent', 'identity'] as const
export const timelineKinds = [...factKinds, ...recordKinds] as const
export type TimelineKind = (typeof timelineKinds)[number]
export type FactKind = (typeof factKinds)[number]

/** One thing that happened, as stores tell it. `what` and `detail` are codes or names; words are put to them at the end. */
export const itemRow = z.object({
  ms: int64(),
  id: z.string(),
  kind: z.enum(timelineKinds),
  what: z.string(),
  detail: z.string(),
  amount: int64().nullable(),
  currency: z.string(),
  campaign: z.string(),
})
export type Item = z.output<typeof itemRow>

/** A stretch of a life: what comes after `before` in the order of the page, within an hour-exact period. */
export interface Stretch {
  before: { ms: number; id: string } | null
  fromMs: number | null
  /** Exclusive. */
  toMs: number | null
  limit: number
}

/** Later first; of one moment the larger id, by its bytes, as both stores order them. */
export function laterFirst(a: Pick<Item, 'ms' | 'id'>, b: Pick<Item, 'ms' | 'id'>): number {
  return b.ms - a.ms || Buffer.compare(Buffer.from(b.id), Buffer.from(a.id))
}
