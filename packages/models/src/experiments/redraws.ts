import { assertCount, InvalidInputError } from '../errors.ts'

/** Draws of a control group made over again: which units it would have held, positions in the arrays of the data. */
export interface Redraws {
  /** Units in both arms. */
  n: number
  /** Units in the control group of every re-draw. */
  controlSize: number
  count: number
  /** True where these are all the draws there are, each once: then nothing is left to chance. */
  exhaustive: boolean
  /** `count` × `controlSize` positions, one re-draw after the other. */
  members: Int32Array
}

/** With 1,999 re-draws and the one that was made, a tail of 2.5 % is 50 of 2,000: no fraction of a draw is needed. */
export const usualRedraws = 1_999

/**
 * Draws the control group again, each set of `controlSize` of the `n` units equally likely. Where there are no more
 * sets than `draws`, each is taken once instead.
 * @param options draws: how many, default 1,999; random: a seeded stream, uniform in [0, 1)
 * @throws InvalidInputError unless both arms hold 2 units or more
 */
export function redrawControl(
  n: number,
  controlSize: number,
  options: { draws?: number; random: () => number },
): Redraws {
  assertCount('controlSize', controlSize, 2)
  assertCount('n', n, 4)
  if (n - controlSize < 2) throw new InvalidInputError('controlSize', `leaves fewer than 2 of ${n} treated.`)
  const draws = options.draws ?? usualRedraws
  assertCount('draws', draws, 1)
  const sets = setsUpTo(n, controlSize, draws)
  if (sets <= draws)
    return { n, controlSize, count: sets, exhaustive: true, members: allSets(n, controlSize, sets) }
  const members = new Int32Array(draws * controlSize)
  const order = Int32Array.from({ length: n }, (_, i) => i)
  for (let d = 0, at = 0; d < draws; d++) {
    // A shuffle that stops after the control group; it may begin from any order, so the last one serves.
    for (let i = 0; i < controlSize; i++) {
      const other = i + Math.floor(options.random() * (n - i))
      const drawn = order[other] ?? 0
      order[other] = order[i] ?? 0
      order[i] = drawn
      members[at++] = drawn
    }
  }
  return { n, controlSize, count: draws, exhaustive: false, members }
}

/** n over k, or any number above `limit` once it is passed. */
function setsUpTo(n: number, k: number, limit: number): number {
  let sets = 1
  for (let i = 1; i <= Math.min(k, n - k); i++) {
    sets = (sets * (n - i + 1)) / i
    if (sets > limit) return sets
  }
  return Math.round(sets)
}

function allSets(n: number, k: number, sets: number): Int32Array {
  const members = new Int32Array(sets * k)
  const set = Array.from({ length: k }, (_, i) => i)
  for (let s = 0; s < sets; s++) {
    members.set(set, s * k)
    let moving = k - 1
    while (moving >= 0 && set[moving] === n - k + moving) moving -= 1
    if (moving < 0) break
    const from = (set[moving] ?? 0) + 1
    for (let i = moving; i < k; i++) set[i] = from + i - moving
  }
  return members
}
