import { InvalidInputError } from '../errors.ts'
import type { ConversionPaths } from './paths.ts'

/** Up to here a chain is solved by elimination; above, by iteration to the same accuracy. */
const mostForElimination = 1_000

/**
 * The journeys as an absorbing chain. State 0 is the start; every other state is the last `order` channels met (fewer at
 * the start of a journey). Probabilities are shares of journeys, each weighted by conversions + nulls.
 */
export interface Chain {
  readonly states: number
  /** Channel entered with each state; the start has none (−1). */
  readonly channelsOf: readonly (readonly number[])[]
  /** Moves out of each state: to which states, with which probability. */
  readonly next: readonly Uint32Array[]
  readonly probability: readonly Float64Array[]
  /** Expected conversions, or money, earned in one move out of each state. */
  readonly conversion: Float64Array
  readonly value: Float64Array
}

/** @throws InvalidInputError when no journey has any weight */
export function chainOf(paths: ConversionPaths, order: number): Chain {
  const states = new Map<string, number>([['', 0]])
  const channelsOf: number[][] = [[]]
  const moves: Map<number, number>[] = [new Map()]
  const [weight, conversion, value]: [number[], number[], number[]] = [[0], [0], [0]]
  paths.steps.forEach((steps, p) => {
    const conversions = paths.conversions[p] as number
    const journeys = conversions + (paths.nulls[p] as number)
    if (journeys === 0) return
    let state = 0
    for (let i = 0; i < steps.length; i++) {
      const last = steps.subarray(Math.max(0, i + 1 - order), i + 1)
      const key = last.join(' ')
      let to = states.get(key)
      if (to === undefined) {
        to = states.size
        states.set(key, to)
        channelsOf.push([...last])
        moves.push(new Map())
        weight.push(0)
        conversion.push(0)
        value.push(0)
      }
      const out = moves[state] as Map<number, number>
      out.set(to, (out.get(to) ?? 0) + journeys)
      weight[state] = (weight[state] as number) + journeys
      state = to
    }
    weight[state] = (weight[state] as number) + journeys
    conversion[state] = (conversion[state] as number) + conversions
    value[state] = (value[state] as number) + (paths.value[p] as number)
  })
  if (weight[0] === 0) throw new InvalidInputError('paths', 'have neither conversions nor nulls.')
  const perMove = (sums: readonly number[]) => Float64Array.from(sums, (s, i) => s / (weight[i] as number))
  return {
    states: states.size,
    channelsOf,
    next: moves.map((out) => Uint32Array.from(out.keys())),
    probability: moves.map((out, i) => Float64Array.from(out.values(), (w) => w / (weight[i] as number))),
    conversion: perMove(conversion),
    value: perMove(value),
  }
}

/**
 * Expected reward of a journey from the start, when entering a state of `removed` ends it with nothing.
 * @param reward of one move out of each state
 * @param removed 1 for states that are gone
 */
export function expectedReward(chain: Chain, reward: Float64Array, removed: Uint8Array): number {
  return chain.states <= mostForElimination
    ? byElimination(chain, reward, removed)
    : byIteration(chain, reward, removed)
}

/**
 * (I − Q) x = reward by Gaussian elimination from the last state to the start. The matrix is diagonally dominant with
 * nothing positive off the diagonal, so no pivoting is needed and nothing cancels.
 */
function byElimination(chain: Chain, reward: Float64Array, removed: Uint8Array): number {
  const n = chain.states
  const a = new Float64Array(n * n)
  const x = reward.slice()
  for (let i = 0; i < n; i++) {
    if (removed[i]) continue
    const [to, p] = [chain.next[i] as Uint32Array, chain.probability[i] as Float64Array]
    for (let k = 0; k < to.length; k++)
      if (!removed[to[k] as number]) a[i * n + (to[k] as number)] = p[k] as number
  }
  for (let k = n - 1; k > 0; k--) {
    if (removed[k]) continue
    const stay = 1 - (a[k * n + k] as number)
    for (let i = 0; i < k; i++) {
      const factor = (a[i * n + k] as number) / stay
      if (factor === 0) continue
      for (let j = 0; j < k; j++) a[i * n + j] = (a[i * n + j] as number) + factor * (a[k * n + j] as number)
      x[i] = (x[i] as number) + factor * (x[k] as number)
    }
  }
  return (x[0] as number) / (1 - (a[0] as number))
}

/** The same by Gauss and Seidel, which cannot diverge here; each state's stay is solved for exactly. */
function byIteration(chain: Chain, reward: Float64Array, removed: Uint8Array): number {
  const x = new Float64Array(chain.states)
  for (let round = 0; round < 100_000; round++) {
    let change = 0
    let size = 0
    for (let i = chain.states - 1; i >= 0; i--) {
      if (removed[i]) continue
      const [to, p] = [chain.next[i] as Uint32Array, chain.probability[i] as Float64Array]
      let sum = reward[i] as number
      let stay = 1
      for (let k = 0; k < to.length; k++) {
        if (to[k] === i) stay -= p[k] as number
        else sum += (p[k] as number) * (x[to[k] as number] as number)
      }
      const found = sum / stay
      change = Math.max(change, Math.abs(found - (x[i] as number)))
      size = Math.max(size, Math.abs(found))
      x[i] = found
    }
    if (change <= 1e-14 * size) return x[0] as number
  }
  throw new InvalidInputError('order', 'gives a chain too large and slow to solve; take a lower order.')
}
