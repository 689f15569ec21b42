import type { CampaignVariables } from '../../interaction/index.ts'
import { brandName } from '../../kit/brand.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Frozen } from '../plans/plan.ts'

/** What everybody who gets a creative reads alike; blank where there is no offer. */
export function campaignVariables(
  workspace: Workspace,
  { creative, offer }: Pick<Frozen, 'creative' | 'offer'>,
  landingUrl: string,
): CampaignVariables {
  return {
    brand: { name: brandName(workspace, creative.language) },
    offer: {
      name: offer?.name ?? '',
      words: offer?.words ?? '',
      code: offer?.code ?? '',
      validDays: offer?.validDays ?? 0,
    },
    links: { main: landingUrl },
  }
}
