import { correctedId, correctedTrust } from './sayings.ts'

/** Which word on an attribute counts where sources differ. Empty never wins, whatever the rule. */
export const survivorshipRules = [
  'most_recent',
  'trusted',
  'most_frequent',
  'first_known',
  'longest',
] as const
export type SurvivorshipRule = (typeof survivorshipRules)[number]

export interface DecidedRule {
  rule: SurvivorshipRule
  /** Ids, the most trusted first; those left out are trusted least. */
  sources: readonly string[]
}

/** What one source said of one key, at once or over time. */
export interface Saying {
  sourceId: string
  importId: string
  said: Readonly<Record<string, string>>
  /** ms, of what was seen at another moment than the rest. */
  saidAt: Readonly<Record<string, number>>
  observedMs: number
  storedMs: number
  /** Of the key the person goes by today. */
  own: boolean
}

/** A source's word on an attribute. */
export interface Word {
  value: string
  sourceId: string
  importId: string
  ms: number
}

export interface Picked extends Word {
  /** Why it counts: it was corrected, or the rule. */
  rule: SurvivorshipRule | 'corrected'
  /** Words of all sources, the one that counts first, then the newest. */
  words: Word[]
}

/** The rule of an attribute nobody has decided: what rarely changes is what most say, all else what was said last. */
export function standardRule(attribute: string): SurvivorshipRule {
  return attribute === 'gender' || attribute === 'birth_year' ? 'most_frequent' : 'most_recent'
}

type Rank = readonly (number | string)[]

function compare(a: Rank, b: Rank): number {
  for (const [i, left] of a.entries()) {
    const right = b[i]
    if (typeof left === 'string' && typeof right === 'string') {
      const order = Buffer.compare(Buffer.from(left), Buffer.from(right))
      if (order !== 0) return order
    } else if (left !== right) return Number(left) < Number(right) ? -1 : 1
  }
  return 0
}

interface OfSource extends Word {
  firstMs: number
  rank: Rank
  newest: Rank
}

/**
 * What counts of each attribute, in memory: for one person's page, and where a stream tells of few people. The engine
 * does the same for many (`sayings.ts`); a test holds one against the other.
 */
export function pick(
  sayings: readonly Saying[],
  rules: ReadonlyMap<string, DecidedRule>,
): Map<string, Picked> {
  const attributes = new Set(sayings.flatMap(({ said }) => Object.keys(said)))
  const picked = new Map<string, Picked>()
  for (const attribute of attributes) {
    const decided = rules.get(attribute) ?? { rule: standardRule(attribute), sources: [] }
    const words = wordsOn(attribute, sayings, decided)
    const best = winner(words, decided.rule)
    if (!best) continue
    const others = words.filter((word) => word !== best).sort((a, b) => compare(b.newest, a.newest))
    const rule = best.sourceId === correctedId ? 'corrected' : decided.rule
    picked.set(attribute, { ...plain(best), rule, words: [best, ...others].map(plain) })
  }
  return picked
}

const plain = ({ value, sourceId, importId, ms }: Word): Word => ({ value, sourceId, importId, ms })

function wordsOn(attribute: string, sayings: readonly Saying[], { rule, sources }: DecidedRule): OfSource[] {
  const bySource = new Map<string, OfSource>()
  for (const { sourceId, importId, said, saidAt, observedMs, storedMs, own } of sayings) {
    const value = said[attribute]
    if (value === undefined || value === '') continue
    const ms = saidAt[attribute] ?? observedMs
    const at = sources.indexOf(sourceId)
    const corrected = sourceId === correctedId
    const trust = corrected ? correctedTrust : rule === 'trusted' && at >= 0 ? sources.length - at : 0
    const rank = [ms, Number(own), storedMs, value]
    const newest = [trust, ms, Number(own), storedMs]
    const old = bySource.get(sourceId)
    if (!old) {
      bySource.set(sourceId, { value, sourceId, importId, ms, firstMs: ms, rank, newest })
      continue
    }
    old.firstMs = Math.min(old.firstMs, ms)
    if (compare(newest, old.newest) > 0) old.newest = newest
    if (rule === 'first_known' && !corrected ? compare(rank, old.rank) < 0 : compare(rank, old.rank) > 0)
      Object.assign(old, { value, importId, ms, rank })
  }
  return [...bySource.values()]
}

function winner(words: readonly OfSource[], rule: SurvivorshipRule): OfSource | null {
  const weightOf = (word: OfSource): Rank => {
    const same = words.filter(({ value }) => value === word.value)
    const newest = same.map((one) => one.newest).reduce((a, b) => (compare(a, b) >= 0 ? a : b))
    const since = Math.min(...same.map(({ firstMs }) => firstMs))
    const first =
      rule === 'most_frequent'
        ? same.length
        : rule === 'longest'
          ? [...word.value].length
          : rule === 'first_known'
            ? -since
            : 0
    const corrected = same.some(({ sourceId }) => sourceId === correctedId)
    return [Number(corrected), first, ...newest, word.value]
  }
  let best: OfSource | null = null
  let weight: Rank = []
  for (const word of words) {
    const its = weightOf(word)
    const order = best ? compare(its, weight) : 1
    // Of sources that say the same, the one that said it last stands for it.
    if (order > 0 || (order === 0 && best && compare(word.newest, best.newest) > 0)) {
      best = word
      weight = its
    }
  }
  return best
}
