import { type AddressParts, doorOf, isElsewhere } from '../identity/address/index.ts'
import type { Surname } from './surname.ts'
import { sameSurname } from './surname.ts'

/** What two people of one home may have in common; never the value. */
export const evidenceKinds = ['address', 'surname', 'phone', 'email', 'card'] as const
export type EvidenceKind = (typeof evidenceKinds)[number]

/** One person with what is compared; several values where its records carry several. */
export interface Resident {
  person: number
  address: AddressParts
  surnames: readonly Surname[]
  phones: ReadonlySet<string>
  emails: ReadonlySet<string>
  cards: ReadonlySet<string>
}

export interface HomeRules {
  surname: boolean
  contact: boolean
  addressAlone: boolean
  mostPeople: number
}

export interface Home {
  /** At least two, ascending, each with what it shares with another of them. */
  people: { person: number; evidence: EvidenceKind[] }[]
}

/**
 * A single dwelling: a flat, or a house with a number where it names no flats. The number of a Chinese house alone may
 * stand for hundreds of flats, except in a village.
 */
export function isDwelling(parts: AddressParts, isChinese: boolean): boolean {
  if (parts.room !== '') return true
  if (isChinese) return parts.number !== '' && /[村组屯庄]/u.test(parts.street + parts.place)
  return parts.number !== '' && parts.street !== ''
}

/**
 * People at one door who share what the rules ask for. Two that somebody has taken apart are joined by nobody between
 * them either.
 * @returns homes in the order of their lowest person, and how many doors had too many people
 */
export function findHomes(
  residents: readonly Resident[],
  rules: HomeRules,
  apart: (one: number, other: number) => boolean,
): { homes: Home[]; tooMany: number } {
  const doors = new Map<string, Resident[]>()
  for (const resident of residents) {
    const door = doorOf(resident.address)
    if (door !== '') doors.set(door, [...(doors.get(door) ?? []), resident])
  }
  const homes: Home[] = []
  let tooMany = 0
  for (const atDoor of doors.values())
    for (const group of placesOf(atDoor)) {
      if (group.length < 2) continue
      if (group.length > rules.mostPeople) tooMany++
      else homes.push(...joined(group, rules, apart))
    }
  return { homes: homes.sort((a, b) => lowest(a) - lowest(b)), tooMany }
}

const lowest = (home: Home): number => home.people[0]?.person ?? 0

/** The same street and number in two towns are two homes; who does not say the town lives with the first. */
function placesOf(residents: readonly Resident[]): Resident[][] {
  const said = ({ address }: Resident) =>
    [address.city, address.district, address.postcode].filter((part) => part !== '').length
  const ordered = residents.toSorted((a, b) => said(b) - said(a) || a.person - b.person)
  const places: Resident[][] = []
  for (const resident of ordered) {
    const own = places.find((place) => !place.some((one) => isElsewhere(one.address, resident.address)))
    if (own) own.push(resident)
    else places.push([resident])
  }
  return places
}

function joined(
  group: readonly Resident[],
  rules: HomeRules,
  apart: (one: number, other: number) => boolean,
): Home[] {
  const clusters: Resident[][] = []
  for (const resident of group.toSorted((a, b) => a.person - b.person)) {
    const fits = clusters.filter(
      (cluster) =>
        cluster.some((one) => isEnough(shared(one, resident), rules)) &&
        !cluster.some((one) => apart(one.person, resident.person)),
    )
    const [first, ...others] = fits
    if (!first) clusters.push([resident])
    else {
      first.push(resident)
      for (const other of others)
        if (!other.some((a) => first.some((b) => apart(a.person, b.person)))) {
          first.push(...other)
          clusters.splice(clusters.indexOf(other), 1)
        }
    }
  }
  return clusters
    .filter((cluster) => cluster.length > 1)
    .map((cluster) => ({
      people: cluster
        .toSorted((a, b) => a.person - b.person)
        .map((one) => ({
          person: one.person,
          evidence: evidenceKinds.filter((kind) =>
            cluster.some((other) => other !== one && shared(one, other).has(kind)),
          ),
        })),
    }))
}

function shared(one: Resident, other: Resident): Set<EvidenceKind> {
  const kinds = new Set<EvidenceKind>(['address'])
  if (one.surnames.some((a) => other.surnames.some((b) => sameSurname(a, b)))) kinds.add('surname')
  for (const [kind, of] of [
    ['phone', 'phones'],
    ['email', 'emails'],
    ['card', 'cards'],
  ] as const)
    if ([...one[of]].some((value) => other[of].has(value))) kinds.add(kind)
  return kinds
}

function isEnough(kinds: ReadonlySet<EvidenceKind>, rules: HomeRules): boolean {
  if (rules.addressAlone) return true
  if (rules.surname && kinds.has('surname')) return true
  return rules.contact && (kinds.has('phone') || kinds.has('email') || kinds.has('card'))
}
