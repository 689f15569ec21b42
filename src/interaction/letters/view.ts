import { sql } from 'kysely'
import type { Locale } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { taskShapeOf, tasksNow } from '../../stores/ledger/index.ts'
import { pausesOf } from '../delivery/pauses.ts'
import { reasonInWords } from '../delivery/reasons.ts'
import type { BatchRow } from './batch-row.ts'
import type { LetterDeps } from './deps.ts'
import { lettersStopped } from './held.ts'
import { letterSettingsOf } from './settings.ts'

export const batchTask = 'letters'
const newest = 200

/** What waits to be printed, and what was. */
export async function lettersNow(
  { ledger, campaignNames }: LetterDeps,
  workspace: Workspace,
  locale: Locale,
) {
  // First: who is told that nothing runs does not ask again, and must have the lists as they were after its end.
  const { taskId, last } = await tasksNow(ledger, workspace.id, batchTask)
  const [waiting, batches, settings, isStopped, pauses] = await Promise.all([
    waitingOf(ledger, workspace),
    batchesOf(ledger, workspace),
    letterSettingsOf(ledger, workspace),
    lettersStopped(ledger, workspace.id),
    pausesOf(ledger.db, workspace),
  ])
  const names = await campaignNames(workspace, [
    ...new Set([...waiting, ...batches].map(({ campaign_id }) => campaign_id)),
  ])
  const nameOf = (id: string) => names.get(id) ?? ''
  return {
    waiting: waiting.map(({ campaign_id, letters }) => ({
      ...{
        campaignId: campaign_id,
        campaignName: nameOf(campaign_id),
        letters: Number(letters),
        isPaused: pauses.has(campaign_id),
      },
    })),
    batches: batches.map((row) => ({
      ...{
        id: row.id,
        number: row.number,
        campaignId: row.campaign_id,
        campaignName: nameOf(row.campaign_id),
      },
      ...{ level: row.level, state: row.state, letters: row.letters, pulled: row.pulled },
      leftOut: Object.entries(row.left_out)
        .map(([reason, letters]) => ({ reason, words: wordsOf(reason), letters }))
        .sort((a, b) => b.letters - a.letters),
      ...{ returned: Number(row.returned), answered: Number(row.answered) },
      ...{ costMinor: row.cost_minor === null ? null : Number(row.cost_minor), currency: workspace.currency },
      ...{ createdAt: row.created_at.toISOString(), handedAt: row.handed_at?.toISOString() ?? null },
    })),
    ...{ isStopped, hasReturnAddress: settings.returnAddress !== '', taskId, currency: workspace.currency },
    lastTask: last && taskShapeOf(last, locale),
  }
}

function wordsOf(reason: string) {
  if (reason === 'later')
    return { en: 'Not now: had enough messages lately', 'zh-CN': '暂缓：近期触达已较多' }
  return reasonInWords(reason, {}) ?? { en: reason, 'zh-CN': reason }
}

async function waitingOf(ledger: LetterDeps['ledger'], workspace: Workspace) {
  const { rows } = await sql<{ campaign_id: string; letters: string }>`
    SELECT d.campaign_id, count(*) AS letters
    FROM deliveries d
    WHERE d.workspace_id = ${workspace.id} AND d.status = 'planned' AND d.channel = 'post'
      AND d.not_before <= ${workspace.clock.now()}::timestamptz
      AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.delivery_id = d.id AND l.state <> 'pulled')
    GROUP BY d.campaign_id ORDER BY min(d.planned_at), d.campaign_id`.execute(ledger.db)
  return rows
}

async function batchesOf(ledger: LetterDeps['ledger'], workspace: Workspace) {
  const { rows } = await sql<BatchRow & { returned: string; answered: string }>`
    SELECT b.*, (SELECT count(*) FROM letters l WHERE l.batch_id = b.id AND l.state = 'returned') AS returned,
      (SELECT count(DISTINCT l.delivery_id) FROM letters l JOIN engagements e ON e.delivery_id = l.delivery_id
        WHERE l.batch_id = b.id AND e.kind = 'clicked' AND NOT e.is_bot) AS answered
    FROM letter_batches b WHERE b.workspace_id = ${workspace.id} ORDER BY b.number DESC LIMIT ${newest}`.execute(
    ledger.db,
  )
  return rows
}
