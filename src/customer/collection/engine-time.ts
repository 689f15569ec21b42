let lastSecond = Number.NaN
let lastText = ''

/** `YYYY-MM-DD hh:mm:ss.SSS` in UTC. Events of a moment come together, so that the second is written once. */
export function engineTime(ms: number): string {
  const second = Math.floor(ms / 1_000)
  if (second !== lastSecond) {
    lastText = new Date(second * 1_000).toISOString().slice(0, 19).replace('T', ' ')
    lastSecond = second
  }
  return `${lastText}.${String(ms - second * 1_000).padStart(3, '0')}`
}
