import { resolve } from 'node:path'
import { cryptoErrors } from '../../kit/crypto/index.ts'
import { isAppError } from '../../kit/errors.ts'
import { backup, type Manifest, restore } from '../../stores/backup/index.ts'
import { checkMasterKey } from '../../stores/ledger/index.ts'
import { type Cli, type PlaceOptions, placeOptions, type RegisterCommand } from '../cli.ts'
import { withProgress } from '../progress.ts'
import { withStores } from '../with-app.ts'

/** `liangti backup DIR`: both stores at one moment; the server may go on working. */
export const registerBackup: RegisterCommand = (program, cli) => {
  placeOptions(program.command('backup <dir>'), cli)
    .description(cli.say('Write a backup of both stores into an empty folder', '将两个数据存储备份到空目录'))
    .action((dir: string, place: PlaceOptions) =>
      withStores(cli, place, async (stores) => {
        const manifest = await withProgress(cli, (task) => backup(stores, resolve(cli.cwd, dir), task))
        cli.out(done(cli, manifest, resolve(cli.cwd, dir)))
        await stores.personKeys.save()
        cli.note(
          cli.say(
            'No key is in it: keep a copy of keys/master.key and keys/person.keys elsewhere, and replace the copy of person.keys after each erasure. Without them addresses cannot be read.',
            '备份不含任何密钥：请另行保存 keys/master.key 与 keys/person.keys，并在每次删除个人信息后更新 person.keys 的副本。没有它们，地址等信息将无法读取。',
          ),
        )
      }),
    )
}

/** `liangti restore DIR`: a backup into empty stores, all of it or nothing. */
export const registerRestore: RegisterCommand = (program, cli) => {
  placeOptions(program.command('restore <dir>'), cli)
    .description(cli.say('Bring a backup into empty stores', '将备份恢复到空的数据存储'))
    .action((dir: string, place: PlaceOptions) =>
      withStores(cli, place, async (stores) => {
        const manifest = await withProgress(cli, (task) => restore(stores, resolve(cli.cwd, dir), task))
        cli.out(done(cli, manifest, resolve(cli.cwd, dir)))
        try {
          await checkMasterKey(stores.ledger, stores.masterKey)
          const { missing } = await stores.personKeys.settle()
          if (missing) cli.note(cryptoErrors.personKeysMissing({}).in(cli.locale))
        } catch (error) {
          if (!isAppError(error)) throw error
          cli.note(
            cli.say(
              'One step is left: put the files that belong to the backup, master.key and the newest person.keys, into the folder keys of the data folder, then start.',
              '还差一步：请将该备份对应的 master.key 和最新的 person.keys 放到数据目录的 keys 文件夹，然后启动。',
            ),
          )
        }
      }),
    )
}

function done(cli: Cli, manifest: Manifest, dir: string): string {
  return cli.say(
    `Both stores as of ${manifest.cutAt}: ${dir}`,
    `两个数据存储，时间点 ${manifest.cutAt}：${dir}`,
  )
}
