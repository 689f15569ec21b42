/** An address taken apart, in comparable forms; '' where it does not say. */
export interface AddressParts {
  province: string
  city: string
  district: string
  street: string
  /** 弄, a lane off the street. */
  lane: string
  /** The house's number. */
  number: string
  building: string
  unit: string
  room: string
  postcode: string
  /** Names that are none of these: an estate, a town. */
  place: string
}

export function partsOf(): AddressParts {
  const none = ''
  return {
    ...{ province: none, city: none, district: none, street: none, lane: none, number: none },
    ...{ building: none, unit: none, room: none, postcode: none, place: none },
  }
}

const door = ['street', 'lane', 'number', 'building', 'unit', 'room'] as const
const area = ['province', 'city', 'district', 'postcode'] as const

/** How two addresses stand to each other, from the same door to nothing in common. */
export type Nearness = 'equal' | 'mostly' | 'partly' | 'different'

const contradict = (a: AddressParts, b: AddressParts, names: readonly (keyof AddressParts)[]): boolean =>
  names.some((name) => a[name] !== '' && b[name] !== '' && a[name] !== b[name])

/**
 * `equal`: the same door, whatever of the larger places is left out; `mostly`: the same house where one leaves out the
 * flat; `partly`: the same house and another flat, or the same street; null where the parts say too little.
 */
export function nearness(a: AddressParts, b: AddressParts): Nearness | null {
  if (!isLocated(a) || !isLocated(b)) return null
  if (contradict(a, b, area)) return 'different'
  if (a.street !== b.street || (a.street === '' && a.place !== b.place)) return 'different'
  if (contradict(a, b, ['lane', 'number', 'building'])) return 'partly'
  if (contradict(a, b, ['unit', 'room'])) return 'partly'
  return door.every((name) => a[name] === b[name]) ? 'equal' : 'mostly'
}

const isLocated = (parts: AddressParts): boolean =>
  (parts.street !== '' || parts.place !== '') &&
  (parts.number !== '' || parts.building !== '' || parts.lane !== '')

/**
 * What everybody at one door shares, and nobody at another of the same city: the larger places are not in it, since they
 * are left out often. '' where the address is of no single door.
 */
export function doorOf(parts: AddressParts): string {
  if (!isLocated(parts)) return ''
  const place = parts.street === '' ? parts.place : parts.street
  return [place, parts.lane, parts.number, parts.building, parts.unit, parts.room].join('/')
}
/** Whether larger places, where both say them, are others: the same street and number in two towns. */
export const isElsewhere = (a: AddressParts, b: AddressParts): boolean => contradict(a, b, area)
