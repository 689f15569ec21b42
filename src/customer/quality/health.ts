import type { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import { commonErrors } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { listAlerts } from './anomalies/alerts.ts'
import { filledDays, judgeDay } from './anomalies/volume.ts'
import { fieldLabel } from './anomalies/words.ts'
import type {
  checkHealth,
  fieldHealth,
  getHealth,
  getSourceHealth,
  measuredRun,
  sourceHealth,
} from './api.ts'
import { todayOf } from './days.ts'
import type { QualityDeps } from './deps.ts'
import { type KnownSource, knownSources } from './known-sources.ts'
import { checkLabel } from './measure/checks.ts'
import type { Dataset } from './measure/dataset-fields.ts'
import { shareOf, timeliness } from './measure/shares.ts'
import { promisesOf } from './promise.ts'
import { checksOfRuns, fieldsOfRuns, runsOf, volumeOf } from './read-measured.ts'

export type Health = z.output<typeof getHealth.response>
export type SourceHealth = z.output<typeof sourceHealth>
type OneHealth = z.output<typeof getSourceHealth.response>
type MeasuredRun = z.output<typeof measuredRun>
type Run = z.output<typeof runsOf.row>

const shownRuns = 30
const shownDays = 120

export async function healthOf(deps: QualityDeps, workspace: Workspace): Promise<Health> {
  const [sources, runs, alerts, promises] = await Promise.all([
    knownSources(deps.ledger, workspace.id),
    deps.warehouse.query(runsOf, { workspaceId: workspace.id, source: '', limit: shownRuns }),
    listAlerts(deps.ledger, workspace),
    promisesOf(deps.ledger, workspace.id),
  ])
  const pending = alerts.filter(({ status }) => status !== 'resolved')
  const health = sources.map((source) =>
    sourceHealthOf(
      source,
      runs.filter(({ sourceId }) => sourceId === source.id),
      pending.filter(({ sourceId, status }) => sourceId === source.id && status === 'open').length,
      workspace,
      promises(source).hours,
    ),
  )
  // What needs a look first: open alerts, then the worst.
  health.sort((a, b) => b.openAlerts - a.openAlerts || worst(a) - worst(b) || a.name.localeCompare(b.name))
  return { computedAt: workspace.clock.now().toISOString(), alerts: pending, sources: health }
}

function worst({ now }: SourceHealth): number {
  return Math.min(...Object.values(now ?? {}).map((value) => value ?? 1), 1)
}

function sourceHealthOf(
  source: KnownSource,
  runs: readonly Run[],
  openAlerts: number,
  workspace: Workspace,
  promise: number | null,
): SourceHealth {
  const now = workspace.clock.now().getTime()
  const shown = runs.map((run) => dimensionsOf(run, run.at, promise))
  const newest = runs.reduce<number | null>(
    (latest, run) => (run.newest !== null && (latest === null || run.newest > latest) ? run.newest : latest),
    null,
  )
  const last = shown.at(-1)
  const current = last
    ? {
        completeness: last.completeness,
        uniqueness: last.uniqueness,
        validity: last.validity,
        timeliness: timeliness(newest, now, promise),
        consistency: last.consistency,
      }
    : null
  return {
    id: source.id,
    name: source.name,
    owner: source.owner,
    kind: source.kind,
    brings: source.brings,
    enabled: source.enabled,
    now: current,
    runs: shown,
    newest: newest === null ? null : new Date(newest).toISOString(),
    promisedHours: promise,
    openAlerts,
    meaning: current ? meaningOf(source, current, newest, now) : [],
  }
}

function dimensionsOf(run: Run, at: number, promise: number | null): MeasuredRun {
  return {
    runId: run.runId,
    at: new Date(run.at).toISOString(),
    rows: run.rows,
    rejected: run.rejected,
    stored: run.stored,
    completeness: shareOf(run.filled, run.judged),
    uniqueness: shareOf(run.uniqueRows, run.accepted),
    validity: shareOf(run.valid, run.filled),
    timeliness: timeliness(run.newest, at, promise),
    consistency: shareOf(run.applicable - run.faults, run.applicable),
  }
}

const dayMs = 86_400_000

/** In the words of somebody who plans a campaign. */
function meaningOf(
  source: KnownSource,
  now: NonNullable<SourceHealth['now']>,
  newest: number | null,
  nowMs: number,
): Localized[] {
  const said: Localized[] = []
  const percent = (share: number) => `${((1 - share) * 100).toFixed(1)} %`
  const age = newest === null ? null : Math.floor((nowMs - newest) / dayMs)
  if (source.brings === 'orders' && age !== null && age > 7)
    said.push({
      en: `The newest order is ${age} days old: who bought since is not known, and a running campaign cannot be measured with it.`,
      'zh-CN': `最新订单已是 ${age} 天前：此后的购买未知，无法据此衡量进行中的活动。`,
    })
  if (now.validity !== null && now.validity < 0.98)
    said.push({
      en: `${percent(now.validity)} of the values could not be stored: those people or sums are missing from segments and reports.`,
      'zh-CN': `${percent(now.validity)} 的值无法保存：客群与报表中会缺少这部分客户或金额。`,
    })
  if (now.completeness !== null && now.completeness < 0.8)
    said.push({
      en: `${percent(now.completeness)} of the cells are empty: rules on such fields reach fewer people than there are.`,
      'zh-CN': `${percent(now.completeness)} 的单元格为空：按这些字段圈人会少于实际人数。`,
    })
  if (now.uniqueness !== null && now.uniqueness < 0.99)
    said.push({
      en: `${percent(now.uniqueness)} of the rows repeat another: they are stored once, so nothing is counted twice.`,
      'zh-CN': `${percent(now.uniqueness)} 的行与其他行重复：只保存一次，不会重复计算。`,
    })
  if (now.consistency !== null && now.consistency < 0.98)
    said.push({
      en: 'Some of it contradicts what else is known; open it to see which rows, before a campaign relies on them.',
      'zh-CN': '部分数据与其他信息矛盾；在活动中使用之前，请查看具体是哪些行。',
    })
  if (said.length === 0)
    said.push({
      en: 'Good enough to plan, send and measure with.',
      'zh-CN': '可放心用于策划、发送与衡量。',
    })
  return said
}

/** @throws common.notFound */
export async function oneHealthOf(deps: QualityDeps, workspace: Workspace, id: string): Promise<OneHealth> {
  const source = (await knownSources(deps.ledger, workspace.id)).find((one) => one.id === id)
  if (!source) throw commonErrors.notFound({ what: 'source', id })
  const at = { workspaceId: workspace.id, source: id }
  const [runs, fields, checks, volume, alerts, promises] = await Promise.all([
    deps.warehouse.query(runsOf, { ...at, limit: shownRuns }),
    deps.warehouse.query(fieldsOfRuns, { ...at, runs: shownRuns }),
    deps.warehouse.query(checksOfRuns, { ...at, runs: shownRuns }),
    deps.warehouse.query(volumeOf, { ...at, ...todayOf(workspace), days: shownDays + 60 }),
    listAlerts(deps.ledger, workspace),
    promisesOf(deps.ledger, workspace.id),
  ])
  const own = alerts.filter(({ sourceId }) => sourceId === id)
  return {
    source: sourceHealthOf(
      source,
      runs,
      own.filter(({ status }) => status === 'open').length,
      workspace,
      promises(source).hours,
    ),
    lastImportId: source.lastImport?.id ?? null,
    fields: fieldsShown(fields),
    checks: checksShown(checks),
    volume: volumeShown(volume),
    alerts: own,
  }
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

const iso = (ms: number) => new Date(ms).toISOString()

function fieldsShown(rows: readonly z.output<typeof fieldsOfRuns.row>[]): z.output<typeof fieldHealth>[] {
  return [...grouped(rows, ({ dataset, field }) => `${dataset} ${field}`).values()].flatMap((of) => {
    const last = of.at(-1)
    if (!last) return []
    return [
      {
        field: last.field,
        dataset: last.dataset as Dataset,
        label:
          (last.field === 'payload' || last.dataset === 'events' ? eventLabels[last.field] : undefined) ??
          fieldLabel(last.dataset === 'events' ? 'orders' : last.dataset, last.field),
        completeness: shareOf(last.filled, last.judged),
        validity: shareOf(last.valid, last.filled),
        distinct: last.distinct,
        unique: last.unique === null ? null : shareOf(last.unique, last.distinct),
        mean: last.mean,
        newest: last.newest === null ? null : iso(last.newest),
        values: last.categories.map(([value, n]) => ({ value, rows: n })),
        over: of.map((run) => ({
          runId: run.runId,
          at: iso(run.at),
          completeness: shareOf(run.filled, run.judged),
          validity: shareOf(run.valid, run.filled),
        })),
      },
    ]
  })
}

/** What events have beside the fields of orders. */
const eventLabels: Readonly<Record<string, Localized>> = {
  payload: { en: 'The event as a whole', 'zh-CN': '事件整体' },
  event: { en: 'Name of the event', 'zh-CN': '事件名称' },
  value: { en: 'Amount', 'zh-CN': '金额' },
}

function checksShown(rows: readonly z.output<typeof checksOfRuns.row>[]): z.output<typeof checkHealth>[] {
  const shown = [...grouped(rows, ({ check }) => check).values()].flatMap((of) => {
    const last = of.at(-1)
    if (!last) return []
    return [
      {
        check: last.check,
        label: checkLabel(last.check),
        applicable: last.applicable,
        faults: last.faults,
        samples: last.samples.map(sampleFrom),
        over: of.map((run) => ({
          runId: run.runId,
          at: iso(run.at),
          share: shareOf(run.applicable - run.faults, run.applicable),
        })),
      },
    ]
  })
  return shown.sort((a, b) => b.faults - a.faults)
}

function sampleFrom(text: string): Record<string, string | number | null> {
  const data = JSON.parse(text) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'number' || value === null ? value : String(value),
    ]),
  )
}

function volumeShown(rows: readonly { day: string; rows: number }[]): OneHealth['volume'] {
  const days = filledDays(rows)
  return days
    .map(({ day, rows: n }, i) => {
      // The newest day may not be over yet.
      const verdict =
        i === days.length - 1
          ? null
          : judgeDay(
              days.slice(0, i).map((one) => one.rows),
              n,
            )
      return {
        day,
        rows: n,
        low: verdict?.low ?? null,
        high: verdict?.high ?? null,
        alarm: verdict?.alarm ?? null,
      }
    })
    .slice(-shownDays)
}
