import { noTask } from '../../kit/progress.ts'
import { type Bench, timed } from './bench.ts'
import { populate } from './population.ts'
import { benchWorkspace } from './workspace.ts'

/** Features and scores of everybody from all their order lines, and the grid drawn from them. */
export const rfmBench: Bench = {
  id: 'rfm',
  summary: {
    en: 'features and RFM scores of 1 M customers from 10 M order lines',
    zh: '由 1000 万订单行计算 100 万客户的指标与 RFM 得分',
  },
  async run({ withApp, scale, report }) {
    const customers = Math.round(1_000_000 * scale)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      report(`populating ${customers} customers …`)
      const size = await populate(app, workspace.id, customers, app.clock.now())
      report('scoring …')
      const refresh = await timed(() => app.rooms.insight.features.refresh(workspace, {}, noTask))
      const grid = await timed(() => app.rooms.insight.rfm.grid(workspace))
      const concentration = await timed(() => app.rooms.insight.concentration(workspace))
      return [
        {
          name: 'features and scores',
          value: refresh.ms / 1000,
          unit: 's',
          budget: null,
          detail: { ...size, scored: grid.value?.customers ?? 0 },
        },
        { name: 'RFM page', value: Math.round(grid.ms), unit: 'ms', budget: null },
        { name: 'concentration page', value: Math.round(concentration.ms), unit: 'ms', budget: null },
      ]
    })
  },
}
