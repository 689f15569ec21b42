import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import type { Clock } from '../../kit/clock.ts'
import type { Config } from '../../kit/config.ts'
import { isAppError } from '../../kit/errors.ts'
import { installedEngine } from '../ledger/server/engine.ts'
import { engines } from './engines.ts'
import { type Finding, fail, ok, say, warn } from './finding.ts'
import { dataFolder, diskSpace, keyFile, leftovers, strayData } from './folders.ts'

export type { Finding } from './finding.ts'

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
    ...strayData(),
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
