import { type Board, move } from './plan.ts'
import { repair } from './repair.ts'

/** Whether all rows are kept after up to two moves of different customers. */
function fitsAfter(board: Board, first: number, second: number): boolean {
  const n = board.use.length
  const a = (board.now[board.owner[first] as number] as number) * n
  const b = second < 0 ? 0 : (board.now[board.owner[second] as number] as number) * n
  for (let r = 0; r < n; r++) {
    let use =
      (board.use[r] as number) + (board.units[first * n + r] as number) - (board.units[a + r] as number)
    if (second >= 0) use += (board.units[second * n + r] as number) - (board.units[b + r] as number)
    if (use > (board.limits[r] as number)) return false
  }
  return true
}

function gainOf(board: Board, alternative: number): number {
  const { values } = board.alternatives
  return (
    (values[alternative] as number) -
    (values[board.now[board.owner[alternative] as number] as number] as number)
  )
}

/** Value that a move must gain to count, above what rounding makes of nothing. */
const leastGain = 1e-12

function improveSingly(board: Board): boolean {
  let any = false
  for (;;) {
    let best = -1
    let most = leastGain
    for (let b = 0; b < board.owner.length; b++) {
      const gain = gainOf(board, b)
      if (gain > most && fitsAfter(board, b, -1)) {
        most = gain
        best = b
      }
    }
    if (best < 0) return any
    move(board, best)
    any = true
  }
}

/** Moves worth pairing: those that lose least against the prices. */
function promising(board: Board, most: number): number[] {
  const extra = (b: number) =>
    (board.regret[b] as number) - (board.regret[board.now[board.owner[b] as number] as number] as number)
  const moves: number[] = []
  for (let b = 0; b < board.owner.length; b++) if (board.now[board.owner[b] as number] !== b) moves.push(b)
  return moves.sort((a, b) => extra(a) - extra(b) || a - b).slice(0, most)
}

function improveInPairs(board: Board, most: number): boolean {
  const moves = promising(board, most)
  const gains = Float64Array.from(moves, (b) => gainOf(board, b))
  let any = false
  for (let x = 0; x < moves.length; x++) {
    const first = moves[x] as number
    if (board.now[board.owner[first] as number] === first) continue
    let best = -1
    let bestGain = leastGain
    for (let y = x + 1; y < moves.length; y++) {
      const gain = (gains[x] as number) + (gains[y] as number)
      if (gain <= bestGain) continue
      const second = moves[y] as number
      if (board.owner[second] === board.owner[first]) continue
      if (board.now[board.owner[second] as number] === second) continue
      if (!fitsAfter(board, first, second)) continue
      best = second
      bestGain = gain
    }
    if (best < 0) continue
    move(board, first)
    move(board, best)
    any = true
    // Gains of the two customers' other moves have changed.
    for (let y = 0; y < moves.length; y++) gains[y] = gainOf(board, moves[y] as number)
  }
  return any
}

/** Single moves, then pairs, until neither gains. */
export function climb(board: Board, pairs: number): void {
  for (let sweep = 0; sweep < 12; sweep++) {
    improveSingly(board)
    if (!improveInPairs(board, pairs)) return
  }
}

export function boardValue(board: Board): number {
  let sum = 0
  for (const b of board.now) sum += board.alternatives.values[b] as number
  return sum
}

/**
 * Climbs, then forces one after another the moves that lose least, repairs and climbs again, and keeps what is better.
 * No chance: the order of the kicks is that of their loss.
 * @param kicks how many moves are forced at most
 */
export function improve(board: Board, scale: Float64Array, kicks: number, pairs: number): void {
  climb(board, pairs)
  let best = boardValue(board)
  let now = board.now.slice()
  let use = board.use.slice()
  let forced = promising(board, kicks)
  for (let k = 0, tried = 0; k < forced.length && tried < kicks; k++, tried++) {
    move(board, forced[k] as number)
    if (repair(board, scale)) {
      climb(board, Math.min(pairs, 200))
      const value = boardValue(board)
      if (value > best + leastGain) {
        best = value
        now = board.now.slice()
        use = board.use.slice()
        forced = promising(board, kicks)
        k = -1
        continue
      }
    }
    board.now.set(now)
    board.use.set(use)
  }
  climb(board, pairs)
}
