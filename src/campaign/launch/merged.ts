import { sql as raw } from 'kysely'
import { z } from 'zod'
import { keysOf } from '../../customer/index.ts'
import { type DueDelivery, doNotSendOf, type SendVerdict } from '../../interaction/index.ts'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { decidedPeople } from '../audience/decided.ts'
import type { CampaignDeps } from '../deps.ts'
import type { CampaignRow } from '../plans/plan.ts'
import { isoTime } from '../time.ts'

type Deps = Pick<CampaignDeps, 'ledger' | 'warehouse'>

/**
 * What must not leave because its receiver has been merged with somebody since the draw: the person belongs to control by
 * its first assignment, one of its addresses must not be written to, or it has this message already under another key.
 */
export async function refusedAsMerged(
  deps: Deps,
  workspace: Workspace,
  row: CampaignRow,
  deliveries: readonly DueDelivery[],
): Promise<Map<string, SendVerdict>> {
  const refusals = new Map<string, SendVerdict>()
  const members = await keysOf(
    deps.ledger.db,
    deliveries.map((d) => d.personKey),
  )
  const merged = deliveries.filter((d) => (members.get(d.personKey)?.length ?? 1) > 1)
  if (merged.length === 0) return refusals
  const keys = [...new Set(merged.flatMap((d) => members.get(d.personKey) ?? []))]
  const [controlled, listed, had] = await Promise.all([
    inControl(deps, workspace, row, keys),
    onList(deps, workspace, keys),
    contactsOf(deps, workspace, row.id, keys),
  ])
  for (const d of merged) {
    const own = members.get(d.personKey) ?? []
    const never = (reason: string) => refusals.set(d.id, { verdict: 'never', reason })
    if (own.some((key) => controlled.has(key))) never('control_group')
    else if (own.some((key) => listed.has(`${doNotSendOf(d.channel)} ${key}`))) never('do_not_send')
    else if (
      had.some(
        (m) =>
          m.id !== d.id &&
          m.step === d.step &&
          m.occurrence === d.occurrence &&
          own.includes(Number(m.person_key)) &&
          // Of two that leave at once the older goes.
          (!m.isPlanned || m.id < d.id),
      )
    )
      never('same_person')
  }
  return refusals
}

/** People, by the key they go by, whose first assignment in this campaign is control. */
async function inControl(
  deps: Deps,
  workspace: Workspace,
  row: CampaignRow,
  keys: readonly number[],
): Promise<Set<number>> {
  if (row.decided_at === null) return new Set()
  const bind = createBinder('merged_')
  const draw = sql`workspace_id = ${bind('UInt32', workspace.id)} AND campaign_id = ${bind('UUID', row.id)}
    AND decided_at = ${bind("DateTime64(3, 'UTC')", isoTime(row.decided_at))}
    AND person_key IN (${bind('Array(UInt64)', [...keys])})`
  const rows = await deps.warehouse.rows(
    sql`SELECT person_key AS personKey FROM ${decidedPeople(draw)} WHERE arm = 'control'`,
    z.object({ personKey: int64() }),
  )
  return new Set(rows.map((each) => each.personKey))
}

/** `list key` of whoever has an address on a list. */
async function onList(deps: Deps, workspace: Workspace, keys: readonly number[]): Promise<Set<string>> {
  const { rows } = await raw<{ channel: string; person_key: string }>`
    SELECT d.channel, i.person_key::text AS person_key
    FROM identifiers i
    JOIN do_not_send d ON d.workspace_id = i.workspace_id AND d.blind_index = i.blind_index
    WHERE i.workspace_id = ${workspace.id} AND i.person_key = ANY(${[...keys]}::bigint[])`.execute(
    deps.ledger.db,
  )
  return new Set(rows.map((each) => `${each.channel} ${each.person_key}`))
}

/** Messages and calls of the campaign to these keys; a task that is not done may still be put away. */
async function contactsOf(deps: Deps, workspace: Workspace, campaignId: string, keys: readonly number[]) {
  const { rows } = await raw<{
    id: string
    person_key: string
    step: string
    occurrence: string
    isPlanned: boolean
  }>`
    SELECT id, person_key::text AS person_key, step, occurrence, status = 'planned' AS "isPlanned" FROM deliveries
    WHERE workspace_id = ${workspace.id} AND campaign_id = ${campaignId}::uuid AND person_key = ANY(${[...keys]}::bigint[])
      AND status IN ('planned', 'sending', 'sent', 'unknown')
    UNION ALL
    SELECT id, person_key::text, step, occurrence, state <> 'done' FROM desk_tasks
    WHERE workspace_id = ${workspace.id} AND origin = 'campaign' AND origin_id = ${campaignId}::uuid
      AND person_key = ANY(${[...keys]}::bigint[]) AND state IN ('open', 'claimed', 'done')`.execute(
    deps.ledger.db,
  )
  return rows
}
