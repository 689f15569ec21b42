import { join } from 'node:path'
import { packageRoot } from '../kit/paths.ts'
import { createGate } from './auth/gate.ts'
import type { App } from './compose.ts'
import { createHttpServer } from './http/server.ts'
import { closeServer, listen } from './listen.ts'
import { receiveMailOf } from './wiring/pushed-mail.ts'

export interface RunningServer {
  /** Where a person on this machine opens the console. */
  url: string
  /** Stops listening, then closes the app. */
  stop(): Promise<void>
}

/**
 * Serves an app and starts its workers.
 * @throws server.portInUse and its like; the app is left open for the caller to close
 */
export async function serve(app: App): Promise<RunningServer> {
  const { config, log, stores, clock, routes, house } = app
  const http = await createHttpServer({
    routes,
    gate: createGate(stores.ledger, clock, house.keyMemory),
    settings: { publicUrl: config.publicUrl, locale: config.locale },
    log,
    consoleDir: join(packageRoot(), 'dist', 'web'),
    collection: {
      receive: app.rooms.collection.receive,
      receiveSensors: app.rooms.collection.receiveSensors,
      receivePush: app.rooms.receivePush,
      receiveMail: receiveMailOf(app.rooms.collection, app.rooms.interaction),
      wechat: app.rooms.interaction.inbound.wechat,
    },
  })
  try {
    const url = await listen(http, config)
    await app.startWorkers(config.publicUrl ?? url)
    log.info({ port: new URL(url).port }, 'serving')
    return {
      url,
      stop: async () => {
        await closeServer(http)
        await app.close()
      },
    }
  } catch (error) {
    await closeServer(http, 0)
    throw error
  }
}
