import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageVersion } from '../../kit/paths.ts'
import { composeApp } from '../../server/compose.ts'
import { createFirstOwner, type FirstSignIn } from '../../server/first-start.ts'
import { type RunningServer, serve } from '../../server/serve.ts'
import type { Cli, PlaceOptions, RegisterCommand } from '../cli.ts'
import { openLog, settingsOf } from '../settings.ts'
import { loadDemo } from './demo.ts'
import { untilAskedToStop } from './signals.ts'

interface StartOptions extends PlaceOptions {
  port?: string
  demo: boolean
}

/** `liangti start`: engines, workers, console and API, until it is asked to stop. */
export const registerStart: RegisterCommand = (program, cli) => {
  program
    .command('start', { isDefault: false })
    .description(cli.say('Start everything and serve the console', '启动全部服务和控制台'))
    .option('--port <number>', cli.say('port of the console and API', '控制台和 API 的端口'))
    .option('--data <dir>', cli.say('data folder', '数据目录'))
    .option('--no-demo', cli.say('do not load the demo business', '不加载演示企业'))
    .option('--config <file>', cli.say('settings file', '配置文件'))
    .action((options: StartOptions) => start(cli, options))
}

async function start(cli: Cli, options: StartOptions): Promise<void> {
  const config = settingsOf(cli, options, {
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.demo ? {} : { demo: false }),
  })
  const log = openLog(config)
  const stopping = untilAskedToStop()
  cli.note(cli.say(`Starting; data in ${config.dataDir}`, `正在启动，数据目录 ${config.dataDir}`))
  const app = await composeApp(config, { log, clock: cli.clock, engines: 'own' })
  if (stopping.isAsked) {
    cli.note(cli.say('Stopping …', '正在停止……'))
    return app.close()
  }
  let server: RunningServer
  let first: FirstSignIn | null
  try {
    server = await serve(app)
    // Only now: had the port been taken, the password would be made and never seen.
    first = await createFirstOwner(app)
  } catch (error) {
    log.error({ err: error }, 'the start failed')
    await app.close()
    throw error
  }
  cli.out(greeting(cli, server.url, first))
  if (!existsSync(join(cli.root, 'dist', 'web', 'index.html'))) {
    cli.note(cli.say('The console is not built; only the API answers.', '控制台尚未构建，仅提供 API。'))
  }
  // Founded whole before the end: the next start would not begin it again.
  if (first && config.demo) await loadDemo(cli, app, server, first, stopping)
  await stopping.asked
  cli.note(cli.say('Stopping …', '正在停止……'))
  await server.stop()
}

function greeting(cli: Cli, url: string, first: FirstSignIn | null): string {
  const lines = [cli.say(`Liangti ${packageVersion()} is ready`, `量体 ${packageVersion()} 已就绪`), '']
  lines.push(`  ${cli.say('Console  ', '控制台  ')} ${url}`)
  if (first) {
    lines.push(
      `  ${cli.say('Sign in  ', '首次登录')} ${url}${first.linkPath}`,
      `            ${cli.say('(works once, for 30 minutes)', '（仅可使用一次，30 分钟内有效）')}`,
      `  ${cli.say('or with  ', '或使用  ')} ${first.email}  ${cli.say('password', '密码')} ${first.password}`,
      '',
      cli.say('  Note the password now: it is shown only this once.', '  请立即记下密码：仅在此显示一次。'),
    )
  }
  lines.push('', cli.say('  Ctrl-C stops it.', '  按 Ctrl-C 停止。'))
  return lines.join('\n')
}
