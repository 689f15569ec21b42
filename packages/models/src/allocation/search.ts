import { type Board, move } from './plan.ts'

export interface SearchResult {
  /** Whether every plan that could be better was ruled out. */
  finished: boolean
  /** Whether the board was changed for a better plan. */
  improved: boolean
}

/**
 * Branch and bound over the board's customers. A plan falls short of the dual bound by exactly its customers' regrets
 * plus the price of what it leaves unused, so only alternatives of less regret than the best gap known are tried.
 * @param gap what the best plan known falls short by, in the unit of value; ∞ where none is known
 * @param perUnit price of one unit of each row
 * @param nodes most branches
 */
export function search(board: Board, gap: number, perUnit: Float64Array, nodes: number): SearchResult {
  const state = stateOf(board, gap, perUnit, nodes)
  const before = board.now.slice()
  // In a better plan all others have their best.
  for (let i = 0; i < board.now.length; i++) move(board, board.alternatives.starts[i] as number)
  state.use.set(board.use)
  for (const i of state.customers) shift(state, board, board.now[i] as number, -1)
  branch(state, board, 0, 0)
  const best = state.best
  if (best === null) {
    for (const b of before) move(board, b)
    return { finished: state.left > 0, improved: false }
  }
  for (const b of best) move(board, b)
  return { finished: state.left > 0, improved: true }
}

interface SearchState {
  customers: number[]
  choices: number[][]
  /** Least and most use of each row by customers from a depth on: (depth × rows). */
  least: Float64Array
  most: Float64Array
  use: Float64Array
  perUnit: Float64Array
  trial: number[]
  gap: number
  best: number[] | null
  left: number
}

function stateOf(board: Board, gap: number, perUnit: Float64Array, nodes: number): SearchState {
  const { starts } = board.alternatives
  const n = board.use.length
  const all = [...board.now.keys()].map((i) => {
    const choices: number[] = []
    for (let b = starts[i] as number; b < (starts[i + 1] as number); b++)
      if ((board.regret[b] as number) < gap) choices.push(b)
    return { i, choices }
  })
  const open = all.filter(({ choices }) => choices.length > 1)
  const spread = (choices: number[]) => {
    let most = 0
    for (let r = 0; r < n; r++) {
      const units = choices.map((b) => board.units[b * n + r] as number)
      const limit = Math.max(1, Math.abs(board.limits[r] as number))
      most = Math.max(most, (Math.max(...units) - Math.min(...units)) / limit)
    }
    return most
  }
  // Customers who matter most come first, so that the last ones fill what is left.
  const ranked = open
    .map((o) => ({ ...o, spread: spread(o.choices) }))
    .sort((a, b) => b.spread - a.spread || a.i - b.i)
  const least = new Float64Array((ranked.length + 1) * n)
  const most = new Float64Array((ranked.length + 1) * n)
  for (let d = ranked.length - 1; d >= 0; d--)
    for (let r = 0; r < n; r++) {
      const units = (ranked[d]?.choices ?? []).map((b) => board.units[b * n + r] as number)
      least[d * n + r] = (least[(d + 1) * n + r] as number) + Math.min(...units)
      most[d * n + r] = (most[(d + 1) * n + r] as number) + Math.max(...units)
    }
  return {
    customers: ranked.map(({ i }) => i),
    choices: ranked.map(({ choices }) => choices),
    least,
    most,
    use: new Float64Array(n),
    perUnit,
    trial: [],
    gap,
    best: null,
    left: nodes,
  }
}

function shift(state: SearchState, board: Board, alternative: number, sign: number): void {
  const n = state.use.length
  for (let r = 0; r < n; r++)
    state.use[r] = (state.use[r] as number) + sign * (board.units[alternative * n + r] as number)
}

/** What any completion falls short by at least; ∞ where none keeps the rows. */
function shortfall(state: SearchState, board: Board, depth: number): number {
  const n = state.use.length
  let sum = 0
  for (let r = 0; r < n; r++) {
    const room = (board.limits[r] as number) - (state.use[r] as number)
    if (room < (state.least[depth * n + r] as number)) return Infinity
    sum += (state.perUnit[r] as number) * Math.max(0, room - (state.most[depth * n + r] as number))
  }
  return sum
}

function branch(state: SearchState, board: Board, depth: number, regret: number): void {
  if (state.left <= 0) return
  state.left -= 1
  const total = regret + shortfall(state, board, depth)
  // A hair, so that rounding does not take an equal plan for a better one.
  if (
    !(
      total < state.gap - 1e-12 * Math.max(1, Math.abs(state.gap)) ||
      (state.gap === Infinity && total < Infinity)
    )
  )
    return
  if (depth === state.customers.length) {
    state.gap = total
    state.best = state.trial.slice(0, depth)
    return
  }
  for (const b of state.choices[depth] as number[]) {
    const own = regret + (board.regret[b] as number)
    if (own >= state.gap) break
    state.trial[depth] = b
    shift(state, board, b, 1)
    branch(state, board, depth + 1, own)
    shift(state, board, b, -1)
  }
}
