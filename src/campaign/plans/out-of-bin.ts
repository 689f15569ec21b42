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
