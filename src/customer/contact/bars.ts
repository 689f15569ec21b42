import { sql as raw } from 'kysely'
import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { defineQuery, type Warehouse } from '../../stores/warehouse/index.ts'
import { type ConsentSelection, type SaidSelection, selectionOf } from '../consent/in-queries.ts'
import { consentsWait, pumpConsents } from '../consent/pump.ts'
import { versionKey } from '../identity/customers-now.ts'
import { personNow } from '../identity/person-now.ts'
import { doNotSendKeys } from './do-not-send.ts'
import type { ContactChannel } from './reach.ts'

/** Why somebody cannot be written to for marketing, in the order the questions are asked; the first that applies counts. */
export const contactReasons = ['no_address', 'do_not_send', 'consent', 'no_profiling'] as const
export type ContactReason = (typeof contactReasons)[number]

export const contactReasonWords: Record<ContactReason, Localized> = {
  no_address: { en: 'No address on this channel', 'zh-CN': '没有该渠道的联系方式' },
  do_not_send: { en: 'On the do-not-send list', 'zh-CN': '在禁发名单中' },
  consent: { en: 'No consent to marketing', 'zh-CN': '未同意接收营销信息' },
  no_profiling: { en: 'Does not want to be selected personally', 'zh-CN': '已关闭个性化推荐' },
}

/** One of the questions after the address, as a set of the warehouse. */
export interface ContactBar extends ConsentSelection {
  reason: Exclude<ContactReason, 'no_address'>
  /** Where words of people make it: the same of a few; the list is short and read whole where there is none. */
  of?: SaidSelection['of']
  /** Name of its set: two channels may share one. */
  set: string
}

type Stores = { ledger: Ledger; warehouse: Warehouse }

/** Condition on rows of `customers`: there is an address on the channel. */
export function hasAddress(channel: SqlFragment): SqlFragment {
  return sql`has(reachable, ${channel})`
}

/** Condition on a person's key of today: the bar holds them back. */
export function isBarred(
  key: SqlFragment,
  { mode, people }: Pick<ConsentSelection, 'mode' | 'people'>,
): SqlFragment {
  return mode === 'only' ? sql`(${key} NOT IN (${people}))` : sql`(${key} IN (${people}))`
}

/**
 * Who may be written to for marketing on a channel now: whoever has an address and whom none of these holds back. The
 * one definition behind the reach of segments, the opportunities, the forecast and the draw; sending asks the same of
 * each message in the ledger.
 * @param channel whose do-not-send list is asked
 * @param consentChannel cell of the consent matrix; the channel's own where none is named
 * @param byProfile whether people are chosen by what is known of them; everybody is no choice
 */
export async function contactBars(
  stores: Stores,
  workspace: Workspace,
  {
    channel,
    consentChannel = channel,
    byProfile,
  }: { channel: ContactChannel; consentChannel?: string; byProfile: boolean },
): Promise<ContactBar[]> {
  const [listed, consent, profiling] = await Promise.all([
    doNotSendKeys(stores.ledger, workspace, channel),
    selectionOf(stores.ledger, stores.warehouse, workspace, {
      purpose: 'marketing',
      channel: consentChannel,
    }),
    byProfile ? profilingOf(stores, workspace) : null,
  ])
  const bind = createBinder(`listed_${channel}_`)
  const keys = sql`SELECT arrayJoin(${bind('Array(UInt64)', listed)}) AS person_key`
  return [
    { reason: 'do_not_send', set: `do_not_send_${channel}`, mode: 'all_but', people: keys },
    { reason: 'consent', set: `consent_${consentChannel}`, ...consent },
    ...(profiling ? [{ reason: 'no_profiling' as const, set: 'profiling', ...profiling }] : []),
  ]
}

/** Who may be chosen, or ranked, by what is known of them. */
export function profilingOf({ ledger, warehouse }: Stores, workspace: Workspace): Promise<SaidSelection> {
  return selectionOf(ledger, warehouse, workspace, { purpose: 'profiling', channel: '*' })
}

