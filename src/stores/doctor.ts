import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { Clock } from '../kit/clock.ts'
import type { Config } from '../kit/config.ts'
import { readMasterKey } from '../kit/crypto/index.ts'
import { isAppError, type Locale, messageOf } from '../kit/errors.ts'
import { silentLog } from '../kit/log.ts'
import { findRunningLedger, migrationState, openLedger } from './ledger/index.ts'
import { installedEngine } from './ledger/server/engine.ts'
import { isKeeper, ledgerFiles, readJson } from './ledger/server/files.ts'
import { masterKeyPath } from './master-key.ts'
import { createWarehouse, findRunningWarehouse } from './warehouse/index.ts'

type Words = Record<Locale, string>

/** One thing that was looked at: what was found and, unless it is well, what to do. */
export interface Finding {
  check: string
  status: 'ok' | 'warn' | 'fail'
  what: Words
  fix: Words | null
}

const say = (en: string, zh: string): Words => ({ en, 'zh-CN': zh })
const ok = (check: string, what: Words): Finding => ({ check, status: 'ok', what, fix: null })
const warn = (check: string, what: Words, fix: Words): Finding => ({ check, status: 'warn', what, fix })
const fail = (check: string, what: Words, fix: Words): Finding => ({ check, status: 'fail', what, fix })

const gibibyte = 2 ** 30
const projectStart = new Date('2024-01-01T00:00:00Z')

/** Looks at everything a start needs, changes nothing and starts nothing. */
export async function diagnose(config: Config, clock: Clock): Promise<Finding[]> {
  return [
    nodeVersion(process.versions.node),
    ...packages(config),
    dataFolder(config),
    diskSpace(config),
    ...(await engines(config)),
    await port(config),
    keyFile(config),
    clockSanity(clock),
    ...leftovers(config),
  ]
}

export function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const what = say(`Node.js ${version}`, `Node.js ${version}`)
  if (major > 20 || (major === 20 && minor >= 20)) return ok('node', what)
  return fail('node', what, say('Install Node.js 20.20 or newer.', '请安装 Node.js 20.20 或更新版本。'))
}

function packages(config: Config): Finding[] {
  const platform = `${process.platform}-${process.arch}`
  const attempt = (check: string, name: string, needed: boolean, locate: () => string): Finding => {
    try {
      return ok(check, say(`${name} for ${platform}: ${locate()}`, `${name}（${platform}）：${locate()}`))
    } catch (error) {
      const what = say(`${name} for ${platform} is not installed.`, `未安装适用于 ${platform} 的 ${name}。`)
      const remedy = isAppError(error)
        ? say(error.in('en'), error.in('zh-CN'))
        : say(
            'Run "npm install" again, with optional packages; or set CLICKHOUSE_URL to a server.',
            '请重新运行 npm install（包含可选包），或用 CLICKHOUSE_URL 指定服务器。',
          )
      return needed ? fail(check, what, remedy) : warn(check, what, remedy)
    }
  }
  const require = createRequire(import.meta.url)
  return [
    attempt('postgres-package', 'PostgreSQL', !config.databaseUrl, installedEngine),
    attempt('chdb-package', 'chDB', !config.clickhouseUrl, () => dirname(require.resolve('chdb'))),
  ]
}

/** The folder itself, or the nearest one above that exists. */
function existingFolder(dir: string): string {
  return existsSync(dir) || dirname(dir) === dir ? dir : existingFolder(dirname(dir))
}

function dataFolder(config: Config): Finding {
  const dir = existingFolder(config.dataDir)
  const shown = config.dataDir
  try {
    accessSync(dir, constants.W_OK | constants.X_OK)
  } catch {
    const what = say(`The data folder ${shown} cannot be written.`, `数据目录 ${shown} 不可写。`)
    return fail(
      'data-folder',
      what,
      say(
        `Give this user the right to write in ${dir}, or set LIANGTI_DATA_DIR.`,
        `请授予当前用户 ${dir} 的写权限，或设置 LIANGTI_DATA_DIR。`,
      ),
    )
  }
  const moved = join(shown, 'ledger', 'place')
  if (existsSync(moved)) {
    const place = readFileSync(moved, 'utf8').trim()
    const what = say(
      `Data folder ${shown}; PostgreSQL's part is in ${place}, since it may not run as root nor enter a private folder.`,
      `数据目录 ${shown}；PostgreSQL 不能以 root 运行，也无法进入私有目录，其数据位于 ${place}。`,
    )
    return warn(
      'data-folder',
      what,
      say(
        'Nothing has to be done. When you copy the folder, use "liangti backup" instead.',
        '无需处理。迁移数据时请使用 liangti backup，不要直接复制目录。',
      ),
    )
  }
  return ok('data-folder', say(`Data folder ${shown}`, `数据目录 ${shown}`))
}

