import { type Interactions, sparseMatrix } from '@liangti/models'
import { labErrors } from '../../errors.ts'
import type { LabOptions } from '../../options.ts'
import type { LabFile } from '../../table/open.ts'
import type { LabTable } from '../../table/table.ts'

export interface RecommendationData {
  history: Interactions
  wanted: Interactions
  /** By code, in the order in which ties are broken. */
  itemNames: string[]
  /** Rows of the file that count. */
  kept: number
  /** Rows held out. */
  held: number
  /** The split in words. */
  said: string
  /** The rows that count, in the order of the file: codes, and 1 where the row is held out. */
  rows: { user: Uint32Array; item: Uint32Array; held: Uint8Array }
  /** Of each row that counts, milliseconds UTC; null without --time. */
  times: Float64Array | null
  /** Of each row that counts; null without --basket. */
  baskets: Uint32Array | null
}

interface Asked {
  user: string
  item: string
  rating: string | undefined
  time: string | undefined
  basket: string | undefined
  split: { kind: 'mod'; count: number; fold: number } | { kind: 'last' } | { kind: 'column'; column: string }
}

/** Reads who had what and holds a part of it out. */
export async function readInteractions(options: LabOptions, file: LabFile): Promise<RecommendationData> {
  const asked = askedOf(options)
  const table = await file.read({
    [asked.user]: 'text',
    [asked.item]: 'text',
    ...(asked.rating === undefined ? {} : { [asked.rating]: 'number' as const }),
    ...(asked.time === undefined ? {} : { [asked.time]: 'time' as const }),
    ...(asked.basket === undefined ? {} : { [asked.basket]: 'text' as const }),
    ...(asked.split.kind === 'column' ? { [asked.split.column]: 'text' as const } : {}),
  })
  const rows = keptRows(options, table, asked.rating)
  const users = codesById(table, asked.user, rows)
  const items = codesById(table, asked.item, rows)
  const held = heldRows(asked, table, rows, users.codes, items.codes)
  const of = (values: Uint32Array) => rows.map((row) => values[row] as number)
  const [user, item] = [of(users.codes), of(items.codes)]
  const part = (value: number) => {
    const isOwn = (_: number, i: number) => held[i] === value
    return sparseMatrix(users.names.length, items.names.length, user.filter(isOwn), item.filter(isOwn))
  }
  const count = held.reduce((sum, h) => sum + h, 0)
  if (count === 0 || count === rows.length)
    throw labErrors.badOption({
      option: 'split',
      value: options.text('split') ?? '',
      wanted: `one that holds out some of the ${rows.length} rows, not ${count === 0 ? 'none' : 'all'} of them`,
    })
  const times = asked.time === undefined ? null : table.allTimes(asked.time)
  return {
    history: part(0),
    wanted: part(1),
    itemNames: items.names,
    kept: rows.length,
    held: count,
    said: wordsOf(asked),
    rows: { user, item, held },
    times: times && Float64Array.from(rows, (row) => times[row] as number),
    baskets: asked.basket === undefined ? null : of(table.allText(asked.basket).codes),
  }
}

function askedOf(options: LabOptions): Asked {
  const asked = {
    user: options.required('user', 'the column that says who.'),
    item: options.required('item', 'the column that says what.'),
    rating: options.text('rating'),
    time: options.text('time'),
    basket: options.text('basket'),
  }
  if (asked.rating === undefined && options.has('min-rating'))
    options.required('rating', 'the column --min-rating is about.')
  const value = options.text('split') ?? ''
  const mod = /^mod:(\d+)$/.exec(value)
  if (mod) {
    const count = Number(mod[1])
    if (count >= 2)
      return { ...asked, split: { kind: 'mod', count, fold: options.integer('fold', 0, count - 1) } }
  }
  if (value === 'last') {
    options.required('time', 'with --split last, the column that says when.')
    return { ...asked, split: { kind: 'last' } }
  }
  const column = /^column:(.+)$/.exec(value)?.[1]
  if (column !== undefined) return { ...asked, split: { kind: 'column', column } }
  throw labErrors.badOption({
    option: 'split',
    value,
    wanted: 'mod:5 (any number from 2), last, or column:NAME with train and test',
  })
}

