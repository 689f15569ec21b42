import { z } from 'zod'
import {
  type ContactBar,
  type ContactMark,
  contactBars,
  contactMark,
  nextConsentEnd,
  peopleSince,
} from '../../customer/index.ts'
import { newId } from '../../kit/ids.ts'
import { createBinder, identifier, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import type { InsightDeps } from '../deps.ts'
import { channelIds } from './channels.ts'

/** Whom nothing may be sent to though there is an address, by channel; all rules share them. */
export interface ContactLists {
  /** Of the lists in the engine's memory; null: they are read from the facts. */
  id: string | null
  channels: readonly { channel: string; bars: readonly ContactBar[] }[]
}

/** A reason with the bitmap of those it speaks of: left are those in it, or those not in it. */
export interface BarBitmap extends Pick<ContactBar, 'reason' | 'mode'> {
  bitmap: SqlFragment
}

type Stores = Pick<InsightDeps, 'ledger' | 'warehouse'>

export interface Contacts {
  /** As consents, lists and policy stand now. */
  of(workspace: Workspace): Promise<ContactLists>
  forget(): void
}

/** Made anew after so long whatever is told: a server of several machines may change where this one does not see it. */
const longestMs = 10 * 60_000
const mostKept = 100
/** Of more people the difference costs as much as the whole (measured with a million consents). */
const mostFollowed = 5_000

interface Kept {
  mark: ContactMark
  /** The moment they hold of, and when the lists they follow were last made whole. */
  at: Date
  wholeAt: Date
  lists: Promise<ContactLists>
  /** When a yes runs out next; null until that is known, and where none does. */
  until: Date | null
}

/**
 * Consents, refusals and do-not-send lists as bitmaps in the engine's memory, so that a live count need not fold a million
 * consents for each keystroke. They follow what people say by difference: who said something since, or whose yes ran out,
 * is taken out and put in anew. After a merge, a change of policy or rows taken out, and where the engine lost a list,
 * they are made anew.
 * @param most of more people than these nothing is followed
 */
export function createContacts(stores: Stores, most = mostFollowed): Contacts {
  const kept = new Map<number, Kept>()
  return {
    async of(workspace) {
      const mark = await contactMark(stores, workspace)
      const at = workspace.clock.now()
      const before = kept.get(workspace.id)
      const isUsable =
        before !== undefined &&
        before.mark.ground === mark.ground &&
        before.at <= at &&
        at.getTime() < before.wholeAt.getTime() + longestMs
      const isSame = isUsable && before.mark.listed === mark.listed && before.mark.said === mark.said
      if (isSame && (before.until === null || at < before.until)) return before.lists
      if (kept.size >= mostKept) kept.clear()
      const entry: Kept = {
        ...{ mark, at, until: null, wholeAt: isUsable ? before.wholeAt : at },
        lists: make(stores, workspace, { before: isUsable ? before : null, at, most }),
      }
      entry.lists = entry.lists.then(async (lists) => {
        entry.until = await nextConsentEnd(stores.warehouse, workspace, at)
        return lists
      })
      kept.set(workspace.id, entry)
      try {
        return await entry.lists
      } catch (error) {
        if (kept.get(workspace.id) === entry) kept.delete(workspace.id)
        throw error
      }
    },
    forget: () => kept.clear(),
  }
}

async function make(
  stores: Stores,
  workspace: Workspace,
  { before, at, most }: { before: Kept | null; at: Date; most: number },
): Promise<ContactLists> {
  const channels = await Promise.all(
    channelIds.map(async (channel) => ({
      channel,
      bars: await contactBars(stores, workspace, { channel, byProfile: true }),
    })),
  )
  // Lists that could not be made are nothing to follow; whoever waited for them was told.
  const last = before && (await before.lists.catch(() => null))
  const followed = before && last && (await follow(stores, workspace, { before, last, at, most }, channels))
  return followed || fill(stores, channels)
}

async function fill({ warehouse }: Stores, channels: ContactLists['channels']): Promise<ContactLists> {
  const id = newId()
  const bind = createBinder('stop')
  const key = bind('String', id)
  const lists = setsOf(channels).map((bar) => wholeSql(key, bar, bind))
  await warehouse.command(
    sql`INSERT INTO segment_populations (id, name, people) ${joinSql(lists, ' UNION ALL ')}`,
  )
  return { id, channels }
}

type Bind = ReturnType<typeof createBinder>
const wholeSql = (key: SqlFragment, { set, people }: ContactBar, bind: Bind) =>
  sql`SELECT ${key}, ${bind('String', set)}, groupBitmapState(person_key) FROM (${people})`

/**
 * The earlier lists without whoever may be another now, and with those of them of whom it holds now; lists that no word of
 * people makes are short and read whole.
 * @returns null where the earlier lists are not of the same kind, too many spoke, or the engine no longer has each list
 */
async function follow(
  { warehouse }: Stores,
  workspace: Workspace,
  { before, last, at, most }: { before: Kept; last: ContactLists; at: Date; most: number },
  channels: ContactLists['channels'],
): Promise<ContactLists | null> {
  const bars = setsOf(channels)
  const modes = new Map(setsOf(last.channels).map(({ set, mode }) => [set, mode]))
  if (last.id === null || bars.some(({ set, mode }) => modes.get(set) !== mode)) return null
  const id = newId()
  const bind = createBinder('stop')
  const key = bind('String', id)
  const { people, keys } = peopleSince(workspace, { said: before.mark.said, from: before.at, to: at })
  const [spoke] = await warehouse.rows(sql`SELECT count() AS n FROM (${people})`, z.object({ n: int64() }))
  if ((spoke?.n ?? 0) > most) return null
  const lists = bars.map((bar) =>
    bar.of === undefined
      ? wholeSql(key, bar, bind)
      : sql`SELECT ${key}, ${bind('String', bar.set)}, bitmapOr(bitmapAndnot(o.people, c.people), f.people)
        FROM (SELECT groupBitmapMergeState(people) AS people, count() AS n FROM segment_populations
          WHERE id = ${bind('String', last.id)} AND name = ${bind('String', bar.set)}) AS o
        CROSS JOIN (SELECT groupBitmapState(person) AS people FROM (${people})) AS c
        CROSS JOIN (SELECT groupBitmapState(person_key) AS people FROM (${bar.of(keys)})) AS f
        WHERE o.n = 1`,
  )
  await warehouse.command(
    sql`INSERT INTO segment_populations (id, name, people) ${joinSql(lists, ' UNION ALL ')}`,
  )
  const [made] = await warehouse.rows(
    sql`SELECT count() AS n FROM segment_populations WHERE id = ${bind('String', id)}`,
    z.object({ n: int64() }),
  )
  return made?.n === bars.length ? { id, channels } : null
}

/** Each set once, though two channels may ask it. */
function setsOf(channels: ContactLists['channels']): ContactBar[] {
  return [...new Map(channels.flatMap(({ bars }) => bars.map((bar) => [bar.set, bar]))).values()]
}

/** Bitmaps of a channel's bars, in their order, as columns of `contactSql`. */
export function barBitmaps(bars: readonly ContactBar[], byProfile: boolean): BarBitmap[] {
  return bars
    .filter(({ reason }) => byProfile || reason !== 'no_profiling')
    .map(({ reason, mode, set }) => ({ reason, mode, bitmap: identifier(columnOf(set)) }))
}

const columnOf = (set: string) => `stop_${set}`

/** For a FROM: one row with the bitmap of each set, and `are_stops_kept`: 0 where the engine no longer has them. */
export function contactSql(
  { id, channels }: ContactLists,
  bind: ReturnType<typeof createBinder>,
): SqlFragment {
  const sets = setsOf(channels)
  if (id === null) {
    const scans = sets.map(({ set, people }) => {
      const column = identifier(columnOf(set))
      return sql`(SELECT groupBitmapState(person_key) AS ${column} FROM (${people})) AS ${identifier(`of_${set}`)}`
    })
    return sql`(SELECT *, 1 AS are_stops_kept FROM ${joinSql(scans, ' CROSS JOIN ')})`
  }
  const columns = sets.map(
    ({ set }) =>
      sql`groupBitmapMergeStateIf(people, name = ${bind('String', set)}) AS ${identifier(columnOf(set))}`,
  )
  return sql`(SELECT ${joinSql(columns, ', ')}, count() > 0 AS are_stops_kept
    FROM segment_populations WHERE id = ${bind('String', id)})`
}
