import { type CallCreative, callCreative, creativeSource } from '../../interaction/index.ts'
import { inLanguage } from '../offers/creative.ts'
import type { Creative } from '../offers/index.ts'
import type { CampaignRow, Frozen } from '../plans/plan.ts'

/** What a creative of the channel `call` asks of the desk. */
export const callOf = (creative: Creative): CallCreative => callCreative.parse(creativeSource(creative))

/** The same of a launched campaign for those who speak a language, and between when its calls are made. */
export function callsOf(row: CampaignRow, { creative }: Frozen, language: string) {
  const from = row.launched_at ?? row.created_at
  return { call: callOf(inLanguage(creative, language)), from, until: row.window_ends_at ?? from }
}
