import type { ChildProcess } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../kit/errors.ts'
import { newSecret } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import { entryPath } from '../../kit/paths.ts'
import { isAlive } from '../is-alive.ts'
import { endEngineProcess, startEngineProcess } from './engine-process.ts'
import { warehouseErrors } from './errors.ts'
import {
  findRunningWarehouse,
  type RuntimeRecord,
  readRuntime,
  removeRuntime,
  writeRuntime,
} from './runtime-file.ts'

export interface LaunchOptions {
  /** The platform's data folder: tables go to `warehouse/` in it, the runtime record to `run/`. One engine at a time. */
  dataDir: string
  /** Cap of the engine's memory, MiB. */
  memoryMb: number
  log: Log
  /** Default `liangti`. */
  database?: string
  /** Longest wait for the first answer. Default 60 s: recovery of a large folder takes a while. */
  startTimeoutMs?: number
  /** Deaths within ten minutes after which it is given up. Default 500: in practice never, a full disk is emptied again. */
  maxRestarts?: number
}

export interface RunningWarehouse extends Omit<RuntimeRecord, 'pid' | 'parentPid'> {
  /** Of the present process; another after a restart, 0 in between. */
  readonly pid: number
  /** Settles when the engine was stopped; rejects when it died too often to be started again. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

const deathsWindowMs = 10 * 60_000
/** An engine killed now and then is back at once; one that dies over and over is given time. */
const backoffWindowMs = 30_000
/** A killed parent leaves its engine a moment to notice and let go of the folder. */
const folderWaitMs = 8_000
/** On a busy machine a long moment; while the record names a dead parent it will come to an end. */
const orphanWaitMs = 30_000
/** From the kill of a process to its end. */
const dyingMs = 500
const stopGraceMs = 8_000

/**
 * Starts the embedded engine and keeps it running: it is started again when it dies, on the same port with the same
 * password, and ends with this process.
 * @throws warehouse.dataDirInUse, warehouse.cannotStart
 */
export async function startWarehouseServer(options: LaunchOptions): Promise<RunningWarehouse> {
  const running = await findRunningWarehouse(options.dataDir)
  // An engine whose parent was killed answers for a moment still; it is waited for below. So does a parent being killed.
  if (running && isAlive(running.parentPid) && (await staysAlive(running.parentPid)))
    throw warehouseErrors.dataDirInUse({ dir: options.dataDir, pid: running.pid })
  checkFolder(options.dataDir)
  const supervisor = new Supervisor(options)
  await supervisor.start()
  return supervisor
}

async function staysAlive(pid: number): Promise<boolean> {
  await sleep(dyingMs)
  return isAlive(pid)
}

function checkFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true })
    accessSync(dir, constants.W_OK)
  } catch (error) {
    throw warehouseErrors.cannotStart({ dir, problem: messageOf(error) }, error)
  }
  const entry = entryPath('warehouse-server')
  if (existsSync(entry)) return
  throw warehouseErrors.cannotStart({ dir, problem: `${entry} is missing; run "npm run build"` })
}

class Supervisor implements RunningWarehouse {
  readonly user = 'liangti'
  readonly password = newSecret()
  readonly reader = { user: 'reader', password: newSecret() }
  readonly database: string
  readonly ended: Promise<void>
  url = ''
  #port = 0
  #child: ChildProcess | null = null
  #starting: Promise<void> | null = null
  #stopping = false
  #deaths: number[] = []
  #settleEnded: (error?: Error) => void = () => {}
  readonly #options: LaunchOptions

  constructor(options: LaunchOptions) {
    this.#options = options
    this.database = options.database ?? 'liangti'
    this.ended = new Promise((resolve, reject) => {
      this.#settleEnded = (error) => (error ? reject(error) : resolve())
    })
    // Whoever cares awaits it; nobody is forced to.
    this.ended.catch(() => {})
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** @throws warehouse.dataDirInUse, warehouse.cannotStart */
  async start(): Promise<void> {
    const { dataDir, memoryMb, startTimeoutMs = 60_000 } = this.#options
    const { user, password, reader, database } = this
    const users = { owner: { user, password }, reader }
    for (const began = Date.now(); ; await sleep(300)) {
      const options = { dataDir, port: this.#port, memoryMb, database, users }
      const start = await startEngineProcess(options, startTimeoutMs)
      if (start.kind === 'ready') return this.#adopt(start.child, start.port)
      if (start.kind === 'failed') throw warehouseErrors.cannotStart({ dir: dataDir, problem: start.problem })
      const holder = readRuntime(dataDir)
      const orphaned = holder !== null && !isAlive(holder.parentPid)
      if (Date.now() < began + (orphaned ? orphanWaitMs : folderWaitMs)) continue
      const pid = holder && isAlive(holder.pid) ? holder.pid : null
      throw warehouseErrors.dataDirInUse({ dir: dataDir, pid })
    }
  }

  #adopt(child: ChildProcess, port: number): void {
    const started = Date.now()
    this.#child = child
    this.#port = port
    this.url = `http://127.0.0.1:${port}`
    child.once('exit', (code, signal) => this.#died(Date.now() - started, `${signal ?? code}`))
    if (child.exitCode !== null || child.signalCode !== null) this.#died(0, 'at once')
    const { url, user, password, database, reader, pid } = this
    const record = { url, user, password, database, reader, pid, parentPid: process.pid }
    if (pid > 0) writeRuntime(this.#options.dataDir, record)
  }

  #died(livedMs: number, how: string): void {
    this.#child = null
    if (this.#stopping) return
    const now = Date.now()
    this.#deaths = [...this.#deaths.filter((at) => at > now - deathsWindowMs), now]
    const { log, maxRestarts = 500 } = this.#options
    const count = this.#deaths.length
    if (count > maxRestarts) {
      log.error({ deaths: count }, 'the analytics engine keeps dying and is not started again')
      const problem = `it died ${count} times in ten minutes`
      this.#settleEnded(warehouseErrors.unavailable({ url: this.url, problem }))
      return
    }
    const recent = this.#deaths.filter((at) => at > now - backoffWindowMs).length
    const waitMs = recent <= 2 ? 0 : Math.min(5_000, 50 * 2 ** recent)
    log.warn({ how, livedMs, waitMs }, 'the analytics engine died; starting it again')
    this.#starting = sleep(waitMs).then(() => this.#restart())
  }

  async #restart(): Promise<void> {
    if (this.#stopping) return
    try {
      await this.start()
      this.#options.log.info({ pid: this.pid }, 'the analytics engine is back')
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the analytics engine could not be started again')
      this.#died(0, 'start failed')
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true
    // A start under way is let through, so that no process is left behind.
    await this.#starting
    if (this.#child) await endEngineProcess(this.#child, stopGraceMs)
    removeRuntime(this.#options.dataDir)
    this.#settleEnded()
  }
}
