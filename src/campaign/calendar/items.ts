import { type RawBuilder, sql } from 'kysely'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { localDay } from '../time.ts'
import type { CalendarItem } from './api.ts'
import { festivalsBetween } from './festivals.ts'
import { noteItems } from './notes.ts'

export interface Span {
  from: string
  to: string
}

interface Row {
  id: string
  name: string
  status: string
  channel: string
  owner: string | null
  at: Date
  first: string
  last: string
}

const both = (text: string): Localized => ({ en: text, 'zh-CN': text })

/** Day of the workspace's zone, as text: a date has no zone, and drivers give it one. */
const dayOf = (workspace: Workspace, at: RawBuilder<unknown>) =>
  sql<string>`to_char((${at}) AT TIME ZONE ${workspace.timeZone}, 'YYYY-MM-DD')`

/** What stands in the calendar between two days, both included. */
export async function calendarItems(
  ledger: Ledger,
  workspace: Workspace,
  span: Span,
): Promise<CalendarItem[]> {
  const all = await Promise.all([
    campaigns(ledger, workspace, span),
    expiringOffers(ledger, workspace, span),
    letterBatches(ledger, workspace, span),
    surveys(ledger, workspace, span),
    noteItems(ledger, workspace, span),
  ])
  return [...festivalsBetween(span.from, span.to), ...all.flat()].sort(
    (a, b) => a.from.localeCompare(b.from) || a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id),
  )
}

const statesOf = { draft: 'planned', scheduled: 'planned', launching: 'running', stopped: 'ended' } as const

/**
 * A campaign from the day it begins to the last day on which a message of it left or waits to; a draft without a time has
 * no day yet.
 */
async function campaigns(ledger: Ledger, workspace: Workspace, { from, to }: Span): Promise<CalendarItem[]> {
  const { rows } = await sql<Row & { left: boolean }>`
    SELECT * FROM (
      SELECT c.id::text AS id, c.name, c.status, c.plan ->> 'channel' AS channel, c.launched_by AS owner,
        coalesce(c.launched_at, c.start_at) AS at,
        ${dayOf(workspace, sql`coalesce(c.launched_at, c.start_at)`)} AS first,
        greatest(${dayOf(workspace, sql`coalesce(c.launched_at, c.start_at)`)},
          ${dayOf(workspace, sql`d.last`)}) AS last, coalesce(d.left, false) AS left
      FROM campaigns c LEFT JOIN LATERAL (
        SELECT max(coalesce(sending_at, not_before)) AS last, bool_or(status IN ('planned', 'sending')) AS left
        FROM deliveries d WHERE d.workspace_id = c.workspace_id AND d.campaign_id = c.id AND d.status <> 'suppressed'
      ) AS d ON c.status IN ('launching', 'live', 'stopped', 'ended')
      WHERE c.workspace_id = ${workspace.id} AND c.deleted_at IS NULL
        AND coalesce(c.launched_at, c.start_at) IS NOT NULL) AS each
    WHERE first <= ${to} AND last >= ${from}`.execute(ledger.db)
  const today = localDay(workspace.clock.now(), workspace.timeZone)
  return rows.map((row) => ({
    ...{ id: row.id, kind: 'campaign', title: both(row.name), from: row.first, until: row.last },
    at: row.at.toISOString(),
    // A live campaign whose last message has left is measured, and nothing goes out any more.
    state:
      row.status === 'live' || row.status === 'ended'
        ? row.left || row.last >= today
          ? 'running'
          : 'ended'
        : statesOf[row.status as keyof typeof statesOf],
    ...{ draft: row.status === 'draft', channel: row.channel ?? 'email', owner: row.owner },
    ...{ link: `/campaigns/${row.id}`, version: null },
  }))
}