/** Rows that count as a like: rated at least so high, or all where nothing is rated. */
function keptRows(options: LabOptions, table: LabTable, rating: string | undefined): Uint32Array {
  const all = Uint32Array.from({ length: table.rows }, (_, row) => row)
  if (rating === undefined) return all
  const values = table.allNumbers(rating)
  if (!options.has('min-rating')) return all
  const least = options.number('min-rating', 'a number', () => true)
  const rows = all.filter((row) => (values[row] as number) >= least)
  if (rows.length > 0) return rows
  const highest = values.reduce((most, value) => Math.max(most, value), -Infinity)
  throw labErrors.badOption({
    option: 'min-rating',
    value: String(least),
    wanted: `a rating that some rows reach; the highest in "${rating}" is ${highest}`,
  })
}

/** Ids of the rows that count, as numbers where all are, so that the lower id comes first where scores tie. */
function codesById(
  table: LabTable,
  column: string,
  rows: Uint32Array,
): { codes: Uint32Array; names: string[] } {
  const { codes, levels } = table.allText(column)
  const used = new Uint8Array(levels.length)
  for (const row of rows) used[codes[row] as number] = 1
  const numeric = levels.every((level) => /^-?\d+(\.\d+)?$/.test(level))
  const order = levels
    .map((_, code) => code)
    .filter((code) => used[code] === 1)
    .sort((a, b) => {
      const [x, y] = [levels[a] as string, levels[b] as string]
      return (numeric ? Number(x) - Number(y) : 0) || (x < y ? -1 : x > y ? 1 : 0)
    })
  const place = new Uint32Array(levels.length)
  order.forEach((code, at) => {
    place[code] = at
  })
  return {
    codes: codes.map((code) => place[code] as number),
    names: order.map((code) => levels[code] as string),
  }
}

/** 1 for each kept row that is held out. */
function heldRows(
  { split, time }: Asked,
  table: LabTable,
  rows: Uint32Array,
  users: Uint32Array,
  items: Uint32Array,
): Uint8Array {
  const held = new Uint8Array(rows.length)
  if (split.kind === 'mod') return held.map((_, i) => (i % split.count === split.fold ? 1 : 0))
  if (split.kind === 'column') {
    const { codes, levels } = table.allText(split.column)
    const strange = levels.find((level) => level !== 'train' && level !== 'test')
    if (strange !== undefined)
      throw labErrors.badOption({
        option: 'split',
        value: `column:${split.column}`,
        wanted: `a column that holds only train and test; it also holds "${strange}"`,
      })
    return held.map((_, i) => (levels[codes[rows[i] as number] as number] === 'test' ? 1 : 0))
  }
  const times = table.allTimes(time ?? '')
  const last = new Map<number, number>()
  const first = new Map<number, number>()
  rows.forEach((row, i) => {
    const user = users[row] as number
    const before = last.get(user)
    if (before === undefined) first.set(user, i)
    // Of equal times the later row.
    if (before === undefined || (times[row] as number) >= (times[rows[before] as number] as number))
      last.set(user, i)
  })
  // Who has one item only keeps it: there would be nothing to learn from.
  const several = new Set<number>()
  rows.forEach((row) => {
    const user = users[row] as number
    if (items[row] !== items[rows[first.get(user) as number] as number]) several.add(user)
  })
  for (const [user, i] of last) if (several.has(user)) held[i] = 1
  return held
}

function wordsOf({ split }: Asked): string {
  if (split.kind === 'mod')
    return `every row whose number leaves ${split.fold} when divided by ${split.count}`
  return split.kind === 'last' ? 'the last item of everybody with several' : `rows marked test`
}
