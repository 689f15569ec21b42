import { isAppError, messageOf } from '../../kit/errors.ts'
import type { App } from '../../server/compose.ts'
import type { FirstSignIn } from '../../server/first-start.ts'
import type { RunningServer } from '../../server/serve.ts'
import type { Cli } from '../cli.ts'
import type { Stopping } from './signals.ts'

const demoSeed = 20_260_101

/**
 * Founds the demo business at the first start; its owner is whoever signs in first. The server goes on without it if
 * it cannot be founded: one's own data do not need it.
 */
export async function loadDemo(
  cli: Cli,
  app: App,
  server: RunningServer,
  first: FirstSignIn,
  stopping: Stopping,
): Promise<void> {
  if (stopping.isAsked) return

  const { locale } = app.config
  cli.note(cli.say('Loading the demo business …', '正在加载演示企业……'))
  let loading = true
  stopping.asked.then(() => {
    if (loading)
      cli.note(
        cli.say(
          'Stopping as soon as the demo business is loaded; Ctrl-C again ends at once.',
          '演示企业加载完成后停止；再按一次 Ctrl-C 立即结束。',
        ),
      )
  })
  try {
    const workspace = await app.rooms.demo.install({
      slug: 'demo',
      name: locale === 'en' ? 'Demo shop' : '演示商城',
      seed: demoSeed,
      customers: 20_000,
      effect: 1,
      locale,
    })
    await app.stores.ledger.db
      .insertInto('memberships')
      .values({ user_id: first.ownerId, workspace_id: workspace.id, role: 'owner' })
      .execute()
    if (stopping.isAsked) return
    cli.note(
      cli.say(
        `The demo business is ready and lives through 90 days in 90 seconds: ${server.url}/w/demo`,
        `演示企业已就绪，正以 90 秒演示 90 天：${server.url}/w/demo`,
      ),
    )
    await app.rooms.demo.start(workspace, { days: 90, secondsPerDay: 1, stride: 1 })
  } catch (error) {
    app.log.error({ err: error }, 'the demo business could not be loaded')
    const reason = isAppError(error) ? error.in(cli.locale) : messageOf(error)
    cli.note(cli.say(`The demo business could not be loaded: ${reason}`, `演示企业加载失败：${reason}`))
  } finally {
    loading = false
  }
}
