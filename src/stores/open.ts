import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../kit/clock.ts'
import type { Config } from '../kit/config.ts'
import { cryptoErrors, type Vault } from '../kit/crypto/index.ts'
import { isAppError } from '../kit/errors.ts'
import type { Log } from '../kit/log.ts'
import {
  checkMasterKey,
  findRunningLedger,
  type Ledger,
  ledgerErrors,
  migrateLedger,
  openLedger,
  openVault,
  recoverTasks,
  refreshVaults,
  startLedgerServer,
} from './ledger/index.ts'
import { sleep } from './ledger/server/process.ts'
import { masterKeyPath, openMasterKey } from './master-key.ts'
import { openPersonKeys, type PersonKeys, personKeyPath } from './person-key-file.ts'
import {
  createWarehouse,
  findRunningWarehouse,
  migrate,
  startWarehouseServer,
  type Warehouse,
  warehouseMigrations,
} from './warehouse/index.ts'

/** What the rooms work on. */
export interface Stores {
  ledger: Ledger
  warehouse: Warehouse
}

export interface OpenStores extends Stores {
  masterKey: Buffer
  /** The copy of the customers' keys beside the master key. */
  personKeys: PersonKeys
  /** The secrets of a workspace; unwrapped once, then from memory. */
  vault(workspaceId: number): Promise<Vault>
  /** Closes the connections, and stops the engines this process started. */
  close(): Promise<void>
}

export interface OpenOptions {
  /**
   * 'share' (default) uses engines another process already runs on the data folder; 'own' refuses then, since two
   * servers on one folder would do everything twice.
   */
  engines?: 'share' | 'own'
}

export type StoreSettings = Pick<
  Config,
  'dataDir' | 'keyFile' | 'clickhouseUrl' | 'databaseUrl' | 'warehouseMemoryMb'
>

/** Where one engine is, and how to stop it if it is ours. */
interface Engine<T> {
  at: T
  embedded: boolean
  stop(): Promise<void>
}

type WarehouseAddress = { url: string; user?: string; password?: string; database?: string }

const sharedStartMs = 60_000
const taskSweepMs = 60_000
/** New keys are known to all long before they are used (`leadMs`). */
const keyWatchMs = 2_000

/**
 * Opens both stores: the servers the settings name, else the embedded engines, started unless they already run. The
 * schema of both is brought up to date, and tasks that a dead process left running are closed.
 * @throws ledger.*, warehouse.*, crypto.* saying what is missing and what to do; whatever was started is stopped again
 */
