import type { KnownSource } from './known-sources.ts'

const streamHours = 24

/**
 * How old, in hours, the newest value of a source may be: of a stream a day, of a source that is fetched every so many
 * minutes two of these intervals. A file that somebody brought promises nothing.
 */
export function promiseOf(source: KnownSource): number | null {
  if (source.kind === 'stream') return streamHours
  const schedule = source.schedule as { everyMinutes?: unknown; mode?: unknown } | null
  const minutes = typeof schedule?.everyMinutes === 'number' ? schedule.everyMinutes : null
  return minutes === null || schedule?.mode === 'off' ? null : (2 * minutes) / 60
}
