import type { Config } from '../kit/config.ts'
import { type App, composeApp } from '../server/compose.ts'
import { type OpenStores, openStores } from '../stores/index.ts'
import type { Cli, PlaceOptions } from './cli.ts'
import { openLog, settingsOf } from './settings.ts'

/**
 * Runs work on the rooms without serving: on the engines of a running server where there is one, else on engines
 * started for the time of the work.
 */
export async function withApp<T>(cli: Cli, place: PlaceOptions, work: (app: App) => Promise<T>): Promise<T> {
  const config = settingsOf(cli, place)
  const app = await composeApp(config, { log: openLog(config), clock: cli.clock, engines: 'share' })
  try {
    return await work(app)
  } finally {
    await app.close()
  }
}

/** The same for work on the stores alone. */
export async function withStores<T>(
  cli: Cli,
  place: PlaceOptions,
  work: (stores: OpenStores, config: Config) => Promise<T>,
): Promise<T> {
  const config = settingsOf(cli, place)
  const stores = await openStores(config, openLog(config), cli.clock, { engines: 'share' })
  try {
    return await work(stores, config)
  } finally {
    await stores.close()
  }
}