export async function openStores(
  settings: StoreSettings,
  log: Log,
  clock: Clock,
  options: OpenOptions = {},
): Promise<OpenStores> {
  ensureDataDir(settings.dataDir)
  const closing: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    const [ledgerEngine, warehouseEngine] = await both(
      ledgerOf(settings, log, options),
      warehouseOf(settings, log, options),
    )
    closing.push(() => Promise.all([ledgerEngine.stop(), warehouseEngine.stop()]))
    const ledger = await openLedger({ url: ledgerEngine.at, log, embedded: ledgerEngine.embedded })
    closing.push(() => ledger.close())
    const warehouse = createWarehouse({ ...warehouseEngine.at, log })
    closing.push(() => warehouse.close())
    await migrateLedger(ledger)
    await migrate(warehouse, warehouseMigrations)
    const masterKey = await openMasterKey(settings, ledger)
    const personKeys = openPersonKeys(ledger, masterKey, personKeyPath(masterKeyPath(settings)))
    const { missing } = await personKeys.settle()
    if (missing) log.error({}, cryptoErrors.personKeysMissing({}).message)
    // Another process may change the key. Whoever holds it holds these bytes, so they are what changes.
    const withMasterKey = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        return await work()
      } catch (error) {
        if (!isAppError(error) || error.code !== 'crypto.wrongKey') throw error
        ;(await openMasterKey(settings, ledger)).copy(masterKey)
        return work()
      }
    }
    const watch = setInterval(() => {
      withMasterKey(async () => {
        await checkMasterKey(ledger, masterKey)
        await refreshVaults(ledger, masterKey)
      }).catch((error: unknown) => log.warn({ err: error }, 'changed keys were not taken up'))
    }, keyWatchMs).unref()
    closing.push(async () => clearInterval(watch))
    await recoverTasks(ledger, clock)
    // A task of another machine is known to be dead only when its heartbeat has stopped for a while.
    const sweep = setInterval(() => {
      recoverTasks(ledger, clock).catch((error: unknown) =>
        log.warn({ err: error }, 'abandoned tasks were not looked for'),
      )
    }, taskSweepMs).unref()
    closing.push(async () => clearInterval(sweep))
    return {
      ledger,
      warehouse,
      masterKey,
      personKeys,
      vault: (workspaceId) => withMasterKey(() => openVault(ledger, masterKey, workspaceId)),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Made by us, the folder can be walked through (not listed) by the account PostgreSQL runs under. */
function ensureDataDir(dir: string): void {
  if (existsSync(dir)) return
  try {
    mkdirSync(dir, { recursive: true })
    chmodSync(dir, 0o711)
  } catch (error) {
    const problem = `it cannot be created (${(error as NodeJS.ErrnoException).code ?? 'unknown'}); check who owns the folder above it, or set LIANGTI_DATA_DIR`
    throw ledgerErrors.engineFolder({ dir, problem }, error)
  }
}

/** Starts both at once; when one fails, the other is stopped before the failure is passed on. */
async function both<A, B>(
  first: Promise<Engine<A>>,
  second: Promise<Engine<B>>,
): Promise<[Engine<A>, Engine<B>]> {
  const [a, b] = await Promise.allSettled([first, second])
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value]
  if (a.status === 'fulfilled') await a.value.stop()
  if (b.status === 'fulfilled') await b.value.stop()
  throw a.status === 'rejected' ? a.reason : (b as PromiseRejectedResult).reason
}

const nothingToStop = async () => {}

async function ledgerOf(settings: StoreSettings, log: Log, options: OpenOptions): Promise<Engine<string>> {
  if (settings.databaseUrl) return { at: settings.databaseUrl, embedded: false, stop: nothingToStop }
  const { dataDir } = settings
  return shareOrStart(
    options,
    'ledger.engineRunning',
    async () => {
      const running = await findRunningLedger(dataDir)
      return running && { at: running.url, embedded: true, stop: nothingToStop }
    },
    async () => {
      const server = await startLedgerServer({ dataDir, log })
      return { at: server.url, embedded: true, stop: () => server.stop() }
    },
  )
}

async function warehouseOf(
  settings: StoreSettings,
  log: Log,
  options: OpenOptions,
): Promise<Engine<WarehouseAddress>> {
  if (settings.clickhouseUrl)
    return { at: { url: settings.clickhouseUrl }, embedded: false, stop: nothingToStop }
  const dataDir = join(settings.dataDir, 'warehouse')
  const address = ({ url, user, password, database }: Required<WarehouseAddress>) => ({
    url,
    user,
    password,
    database,
  })
  return shareOrStart(
    options,
    'warehouse.dataDirInUse',
    async () => {
      const running = await findRunningWarehouse(dataDir)
      return running && { at: address(running), embedded: true, stop: nothingToStop }
    },
    async () => {
      const server = await startWarehouseServer({ dataDir, memoryMb: settings.warehouseMemoryMb, log })
      return { at: address(server), embedded: true, stop: () => server.stop() }
    },
  )
}

/** Uses the running engine, or starts one; where another process is just starting it, waits for that one. */
async function shareOrStart<T>(
  options: OpenOptions,
  busyCode: string,
  find: () => Promise<Engine<T> | null>,
  start: () => Promise<Engine<T>>,
): Promise<Engine<T>> {
  const share = options.engines !== 'own'
  const running = share ? await find() : null
  if (running) return running
  const deadline = Date.now() + sharedStartMs
  for (;;) {
    try {
      return await start()
    } catch (error) {
      if (!share || !isAppError(error) || error.code !== busyCode || Date.now() > deadline) throw error
      const other = await find()
      if (other) return other
      await sleep(250)
    }
  }
}
