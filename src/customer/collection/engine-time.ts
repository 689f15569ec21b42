const seconds = new Map<number, string>()
const mostSeconds = 10_000

/** `YYYY-MM-DD hh:mm:ss.SSS` in UTC. Events of a stream are of few moments, so that a second is written once. */
export function engineTime(ms: number): string {
  const second = Math.floor(ms / 1_000)
  let text = seconds.get(second)
  if (text === undefined) {
    text = new Date(second * 1_000).toISOString().slice(0, 19).replace('T', ' ')
    if (seconds.size >= mostSeconds) seconds.clear()
    seconds.set(second, text)
  }
  return `${text}.${String(ms - second * 1_000).padStart(3, '0')}`
}
