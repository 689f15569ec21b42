import { type CampaignChannelId, campaignChannel } from '../../interaction/index.ts'
import type { AudienceSegment } from '../deps.ts'
import { campaignErrors } from '../errors.ts'

const words = {
  segment: { what: 'segment', whatZh: '客群' },
  offer: { what: 'offer', whatZh: '营销方案' },
  creative: { what: 'creative', whatZh: '创意' },
} as const

type Part = { name: string; deletedAt: string | null } | null

/** Refuses a plan one of whose parts somebody has put into the bin since. @throws campaign.inBin naming the first */
export function requireOutOfBin(
  campaign: { name: string },
  parts: Partial<Record<keyof typeof words, Part>>,
): void {
  for (const kind of ['segment', 'offer', 'creative'] as const) {
    const part = parts[kind]
    if (part && part.deletedAt !== null)
      throw campaignErrors.inBin({ name: campaign.name, title: part.name, ...words[kind] })
  }
}

/** What goes out by one channel was written for it; a list says what others may write. @throws campaign.otherChannel */
export function requireChannel(
  plan: { name: string; channel: CampaignChannelId },
  creative: { name: string; channel: string },
): void {
  if (!campaignChannel(plan.channel).takesAnyCreative && plan.channel !== creative.channel)
    throw campaignErrors.otherChannel({ name: plan.name, creative: creative.name })
}

/** A campaign is marketing, whatever else its people were gathered for. @throws campaign.otherPurpose */
export function requireMarketing(
  campaign: { name: string },
  segment: Pick<AudienceSegment, 'name' | 'purpose'>,
): void {
  if (segment.purpose !== 'marketing')
    throw campaignErrors.otherPurpose({ name: campaign.name, segment: segment.name })
}
