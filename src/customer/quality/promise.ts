import type { Ledger } from '../../stores/ledger/index.ts'
import { promisedHours } from './contracts/store.ts'
import type { KnownSource } from './known-sources.ts'

const streamHours = 24

/** How old, in hours, the newest value of a source may be; null where nothing is promised. */
export interface Promised {
  hours: number | null
  /** A contract says so; else it is what is usual for the kind of source. */
  stated: boolean
}

/**
 * What the contracts of a workspace promise; else of a stream a day, of a source that is fetched every so many minutes
 * two of these intervals. A file that somebody brought promises nothing.
 */
export async function promisesOf(
  ledger: Ledger,
  workspaceId: number,
): Promise<(source: KnownSource) => Promised> {
  const stated = await promisedHours(ledger, workspaceId)
  return (source) => {
    const hours = stated.get(source.id)
    return hours === undefined ? { hours: usualHours(source), stated: false } : { hours, stated: true }
  }
}

function usualHours(source: KnownSource): number | null {
  if (source.kind === 'stream') return streamHours
  const schedule = source.schedule as { mode?: unknown; minutes?: unknown } | null
  if (schedule?.mode === 'daily') return 48
  return schedule?.mode === 'every' && typeof schedule.minutes === 'number'
    ? (2 * schedule.minutes) / 60
    : null
}
