/** Sides of a customer that can be known. What is kept of them stands in this order: new ones come last. */
export const facets = [
  'contact',
  'demography',
  'attributes',
  'dates',
  'consent',
  'purchases',
  'behaviour',
  'answers',
  'needs',
  'family',
] as const
export type Facet = (typeof facets)[number]

/** What the stores hold of a customer; ages in days before now, null: never. */
export interface KnownFigures {
  /** Addresses of different channels. */
  channels: number
  /** Of city or region, gender, year of birth, language: how many are known. */
  basics: number
  attributes: number
  /** Days since the profile was last told anew. */
  profileAge: number | null
  dates: number
  /** Purposes with a word of the customer, yes or no. */
  consents: number
  orders: number
  orderAge: number | null
  events: number
  eventAge: number | null
  /** Messages opened, clicked or answered. */
  answers: number
  answerAge: number | null
  /** Topics on which they said something that holds. */
  needs: number
  needAge: number | null
  /** Birthdays of the family, and whether they live in a household. */
  family: number
}

/**
 * How a facet is known in full, and after how many days without news it counts half. Numbers of the house, not of the
 * workspace: they say what "enough" is; what matters more is the workspace's to say, by weights.
 */
export const measures: Readonly<
  Record<
    Facet,
    { figure: keyof KnownFigures; full: number; age: keyof KnownFigures | null; halfLifeDays: number }
  >
> = {
  contact: { figure: 'channels', full: 2, age: null, halfLifeDays: 0 },
  demography: { figure: 'basics', full: 4, age: 'profileAge', halfLifeDays: 1_095 },
  attributes: { figure: 'attributes', full: 5, age: 'profileAge', halfLifeDays: 730 },
  dates: { figure: 'dates', full: 2, age: null, halfLifeDays: 0 },
  consent: { figure: 'consents', full: 2, age: null, halfLifeDays: 0 },
  purchases: { figure: 'orders', full: 3, age: 'orderAge', halfLifeDays: 365 },
  behaviour: { figure: 'events', full: 10, age: 'eventAge', halfLifeDays: 180 },
  answers: { figure: 'answers', full: 3, age: 'answerAge', halfLifeDays: 365 },
  needs: { figure: 'needs', full: 3, age: 'needAge', halfLifeDays: 730 },
  family: { figure: 'family', full: 2, age: null, halfLifeDays: 0 },
}

export interface FacetSetting {
  weight: number
  /** How far what is known of it can be trusted, 0 … 1. */
  reliability: number
}
export type KnowledgeSettings = Readonly<Record<Facet, FacetSetting>>

export const standardSettings: KnowledgeSettings = {
  contact: { weight: 3, reliability: 1 },
  demography: { weight: 2, reliability: 1 },
  attributes: { weight: 2, reliability: 1 },
  dates: { weight: 1, reliability: 1 },
  consent: { weight: 2, reliability: 1 },
  purchases: { weight: 3, reliability: 1 },
  behaviour: { weight: 2, reliability: 1 },
  answers: { weight: 1, reliability: 1 },
  needs: { weight: 1, reliability: 1 },
  family: { weight: 1, reliability: 1 },
}

/** 0 … 1: how much of it there is, less what time and trust take away. */
export function facetShare(facet: Facet, figures: KnownFigures, { reliability }: FacetSetting): number {
  const { figure, full, age, halfLifeDays } = measures[facet]
  const known = Math.min(1, (figures[figure] ?? 0) / full)
  const days = age === null ? 0 : figures[age]
  return known === 0 || days === null
    ? 0
    : known * reliability * 0.5 ** (Math.max(0, days) / (halfLifeDays || 1))
}

/** 0 … 100, of shares as they are kept, in the order of `facets`. */
export function scoreOfShares(shares: readonly number[], settings: KnowledgeSettings): number {
  const all = facets.reduce((sum, facet) => sum + settings[facet].weight, 0)
  const known = facets.reduce(
    (sum, facet, i) => sum + settings[facet].weight * settings[facet].reliability * (shares[i] ?? 0),
    0,
  )
  return (100 * known) / (all || 1)
}

/** 0 … 100: the weighted mean of the facets. */
export function knowledgeScore(figures: KnownFigures, settings: KnowledgeSettings): number {
  const all = facets.reduce((sum, facet) => sum + settings[facet].weight, 0)
  const known = facets.reduce(
    (sum, facet) => sum + settings[facet].weight * facetShare(facet, figures, settings[facet]),
    0,
  )
  return all === 0 ? 0 : (100 * known) / all
}

/** What somebody can be asked; the others show in what they do. */
const askable: readonly Facet[] = [
  'contact',
  'demography',
  'attributes',
  'dates',
  'consent',
  'needs',
  'family',
]

/** The facet that can be asked for and would add most if it were known in full now; null where none of them is missing. */
export function askNext(figures: KnownFigures, settings: KnowledgeSettings): Facet | null {
  let best: { facet: Facet; gain: number } | null = null
  for (const facet of askable) {
    const { weight, reliability } = settings[facet]
    const gain = weight * (reliability - facetShare(facet, figures, settings[facet]))
    if (gain > 1e-9 && (best === null || gain > best.gain)) best = { facet, gain }
  }
  return best?.facet ?? null
}
