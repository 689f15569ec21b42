import { z } from 'zod'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { peopleNow } from '../identity/people-now.ts'
import { isZone } from '../mapping/zone.ts'
import { countryCode, zonesOfCountry } from './countries.ts'

/** What data say of where somebody's clock stands; '' where they say nothing. */
export interface Whereabouts {
  /** IANA name, as applications and shops report it. */
  zone: string
  country: string
  region: string
}

/** Clocks there follow Beijing by law and the sun by habit: both are respected. */
const inXinjiang = /新疆|xinjiang/i

/**
 * Zones somebody may be in: the one they are said to be in, else all of their country. Empty where nothing is known.
 * China keeps one time.
 */
export function zonesFor({ zone, country, region }: Whereabouts): readonly string[] {
  if (zone !== '' && isZone(zone)) return [zone]
  const code = countryCode(country)
  if (code === 'CN') return inXinjiang.test(region) ? ['Asia/Shanghai', 'Asia/Urumqi'] : ['Asia/Shanghai']
  return code === null ? [] : zonesOfCountry(code)
}

/** The one somebody is taken to live by where one is needed: of several the one in the middle, by its clock at that time. */
export function middleZone(zones: readonly string[], at: Date): string | null {
  const minutes = (zone: string) => {
    const wall = new Date(at.toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T').concat('Z'))
    return Math.round((wall.getTime() - at.getTime()) / 60_000)
  }
  if (zones.length < 2) return zones[0] ?? null
  const ordered = zones.map((zone) => ({ zone, at: minutes(zone) })).toSorted((a, b) => a.at - b.at)
  return ordered[Math.floor(ordered.length / 2)]?.zone ?? null
}

const whereRow = z.object({ personKey: int64(), zone: z.string(), country: z.string(), region: z.string() })

/** The zone a customer's attributes name, under the names tools give it. */
const saidZone = sql`coalesce(nullIf(toString(getSubcolumn(attributes, 'timezone')), ''),
  nullIf(toString(getSubcolumn(attributes, 'time_zone')), ''), '')`

/**
 * Zones of people whose clocks may differ from the workspace's, by key; who is missing is taken to be in the workspace's.
 * One question to the warehouse, whatever the number of keys.
 */
export async function zonesOfPeople(
  deps: { ledger: Ledger; warehouse: Warehouse },
  workspace: Workspace,
  personKeys: readonly number[],
): Promise<Map<number, readonly string[]>> {
  const known = await peopleNow(deps, workspace, personKeys, {
    ...{ columns: sql`${saidZone} AS zone, country, region`, where: sql`zone != '' OR country != ''` },
    row: whereRow,
  })
  const read = new Map<string, readonly string[]>()
  const found = new Map<number, readonly string[]>()
  for (const [key, where] of known) {
    const id = JSON.stringify([where.zone, where.country, inXinjiang.test(where.region)])
    const zones = read.get(id) ?? zonesFor(where)
    read.set(id, zones)
    if (zones.some((zone) => zone !== workspace.timeZone)) found.set(key, zones)
  }
  return found
}

/** People by the zone they are taken to live by; those nothing is known of by the workspace's. */
export async function peopleByZone(
  deps: { ledger: Ledger; warehouse: Warehouse },
  workspace: Workspace,
  personKeys: readonly number[],
): Promise<Map<string, number[]>> {
  const zones = await zonesOfPeople(deps, workspace, personKeys)
  const now = workspace.clock.now()
  const middles = new Map<readonly string[], string>()
  const groups = new Map<string, number[]>()
  for (const key of personKeys) {
    const those = zones.get(key) ?? []
    const zone = middles.get(those) ?? middleZone(those, now) ?? workspace.timeZone
    if (those.length > 0) middles.set(those, zone)
    const group = groups.get(zone)
    if (group) group.push(key)
    else groups.set(zone, [key])
  }
  return groups
}
