import type { Route } from '../kit/api.ts'
import type { Clock } from '../kit/clock.ts'
import type { Config } from '../kit/config.ts'
import type { Log } from '../kit/log.ts'
import type { Workspace } from '../kit/workspace.ts'
import { type OpenOptions, type OpenStores, openStores } from '../stores/index.ts'
import { createWorkspaceKeys } from '../stores/ledger/index.ts'
import { createKeyMemory } from './auth/key-memory.ts'
import { sweepSessions } from './auth/sessions.ts'
import { createThrottle } from './auth/throttle.ts'
import { createClosing } from './closing.ts'
import { isAttribute } from './fields/cut.ts'
import { fieldRoutes } from './fields/routes.ts'
import type { House } from './house/house.ts'
import { houseRoutes } from './house/routes.ts'
import { encryptionKeyRoutes } from './keys/routes.ts'
import { processingRoutes } from './processing/routes.ts'
import { openRooms, type Rooms } from './rooms.ts'

/** The whole program without its HTTP server: the command line works on the same. */
export interface App {
  config: Config
  log: Log
  clock: Clock
  stores: OpenStores
  house: House
  rooms: Rooms
  routes: Route[]
  /**
   * Starts what works on its own: delivery, touches, recovery, schedules. Only the server does; the command line lends
   * itself the stores. `address` is where customers reach us.
   */
  startWorkers(address: string): Promise<void>
  /** Ends workers first, then rooms, then the stores. */
  close(): Promise<void>
}

export interface ComposeOptions extends OpenOptions {
  log: Log
  clock: Clock
}

const sweepEveryMs = 3_600_000

/**
 * Opens the stores and furnishes the rooms.
 * @throws ledger.*, warehouse.*, crypto.*; what was opened by then is closed again
 */
export async function composeApp(config: Config, options: ComposeOptions): Promise<App> {
  const { log, clock } = options
  const closing = createClosing(log)
  try {
    const stores = await openStores(config, log, clock, options)
    closing.add('stores', () => stores.close())
    const { ledger, warehouse, masterKey } = stores
    const rooms = await openRooms({ config, log, clock, stores, ownsFolder: options.engines === 'own' })
    closing.add('rooms', () => rooms.close())
    const house: House = {
      ledger,
      warehouse,
      clock,
      log,
      throttle: createThrottle(clock),
      keyMemory: createKeyMemory(),
      secureCookies: config.publicUrl?.startsWith('https:') ?? false,
      locale: config.locale,
      prepareWorkspace: (workspaceId) => createWorkspaceKeys(ledger, masterKey, workspaceId),
      mail: rooms.mail,
      featuresAt: rooms.featuresAt,
    }
    /** Attributes customers have, and those computed for them. */
    const names = {
      attributesOf: async (workspace: Workspace) =>
        (await rooms.customer.profiles.attributeFields(workspace)).fields.filter(({ name }) =>
          isAttribute(name),
        ),
      computedOf: async (workspace: Workspace) => rooms.insight.computed.columns(workspace),
    }
    return {
      config,
      log,
      clock,
      stores,
      house,
      rooms,
      routes: [
        ...houseRoutes(house),
        ...fieldRoutes({ ledger, keyMemory: house.keyMemory, ...names }),
        ...processingRoutes({
          ledger,
          ...names,
          mailHost: config.smtpUrl === undefined ? null : new URL(config.smtpUrl).hostname,
          installation: {
            https: house.secureCookies,
            ledger: config.databaseUrl === undefined ? 'embedded' : 'server',
            warehouse: config.clickhouseUrl === undefined ? 'embedded' : 'server',
          },
        }),
        ...encryptionKeyRoutes({ ledger, masterKey, saveKeys: () => stores.personKeys.save() }),
        ...rooms.routes,
      ],
      startWorkers: async (address) => {
        const sweep = setInterval(() => {
          sweepSessions(ledger, clock).catch((error: unknown) =>
            log.warn({ err: error }, 'old sessions were not swept'),
          )
        }, sweepEveryMs).unref()
        closing.add('session sweep', async () => clearInterval(sweep))
        closing.add('workers', await rooms.startWorkers(address))
      },
      close: () => closing.close(),
    }
  } catch (error) {
    await closing.close()
    throw error
  }
}
