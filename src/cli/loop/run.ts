import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Mapping } from '../../customer/index.ts'
import { packageVersion } from '../../kit/paths.ts'
import type { Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { loopErrors } from './errors.ts'
import { renderReport } from './html.ts'
import { writeList } from './lists.ts'
import type { LoopCampaign, LoopReport } from './report-shape.ts'
import { findOrCreate, type LoopPlace, standingAt, startOfDay } from './workspace.ts'

export interface LoopInput {
  orders: string
  mapping: Mapping | null
  place: LoopPlace
  /** First day that is no longer past (YYYY-MM-DD, in the workspace's zone); after the newest order where absent. */
  asOf: string | null
  out: string
  windowDays: number
  seeds: number
  locale: 'en' | 'zh-CN'
}

const objectives = ['acquire', 'retain', 'grow', 'return'] as const
const dayMs = 86_400_000

/** From an orders file to proposed campaigns with their lists; inside history also to what followed. */
export async function runLoop(app: App, input: LoopInput, task: Task): Promise<LoopReport> {
  const { customer, insight } = app.rooms
  const seconds: Record<string, number> = {}
  const timed = async <T>(phase: string, work: () => Promise<T>): Promise<T> => {
    task.report({ phase, done: 0, total: null, unit: '' })
    const began = performance.now()
    const value = await work()
    seconds[phase] = Math.round(performance.now() - began) / 1000
    return value
  }
  const home = await findOrCreate(app, input.place)
  const mapping = input.mapping ?? (await customer.imports.inspect(home, input.orders)).mapping
  if (mapping.kind !== 'orders')
    throw loopErrors.notOrders({ file: basename(input.orders), kind: mapping.kind })
  const quality = await timed('import', () =>
    customer.imports.run(home, { path: input.orders, mapping }, task),
  )
  const span = await insight.overview(home)
  if (span.lastOrderAt === null) throw loopErrors.noOrders({ file: basename(input.orders) })
  const last = new Date(span.lastOrderAt)
  // An instant before the day begins: an order at midnight belongs to what follows.
  const asOf =
    input.asOf === null
      ? new Date(last.getTime() + 1)
      : new Date(startOfDay(input.asOf, home.timeZone).getTime() - 1)
  if (asOf > new Date(last.getTime() + dayMs))
    throw loopErrors.asOfBeyond({ asOf: day(asOf), last: day(last) })

  const then = standingAt(home, asOf)
  await timed('rfm', () => insight.features.refresh(then, { asOf }, task))
  const [overview, rfm, concentration] = await timed(
    'insight',
    async () =>
      [
        await insight.overview(then),
        await insight.rfm.grid(then),
        await insight.concentration(then),
      ] as const,
  )
  mkdirSync(join(input.out, 'lists'), { recursive: true })
  const later =
    last > asOf
      ? standingAt(home, new Date(Math.min(last.getTime() + 1, asOf.getTime() + input.windowDays * dayMs)))
      : null
  const { campaigns, missing } = await timed('campaigns', () => propose(app, then, later, input, task))
  const report: LoopReport = {
    version: 1,
    product: packageVersion(),
    computedAt: app.clock.now().toISOString(),
    workspace: home.slug,
    file: { name: basename(input.orders), bytes: statSync(input.orders).size },
    currency: home.currency,
    asOf: asOf.toISOString(),
    mapping,
    quality: {
      ...quality,
      coverage: quality.read > 0 ? (quality.stored + quality.repeated) / quality.read : 0,
    },
    overview,
    rfm,
    concentration,
    campaigns,
    missing,
    seconds,
  }
  writeReport(report, input.out, input.locale)
  return report
}

export function writeReport(report: LoopReport, out: string, locale: 'en' | 'zh-CN'): void {
  writeFileSync(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  writeFileSync(join(out, 'report.html'), renderReport(report, locale))
}

/** The best opportunity of each objective: drawn, decided and handed over as lists; evaluated where history goes on. */
async function propose(
  app: App,
  then: Workspace,
  later: Workspace | null,
  input: LoopInput,
  task: Task,
): Promise<Pick<LoopReport, 'campaigns' | 'missing'>> {
  const room = app.rooms.campaign
  const { items, missing } = await room.opportunities.list(then)
  const campaigns: LoopCampaign[] = []
  for (const objective of objectives) {
    const best = items.find((item) => item.objective === objective)
    if (!best) continue
    const draft = await room.opportunities.plan(then, best.id, 'loop')
    const planned = await room.campaigns.update(
      then,
      draft.id,
      { ...draft, channel: 'list', outcomeWindowDays: input.windowDays, version: draft.version },
      'loop',
    )
    const forecast = await room.forecast(then, planned.id, task)
    await room.launching.handOver(then, planned.id, 'loop', task)
    const paths = { target: `lists/${objective}-target.csv`, control: `lists/${objective}-control.csv` }
    const placebo = later
      ? await room.placeboCoverage(later, {
          asOf: then.clock.now(),
          windowDays: input.windowDays,
          controlShare: planned.controlShare,
          seeds: input.seeds,
          audience: await app.rooms.insight.segments.compile(then, best.rule),
          // Not the id: whoever runs the same file again sees the same figure.
          salt: `placebo-${objective}`,
          signal: task.signal,
        })
      : null
    campaigns.push({
      id: planned.id,
      opportunity: best,
      forecast,
      lists: {
        ...paths,
        targetCustomers: await writeList(app, then, planned.id, 'treatment', join(input.out, paths.target)),
        controlCustomers: await writeList(app, then, planned.id, 'control', join(input.out, paths.control)),
      },
      evaluation: later ? await room.reports.of(later, await room.campaigns.row(later, planned.id)) : null,
      placebo,
    })
  }
  return { campaigns, missing }
}

/** `--responses`: what came after a loop is imported and the campaigns it proposed are evaluated. */
export async function evaluateLoop(
  app: App,
  before: LoopReport,
  responses: string,
  out: string,
  locale: 'en' | 'zh-CN',
  task: Task,
): Promise<LoopReport> {
  const { customer, insight, campaign } = app.rooms
  const home = await findOrCreate(app, {
    slug: before.workspace,
    name: before.file.name,
    currency: before.currency,
    timeZone: 'UTC',
  })
  const mapping = (await customer.imports.inspect(home, responses)).mapping
  if (mapping.kind !== 'orders') throw loopErrors.notOrders({ file: basename(responses), kind: mapping.kind })
  const quality = await customer.imports.run(
    home,
    { path: responses, mapping: { ...mapping, source: (before.mapping as Mapping).source } },
    task,
  )
  const { lastOrderAt } = await insight.overview(home)
  if (lastOrderAt === null || new Date(lastOrderAt) <= new Date(before.asOf)) {
    throw loopErrors.nothingFollowed({ file: basename(responses), asOf: before.asOf.slice(0, 10) })
  }
  const now = standingAt(home, new Date(new Date(lastOrderAt).getTime() + 1))
  const campaigns: LoopCampaign[] = []
  for (const planned of before.campaigns) {
    campaigns.push({
      ...planned,
      evaluation: await campaign.reports.of(now, await campaign.campaigns.row(now, planned.id)),
    })
  }
  const report = {
    ...before,
    computedAt: app.clock.now().toISOString(),
    quality: { ...quality, coverage: before.quality.coverage },
    campaigns,
  }
  writeReport(report, out, locale)
  return report
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10)
}
