import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { AlertKind } from '../../stores/ledger/schema/quality.ts'
import { type Finding, keepAlerts } from './anomalies/alerts.ts'
import { driftOf, type FieldRun } from './anomalies/drift.ts'
import { judgeSilence } from './anomalies/silence.ts'
import { filledDays, judgeDay } from './anomalies/volume.ts'
import { dayOf, todayOf } from './days.ts'
import type { QualityDeps } from './deps.ts'
import { type KnownSource, knownSources } from './known-sources.ts'
import { measureStream } from './measure/measure-stream.ts'
import { type Promised, promisesOf } from './promise.ts'
import { activeHours, fieldsOfRuns, runsOf, volumeOf } from './read-measured.ts'
import { justRepaired, repairedSince } from './repaired.ts'

const dayMs = 86_400_000
/** Days looked at again in each round: late events change them. */
const recentDays = 7
const comparedRuns = 29

/** What looks wrong with one source now. */
export async function findingsOf(
  deps: QualityDeps,
  workspace: Workspace,
  source: KnownSource,
): Promise<Finding[]> {
  const at = { workspaceId: workspace.id, source: source.id }
  const { warehouse } = deps
  const [runs, fields, volume, promise] = await Promise.all([
    warehouse.query(runsOf, { ...at, limit: 200 }),
    warehouse.query(fieldsOfRuns, { ...at, runs: comparedRuns }),
    warehouse.query(volumeOf, { ...at, ...todayOf(workspace), days: 80 }),
    promisesOf(deps.ledger, workspace.id).then((of) => of(source)),
  ])
  const now = workspace.clock.now().getTime()
  const arrivals = source.kind === 'stream' ? [] : runs.map((run) => run.at)
  if (source.kind === 'stream' && source.lastEventAt)
    arrivals.push(...(await hoursOf(deps, workspace, source)))
  return [
    ...volumeFindings(volume, todayOf(workspace).today),
    ...silenceFindings(source, arrivals, now, promise),
    ...driftFindings(fields),
  ]
}

/** Complete days of the last week of the data, against the days before each. */
export function volumeFindings(volume: readonly { day: string; rows: number }[], today: string): Finding[] {
  const days = filledDays(volume)
  // The newest day is not over until a newer one has begun, and old history is history.
  const complete = days.slice(0, -1)
  return complete.flatMap(({ day, rows }, i): Finding[] => {
    if (Date.parse(today) - Date.parse(day) > recentDays * dayMs) return []
    // Of days without anything the first says it; how long it lasts is a matter of silence.
    if (rows === 0 && complete[i - 1]?.rows === 0) return []
    const verdict = judgeDay(
      complete.slice(0, i).map((one) => one.rows),
      rows,
    )
    return verdict?.alarm ? [{ kind: 'volume' as AlertKind, subject: day, detail: { ...verdict } }] : []
  })
}

function silenceFindings(
  source: KnownSource,
  arrivals: readonly number[],
  nowMs: number,
  { hours, stated }: Promised,
): Finding[] {
  if (!source.enabled) return []
  const sorted = [...arrivals].sort((a, b) => a - b)
  // A stream's usual day is no promise: how often it sends says more.
  const promised = source.kind === 'stream' && !stated ? null : hours
  const verdict = judgeSilence(sorted, nowMs, promised === null ? null : promised * 3_600_000)
  if (!verdict?.alarm) return []
  return [{ kind: 'silence', subject: new Date(verdict.sinceMs).toISOString(), detail: { ...verdict } }]
}

type MeasuredRow = {
  runId: string
  dataset: string
  field: string
  at: number
  judged: number
  filled: number
  mean: number | null
  deviation: number | null
  categories: (readonly [string, number])[]
  distinct: number
}

