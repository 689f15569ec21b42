import { join } from 'node:path'
import type { Config } from '../../kit/config.ts'
import { isAppError, messageOf } from '../../kit/errors.ts'
import { silentLog } from '../../kit/log.ts'
import { findRunningLedger, migrationState, openLedger } from '../ledger/index.ts'
import { createWarehouse, findRunningWarehouse } from '../warehouse/index.ts'
import { type Finding, fail, ok, say, warn } from './finding.ts'

/** Versions of the running engines and what a start would migrate. */
export async function engines(config: Config): Promise<Finding[]> {
  const ledgerUrl = config.databaseUrl ?? (await findRunningLedger(config.dataDir))?.url
  const running = config.clickhouseUrl
    ? { url: config.clickhouseUrl }
    : await findRunningWarehouse(join(config.dataDir, 'warehouse'))
  return [
    ...(ledgerUrl
      ? await ledgerState(ledgerUrl, config.databaseUrl === undefined)
      : [resting('ledger', 'PostgreSQL')]),
    running ? await warehouseState(running) : resting('warehouse', 'ClickHouse'),
  ]
}

function resting(check: string, engine: string): Finding {
  return ok(
    check,
    say(
      `The embedded ${engine} is not running; "liangti start" starts it.`,
      `内嵌 ${engine} 未运行，执行 liangti start 时会启动。`,
    ),
  )
}

async function ledgerState(url: string, embedded: boolean): Promise<Finding[]> {
  try {
    const ledger = await openLedger({ url, log: silentLog, embedded, connections: 1, patienceMs: 2_000 })
    try {
      const about = await ledger.about()
      const kind = embedded ? say('embedded', '内嵌') : say('server', '服务器')
      const running = ok(
        'ledger',
        say(
          `PostgreSQL ${about.version} (${kind.en}) at ${about.url}`,
          `PostgreSQL ${about.version}（${kind['zh-CN']}），地址 ${about.url}`,
        ),
      )
      const { pending } = await migrationState(ledger)
      if (pending.length === 0)
        return [running, ok('migrations', say('The schema is up to date.', '数据库结构已是最新。'))]
      const what = say(`Migrations waiting: ${pending.join(', ')}`, `待执行的迁移：${pending.join('、')}`)
      return [
        running,
        warn(
          'migrations',
          what,
          say('The next start applies them. Make a backup before.', '下次启动时自动执行，建议先备份。'),
        ),
      ]
    } finally {
      await ledger.close()
    }
  } catch (error) {
    return [broken('ledger', 'PostgreSQL', error)]
  }
}

async function warehouseState(address: {
  url: string
  user?: string
  password?: string
  database?: string
}): Promise<Finding> {
  const { url, user, password, database } = address
  const warehouse = createWarehouse({
    url,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
    log: silentLog,
  })
  try {
    const about = await warehouse.about()
    const kind = about.embedded ? say('embedded', '内嵌') : say('server', '服务器')
    return ok(
      'warehouse',
      say(
        `ClickHouse ${about.version} (${kind.en}) at ${about.url}`,
        `ClickHouse ${about.version}（${kind['zh-CN']}），地址 ${about.url}`,
      ),
    )
  } catch (error) {
    return broken('warehouse', 'ClickHouse', error)
  } finally {
    await warehouse.close()
  }
}

function broken(check: string, engine: string, error: unknown): Finding {
  const words = isAppError(error)
    ? say(error.in('en'), error.in('zh-CN'))
    : say(messageOf(error), messageOf(error))
  return fail(
    check,
    words,
    say(
      `Check that ${engine} runs and that its address and password are right.`,
      `请确认 ${engine} 正在运行，且地址和密码正确。`,
    ),
  )
}
