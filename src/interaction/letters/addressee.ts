import type { HomeOfPerson } from '../../customer/index.ts'
import type { LetterLevel } from '../../stores/ledger/schema/letters.ts'

/** How an address stands in the window. Without a usable name a letter goes to whoever lives there. */
export function addressLines(
  level: LetterLevel,
  name: string | null,
  address: string,
  language: 'zh-CN' | 'en',
): string[] {
  const lines = address
    .split(/\r?\n/)
    .map((line) => line.replace(/[\p{Cc}\s]+/gu, ' ').trim())
    .filter((line) => line !== '')
  const isNamed = name !== null && level !== 'area'
  if (language === 'zh-CN') {
    const who = isNamed ? (level === 'household' ? `${name} 及家人` : name) : '住户'
    return [...lines, `${who} 收`]
  }
  if (!isNamed) return ['To the household at', ...lines]
  return [level === 'household' ? `${name} and family` : name, ...lines]
}

export interface Candidate {
  personKey: number
  addressIndex: Buffer
}

/** Homes that have a letter of the campaign already. */
export interface TakenHomes {
  households: ReadonlySet<string>
  /** Hex of the keyed hash of the address. */
  addresses: ReadonlySet<string>
}

/**
 * One letter a home: of those of one household, or of one address, the head of the household is written to, else who has
 * been a customer longest (the lowest number). Letters to single persons are not compared.
 * @returns the others, whose home has a letter by this
 */
export function sharedHomes<C extends Candidate>(
  level: LetterLevel,
  candidates: readonly C[],
  homes: ReadonlyMap<number, HomeOfPerson>,
  taken: TakenHomes,
): Set<C> {
  const others = new Set<C>()
  if (level === 'person') return others
  const households = new Set(taken.households)
  const addresses = new Set(taken.addresses)
  const isHead = (one: C) => (homes.get(one.personKey)?.isHead ? 1 : 0)
  for (const one of candidates.toSorted((a, b) => isHead(b) - isHead(a) || a.personKey - b.personKey)) {
    const household = homes.get(one.personKey)?.household
    const address = one.addressIndex.toString('hex')
    if (addresses.has(address) || (household !== undefined && households.has(household))) others.add(one)
    // Whose home is taken takes its other names along: two who share an address with a third are one home.
    addresses.add(address)
    if (household !== undefined) households.add(household)
  }
  return others
}