function diskSpace(config: Config): Finding {
  const stats = statfsSync(existingFolder(config.dataDir))
  const free = (stats.bavail * stats.bsize) / gibibyte
  const what = say(
    `${free.toFixed(1)} GiB free on the disk of the data folder`,
    `数据目录所在磁盘剩余 ${free.toFixed(1)} GiB`,
  )
  const fix = say(
    'Free some space, or move the data folder to a larger disk (LIANGTI_DATA_DIR).',
    '请清理磁盘，或将数据目录移至更大的磁盘（LIANGTI_DATA_DIR）。',
  )
  if (free < 1) return fail('disk', what, fix)
  return free < 5 ? warn('disk', what, fix) : ok('disk', what)
}

async function engines(config: Config): Promise<Finding[]> {
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

async function port(config: Config): Promise<Finding> {
  const shown = `${config.host}:${config.port}`
  const problem = await new Promise<string | null>((resolve) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    probe.listen(config.port, config.host, () => probe.close(() => resolve(null)))
  })
  if (problem === null) return ok('port', say(`The address ${shown} is free.`, `地址 ${shown} 可用。`))
  if (problem === 'EADDRINUSE') {
    const what = say(
      `The address ${shown} is in use: by Liangti, if it is running, or by another program.`,
      `地址 ${shown} 已被占用：可能是正在运行的量体，也可能是其他程序。`,
    )
    return warn(
      'port',
      what,
      say(
        'If Liangti is not running, choose another port (LIANGTI_PORT).',
        '若量体未在运行，请更换端口（LIANGTI_PORT）。',
      ),
    )
  }
  return fail(
    'port',
    say(`The address ${shown} cannot be used (${problem}).`, `地址 ${shown} 无法使用（${problem}）。`),
    say(
      'Choose another host or port (LIANGTI_HOST, LIANGTI_PORT).',
      '请更换地址或端口（LIANGTI_HOST、LIANGTI_PORT）。',
    ),
  )
}

function keyFile(config: Config): Finding {
  const path = masterKeyPath(config)
  try {
    if (readMasterKey(path))
      return ok(
        'key-file',
        say(`Master key ${path}, readable by its owner alone`, `主密钥 ${path}，仅所有者可读`),
      )
    return ok(
      'key-file',
      say(`No master key yet; the first start makes ${path}.`, `尚无主密钥，首次启动时会生成 ${path}。`),
    )
  } catch (error) {
    const words = isAppError(error)
      ? say(error.in('en'), error.in('zh-CN'))
      : say(messageOf(error), messageOf(error))
    return fail(
      'key-file',
      words,
      say(
        'See the message; never replace a key that encrypted data.',
        '请按上述提示处理；切勿替换已用于加密数据的密钥。',
      ),
    )
  }
}

/** Engines and certificates misbehave on a machine whose clock is years off. */
function clockSanity(clock: Clock): Finding {
  const now = clock.now()
  const what = say(`The clock says ${now.toISOString()}.`, `系统时间为 ${now.toISOString()}。`)
  const wrong = now < projectStart || now.getUTCFullYear() > projectStart.getUTCFullYear() + 50
  return wrong
    ? fail(
        'clock',
        what,
        say('Set the clock of this machine, best by NTP.', '请校准本机时间，建议启用 NTP。'),
      )
    : ok('clock', what)
}

function leftovers(config: Config): Finding[] {
  const files = ledgerFiles(config.dataDir)
  const holder = readJson<{ pid: number }>(files.lock)
  if (!holder || isKeeper(holder.pid, files)) return []
  const since = statSync(files.lock, { throwIfNoEntry: false })?.mtime.toISOString() ?? ''
  const what = say(
    `A lock of process ${holder.pid} was left behind (${since}).`,
    `存在进程 ${holder.pid} 遗留的锁文件（${since}）。`,
  )
  return [
    warn(
      'lock',
      what,
      say(
        'Nothing has to be done: the next start replaces it and recovers.',
        '无需处理，下次启动会自动替换并恢复。',
      ),
    ),
  ]
}