/** The last day on which an offer holds for those who got it first. */
async function expiringOffers(
  ledger: Ledger,
  workspace: Workspace,
  { from, to }: Span,
): Promise<CalendarItem[]> {
  const { rows } = await sql<Pick<Row, 'id' | 'name' | 'channel' | 'owner' | 'first'> & { offer: string }>`
    SELECT * FROM (
      SELECT c.id::text AS id, c.name, c.plan ->> 'channel' AS channel, c.launched_by AS owner,
        coalesce(c.frozen -> 'offer' ->> 'name', o.name) AS offer,
        ${dayOf(
          workspace,
          sql`coalesce(c.launched_at, c.start_at) + make_interval(days =>
            coalesce(c.frozen -> 'offer' ->> 'validDays', o.content ->> 'validDays')::integer)`,
        )} AS first
      FROM campaigns c JOIN offers o ON o.id = c.offer_id
      WHERE c.workspace_id = ${workspace.id} AND c.deleted_at IS NULL
        AND coalesce(c.launched_at, c.start_at) IS NOT NULL) AS each
    WHERE first BETWEEN ${from} AND ${to}`.execute(ledger.db)
  const today = localDay(workspace.clock.now(), workspace.timeZone)
  return rows.map((row) => ({
    ...{ id: `offer-${row.id}`, kind: 'offer_ends', from: row.first, until: row.first, at: null },
    title: { en: `Offer ends: ${row.offer} (${row.name})`, 'zh-CN': `优惠到期：${row.offer}（${row.name}）` },
    ...{ state: row.first < today ? 'ended' : 'planned', draft: false, channel: row.channel ?? 'email' },
    ...{ owner: row.owner, link: `/campaigns/${row.id}`, version: null },
  }))
}

async function letterBatches(
  ledger: Ledger,
  workspace: Workspace,
  { from, to }: Span,
): Promise<CalendarItem[]> {
  const { rows } = await sql<Row & { number: number; letters: number }>`
    SELECT * FROM (
      SELECT b.id::text AS id, c.name, b.state AS status, b.number, coalesce(b.handed_by, b.created_by) AS owner,
        coalesce(b.handed_at, b.created_at) AS at, ${dayOf(workspace, sql`coalesce(b.handed_at, b.created_at)`)} AS first
      FROM letter_batches b JOIN campaigns c ON c.id = b.campaign_id WHERE b.workspace_id = ${workspace.id}) AS each
    WHERE first BETWEEN ${from} AND ${to}`.execute(ledger.db)
  return rows.map((row) => {
    const isOut = row.status === 'handed_over'
    return {
      ...{ id: row.id, kind: 'letters', from: row.first, until: row.first, at: row.at.toISOString() },
      title: isOut
        ? {
            en: `Letters handed over, batch ${row.number}: ${row.name}`,
            'zh-CN': `信函已交寄，第 ${row.number} 批：${row.name}`,
          }
        : {
            en: `Letters wait for the post, batch ${row.number}: ${row.name}`,
            'zh-CN': `信函待交寄，第 ${row.number} 批：${row.name}`,
          },
      ...{ state: isOut ? 'ended' : 'running', draft: false, channel: 'post', owner: row.owner },
      ...{ link: '/campaigns/letters', version: null },
    }
  })
}

/** A survey on the day it was opened, and on the day it was closed. */
async function surveys(ledger: Ledger, workspace: Workspace, { from, to }: Span): Promise<CalendarItem[]> {
  const { rows } = await sql<Pick<Row, 'id' | 'name' | 'at' | 'first'> & { isEnd: boolean; isOver: boolean }>`
    SELECT * FROM (
      SELECT s.id::text AS id, s.name, moment.at, ${dayOf(workspace, sql`moment.at`)} AS first,
        moment.is_end AS "isEnd", s.closed_at IS NOT NULL AS "isOver"
      FROM surveys s CROSS JOIN LATERAL (VALUES (s.created_at, false), (s.closed_at, true)) AS moment(at, is_end)
      WHERE s.workspace_id = ${workspace.id} AND moment.at IS NOT NULL) AS each
    WHERE first BETWEEN ${from} AND ${to}`.execute(ledger.db)
  return rows.map((row) => ({
    ...{ id: `${row.id}-${row.isEnd ? 'end' : 'begin'}`, kind: 'survey', from: row.first, until: row.first },
    title: row.isEnd
      ? { en: `Survey closed: ${row.name}`, 'zh-CN': `问卷已结束：${row.name}` }
      : { en: `Survey opened: ${row.name}`, 'zh-CN': `问卷开始：${row.name}` },
    ...{ at: row.at.toISOString(), state: row.isOver ? 'ended' : 'running', draft: false, channel: null },
    ...{ owner: null, link: '/interaction/surveys', version: null },
  }))
}
