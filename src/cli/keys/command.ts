import { commonErrors } from '../../kit/errors.ts'
import type { App } from '../../server/compose.ts'
import {
  beginRotation,
  continueRotations,
  countSealedBefore,
  leadMs,
  listWorkspaces,
  oldKeysOf,
  rotationsOf,
  writeAudit,
} from '../../stores/ledger/index.ts'
import { rotateMasterKey } from '../../stores/master-key.ts'
import { type Cli, type PlaceOptions, placeOptions, type RegisterCommand } from '../cli.ts'
import { withProgress } from '../progress.ts'
import { withApp } from '../with-app.ts'

interface RotateOptions extends PlaceOptions {
  master?: boolean
  workspace?: string
}

const actor = 'shell:keys'
const by = { kind: 'system' as const, id: 'shell' }

/** `liangti keys rotate|status`: other keys for what is encrypted. */
export const registerKeys: RegisterCommand = (program, cli) => {
  const keys = program.command('keys').description(cli.say('Encryption keys', '加密密钥'))
  placeOptions(keys.command('rotate'), cli)
    .description(
      cli.say(
        'Change keys: those of the workspaces, with everything sealed anew; or with --master the master key',
        '更换密钥：默认更换各工作区的密钥并重新加密；加 --master 则更换主密钥',
      ),
    )
    .option('--master', cli.say('the master key instead', '改为更换主密钥'))
    .option('--workspace <address>', cli.say('only this workspace', '只更换该工作区'))
    .action((options: RotateOptions) =>
      withApp(cli, options, (app) =>
        options.master ? rotateMaster(cli, app) : rotateData(cli, app, options),
      ),
    )
  placeOptions(keys.command('status'), cli)
    .description(
      cli.say('When keys were changed, and what is still to be sealed anew', '查看密钥更换情况与剩余数量'),
    )
    .action((options: PlaceOptions) => withApp(cli, options, (app) => status(cli, app)))
}

async function rotateMaster(cli: Cli, app: App): Promise<void> {
  const { ledger, masterKey } = app.stores
  const { key, old, keys } = await rotateMasterKey(app.config, ledger, actor, app.clock.now())
  key.copy(masterKey)
  await writeAudit(ledger.db, {
    workspaceId: null,
    actor: by,
    action: 'keys.master',
    subject: { kind: 'keys', id: 'master' },
    detail: { keys },
  })
  cli.out(
    cli.say(
      `The master key is another one now; ${keys} keys were wrapped by it. Keep a copy of it apart. The old one lies at ${old}: backups of before need it, nothing else does.`,
      `主密钥已更换，${keys} 个密钥已用新主密钥重新封装。请另行保存新密钥的副本。旧密钥保存在 ${old}，仅恢复此前的备份时需要。`,
    ),
  )
}

async function rotateData(cli: Cli, app: App, { workspace: slug }: RotateOptions): Promise<void> {
  const { ledger, masterKey, personKeys } = app.stores
  const all = await listWorkspaces(ledger, app.clock)
  const wanted = all.filter((one) => slug === undefined || one.slug === slug)
  if (wanted.length === 0) throw commonErrors.notFound({ what: 'workspace', id: slug ?? '' })
  for (const { id, slug: name } of wanted) {
    // One that was cut off is brought to its end, not begun again.
    const [newest] = await rotationsOf(ledger, id, 1)
    if (newest && newest.doneAt === null) continue
    await beginRotation(ledger, masterKey, id, actor)
    await writeAudit(ledger.db, {
      workspaceId: id,
      actor: by,
      action: 'keys.rotate',
      subject: { kind: 'workspace', id: name },
    })
  }
  await personKeys.save()
  cli.note(
    cli.say(
      `New keys are made. They are used in ${leadMs / 1_000} seconds, when every running process knows them.`,
      `新密钥已生成，${leadMs / 1_000} 秒后所有运行中的进程都已获知，届时启用。`,
    ),
  )
  await new Promise((resolve) => setTimeout(resolve, leadMs + 1_000))
  for (;;) {
    await withProgress(cli, (task) => continueRotations(ledger, masterKey, task))
    const open = await Promise.all(wanted.map(async ({ id }) => (await rotationsOf(ledger, id, 1))[0]))
    if (open.every((one) => one?.doneAt)) break
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  await status(cli, app)
}

async function status(cli: Cli, app: App): Promise<void> {
  const { ledger } = app.stores
  const day = (at: Date) => at.toISOString().slice(0, 16).replace('T', ' ')
  const [master] = await rotationsOf(ledger, null, 1)
  cli.out(
    master
      ? cli.say(
          `Master key: changed ${day(master.startedAt)} UTC`,
          `主密钥：${day(master.startedAt)} UTC 更换`,
        )
      : cli.say('Master key: never changed', '主密钥：从未更换'),
  )
  for (const { id, slug } of await listWorkspaces(ledger, app.clock)) {
    const [newest] = await rotationsOf(ledger, id, 1)
    const left = await countSealedBefore(ledger, await oldKeysOf(ledger, id))
    cli.out(
      newest
        ? cli.say(
            `${slug}: changed ${day(newest.startedAt)} UTC, ${newest.resealed} values sealed anew, ${left} under older keys`,
            `${slug}：${day(newest.startedAt)} UTC 更换，已重新加密 ${newest.resealed} 项，尚有 ${left} 项使用旧密钥`,
          )
        : cli.say(`${slug}: never changed`, `${slug}：从未更换`),
    )
  }
}