const saidParts = defineQuery({
  name: 'customer.contact_mark',
  params: z.object({ workspace: z.int() }),
  row: z.object({ taken: z.string(), said: z.string(), merged: z.string() }),
  text: sql`SELECT toString(${personNow(versionKey)}) AS merged,
      (SELECT toString(max(if(data_version = min_block_number, 0, data_version))) FROM system.parts
        WHERE database = currentDatabase() AND active AND table = 'consent_states') AS taken,
      (SELECT toString(max(version)) FROM consent_states WHERE workspace_id = {workspace:UInt32}) AS said`,
})

const nextEnd = defineQuery({
  name: 'customer.next_consent_end',
  params: z.object({ workspace: z.int(), after: z.string() }),
  row: z.object({ consents: z.coerce.number(), endMs: z.coerce.number() }),
  text: sql`SELECT count() AS consents, toUnixTimestamp64Milli(ifNull(min(until), toDateTime64(0, 6, 'UTC'))) AS endMs
    FROM consent_states
    WHERE workspace_id = {workspace:UInt32} AND state = 'given' AND until > {after:DateTime64(3, 'UTC')}`,
})

/** What the bars are made of, except a yes that runs out. */
export interface ContactMark {
  /** Policy, who is whom, and rows that were taken out: another one, and all is made anew. */
  ground: string
  /** The do-not-send lists. */
  listed: string
  /** The newest word people said; words of a higher version came since. */
  said: string
}

/** What was committed before is told first. */
export async function contactMark({ ledger, warehouse }: Stores, workspace: Workspace): Promise<ContactMark> {
  if (await consentsWait(ledger)) await pumpConsents(ledger, warehouse)
  const [{ rows }, [parts]] = await Promise.all([
    raw<{ policy: string | null; listed: string }>`
      SELECT (SELECT unrecorded::text FROM consent_policies WHERE workspace_id = ${workspace.id}) AS policy,
        (SELECT concat_ws(' ', count(*), max(id::text)) FROM do_not_send WHERE workspace_id = ${workspace.id}) AS listed`.execute(
      ledger.db,
    ),
    warehouse.query(saidParts, { workspace: workspace.id }),
  ])
  return {
    ground: `${rows[0]?.policy} ${parts?.merged} ${parts?.taken}`,
    listed: rows[0]?.listed ?? '',
    said: parts?.said ?? '0',
  }
}

const warehouseTime = (at: Date) => at.toISOString().replace('T', ' ').slice(0, 23)

/**
 * Whose consents may be others than at an earlier mark: whoever said a word since, and whose yes ran out meanwhile.
 * @returns `people` (one column `person`), and `keys`: every key of theirs
 */
export function peopleSince(
  workspace: Workspace,
  { said, from, to }: { said: string; from: Date; to: Date },
): { people: SqlFragment; keys: SqlFragment } {
  const bind = createBinder('since_')
  const time = (at: Date) => bind("DateTime64(3, 'UTC')", warehouseTime(at))
  const people = sql`SELECT DISTINCT ${personNow()} AS person FROM consent_states
    WHERE workspace_id = ${bind('UInt32', workspace.id)}
      AND (version > ${bind('UInt64', said)} OR (until > ${time(from)} AND until <= ${time(to)}))`
  const keys = sql`SELECT person FROM (${people})
    UNION ALL SELECT person_key FROM merged_persons WHERE current_key IN (${people})`
  return { people, keys }
}

/** When the next yes runs out after a moment; null where none does. */
export async function nextConsentEnd(
  warehouse: Warehouse,
  workspace: Workspace,
  moment: Date,
): Promise<Date | null> {
  const [next] = await warehouse.query(nextEnd, { workspace: workspace.id, after: warehouseTime(moment) })
  return next && next.consents > 0 ? new Date(next.endMs) : null
}
