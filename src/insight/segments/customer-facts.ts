import type { SaidWord } from '../../customer/index.ts'

/**
 * What a rule may ask about one customer, in memory. The evaluators of the operators read it; the engine reads the same
 * facts from its tables, and a property test holds the two together.
 */
export interface CustomerFacts {
  personKey: number
  /** null: known from orders only. */
  profile: Profile | null
  /** null: never bought before the snapshot, or there is no snapshot. */
  features: FeatureValues | null
  orderLines: readonly OrderLineFact[]
  touches: readonly TouchFact[]
  /** Values of computed attributes by id, of the newest run. */
  computed?: Readonly<Record<string, number | string>>
  /** Days that matter to them, one own birthday at most: `1988-05-03`, `lunar --08-15`. */
  dates?: readonly { kind: string; day: string; yearly: boolean }[]
  /** What they said of each topic of needs. */
  needs?: readonly SaidWord[]
  /** How far each side of them is known, as it was last reckoned; absent: it was not. */
  shares?: readonly number[]
  /** People of its household, and whether it is the one of them letters go to. */
  household?: { people: number; isFirst: boolean }
  /** What was said of it before it bought, and what brought it. */
  prospect?: ProspectFact
  /** Companies it works at now. */
  companies?: readonly CompanyFact[]
}

export interface ProspectFact {
  firstSeen: Date
  /** Words that were not taken back; `at` in UTC ms. */
  words: readonly { aspect: 'stage' | 'owner' | 'source'; at: number; id: number; value: string }[]
  /** The first campaign that brought them; null: none did. */
  campaign: { at: number; utmSource: string; utmCampaign: string } | null
}

export interface CompanyFact {
  /** As names are compared: lower case, without the legal form. */
  name: string
  industry: string
  size: string
  role: string
  /** The colleague who looks after it; '': nobody. */
  owner: string
  /** Whether it is the contact its company is written to. */
  isFirst: boolean
}

export interface Profile {
  status: 'prospect' | 'customer'
  country: string
  region: string
  city: string
  gender: string
  /** 0: unknown. */
  birthYear: number
  tier: string
  language: string
  reachable: readonly string[]
  attributes: Readonly<Record<string, string>>
}

export interface FeatureValues {
  firstOrderAt: Date
  recencyDays: number
  frequency: number
  monetaryMinor: number
  breadth: number
  lengthDays: number
  r: number
  f: number
  m: number
}

export interface OrderLineFact {
  ts: Date
  orderId: string
  kind: 'sale' | 'return' | 'charge'
  productId: string
  /** Categories of the product, top first; empty where the product is unknown. */
  categories: readonly string[]
  currency: string
  amountMinor: number
}

export interface TouchFact {
  ts: Date
  campaignId: string
  kind: string
  isBot: boolean
}
