import { type Board, move } from './plan.ts'

/** How far the plan is beyond its limits, each row in shares of its own typical use. */
export function violation(board: Board, scale: Float64Array): number {
  let sum = 0
  for (let r = 0; r < board.use.length; r++)
    sum += Math.max(0, (board.use[r] as number) - (board.limits[r] as number)) / (scale[r] as number)
  return sum
}

/** How much less (above 0) the plan would be beyond its limits after this move. */
function relief(board: Board, alternative: number, scale: Float64Array): number {
  const n = board.use.length
  const from = (board.now[board.owner[alternative] as number] as number) * n
  const to = alternative * n
  let sum = 0
  for (let r = 0; r < n; r++) {
    const delta = (board.units[to + r] as number) - (board.units[from + r] as number)
    if (delta === 0) continue
    const over = (board.use[r] as number) - (board.limits[r] as number)
    sum += (Math.max(0, over) - Math.max(0, over + delta)) / (scale[r] as number)
  }
  return sum
}

/**
 * Moves customers until no row is beyond its limit, each time by the move of least regret per violation removed. Goes
 * one by one at first; where much is left, many of one scan at a time, each checked again as its turn comes.
 * @returns whether all rows are kept
 */
export function repair(board: Board, scale: Float64Array): boolean {
  const count = board.owner.length
  const scores = new Float64Array(count)
  for (let round = 0; round < 400 && violation(board, scale) > 0; round++) {
    const useful: number[] = []
    let best = -1
    for (let b = 0; b < count; b++) {
      const current = board.now[board.owner[b] as number] as number
      if (b === current) continue
      const gained = relief(board, b, scale)
      if (gained <= 0) continue
      const loss = (board.regret[b] as number) - (board.regret[current] as number)
      // A move that relieves and even gains comes first, the greatest relief before the others.
      scores[b] = loss > 0 ? loss / gained : -gained
      if (best < 0 || (scores[b] as number) < (scores[best] as number)) best = b
      if (round >= 60) useful.push(b)
    }
    if (best < 0) return false
    if (round < 60) move(board, best)
    else moveMany(board, scale, scores, useful)
  }
  return violation(board, scale) === 0
}

function moveMany(board: Board, scale: Float64Array, scores: Float64Array, useful: number[]): void {
  useful.sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b)
  const moved = new Set<number>()
  const most = Math.max(1, Math.ceil(useful.length / 8))
  for (const b of useful) {
    if (moved.size >= most) return
    const owner = board.owner[b] as number
    if (moved.has(owner) || relief(board, b, scale) <= 0) continue
    moved.add(owner)
    move(board, b)
  }
}
