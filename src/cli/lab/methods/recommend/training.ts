import { type Baskets, basketsOf, type Interactions, type Sessions } from '@liangti/models'
import type { RecommendationData } from './split.ts'

/** Rows to learn from, each person's in the order of time; among equals in the order of the file. */
function inOrder({ rows, times }: RecommendationData): number[] {
  if (times === null) throw new Error('sessions were asked for without times')
  const own: number[] = []
  rows.held.forEach((held, i) => {
    if (held === 0) own.push(i)
  })
  return own.sort(
    (a, b) =>
      (rows.user[a] as number) - (rows.user[b] as number) ||
      (times[a] as number) - (times[b] as number) ||
      a - b,
  )
}

/** What each person had as one session, items in the order of time; sessions by when they ended, oldest first. */
export function sessionsOf(data: RecommendationData): Sessions {
  const order = inOrder(data)
  const times = data.times as Float64Array
  const sessions: number[][] = []
  let before = -1
  for (const i of order) {
    const user = data.rows.user[i] as number
    if (user !== before) sessions.push([])
    sessions[sessions.length - 1]?.push(i)
    before = user
  }
  const ended = (session: readonly number[]) => times[session[session.length - 1] as number] as number
  sessions.sort((a, b) => ended(a) - ended(b) || (a[0] as number) - (b[0] as number))
  const offsets = new Uint32Array(sessions.length + 1)
  sessions.forEach((session, s) => {
    offsets[s + 1] = (offsets[s] as number) + session.length
  })
  return {
    width: data.itemNames.length,
    offsets,
    items: Uint32Array.from(sessions.flat(), (i) => data.rows.item[i] as number),
  }
}

/**
 * The history as `evaluateRanking` hands it to a model, a person's items oldest first instead of by code: the order is
 * what a session method goes by, and the evaluation does not look at it. An item that comes twice stands where it came
 * last.
 */
export function orderedHistory(data: RecommendationData): Interactions {
  const { history, rows } = data
  const of: number[][] = Array.from({ length: history.rows }, () => [])
  for (const i of inOrder(data)) of[rows.user[i] as number]?.push(rows.item[i] as number)
  const offsets = new Uint32Array(history.rows + 1)
  const columns = of.map((items) => [...new Set(items.reverse())].reverse())
  columns.forEach((items, user) => {
    offsets[user + 1] = (offsets[user] as number) + items.length
  })
  const flat = Uint32Array.from(columns.flat())
  return {
    rows: history.rows,
    width: history.width,
    offsets,
    columns: flat,
    values: new Float32Array(flat.length).fill(1),
  }
}

/** Baskets of the rows to learn from; what is held out is not in them. */
export function basketsOfTraining({ rows, baskets, itemNames }: RecommendationData): Baskets {
  if (baskets === null) throw new Error('baskets were asked for without their column')
  const isOwn = (_: number, i: number) => rows.held[i] === 0
  const most = baskets.reduce((largest, basket) => Math.max(largest, basket), 0)
  return basketsOf(most + 1, itemNames.length, baskets.filter(isOwn), rows.item.filter(isOwn))
}
