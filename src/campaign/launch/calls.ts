import { type CallCreative, callCreative, creativeSource } from '../../interaction/index.ts'
import type { Creative } from '../offers/index.ts'
import type { CampaignRow, Frozen } from '../plans/plan.ts'

/** What a creative of the channel `call` asks of the desk. */
export const callOf = (creative: Creative): CallCreative => callCreative.parse(creativeSource(creative))

/** The same of a launched campaign, and between when its calls are made. */
export function callsOf(row: CampaignRow, { creative }: Frozen) {
  const from = row.launched_at ?? row.created_at
  return { call: callOf(creative), from, until: row.window_ends_at ?? from }
}
