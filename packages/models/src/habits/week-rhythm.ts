import { assertCount, assertPositive, InvalidInputError } from '../errors.ts'

/** Hours of a week; 0 is Monday from midnight to one. */
export const weekHours = 168

/** How an act at one hour speaks for the hours around it. */
export interface RhythmKernel {
  /** Standard deviation over the hours of the day, circular; > 0. */
  hours: number
  /** Share of it that speaks for every day of the week alike, in [0, 1]; the rest for its own day. */
  everyDay: number
}

/** What is known of everybody, and how far it outweighs what is known of one. */
export interface WeekRhythm {
  /** Share of acts by hour of the week, sums to 1; nowhere 0. */
  share: Float64Array
  /** Acts of one person that weigh as much as everybody's habits, > 0. */
  strength: number
  kernel: RhythmKernel
}

const strengths = [1, 2, 4, 8, 16, 32, 64, 128] as const
const kernels: readonly RhythmKernel[] = [0.7, 1.2, 2.2].flatMap((hours) =>
  [0.1, 0.4, 0.7, 1].map((everyDay) => ({ hours, everyDay })),
)
/** Nothing is impossible: of everybody's share this much is spread evenly. */
const floor = 0.02

/**
 * When people act in a week: everybody's habits, and how much a person's own acts say beside them. Width and weight are
 * those under which each act is best foreseen from the person's other acts.
 * @param acts hours of the week (0 … 167) of each person's acts, one entry an act; a sample of people will do
 * @returns null without a single act; the strongest pull to everybody where nobody acted twice
 * @throws InvalidInputError for an hour outside of the week
 * Source: Dirichlet smoothing (Zhai & Lafferty 2004) with a circular kernel in the place of counts; the choice by
 * leave-one-out predictive likelihood (Stone 1974).
 * @example
 * import { fitWeekRhythm, hourChances } from '@liangti/models'
 * const rhythm = fitWeekRhythm([[20, 44, 68, 20], [20, 68], [21, 45]])
 * const chances = hourChances(rhythm, [20, 44])
 * chances[20] > chances[9] // → true
 */
export function fitWeekRhythm(acts: readonly (readonly number[])[]): WeekRhythm | null {
  const counts = new Float64Array(weekHours)
  let total = 0
  for (const [i, own] of acts.entries())
    for (const hour of own) {
      assertHour(`acts[${i}]`, hour)
      counts[hour] = (counts[hour] ?? 0) + 1
      total++
    }
  if (total === 0) return null
  const several = acts.filter((own) => own.length > 1)
  let best: { value: number; rhythm: WeekRhythm } | null = null
  for (const kernel of kernels) {
    const table = kernelTable(kernel)
    const share = shareOf(counts, total, table)
    const own = several.map((hours) => othersAt(hours, table))
    for (const strength of strengths) {
      const value = foreseen(several, own, share, strength)
      // Of equal ones the last: the widest and the most cautious.
      if (best === null || value >= best.value) best = { value, rhythm: { share, strength, kernel } }
    }
  }
  return best?.rhythm ?? null
}

/**
 * When one person is likely to act next, by hour of the week.
 * @param rhythm of everybody
 * @param acts the person's own, hours of the week; none: everybody's habits
 * @returns 168 shares that sum to 1
 * @throws InvalidInputError for an hour outside of the week
 */
export function hourChances(rhythm: WeekRhythm, acts: readonly number[]): Float64Array {
  assertPositive('rhythm.strength', rhythm.strength)
  for (const hour of acts) assertHour('acts', hour)
  const table = kernelTable(rhythm.kernel)
  const chances = new Float64Array(weekHours)
  const whole = rhythm.strength + acts.length
  for (let h = 0; h < weekHours; h++) {
    let value = rhythm.strength * (rhythm.share[h] ?? 0)
    for (const act of acts) value += table(act, h)
    chances[h] = value / whole
  }
  return chances
}

function assertHour(argument: string, hour: number): void {
  assertCount(argument, hour)
  if (hour >= weekHours)
    throw new InvalidInputError(argument, `must hold hours of the week up to ${weekHours - 1}, not ${hour}.`)
}

/** Weight that an act at one hour gives another; over all hours it sums to 1. */
function kernelTable({ hours, everyDay }: RhythmKernel): (act: number, hour: number) => number {
  const byDistance = Float64Array.from({ length: 24 }, (_, d) =>
    Math.exp(-(Math.min(d, 24 - d) ** 2) / (2 * hours * hours)),
  )
  const sum = byDistance.reduce((a, b) => a + b, 0)
  const [same, other] = [1 - everyDay + everyDay / 7, everyDay / 7]
  return (act, hour) => {
    const distance = ((act % 24) - (hour % 24) + 24) % 24
    const day = Math.floor(act / 24) === Math.floor(hour / 24) ? same : other
    return ((byDistance[distance] ?? 0) / sum) * day
  }
}

function shareOf(counts: Float64Array, total: number, table: ReturnType<typeof kernelTable>): Float64Array {
  const share = new Float64Array(weekHours).fill(floor / weekHours)
  for (let act = 0; act < weekHours; act++) {
    const many = counts[act] ?? 0
    if (many === 0) continue
    for (let h = 0; h < weekHours; h++)
      share[h] = (share[h] ?? 0) + (1 - floor) * (many / total) * table(act, h)
  }
  return share
}

/** What the person's other acts give the hour of each. */
function othersAt(hours: readonly number[], table: ReturnType<typeof kernelTable>): Float64Array {
  return Float64Array.from(hours, (hour, i) =>
    hours.reduce((sum, act, j) => (i === j ? sum : sum + table(act, hour)), 0),
  )
}

/** Log likelihood of each act, foreseen from the others. */
function foreseen(
  acts: readonly (readonly number[])[],
  own: readonly Float64Array[],
  share: Float64Array,
  strength: number,
): number {
  let value = 0
  for (const [i, hours] of acts.entries()) {
    const others = own[i] ?? new Float64Array(hours.length)
    for (const [j, hour] of hours.entries())
      value += Math.log((strength * (share[hour] ?? 0) + (others[j] ?? 0)) / (strength + hours.length - 1))
  }
  return value
}
