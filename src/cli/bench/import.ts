import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { noTask } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { App } from '../../server/compose.ts'
import { type Bench, type BenchContext, type Figure, timed } from './bench.ts'
import { writeEventsFile } from './events-file.ts'
import { usedByPart } from './ingest/processes.ts'
import { writeOrdersFile } from './orders-file.ts'
import { benchWorkspace } from './workspace.ts'

/** A file with what the guess makes of it, imported as a person would; then again, when nothing may be stored. */
export const importBench: Bench = {
  id: 'import',
  summary: {
    en: 'order lines or events a second from a CSV file, ledger and warehouse included',
    zh: '从 CSV 文件导入订单行或事件的速度（含账本与数仓）',
  },
  run: (context) =>
    context.withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      return context.kind === 'orders' ? orders(context, app, workspace) : events(context, app, workspace)
    }),
}

async function orders(context: BenchContext, app: App, workspace: Workspace): Promise<Figure[]> {
  const lines = Math.round(500_000 * context.scale)
  const path = join(context.scratch, 'orders.csv')
  context.report(`writing ${lines} order lines …`)
  await writeOrdersFile(path, lines, 42)
  return imported({ app, workspace, path, lines, what: 'order lines', atLeast: 50_000, ...context })
}

async function events(context: BenchContext, app: App, workspace: Workspace): Promise<Figure[]> {
  const lines = Math.round(1_000_000 * context.scale)
  const figures: Figure[] = []
  for (const people of [false, true]) {
    const path = join(context.scratch, people ? 'events-of-people.csv' : 'events.csv')
    context.report(`writing ${lines} events …`)
    await writeEventsFile(path, lines, { people, seed: 42 })
    const what = people ? 'events with a number and a telephone' : 'events without identifiers'
    const atLeast = people ? 25_000 : 100_000
    figures.push(...(await imported({ app, workspace, path, lines, what, atLeast, ...context })))
  }
  return figures
}

interface Import {
  app: App
  workspace: Workspace
  path: string
  lines: number
  what: string
  atLeast: number
  report(text: string): void
}

async function imported({ app, workspace, path, lines, what, atLeast, report }: Import): Promise<Figure[]> {
  const { imports } = app.rooms.customer
  const { size } = await stat(path)
  const { mapping } = await imports.inspect(workspace, path)
  report(`importing ${what} …`)
  const before = usedByPart()
  const first = await timed(() => imports.run(workspace, { path, mapping }, noTask))
  const after = usedByPart()
  report('importing again …')
  const again = await timed(() => imports.run(workspace, { path, mapping }, noTask))
  await rm(path)
  const cpu: Record<string, number> = {}
  if (before && after)
    for (const part of ['server', 'engine', 'ledger'] as const)
      cpu[`${part}CpuMicros`] =
        Math.round(((after[part].cpuMicros - before[part].cpuMicros) / lines) * 100) / 100
  const { stored, rejected, repeated } = first.value
  return [
    {
      name: `${what} a second`,
      value: Math.round(lines / (first.ms / 1000)),
      unit: 'rows/s',
      budget: { atLeast },
      detail: { lines, bytes: size, stored, repeated, rejected, ...cpu },
    },
    {
      name: `the same file of ${what} again, a second`,
      value: Math.round(lines / (again.ms / 1000)),
      unit: 'rows/s',
      budget: null,
      detail: { stored: again.value.stored },
    },
  ]
}
