import { migrationState } from '../../stores/ledger/index.ts'
import type { PlaceOptions, RegisterCommand } from '../cli.ts'
import { withApp } from '../with-app.ts'

/** `liangti migrate`: brings both stores up to this program's schema. Starting does the same. */
export const registerMigrate: RegisterCommand = (program, cli) => {
  program
    .command('migrate')
    .description(cli.say('Bring both stores up to date', '将两个数据存储升级到当前结构'))
    .option('--data <dir>', cli.say('data folder', '数据目录'))
    .option('--config <file>', cli.say('settings file', '配置文件'))
    .action(async (place: PlaceOptions) => {
      await withApp(cli, place, async ({ stores }) => {
        const { applied } = await migrationState(stores.ledger)
        cli.out(cli.say(`Up to date: ${applied.join(', ')}`, `已是最新：${applied.join('、')}`))
      })
    })
}
