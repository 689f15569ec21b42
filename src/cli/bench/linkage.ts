import { proposeAlike } from '../../customer/index.ts'
import { noTask } from '../../kit/progress.ts'
import { type Bench, timed } from './bench.ts'
import { importExports } from './population-exports.ts'
import { benchWorkspace } from './workspace.ts'

/** All records held against each other by likeness, from reading them out of the ledger to the proposals in it. */
export const linkageBench: Bench = {
  id: 'linkage',
  summary: {
    en: 'comparing 50,000 records by name, telephone, e-mail, address and birthday',
    zh: '按姓名、手机、邮箱、地址、生日比对 5 万条记录',
  },
  async run({ withApp, scratch, scale, report }) {
    // Thirteen systems know of ten people 45 between them.
    const people = Math.round(14_800 * scale)
    return withApp(async (app) => {
      const workspace = await benchWorkspace(app)
      const { keys } = await importExports(app, workspace, {
        dir: `${scratch}/exports`,
        people,
        seed: 7,
        report,
      })
      const vault = await app.stores.vault(workspace.id)
      report('comparing …')
      const { ms, value } = await timed(() => proposeAlike(app.stores.ledger, vault, workspace, 0.9, noTask))
      return [
        {
          name: 'comparing all records',
          value: ms / 1000,
          unit: 's',
          budget: { atMost: 20 },
          detail: { people, imported: keys.length, ...value },
        },
      ]
    })
  },
}
