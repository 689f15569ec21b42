/** Local wall time of a zone to UTC. */
export interface Zone {
  /**
   * @param wall milliseconds since 1970 as if the wall clock showed UTC
   * @returns UTC milliseconds. A time skipped by daylight saving is moved forward by the gap; of a time that occurs
   *   twice the first is meant (both as in java.time and Temporal's "compatible").
   */
  toUtc(wall: number): number
}

const hour = 3_600_000

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Offsets are remembered by day, else by hour: Intl costs some 10 µs a question, and files repeat their days. */
export function createZone(name: string): Zone {
  if (name === 'UTC') return { toUtc: (wall) => wall }
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  /** What must be added to UTC to get the wall clock at that moment. */
  const offsetAt = (utc: number): number => {
    const parts: Record<string, number> = {}
    let before = false
    for (const part of format.formatToParts(utc)) {
      if (part.type === 'era') before = part.value.startsWith('B')
      else parts[part.type] = Number(part.value)
    }
    const year = before ? 1 - (parts.year ?? 0) : (parts.year ?? 0)
    const shown = utcOf(
      year,
      parts.month ?? 1,
      parts.day ?? 1,
      parts.hour ?? 0,
      parts.minute ?? 0,
      parts.second ?? 0,
      0,
    )
    return shown - Math.floor(utc / 1000) * 1000
  }
  const exact = (wall: number): number => {
    const before = offsetAt(wall - 24 * hour)
    const after = offsetAt(wall + 24 * hour)
    // The earlier of two readings; in a gap, the offset before it pushes the time forward.
    if (offsetAt(wall - before) === before) return wall - before
    if (offsetAt(wall - after) === after) return wall - after
    return wall - before
  }
  const byDay = steadyOffsets(24 * hour, exact)
  const byHour = steadyOffsets(hour, exact)
  return {
    toUtc: (wall) => {
      const offset = byDay(wall) ?? byHour(wall)
      return offset === null ? exact(wall) : wall - offset
    },
  }
}

/** Remembers the offset of each span in which the clock does not change; of others the answer is null. */
function steadyOffsets(span: number, exact: (wall: number) => number) {
  const known = new Map<number, number | null>()
  let lastKey = Number.NaN
  let last: number | null = null
  return (wall: number): number | null => {
    const key = Math.floor(wall / span)
    if (key === lastKey) return last
    let offset = known.get(key)
    if (offset === undefined) {
      const first = key * span - exact(key * span)
      const end = (key + 1) * span - 1 - exact((key + 1) * span - 1)
      // No zone has ever changed its clock and changed it back within a day.
      offset = first === end ? first : null
      if (known.size > 200_000) known.clear()
      known.set(key, offset)
    }
    lastKey = key
    last = offset
    return offset
  }
}

/** `Date.UTC` without its special years 0 to 99. */
export function utcOf(
  year: number,
  month: number,
  day: number,
  h: number,
  m: number,
  s: number,
  ms: number,
): number {
  if (year >= 100) return Date.UTC(year, month - 1, day, h, m, s, ms)
  const date = new Date(Date.UTC(2000, month - 1, day, h, m, s, ms))
  return date.setUTCFullYear(year, month - 1, day)
}
