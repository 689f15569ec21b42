import { migrationState } from '../../stores/ledger/index.ts'
import { type PlaceOptions, placeOptions, type RegisterCommand } from '../cli.ts'
import { withStores } from '../with-app.ts'

/** `liangti migrate`: brings both stores up to this program's schema. Starting does the same. */
export const registerMigrate: RegisterCommand = (program, cli) => {
  placeOptions(program.command('migrate'), cli)
    .description(cli.say('Bring both stores up to date', '将两个数据存储升级到当前结构'))
    .action((place: PlaceOptions) =>
      withStores(cli, place, async ({ ledger }) => {
        const { applied } = await migrationState(ledger)
        cli.out(cli.say(`Up to date: ${applied.join(', ')}`, `已是最新：${applied.join('、')}`))
      }),
    )
}
