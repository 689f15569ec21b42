import { assertCount, InvalidInputError } from '../errors.ts'
import { distinctItems, type Recommender, zeros } from './recommender.ts'

/** Past sessions, oldest first: session s is `items[offsets[s] .. offsets[s+1])` in the order they were seen. */
export interface Sessions {
  /** Items are codes below this. */
  readonly width: number
  readonly offsets: Uint32Array
  readonly items: Uint32Array
}

export interface SessionKnnOptions {
  /** Most similar sessions used; default 200. */
  neighbours?: number
  /** Of the sessions that share an item, only the newest so many are compared; default 2,000. */
  sample?: number
}

/**
 * V-SKNN: what people saw in past sessions like this one. A past session is as similar as the weights of the items it
 * shares, which fall in equal steps from 1 for the newest item of the session to 1/n for its oldest; the items of the
 * nearest sessions score their similarity × 1 / (steps back to the newest shared item). Of two equally similar sessions
 * the newer counts.
 * @throws InvalidInputError for no sessions, offsets that do not fit, a code out of range or an option below 1
 * Source: Ludewig & Jannach (2018), Evaluation of session-based recommendation algorithms.
 * @example
 * import { fitSessionKnn, recommend } from '@liangti/models'
 * const sessions = { width: 4, offsets: Uint32Array.of(0, 2, 4), items: Uint32Array.of(0, 1, 2, 3) }
 * recommend(fitSessionKnn(sessions), [2], 1) // → [{item: 3, score: 1}]
 */
export function fitSessionKnn(sessions: Sessions, options: SessionKnnOptions = {}): Recommender {
  const { neighbours = 200, sample = 2_000 } = options
  assertCount('neighbours', neighbours, 1)
  assertCount('sample', sample, 1)
  assertSessions(sessions)
  const { width } = sessions
  const byItem = sessionsByItem(sessions)
  return {
    items: width,
    score(history, into) {
      const scores = zeros(width, into)
      const current = newestFirst(history, width)
      const shared = sharedWeights(byItem, current, sample)
      const nearest = [...shared].sort(([a, x], [b, y]) => y.weight - x.weight || b - a).slice(0, neighbours)
      for (const [session, { weight, steps }] of nearest) {
        const seen = sessions.items.subarray(sessions.offsets[session], sessions.offsets[session + 1])
        for (const item of new Set(seen)) scores[item] = (scores[item] as number) + weight / steps
      }
      return scores
    },
  }
}

function assertSessions({ width, offsets, items }: Sessions): void {
  if (offsets.length < 2 || items.length === 0)
    throw new InvalidInputError('sessions', 'are empty: there is nothing to learn from.')
  if (offsets[0] !== 0 || offsets[offsets.length - 1] !== items.length)
    throw new InvalidInputError(
      'sessions.offsets',
      `must run from 0 to ${items.length}, the number of items.`,
    )
  const back = offsets.findIndex((offset, s) => s > 0 && offset < (offsets[s - 1] as number))
  if (back >= 0) throw new InvalidInputError(`sessions.offsets[${back}]`, 'is below the one before it.')
  const at = items.findIndex((item) => item >= width)
  if (at >= 0)
    throw new InvalidInputError(`sessions.items[${at}]`, `is ${items[at]}, but there are ${width} items.`)
}

/** The sessions of each item, newest first, each once. */
function sessionsByItem({ width, offsets, items }: Sessions): number[][] {
  const found: number[][] = Array.from({ length: width }, () => [])
  for (let session = offsets.length - 2; session >= 0; session--)
    for (const item of new Set(items.subarray(offsets[session], offsets[session + 1])))
      found[item]?.push(session)
  return found
}

/** Distinct items, each where it was seen last. */
function newestFirst(history: ArrayLike<number>, width: number): number[] {
  distinctItems(history, width)
  const found = new Set<number>()
  for (let i = history.length - 1; i >= 0; i--) found.add(history[i] as number)
  return [...found]
}

/** Of each past session that shares an item: the weights of what it shares, and steps back to the newest of it. */
function sharedWeights(byItem: readonly number[][], current: readonly number[], sample: number) {
  const candidates = new Set<number>()
  for (const item of current) for (const s of (byItem[item] ?? []).slice(0, sample)) candidates.add(s)
  const newest = new Set([...candidates].sort((a, b) => b - a).slice(0, sample))
  const shared = new Map<number, { weight: number; steps: number }>()
  current.forEach((item, back) => {
    const weight = (current.length - back) / current.length
    for (const session of byItem[item] ?? []) {
      if (!newest.has(session)) continue
      const before = shared.get(session)
      if (before) before.weight += weight
      else shared.set(session, { weight, steps: back + 1 })
    }
  })
  return shared
}
