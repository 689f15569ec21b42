import { fork } from 'node:child_process'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sql as pg } from 'kysely'
import { servedProfileRoutes } from '../../customer/index.ts'
import { entryPath } from '../../kit/paths.ts'
import { createGate } from '../../server/auth/gate.ts'
import { createApiKey } from '../../server/auth/keys.ts'
import type { App } from '../../server/compose.ts'
import { createHttpServer } from '../../server/http/server.ts'
import { type Bench, timed } from './bench.ts'
import { populate } from './population.ts'
import type { Asked, AskOrder, FromAsker } from './profile/order.ts'
import { benchWorkspace } from './workspace.ts'

const requestsPerSecond = 1_000
/** A full collection of the heap comes every twenty seconds or so: in a shorter run the share it takes is chance. */
const pacedSeconds = 30
const warmUpSeconds = 5

/** Profiles over HTTP with an API key; asker, server and engines share the machine, each a process of its own. */
export const profileBench: Bench = {
  id: 'profile',
  summary: {
    en: 'profiles over HTTP, paced at 1,000 requests a second',
    zh: '每秒 1,000 次请求下的客户档案接口',
  },
  run: ({ withApp, scale, seconds, report }) =>
    withApp(async (app) => {
      const people = Math.max(1_000, Math.round(20_000 * scale))
      const paced = seconds ?? pacedSeconds
      const workspace = await benchWorkspace(app)
      report(`making ${people} customers …`)
      await pg`INSERT INTO persons (workspace_id, created_at)
        SELECT ${workspace.id}, now() FROM generate_series(1, ${people})`.execute(app.stores.ledger.db)
      await populate(app, workspace.id, people, app.clock.now())
      await app.rooms.insight.features.refresh(workspace)
      const { url, secret, close } = await openServer(app, workspace.id)
      try {
        report('building their profiles …')
        const ids = Array.from({ length: people }, (_, i) => String(i + 1))
        const built = await timed(async () => {
          for (let i = 0; i < ids.length; i += 500)
            await app.rooms.served.batch(workspace, ids.slice(i, i + 500))
        })
        const order = { url, secret, people, requestsPerSecond, what: 'profiles' as const }
        report('warming up …')
        await run({ ...order, seconds: warmUpSeconds })
        const nothing = await run({ ...order, what: 'nothing', seconds: warmUpSeconds })
        const before = app.rooms.served.hits()
        report(`paced at ${requestsPerSecond} a second, ${Math.round(paced)} s …`)
        const loop = monitorEventLoopDelay({ resolution: 1 })
        loop.enable()
        const cpu = process.cpuUsage()
        const asked = await run({ ...order, seconds: paced })
        const used = process.cpuUsage(cpu)
        loop.disable()
        const after = app.rooms.served.hits()
        return [
          {
            name: `p99 of a profile, paced at ${requestsPerSecond} requests a second`,
            value: at(asked.ms, 0.99),
            unit: 'ms',
            budget: { atMost: 25 },
            detail: {
              p50Ms: at(asked.ms, 0.5),
              p999Ms: at(asked.ms, 0.999),
              askerLateP99Ms: at(asked.lateMs, 0.99),
              requests: asked.answers,
              people,
              perSecond: Math.round(asked.answers / asked.seconds),
            },
          },
          {
            name: 'p99 of an empty answer of the same server, just before',
            value: at(nothing.ms, 0.99),
            unit: 'ms',
            budget: null,
            detail: { p50Ms: at(nothing.ms, 0.5), askerLateP99Ms: at(nothing.lateMs, 0.99) },
          },
          {
            name: 'requests that failed meanwhile',
            value: asked.failures,
            unit: '',
            budget: { atMost: 0 },
          },
          {
            name: 'processor time of the server, a request',
            value: Math.round((used.user + used.system) / Math.max(1, asked.answers)),
            unit: 'µs',
            budget: null,
          },
          {
            name: 'delay of its event loop, p99',
            value: Math.round(loop.percentile(99) / 1e4) / 100,
            unit: 'ms',
            budget: null,
            detail: {
              p50Ms: Math.round(loop.percentile(50) / 1e4) / 100,
              maxMs: Math.round(loop.max / 1e4) / 100,
            },
          },
          {
            name: 'answered from memory',
            value: (after.memory - before.memory) / Math.max(1, after.all - before.all),
            unit: 'of 1',
            budget: null,
          },
          {
            name: 'profiles built a second, from nothing',
            value: Math.round(people / (built.ms / 1_000)),
            unit: 'profiles/s',
            budget: null,
          },
        ]
      } finally {
        await close()
      }
    }),
}

/** The delay that a share of the answers kept, to a tenth. @param sorted rising, ms */
function at(sorted: readonly number[], share: number): number {
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return Math.round(found * 10) / 10
}

async function openServer(app: App, workspaceId: number) {
  const key = { workspaceId, name: 'bench', role: 'analyst' as const, createdBy: null }
  const { secret } = await createApiKey(app.stores.ledger, app.clock, key)
  const server = await createHttpServer({
    routes: servedProfileRoutes(app.rooms.served),
    gate: createGate(app.stores.ledger, app.clock, app.house.keyMemory),
    settings: { publicUrl: undefined, locale: 'en' },
    log: app.log,
    consoleDir: null,
  })
  server.get('/nothing', { config: { rateLimit: false } }, async () => '')
  return {
    secret,
    url: await server.listen({ port: 0, host: '127.0.0.1' }),
    close: () => server.close(),
  }
}

/** Asks in a process of its own, so that reading answers does not stop the server that is measured. */
function run(order: AskOrder): Promise<Asked> {
  const child = fork(entryPath('bench-profile-asker'), { execArgv: [] })
  return new Promise((resolve, reject) => {
    child.once('message', (message: FromAsker) =>
      'asked' in message ? resolve(message.asked) : reject(new Error(`The asker failed: ${message.failed}`)),
    )
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The asker ended with ${code} before it had an answer.`)))
    child.send(order)
  })
}
