const hourMs = 3_600_000

/** How long a source has been silent, against how long it may be. */
export interface SilenceVerdict {
  sinceMs: number
  silentMs: number
  allowedMs: number
  alarm: boolean
}

const fewestArrivals = 5
const leastSpanMs = 72 * hourMs
const shortestMs = 2 * hourMs

/**
 * A source is silent when nothing has come for twice the longest pause of the last four weeks, or for longer than was
 * promised.
 * @param arrivals when something came, ms, ascending; of a stream, hours with events
 * @param promiseMs what the contract promises; null where it promises nothing
 * @returns null where too little has come to know what is usual, and nothing is promised
 */
export function judgeSilence(
  arrivals: readonly number[],
  nowMs: number,
  promiseMs: number | null,
): SilenceVerdict | null {
  const last = arrivals.at(-1)
  if (last === undefined) return null
  const recent = arrivals.filter((at) => at > last - 28 * 24 * hourMs)
  const first = recent[0] ?? last
  let longest = 0
  for (let i = 1; i < recent.length; i++) longest = Math.max(longest, (recent[i] ?? 0) - (recent[i - 1] ?? 0))
  const usual =
    recent.length >= fewestArrivals && last - first >= leastSpanMs ? Math.max(shortestMs, 2 * longest) : null
  const allowedMs = promiseMs ?? usual
  if (allowedMs === null) return null
  const silentMs = Math.max(0, nowMs - last)
  return { sinceMs: last, silentMs, allowedMs, alarm: silentMs > allowedMs }
}
