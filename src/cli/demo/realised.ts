import { capped, capsOf } from '../../campaign/index.ts'

/** What the world knows of everybody the campaign was drawn over, in one order. */
export interface Outcomes {
  /** Margin in the window with the message, minor units. */
  with: readonly number[]
  /** And without it. */
  without: readonly number[]
  received: readonly boolean[]
}

export interface Realised {
  /** What the message changed in the people of this campaign, per person, counted up to the report's cap. */
  effectMinor: number
  /** The same in full. */
  uncappedMinor: number
  /** Everything those who received it, and those who did not, brought: the world's own books. */
  broughtMinor: { received: number; others: number }
  received: number
}

/**
 * The effect that a report estimates, from both outcomes of each person: the mean over the treated and the ghosts of
 * "with" less "without". The report counts nobody beyond a cap found in what happened, so the truth is cut by the same
 * rule at the same place; else the two would answer different questions. Where nothing was delivered, "with" never
 * came true for anybody, and the effect is nothing.
 */
export function realisedEffect(outcomes: Outcomes): Realised {
  const { with: treated, without: silent, received } = outcomes
  const n = silent.length
  const delivered = received.some(Boolean)
  const happened = Float64Array.from(silent, (minor, at) => (received[at] ? (treated[at] ?? 0) : minor))
  const caps = capsOf(happened)
  let [effect, uncapped] = [0, 0]
  const brought = { received: 0, others: 0 }
  for (const [at, without] of silent.entries()) {
    const reached = delivered ? (treated[at] ?? 0) : without
    effect += capped(reached, caps) - capped(without, caps)
    uncapped += reached - without
    brought[received[at] ? 'received' : 'others'] += happened[at] ?? 0
  }
  return {
    effectMinor: n === 0 ? 0 : effect / n,
    uncappedMinor: n === 0 ? 0 : uncapped / n,
    broughtMinor: brought,
    received: received.filter(Boolean).length,
  }
}
