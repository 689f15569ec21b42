import { Readable } from 'node:stream'
import { z } from 'zod'
import { csvLine } from '../../kit/csv.ts'
import { sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { defineQuery, int64 } from '../../stores/warehouse/index.ts'
import { decidedPeople } from '../audience/decided.ts'
import type { CampaignDeps } from '../deps.ts'
import { campaignErrors } from '../errors.ts'
import type { CampaignRow } from '../plans/plan.ts'
import { isoTime } from '../time.ts'

const armAfter = defineQuery({
  name: 'campaign.arm_after',
  params: z.object({
    workspace: z.int(),
    campaign: z.uuid(),
    decidedAt: z.string(),
    action: z.enum(['send', 'withhold']),
    after: z.int(),
    limit: z.int(),
  }),
  row: z.object({ personKey: int64() }),
  text: sql`
    SELECT person_key AS personKey
    FROM ${decidedPeople(sql`workspace_id = {workspace:UInt32} AND campaign_id = {campaign:UUID}
      AND decided_at = {decidedAt:DateTime64(3, 'UTC')}`)}
    WHERE action = {action:String} AND person_key > {after:UInt64}
    ORDER BY person_key LIMIT {limit:UInt32}`,
})

const batch = 5_000

/**
 * One arm of a decided campaign as CSV: the company's own customer number, our id, the arm. Target is who is to be
 * written to, control who must not be; those silent for a reason of their own are in neither.
 * @throws campaign.notRunning before the arms are drawn
 */
export function armList(
  deps: Pick<CampaignDeps, 'warehouse' | 'persons'>,
  workspace: Workspace,
  row: CampaignRow,
  arm: 'treatment' | 'control',
): Readable {
  const { decided_at: decidedAt, launched_at: launchedAt } = row
  if (decidedAt === null || launchedAt === null)
    throw campaignErrors.notRunning({ name: row.name, status: row.status })
  const scope = {
    workspace: workspace.id,
    campaign: row.id,
    decidedAt: isoTime(decidedAt),
    action: arm === 'treatment' ? ('send' as const) : ('withhold' as const),
    limit: batch,
  }
  async function* lines() {
    // The mark lets spreadsheet programs read Chinese customer numbers.
    yield `\uFEFF${csvLine(['customer', 'customer_id', 'arm'])}`
    for (let after = 0; ; ) {
      const rows = await deps.warehouse.query(armAfter, { ...scope, after }, { pool: 'long' })
      const last = rows.at(-1)
      if (!last) return
      const keys = rows.map(({ personKey }) => personKey)
      const accounts = await deps.persons.accounts(workspace, keys)
      yield keys.map((key) => csvLine([accounts.get(key) ?? '', String(key), arm])).join('')
      after = last.personKey
    }
  }
  return Readable.from(lines())
}
