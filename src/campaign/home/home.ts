import type { z } from 'zod'
import { leftOutLine } from '../../customer/index.ts'
import { pausesOf } from '../../interaction/index.ts'
import type { Interval, Localized } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { orderSpan } from '../audience/audience.ts'
import type { CampaignDeps } from '../deps.ts'
import { interval, level, noData } from '../measurement/estimate.ts'
import { reportBarrier } from '../measurement/purpose.ts'
import type { Report } from '../measurement/report.ts'
import type { Reports } from '../measurement/reports.ts'
import type { Campaigns } from '../plans/campaigns.ts'
import { type CampaignRow, recipientsOf } from '../plans/plan.ts'
import { dayMs } from '../time.ts'
import type { homeShape } from './api.ts'

export type Home = z.output<typeof homeShape>
type Alert = Home['alerts'][number]

/** How many campaigns Home looks at; older ones are in the list. */
const shown = 50

/** Incremental margin first, then what runs and what needs a look. Campaigns still running count with what they have so far. */
export async function homeOf(
  deps: CampaignDeps,
  workspace: Workspace,
  parts: { campaigns: Campaigns; reports: Reports },
): Promise<Home> {
  const now = workspace.clock.now()
  const [span, rows, pauses] = await Promise.all([
    orderSpan(deps.warehouse, workspace),
    parts.campaigns.list(workspace),
    pausesOf(deps.ledger.db, workspace),
  ])
  // Figures of what people bought are analysis; where orders or contacts may not serve it they are left out, and it says so.
  const leftOut = (await reportBarrier(deps, workspace)).map(leftOutLine)
  const isBarred = leftOut.length > 0
  const begun = rows.filter((row) => row.status !== 'draft').slice(0, shown)
  const reported: { row: CampaignRow; report: Report | null }[] = []
  // One after the other: each is a heavy question, and others wait for the engine too.
  for (const row of begun) reported.push({ row, report: await parts.reports.of(workspace, row) })
  const withReport = isBarred ? [] : reported.flatMap(({ row, report }) => (report ? [{ row, report }] : []))
  // A running one with a curve before an ended one; one without a curve only where none has any.
  const drawn = withReport.filter(({ report }) => report.series.length > 0)
  const featured =
    drawn.find(({ row }) => row.status === 'live' || row.status === 'launching') ?? drawn[0] ?? withReport[0]
  return {
    computedAt: now.toISOString(),
    currency: workspace.currency,
    empty: span === null,
    incrementalMarginMinor: sumOf(withReport.map(({ report }) => report.incrementalMarginMinor)),
    costMinor: withReport.reduce((sum, { report }) => sum + report.cost.totalMinor, 0),
    leftOut,
    campaigns: reported.map(({ row, report }) => ({
      id: row.id,
      name: row.name,
      objective: row.objective,
      status: row.status,
      isPaused: pauses.has(row.id),
      recipients: recipientsOf(row) ?? 0,
      sent: report?.execution.sent ?? 0,
      incrementalMarginMinor: (isBarred ? null : report?.incrementalMarginMinor) ?? noData(),
      daysLeft:
        row.window_ends_at === null
          ? null
          : Math.max(0, Math.ceil((row.window_ends_at.getTime() - now.getTime()) / dayMs)),
    })),
    featured: featured
      ? { campaignId: featured.row.id, name: featured.row.name, series: featured.report.series }
      : null,
    alerts: [
      ...alertsOf(
        reported.map(({ row, report }) => ({ row, report, hidesMargin: isBarred })),
        span?.last ?? null,
        now,
      ),
      ...(await attentionOf(deps, workspace)),
    ],
  }
}

/** What others have found that needs a look. */
async function attentionOf(deps: CampaignDeps, workspace: Workspace): Promise<Alert[]> {
  const found = (await deps.attention?.(workspace)) ?? []
  return found.map((one) => ({ severity: 'warning', ...one }))
}

/** Sum of independent estimates: variances add. */
export function sumOf(parts: readonly Interval[]): Interval {
  const known = parts.flatMap((p) =>
    p.estimate === null || p.lo === null || p.hi === null
      ? []
      : [{ estimate: p.estimate, half: (p.hi - p.lo) / 2 }],
  )
  if (known.length === 0) return noData()
  const estimate = known.reduce((sum, p) => sum + p.estimate, 0)
  const half = Math.sqrt(known.reduce((sum, p) => sum + p.half ** 2, 0))
  return { ...interval(estimate, estimate - half, estimate + half), level }
}

function alertsOf(
  reported: readonly { row: CampaignRow; report: Report | null; hidesMargin: boolean }[],
  newestOrder: Date | null,
  now: Date,
): Alert[] {
  const alerts: Alert[] = []
  const add = (severity: Alert['severity'], text: Localized, link: string | null) =>
    alerts.push({ severity, text, link })
  for (const { row, report, hidesMargin } of reported) {
    const link = `/campaigns/${row.id}`
    if (row.status === 'launching' && row.launch_error !== null)
      add(
        'error',
        {
          en: `"${row.name}" could not be launched yet; it is tried again.`,
          'zh-CN': `“${row.name}”暂未成功启动，正在重试。`,
        },
        link,
      )
    if (report?.srm.mismatch)
      add(
        'error',
        {
          en: `"${row.name}": the arms do not have the sizes they were drawn with.`,
          'zh-CN': `“${row.name}”分流比例异常。`,
        },
        link,
      )
    const unknown = report?.execution.unknown ?? 0
    if (unknown > 0)
      add(
        'warning',
        {
          en: `"${row.name}": of ${unknown} message(s) it is not known whether they went out.`,
          'zh-CN': `“${row.name}”有 ${unknown} 封邮件是否发出未知。`,
        },
        link,
      )
    const failed = report?.execution.failed ?? 0
    if (report && failed > 0.1 * Math.max(1, report.execution.planned))
      add(
        'warning',
        {
          en: `"${row.name}": ${failed} messages failed.`,
          'zh-CN': `“${row.name}”有 ${failed} 封邮件发送失败。`,
        },
        link,
      )
    if (
      report &&
      !hidesMargin &&
      row.status === 'live' &&
      report.incrementalMarginMinor.verdict === 'negative'
    )
      add(
        'warning',
        {
          en: `"${row.name}" seems to lose margin so far.`,
          'zh-CN': `“${row.name}”目前看来造成毛利损失。`,
        },
        link,
      )
  }
  const running = reported.some(({ row }) => row.status === 'live')
  const staleDays = newestOrder === null ? 0 : Math.floor((now.getTime() - newestOrder.getTime()) / dayMs)
  if (running && staleDays > 2)
    add(
      'warning',
      {
        en: `No orders for ${staleDays} days: running campaigns cannot be measured without them.`,
        'zh-CN': `已有 ${staleDays} 天没有新订单，进行中的活动将无法衡量。`,
      },
      '/data',
    )
  return alerts
}
