import { join } from 'node:path'
import { type Config, loadConfig } from '../kit/config.ts'
import { createLog, type Log } from '../kit/log.ts'
import { ensureDataDir } from '../server/data-dir.ts'
import type { Cli, PlaceOptions } from './cli.ts'

/** Settings of this call: file, environment, then what stands on the command line. @throws config.invalid */
export function settingsOf(
  cli: Cli,
  place: PlaceOptions,
  more: Partial<Record<keyof Config, unknown>> = {},
): Config {
  const overrides = { ...more, ...(place.data === undefined ? {} : { dataDir: place.data }) }
  return loadConfig({ cwd: cli.cwd, env: cli.env, file: place.config, overrides })
}

export function logPath(config: Config): string {
  return join(config.dataDir, 'logs', 'liangti.log')
}

/** The log of this installation; the terminal is for people. @throws server.dataDirUnusable */
export function openLog(config: Config): Log {
  ensureDataDir(config.dataDir)
  return createLog({ level: config.logLevel, file: logPath(config) })
}
