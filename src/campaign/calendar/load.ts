import { sql as raw } from 'kysely'
import { z } from 'zod'
import { customersNow } from '../../customer/index.ts'
import { serviceSteps } from '../../interaction/index.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { countDecisions, decisionsFor } from '../audience/audience.ts'
import type { CampaignDeps } from '../deps.ts'
import { type CampaignRow, frozenOf, planOf } from '../plans/plan.ts'
import { localDay } from '../time.ts'
import type { getCalendarLoad } from './api.ts'
import { clashesOf } from './clashes.ts'
import type { Span } from './items.ts'

type Load = z.output<typeof getCalendarLoad.response>
type LoadDay = Load['days'][number]

/** Drafts and waiting campaigns whose recipients are reckoned for the page; each is a query over its audience. */
const mostForecasts = 20

/** Campaigns whose day lies between two days, in their order; lists are carried out by others. */
export async function campaignsBetween(
  { ledger }: Pick<CampaignDeps, 'ledger'>,
  workspace: Workspace,
  { from, to }: Span,
): Promise<(CampaignRow & { day: string })[]> {
  const rows = await ledger.db
    .selectFrom('campaigns')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('deleted_at', 'is', null)
    .where('status', 'in', ['draft', 'scheduled', 'launching', 'live'])
    .where(raw<boolean>`coalesce(launched_at, start_at) BETWEEN ${from}::date - 2 AND ${to}::date + 2`)
    .orderBy(raw`coalesce(launched_at, start_at)`)
    .orderBy('id')
    .limit(500)
    .execute()
  return rows
    .map((row) => ({
      ...row,
      day: localDay(row.launched_at ?? row.start_at ?? row.created_at, workspace.timeZone),
    }))
    .filter(({ day }) => day >= from && day <= to)
}

/** How many people are reached on which day, what the caps allow, and who would hear from two campaigns at once. */
export async function calendarLoad(deps: CampaignDeps, workspace: Workspace, span: Span): Promise<Load> {
  const campaigns = await campaignsBetween(deps, workspace, span)
  const [messages, calls, foreseen, cap, clashes] = await Promise.all([
    messageDays(deps, workspace, span),
    callDays(deps, workspace, span),
    forecastDays(deps, workspace, campaigns),
    capOf(deps, workspace, campaigns),
    clashesOf(deps, workspace, campaigns),
  ])
  const days = [...messages, ...calls, ...foreseen].sort(
    (a, b) =>
      a.day.localeCompare(b.day) || a.channel.localeCompare(b.channel) || a.basis.localeCompare(b.basis),
  )
  return { computedAt: workspace.clock.now().toISOString(), days, cap, ...clashes }
}

/** People, each once a day and channel; what is overdue counts on the day it can leave at the earliest: today. */
async function messageDays(
  { ledger }: CampaignDeps,
  workspace: Workspace,
  { from, to }: Span,
): Promise<LoadDay[]> {
  const now = workspace.clock.now()
  const { rows } = await raw<LoadDay>`
    SELECT day, channel, basis, count(DISTINCT person_key)::integer AS people FROM (
      SELECT person_key, channel, CASE WHEN status = 'planned' THEN 'planned' ELSE 'sent' END AS basis,
        to_char(CASE WHEN status = 'planned' THEN greatest(not_before, ${now}::timestamptz)
          ELSE coalesce(sending_at, not_before) END AT TIME ZONE ${workspace.timeZone}, 'YYYY-MM-DD') AS day
      FROM deliveries
      WHERE workspace_id = ${workspace.id} AND status IN ('planned', 'sending', 'sent', 'unknown')
        AND step <> ALL(${[...serviceSteps]}::text[])) AS each
    WHERE day BETWEEN ${from} AND ${to} GROUP BY day, channel, basis`.execute(ledger.db)
  return rows
}

async function callDays(
  { ledger }: CampaignDeps,
  workspace: Workspace,
  { from, to }: Span,
): Promise<LoadDay[]> {
  const { rows } = await raw<LoadDay>`
    SELECT day, 'call' AS channel, basis, count(DISTINCT person_key)::integer AS people FROM (
      SELECT person_key, CASE WHEN state IN ('open', 'claimed') THEN 'planned' ELSE 'sent' END AS basis,
        to_char(due_from AT TIME ZONE ${workspace.timeZone}, 'YYYY-MM-DD') AS day
      FROM desk_tasks WHERE workspace_id = ${workspace.id} AND kind = 'call' AND origin = 'campaign'
        AND state NOT IN ('cancelled', 'expired')) AS each
    WHERE day BETWEEN ${from} AND ${to} GROUP BY day, basis`.execute(ledger.db)
  return rows
}

/** Recipients of campaigns nobody has drawn yet: as was foreseen at the launch, or of a draft as it would be now. */
async function forecastDays(
  deps: CampaignDeps,
  workspace: Workspace,
  campaigns: readonly (CampaignRow & { day: string })[],
): Promise<LoadDay[]> {
  const open = campaigns.filter(({ status }) => status === 'draft' || status === 'scheduled')
  const found: LoadDay[] = []
  for (const row of open.slice(0, mostForecasts)) {
    const people = await recipientsOf(deps, workspace, row)
    if (people > 0) found.push({ day: row.day, channel: planOf(row).channel, people, basis: 'forecast' })
  }
  const sums = new Map<string, LoadDay>()
  for (const each of found) {
    const key = `${each.day} ${each.channel}`
    sums.set(key, { ...each, people: each.people + (sums.get(key)?.people ?? 0) })
  }
  return [...sums.values()]
}

async function recipientsOf(deps: CampaignDeps, workspace: Workspace, row: CampaignRow): Promise<number> {
  const frozen = frozenOf(row)
  if (frozen) return frozen.forecast.recipients
  const plan = planOf(row)
  if (plan.segmentId === null) return 0
  const segment = await deps.segments.get(workspace, plan.segmentId)
  // A campaign for another purpose, or for people in the bin, is refused at its launch: it reaches nobody.
  if (segment.deletedAt !== null || segment.purpose !== 'marketing') return 0
  const at = workspace.clock.now()
  const asked = { plan, rule: segment.rule, salt: row.salt, at, knownUntil: at }
  return (await countDecisions(deps.warehouse, await decisionsFor(deps, workspace, asked))).recipients
}

/** The strictest cap of the span, and whom it lets be contacted on an average day. */
async function capOf(
  { warehouse }: CampaignDeps,
  workspace: Workspace,
  campaigns: readonly CampaignRow[],
): Promise<Load['cap']> {
  const caps = campaigns.map((row) => planOf(row).contactCap)
  const strictest = caps.sort((a, b) => a.contacts / a.days - b.contacts / b.days)[0]
  if (!strictest) return null
  const bind = createBinder()
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const [row] = await warehouse.rows(
    sql`SELECT countIf(notEmpty(reachable)) AS reachable FROM ${customersNow(here)}`,
    z.object({ reachable: int64() }),
  )
  const reachable = row?.reachable ?? 0
  const { contacts, days } = strictest
  return { peopleADay: Math.floor((reachable * contacts) / days), contacts, days, reachable }
}
