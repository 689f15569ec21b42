import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { type AppError, isAppError, messageOf } from '../../../kit/errors.ts'
import { ledgerErrors } from '../errors.ts'
import { type ClusterSecret, ensureCluster } from './cluster.ts'
import { installedEngine, prepareEngine } from './engine.ts'
import { createFolders, type KeeperLock, ledgerFiles, takeLock, writePrivately } from './files.ts'
import { dismissGuard, startGuard } from './guard.ts'
import { choosePlace, type Place } from './place.ts'
import { clearLeftover, ensureDatabase, type Postgres, startPostgres, stopProcess } from './postgres.ts'
import { settles, sleep } from './process.ts'

/** What the keeper tells its parent, one JSON object a line on standard output. */
export type KeeperEvent =
  | { event: 'ready'; url: string; pid: number; home: string }
  | { event: 'restarting'; reason: string }
  | { event: 'failed'; code: string; params: Record<string, unknown>; message: string }

/** Restarts within this many milliseconds of each other count as one series. */
const seriesMs = 60_000
const maxRestarts = 10

/** Runs PostgreSQL on one data folder until `stop` resolves; restarts it when it dies. */
export async function keep(
  dataDir: string,
  tell: (event: KeeperEvent) => void,
  stop: Promise<void>,
): Promise<number> {
  const files = ledgerFiles(dataDir)
  let lock: KeeperLock | null = null
  try {
    createFolders(files)
    lock = await takeLock(files)
    const place = choosePlace(files)
    const engine = prepareEngine(installedEngine(), place.home, place.account)
    const secret = await ensureCluster(engine, place, files)
    await clearLeftover(place)
    const port = await choosePort(files.dataDir)
    let stopping = false
    const stopped = stop.then(() => {
      stopping = true
    })
    let series: number[] = []
    let postgres = await startPatiently(engine, place, files, secret, port)
    while (!stopping) {
      const guard = startGuard(postgres.pid, place)
      const url = await databaseUnless(postgres.exited, () => ensureDatabase(port, secret))
      if (url !== null) {
        writePrivately(files.run, { url, pid: process.pid })
        tell({ event: 'ready', url, pid: process.pid, home: place.home })
        await Promise.race([stopped, postgres.exited])
      }
      dismissGuard(guard)
      if (stopping) break
      const now = Date.now()
      series = [...series.filter((at) => now - at < seriesMs), now]
      if (series.length > maxRestarts || !lock.held() || !existsSync(place.cluster)) {
        throw ledgerErrors.engineFailed({
          step: 'stay up',
          reason: `it ended ${series.length} times in a minute`,
          log: files.log,
        })
      }
      tell({ event: 'restarting', reason: 'PostgreSQL ended unexpectedly' })
      await clearLeftover(place)
      postgres = await startPatiently(engine, place, files, secret, port)
    }
    lock.leaving()
    rmSync(files.run, { force: true })
    await halt(postgres)
    return 0
  } catch (error) {
    tell(failureOf(error, files.dataDir))
    return 1
  } finally {
    if (lock?.held()) rmSync(files.run, { force: true })
    lock?.release()
  }
}

/** The database's address; null where PostgreSQL ended while it was being looked at, which is no failure but an end. */
async function databaseUnless(exited: Promise<void>, ensure: () => Promise<string>): Promise<string | null> {
  const ended = exited.then(() => null)
  try {
    return await Promise.race([ensure(), ended])
  } catch (error) {
    if (await settles(exited, 1_000)) return null
    throw error
  }
}

/** After a kill, helpers of the old postmaster hold its shared memory for a moment; a start is then refused. */
async function startPatiently(
  engine: string,
  place: Place,
  files: ReturnType<typeof ledgerFiles>,
  secret: ClusterSecret,
  port: number,
): Promise<Postgres> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startPostgres(engine, place, files, secret, port)
    } catch (error) {
      const held = /shared memory|lock file|in use/i.test(messageOf(error))
      if (!held || attempt >= 40) throw error
      await sleep(250)
    }
  }
}

async function halt(postgres: Postgres): Promise<void> {
  let ended = false
  const exited = postgres.exited.then(() => {
    ended = true
  })
  await stopProcess(postgres.pid, () => ended)
  await settles(exited, 1_000)
}

/**
 * The same folder gets the same port, so a restarted server is found where it was; below the range the system hands out
 * to outgoing connections. The next free one is taken where another program sits.
 */
async function choosePort(dataDir: string): Promise<number> {
  const base = createHash('sha256').update(dataDir).digest().readUInt32BE(0)
  for (let step = 0; step < 500; step++) {
    const port = 20_000 + ((base + step) % 12_000)
    if (await isFree(port)) return port
  }
  throw ledgerErrors.engineFailed({ step: 'start', reason: 'no free port between 20000 and 32000', log: '-' })
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

function failureOf(thrown: unknown, dataDir: string): KeeperEvent {
  const error = isAppError(thrown) ? thrown : asAppError(thrown, dataDir)
  return { event: 'failed', code: error.code, params: error.params, message: error.message }
}

function asAppError(error: unknown, dataDir: string): AppError {
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM') {
    const problem =
      'it belongs to another user; start as the user that made it, or give the whole data folder to this one'
    return ledgerErrors.engineFolder({ dir: path ?? dataDir, problem }, error)
  }
  return ledgerErrors.engineFailed(
    { step: 'start', reason: messageOf(error), log: ledgerFiles(dataDir).log },
    error,
  )
}
