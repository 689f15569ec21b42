import { z } from 'zod'

/**
 * What the product side of the demo and the simulated world say to each other: one JSON object a line over the
 * world's standard input and output. The world answers with counts only; how its people respond stays with it, but for
 * what a proof asks after everything has been lived.
 */
export const worldCommand = z.discriminatedUnion('cmd', [
  z.object({
    cmd: z.literal('found'),
    seed: z.int(),
    customers: z.int().min(100).max(1_000_000),
    /** Multiplies the planted response; 0 plants none. */
    effect: z.number().min(0).max(5),
    /** Midnight, UTC, at which history ends and the future begins. */
    today: z.iso.datetime(),
    /** Days of future the world must be able to live through. */
    horizonDays: z.int().min(1).max(400),
    engine: z.object({ url: z.string(), user: z.string(), password: z.string(), database: z.string() }),
  }),
  z.object({
    cmd: z.literal('history'),
    productDatabase: z.string(),
    workspaceId: z.int(),
    importId: z.string(),
    currency: z.string(),
    /** Key of the i-th customer, in the order of the account numbers. */
    personKeys: z.array(z.int()),
  }),
  z.object({
    cmd: z.literal('live'),
    api: z.object({ url: z.string(), workspace: z.string(), key: z.string() }),
    /** Days since `today`, half open: [fromDay, toDay). */
    fromDay: z.int(),
    toDay: z.int(),
  }),
  z.object({ cmd: z.literal('truth'), campaignId: z.string() }),
  z.object({
    cmd: z.literal('outcomes'),
    campaignId: z.string(),
    /** Numbers of the customers asked about, distinct. */
    people: z.array(z.int()),
    /** Days since `today` in which outcomes count, half open. */
    toDay: z.int(),
  }),
  z.object({ cmd: z.literal('dissolve') }),
])
export type WorldCommand = z.output<typeof worldCommand>

export interface WorldAnswers {
  found: { customers: number; products: number }
  history: { orderLines: number; events: number; customers: number }
  live: {
    messages: number
    opened: number
    clicked: number
    unsubscribed: number
    orders: number
    responses: number
  }
  /** For proofs only: what was planted into those who received the campaign, in minor units of margin. */
  truth: { received: number; plantedPerRecipientMinor: number; realisedMinor: number }
  /** For proofs only: both outcomes of each person asked about, in that order, in minor units of margin. */
  outcomes: { with: number[]; without: number[]; received: boolean[] }
  dissolve: Record<string, never>
}

/** The number behind an account number; null for what is none of ours. */
export function numberOfAccount(account: string): number | null {
  const digits = /^D(\d{6,})$/.exec(account)?.[1]
  return digits ? Number(digits) : null
}

/** Account number and address of the i-th demo customer (1-based). The domain can never receive mail. */
export function demoAccount(i: number): string {
  return `D${String(i).padStart(6, '0')}`
}
export function demoAddress(i: number): string {
  return `d${String(i).padStart(6, '0')}@customers.liangti.example`
}
