import { type ContactBar, contactBars, contactVersion, nextConsentEnd } from '../../customer/index.ts'
import { newId } from '../../kit/ids.ts'
import { createBinder, identifier, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { InsightDeps } from '../deps.ts'
import { channelIds } from './channels.ts'
import { createKeeper, type Made } from './kept-lists.ts'

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

/**
 * Consents, refusals and do-not-send lists as bitmaps in the engine's memory, made anew as soon as any of them changed or
 * a yes ran out, so that a live count need not fold a million consents for each keystroke.
 */
export function createContacts(stores: Stores): Contacts {
  const keeper = createKeeper<ContactLists>()
  return {
    async of(workspace) {
      const version = await contactVersion(stores, workspace)
      const make = () => fill(stores, workspace)
      return keeper.of(String(workspace.id), version, workspace.clock.now().getTime(), make)
    },
    forget: () => keeper.forget(),
  }
}

async function fill(stores: Stores, workspace: Workspace): Promise<Made<ContactLists>> {
  const id = newId()
  const channels = await Promise.all(
    channelIds.map(async (channel) => ({
      channel,
      bars: await contactBars(stores, workspace, { channel, byProfile: true }),
    })),
  )
  const bind = createBinder('stop')
  const key = bind('String', id)
  const lists = setsOf(channels).map(
    ({ set, people }) =>
      sql`SELECT ${key}, ${bind('String', set)}, groupBitmapState(person_key) FROM (${people})`,
  )
  await stores.warehouse.command(
    sql`INSERT INTO segment_populations (id, name, people) ${joinSql(lists, ' UNION ALL ')}`,
  )
  return { made: { id, channels }, until: await nextConsentEnd(stores.warehouse, workspace) }
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
