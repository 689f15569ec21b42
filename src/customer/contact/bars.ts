import { sql as raw } from 'kysely'
import { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { defineQuery, type Warehouse } from '../../stores/warehouse/index.ts'
import { type ConsentSelection, selectionOf } from '../consent/in-queries.ts'
import { consentsWait, pumpConsents } from '../consent/pump.ts'
import { versionKey } from '../identity/customers-now.ts'
import { personNow } from '../identity/person-now.ts'
import { type ContactChannel, doNotSendKeys } from './do-not-send.ts'

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
  /** Name of its set: two channels may share one. */
  set: string
}

type Stores = { ledger: Ledger; warehouse: Warehouse }

/** Condition on rows of `customers`: there is an address on the channel. */
export function hasAddress(channel: SqlFragment): SqlFragment {
  return sql`has(reachable, ${channel})`
}

/** Condition on a person's key of today: the bar holds them back. */
export function isBarred(key: SqlFragment, { mode, people }: ConsentSelection): SqlFragment {
  return mode === 'only' ? sql`(${key} NOT IN (${people}))` : sql`(${key} IN (${people}))`
}

/**
 * Who may be written to for marketing on a channel now: whoever has an address and whom none of these holds back. The
 * one definition behind the reach of segments, the opportunities, the forecast and the draw; sending asks the same of
 * each message in the ledger.
 * @param byProfile whether people are chosen by what is known of them; everybody is no choice
 */
export async function contactBars(
  stores: Stores,
  workspace: Workspace,
  { channel, byProfile }: { channel: ContactChannel; byProfile: boolean },
): Promise<ContactBar[]> {
  const [listed, consent, profiling] = await Promise.all([
    doNotSendKeys(stores.ledger, workspace, channel),
    selectionOf(stores.ledger, stores.warehouse, workspace, { purpose: 'marketing', channel }),
    byProfile ? profilingOf(stores, workspace) : null,
  ])
  const bind = createBinder(`listed_${channel}_`)
  const keys = sql`SELECT arrayJoin(${bind('Array(UInt64)', listed)}) AS person_key`
  return [
    { reason: 'do_not_send', set: `do_not_send_${channel}`, mode: 'all_but', people: keys },
    { reason: 'consent', set: `consent_${channel}`, ...consent },
    ...(profiling ? [{ reason: 'no_profiling' as const, set: 'profiling', ...profiling }] : []),
  ]
}

/** Who may be chosen, or ranked, by what is known of them. */
export function profilingOf({ ledger, warehouse }: Stores, workspace: Workspace): Promise<ConsentSelection> {
  return selectionOf(ledger, warehouse, workspace, { purpose: 'profiling', channel: '*' })
}

const consentParts = defineQuery({
  name: 'customer.contact_version',
  params: z.object({}),
  row: z.object({ version: z.string() }),
  text: sql`SELECT concat(toString(groupBitXor(cityHash64(name, hash_of_all_files))), ' ', toString(${personNow(versionKey)})) AS version
    FROM system.parts WHERE database = currentDatabase() AND active AND table = 'consent_states'`,
})

const nextEnd = defineQuery({
  name: 'customer.next_consent_end',
  params: z.object({ workspace: z.int(), after: z.string() }),
  row: z.object({ consents: z.coerce.number(), endMs: z.coerce.number() }),
  text: sql`SELECT count() AS consents, toUnixTimestamp64Milli(ifNull(min(until), toDateTime64(0, 6, 'UTC'))) AS endMs
    FROM consent_states
    WHERE workspace_id = {workspace:UInt32} AND state = 'given' AND until > {after:DateTime64(3, 'UTC')}`,
})

/** Changes with everything the bars are made of, except a yes that runs out; what was committed before is told first. */
export async function contactVersion({ ledger, warehouse }: Stores, workspace: Workspace): Promise<string> {
  if (await consentsWait(ledger)) await pumpConsents(ledger, warehouse)
  const [{ rows }, [parts]] = await Promise.all([
    raw<{ version: string }>`
      SELECT concat_ws(' ', (SELECT unrecorded::text FROM consent_policies WHERE workspace_id = ${workspace.id}),
        (SELECT concat_ws(' ', count(*), max(id::text)) FROM do_not_send WHERE workspace_id = ${workspace.id}))
        AS version`.execute(ledger.db),
    warehouse.query(consentParts, {}),
  ])
  return `${rows[0]?.version} ${parts?.version}`
}

/** When the next yes runs out after the workspace's clock; null where none does. */
export async function nextConsentEnd(warehouse: Warehouse, workspace: Workspace): Promise<Date | null> {
  const after = workspace.clock.now().toISOString().replace('T', ' ').slice(0, 23)
  const [next] = await warehouse.query(nextEnd, { workspace: workspace.id, after })
  return next && next.consents > 0 ? new Date(next.endMs) : null
}
