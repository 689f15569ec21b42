import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { noTask } from '../../kit/progress.ts'
import { type Bench, timed } from './bench.ts'
import { writeOrdersFile } from './orders-file.ts'
import { benchWorkspace } from './workspace.ts'

/** An orders file with customer numbers, imported as a person would; then again, when nothing may be stored. */
export const importBench: Bench = {
  id: 'import',
  summary: {
    en: 'order lines a second from a CSV file, ledger and warehouse included',
    zh: '从 CSV 文件导入订单行的速度（含账本与数仓）',
  },
  async run({ withApp, scratch, scale, report }) {
    const lines = Math.round(500_000 * scale)
    const path = join(scratch, 'orders.csv')
    report(`writing ${lines} order lines …`)
    await writeOrdersFile(path, lines, 42)
    const { size } = await stat(path)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      const { imports } = app.rooms.customer
      const { mapping } = await imports.inspect(workspace, path)
      report('importing …')
      const first = await timed(() => imports.run(workspace, { path, mapping }, noTask))
      report('importing again …')
      const again = await timed(() => imports.run(workspace, { path, mapping }, noTask))
      await rm(path)
      const detail = { lines, bytes: size, stored: first.value.stored, rejected: first.value.rejected }
      return [
        {
          name: 'order lines a second',
          value: Math.round(lines / (first.ms / 1000)),
          unit: 'rows/s',
          budget: { atLeast: 50_000 },
          detail,
        },
        {
          name: 'the same file again, lines a second',
          value: Math.round(lines / (again.ms / 1000)),
          unit: 'rows/s',
          budget: null,
          detail: { stored: again.value.stored },
        },
      ]
    })
  },
}
