import { saveSetting } from '../../customer/index.ts'
import { type Route, route } from '../../kit/api.ts'
import { isQuiet, quietEnd } from '../../kit/day-time.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { DueDelivery, SendVerdict } from '../ports.ts'
import { getQuietHours, saveQuietHours } from './api.ts'
import { quietHoursOf, storedQuietHours } from './settings.ts'

export { firstQuietHours } from './settings.ts'

/** Zones in which people's clocks stand, by key; who is missing lives by the workspace's. */
export type ZonesOf = (
  workspace: Workspace,
  personKeys: readonly number[],
) => Promise<ReadonlyMap<number, readonly string[]>>

export function quietHoursRoutes({ ledger }: { ledger: Ledger }): Route[] {
  return [
    route(getQuietHours, ({ workspace }) => quietHoursOf(ledger, workspace.id)),
    route(saveQuietHours, ({ workspace, actor }, { body }) => {
      const quiet = { ...body, channels: [...new Set(body.channels)] }
      return saveSetting(ledger, workspace, actor, storedQuietHours, quiet, 'settings.quiet_hours')
    }),
  ]
}

/**
 * Which of these must wait until the morning where the customer is, and until when. People's zones are asked for only
 * where a channel keeps quiet.
 * @param now the workspace's time
 */
export async function waitingForMorning(
  { ledger, zonesOf }: { ledger: Ledger; zonesOf: ZonesOf },
  workspace: Workspace,
  deliveries: readonly Pick<DueDelivery, 'id' | 'channel' | 'personKey'>[],
  now: Date,
): Promise<Map<string, SendVerdict>> {
  if (deliveries.length === 0) return new Map()
  const { channels, ...times } = await quietHoursOf(ledger, workspace.id)
  const quiet = new Set<string>(channels)
  const asked = deliveries.filter(({ channel }) => quiet.has(channel))
  if (asked.length === 0 || times.from === times.to) return new Map()
  const zones = await zonesOf(
    workspace,
    asked.map(({ personKey }) => personKey),
  )
  const ends = new Map<string, Date | null>()
  const endIn = (those: readonly string[]): Date | null => {
    const id = those.join()
    const known = ends.get(id)
    if (known !== undefined) return known
    const end = isQuiet(times, now, those) ? quietEnd(times, now, those) : null
    ends.set(id, end)
    return end
  }
  return new Map(
    asked.flatMap(({ id, personKey }) => {
      const until = endIn(zones.get(personKey) ?? [workspace.timeZone])
      return until === null ? [] : [[id, { verdict: 'later', until, reason: 'quiet_hours' }]]
    }),
  )
}