/** Each field of the newest run against the same field of the runs before. */
export function driftFindings(rows: readonly MeasuredRow[]): Finding[] {
  const byField = new Map<string, MeasuredRow[]>()
  for (const row of rows) {
    const key = `${row.dataset} ${row.field}`
    byField.set(key, [...(byField.get(key) ?? []), row])
  }
  return [...byField.values()].flatMap((of) => {
    const sorted = [...of].sort((a, b) => a.at - b.at)
    const last = sorted.at(-1)
    if (!last) return []
    return driftOf(sorted.slice(0, -1).map(fieldRun), fieldRun(last)).map(
      (drift): Finding => ({
        kind: 'drift',
        subject: [last.runId, last.dataset, last.field, drift.kind, drift.value ?? ''].join('|'),
        detail: { dataset: last.dataset, field: last.field, runId: last.runId, ...drift },
      }),
    )
  })
}

function fieldRun(row: MeasuredRow): FieldRun {
  return {
    rows: row.judged,
    filled: row.filled,
    mean: row.mean,
    deviation: row.deviation,
    categories: row.categories,
    distinct: row.distinct,
  }
}

/** Hours of the last four weeks in which a stream brought something, as ms; the last one as it was last heard of. */
async function hoursOf(
  { warehouse }: QualityDeps,
  workspace: Workspace,
  source: KnownSource,
): Promise<number[]> {
  const rows = await warehouse.query(activeHours, { workspaceId: workspace.id, source: source.id })
  const last = source.lastEventAt?.getTime() ?? 0
  return [...rows.map(({ at }) => at).filter((at) => at < last), last]
}

/**
 * One round: measures streams that brought something since they were last measured, or whose refused events were just
 * replayed or discarded, and looks at every source that has
 * news or was not looked at for an hour. @returns sources looked at
 */
export async function qualityRound(deps: QualityDeps, workspace: Workspace): Promise<number> {
  const now = workspace.clock.now()
  const { rows } = await sql<{ source_id: string; measured_at: Date }>`
    SELECT q.source_id, q.measured_at FROM quality_rounds q JOIN sources s ON s.id = q.source_id
    WHERE s.workspace_id = ${workspace.id}`.execute(deps.ledger.db)
  const last = new Map(rows.map((row) => [row.source_id, row.measured_at.getTime()]))
  const repaired = await justRepaired(deps, workspace.id)
  let looked = 0
  for (const source of await knownSources(deps.ledger, workspace.id)) {
    const lookedAt = last.get(source.id) ?? 0
    // Of a clock that was set back since: looked at again, as after any hour.
    const before = lookedAt > now.getTime() ? now.getTime() - hourMs : lookedAt
    const isRepaired = source.kind === 'stream' && repaired.has(source.id)
    if (now.getTime() - before < hourMs && !isRepaired && !hasNews(source, before)) continue
    if (source.kind === 'stream' && source.lastEventAt && source.lastEventAt.getTime() >= before)
      await measureDays(deps, workspace, source, before, now.getTime())
    if (isRepaired)
      await measureStream(deps, workspace, source.id, {
        from: await repairedSince(deps, workspace, source.id),
        to: dayOf(now.getTime(), workspace.timeZone),
      })
    await keepAlerts(deps.ledger, workspace, source.id, await findingsOf(deps, workspace, source))
    await sql`INSERT INTO quality_rounds (source_id, measured_at) VALUES (${source.id}::uuid, ${now})
      ON CONFLICT (source_id) DO UPDATE SET measured_at = excluded.measured_at`.execute(deps.ledger.db)
    looked++
  }
  return looked
}

const hourMs = 3_600_000

/** An import ended since; a stream brings something all the time and waits for its hour. */
function hasNews(source: KnownSource, before: number): boolean {
  if (source.kind === 'stream') return before === 0 && source.lastEventAt !== null
  return source.lastImport !== null && source.lastImport.at.getTime() >= before
}

/** From the day of the last measure to today; a stream seen for the first time by its last month. */
async function measureDays(
  deps: QualityDeps,
  workspace: Workspace,
  source: KnownSource,
  before: number,
  now: number,
): Promise<void> {
  const from = Math.max(before, source.createdAt.getTime(), now - 31 * dayMs)
  await measureStream(deps, workspace, source.id, {
    from: dayOf(from, workspace.timeZone),
    to: dayOf(now, workspace.timeZone),
  })
}
