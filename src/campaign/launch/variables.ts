import type { CampaignVariables } from '../../interaction/index.ts'
import { brandName } from '../../kit/brand.ts'
import { bestLanguage, houseLocale } from '../../kit/language.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Offer } from '../offers/index.ts'

/** Name and promise of an offer, in a language where they were translated. */
function offerWords({ name, words, translations = [] }: Offer, language: string) {
  const best = bestLanguage(
    language,
    translations.map((each) => each.language),
  )
  return translations.find((each) => each.language === best) ?? { name, words }
}

/** Where links lead: the plan's own page, and this installation, whose pages know who comes. */
export interface Addresses {
  landingUrl: string
  houseUrl: string
}

/**
 * What everybody who gets a creative in a language reads alike; blank where there is no offer.
 * @param language a tag
 */
export function campaignVariables(
  workspace: Workspace,
  { language, offer, surveyId }: { language: string; offer: Offer | null; surveyId: string | null },
  { landingUrl, houseUrl }: Addresses,
): CampaignVariables {
  const { name, words } = offer ? offerWords(offer, language) : { name: '', words: '' }
  return {
    brand: { name: brandName(workspace, houseLocale(language)) },
    offer: {
      ...{ name, words },
      code: offer?.code ?? '',
      validDays: offer?.validDays ?? 0,
      minimumSpendMinor: offer?.minimumSpendMinor ?? 0,
    },
    currency: workspace.currency,
    links: { main: landingUrl },
    pages: {
      survey: surveyId === null ? '' : new URL(`/t/survey/${surveyId}`, houseUrl).href,
      complaint: new URL(`/t/complaint/${encodeURIComponent(workspace.slug)}`, houseUrl).href,
    },
  }
}
