import { resumeCampaign } from '../../interaction/index.ts'
import type { Interval, Localized } from '../../kit/api-shapes.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import { evaluateCampaign, type Report } from '../measurement/report.ts'
import { money, moneyInterval } from '../measurement/verdict.ts'
import { type CampaignRow, type Frozen, frozenOf } from '../plans/plan.ts'

/**
 * Evaluates a campaign whose window has ended, once and for good: the report is kept as it was found, and a lesson is
 * written. Of two at once one writes.
 * @returns whether this call concluded it
 */
export async function concludeCampaign(
  deps: CampaignDeps,
  workspace: Workspace,
  id: string,
): Promise<boolean> {
  const row = await deps.ledger.db
    .selectFrom('campaigns')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row || row.evaluated_at !== null) return false
  const frozen = frozenOf(row)
  const report = await evaluateCampaign(deps, workspace, row)
  if (!frozen || !report?.final) return false
  return deps.ledger.transaction(async (trx) => {
    const now = workspace.clock.now()
    const kept = await trx
      .updateTable('campaigns')
      .set({
        status: 'ended',
        final_report: report as unknown as Record<string, unknown>,
        evaluated_at: now,
        updated_at: now,
      })
      .where('id', '=', id)
      .where('evaluated_at', 'is', null)
      .where('status', 'in', ['live', 'stopped'])
      .executeTakeFirst()
    if (kept.numUpdatedRows === 0n) return false
    // Its time went by all the same: what still waits ends with its reason.
    await resumeCampaign(trx, workspace, id)
    await trx
      .insertInto('lessons')
      .values({
        id: newId(),
        workspace_id: workspace.id,
        campaign_id: id,
        objective: row.objective,
        author: 'system',
        words: lessonWords(row, frozen, report),
        effect: report.effectPerCustomer as unknown as Record<string, unknown>,
        actor_id: 'system:evaluation',
        at: now,
      })
      .execute()
    return true
  })
}

/** Who got what, what it brought against what was thought, and what that means for the next. */
export function lessonWords(
  row: Pick<CampaignRow, 'stopped_at'>,
  frozen: Frozen,
  report: Report,
): { en: string; 'zh-CN': string } {
  const treated = report.arms.find((arm) => arm.arm === 'treatment')?.customers ?? 0
  const offer: Localized = frozen.offer
    ? { en: `"${frozen.offer.name}"`, 'zh-CN': `“${frozen.offer.name}”` }
    : { en: 'a message without an offer', 'zh-CN': '一次不含优惠的触达' }
  const each = moneyInterval(report.effectPerCustomer, report.currency)
  const parts: Localized[] = [
    {
      en: `${treated} people of "${frozen.segmentName}" (${frozen.segmentWords.en.replace(/\.$/, '')}) were to get ${offer.en}${row.stopped_at ? ', until it was stopped' : ''}.`,
      'zh-CN': `向“${frozen.segmentName}”（${frozen.segmentWords['zh-CN'].replace(/。$/, '')}）中的 ${treated} 人发送${offer['zh-CN']}${row.stopped_at ? '，中途停止' : ''}。`,
    },
    report.verdict,
    againstForecast(report),
  ]
  if (report.effectPerCustomer.estimate !== null)
    parts.push({ en: `Per customer: ${each.en}.`, 'zh-CN': `人均效果：${each['zh-CN']}。` })
  parts.push(nextTime(report.effectPerCustomer))
  return {
    en: parts
      .map((p) => p.en)
      .filter(Boolean)
      .join(' '),
    'zh-CN': parts.map((p) => p['zh-CN']).join(''),
  }
}

function againstForecast(report: Report): Localized {
  const { forecastMinor, actualMinor } = report.forecastError
  if (forecastMinor === null || actualMinor === null)
    return {
      en: 'There was no forecast of its effect to compare with.',
      'zh-CN': '启动前没有效果预测可供对比。',
    }
  const [thought, found] = [money(forecastMinor, report.currency), money(actualMinor, report.currency)]
  return {
    en: `The forecast said ${thought.en}; found were ${found.en}.`,
    'zh-CN': `预测为 ${thought['zh-CN']}，实际估计为 ${found['zh-CN']}。`,
  }
}

function nextTime(effect: Interval): Localized {
  switch (effect.verdict) {
    case 'positive':
      return { en: 'Worth repeating with people like these.', 'zh-CN': '值得对类似客群再次开展。' }
    case 'negative':
      return { en: 'Do not repeat it with people like these.', 'zh-CN': '不建议对类似客群再次开展。' }
    case 'inconclusive':
      return {
        en: 'A larger audience or a longer window is needed before this can be called.',
        'zh-CN': '需要更大的客群或更长的窗口期才能得出结论。',
      }
    case 'no_data':
      return {
        en: 'Nothing was bought within the window, so nothing was learnt about its effect.',
        'zh-CN': '窗口期内无购买，未能得知其效果。',
      }
  }
}
