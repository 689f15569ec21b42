import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { messageOf } from '../../kit/errors.ts'
import { newSecret } from '../../kit/ids.ts'
import type { Log } from '../../kit/log.ts'
import { entryPath } from '../../kit/paths.ts'
import { warehouseErrors } from './errors.ts'
import {
  findRunningWarehouse,
  isAlive,
  type RuntimeRecord,
  readRuntime,
  removeRuntime,
  writeRuntime,
} from './runtime-file.ts'
import { engineLimits, type ServerOptions } from './server/engine-config.ts'

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
  /** Restarts in a row, none of which lived 30 s, before giving up. Default 6. */
  maxRestarts?: number
}

export interface RunningWarehouse extends Omit<RuntimeRecord, 'pid'> {
  /** Of the present process; another after a restart. */
  readonly pid: number
  /** Settles when the engine was stopped, or rejects when it died too often to be started again. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

const stableMs = 30_000

/**
 * Starts the embedded engine and keeps it running: it is started again when it dies, on the same port with the same
 * password, and ends with this process.
 * @throws warehouse.dataDirInUse, warehouse.cannotStart
 */
export async function startWarehouseServer(options: LaunchOptions): Promise<RunningWarehouse> {
  const running = await findRunningWarehouse(options.dataDir)
  if (running) throw warehouseErrors.dataDirInUse({ dir: options.dataDir, pid: running.pid })
  checkFolder(options.dataDir)
  const supervisor = new Supervisor(options)
  await supervisor.start()
  return supervisor
}

function checkFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true })
    accessSync(dir, constants.W_OK)
  } catch (error) {
    throw warehouseErrors.cannotStart({ dir, problem: messageOf(error) }, error)
  }
  const entry = entryPath('warehouse-server')
  if (!existsSync(entry))
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
  #stopping = false
  #restarts = 0
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

  async start(): Promise<void> {
    const { dataDir } = this.#options
    const deadline = Date.now() + (this.#options.startTimeoutMs ?? 60_000)
    for (;;) {
      const answer = await this.#spawn(deadline)
      if ('port' in answer) {
        this.#port = answer.port
        this.url = `http://127.0.0.1:${answer.port}`
        const { url, user, password, database, reader, pid } = this
        writeRuntime(dataDir, { url, user, password, database, reader, pid })
        return
      }
      // A parent that was killed leaves its engine a moment to notice; wait for the folder rather than refuse at once.
      const waitMs = answer.error === 'in_use' ? 500 : 0
      const holder = readRuntime(dataDir)
      if (waitMs === 0 || Date.now() + waitMs > Math.min(deadline, this.#folderDeadline())) {
        if (answer.error !== 'in_use')
          throw warehouseErrors.cannotStart({ dir: dataDir, problem: answer.message })
        throw warehouseErrors.dataDirInUse({
          dir: dataDir,
          pid: holder && isAlive(holder.pid) ? holder.pid : null,
        })
      }
      await new Promise((resolve) => setTimeout(resolve, waitMs))
    }
  }

  #firstTry = 0
  #folderDeadline(): number {
    if (this.#firstTry === 0) this.#firstTry = Date.now()
    return this.#firstTry + 8_000
  }

  #spawn(deadline: number): Promise<{ port: number } | { error: string; message: string }> {
    const child = spawn(process.execPath, [entryPath('warehouse-server')], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, TZ: 'UTC', UV_THREADPOOL_SIZE: String(engineLimits.threads) },
    })
    // A child that dies while it is written to is seen by its exit.
    child.stdin.on('error', () => {})
    const { dataDir, memoryMb } = this.#options
    const owner = { user: this.user, password: this.password }
    const message: ServerOptions = {
      dataDir,
      port: this.#port,
      memoryMb,
      database: this.database,
      users: { owner, reader: this.reader },
    }
    child.stdin.write(`${JSON.stringify(message)}\n`)
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => {
          child.kill('SIGKILL')
          resolve({ error: 'timeout', message: 'it did not answer in time' })
        },
        Math.max(0, deadline - Date.now()),
      )
      let ready = false
      createInterface({ input: child.stdout }).once('line', (line) => {
        clearTimeout(timer)
        const answer = JSON.parse(line) as { port: number } | { error: string; message: string }
        ready = 'port' in answer
        if (ready) this.#child = child
        resolve(answer)
      })
      const started = Date.now()
      child.once('error', (error) => resolve({ error: 'spawn', message: error.message }))
      child.once('exit', (code, signal) => {
        clearTimeout(timer)
        if (ready) this.#exited(Date.now() - started, `${signal ?? code}`)
        else resolve({ error: 'exit', message: `it ended at once (${signal ?? code})` })
      })
    })
  }

  #exited(livedMs: number, how: string): void {
    this.#child = null
    if (this.#stopping) return
    this.#restarts = livedMs > stableMs ? 1 : this.#restarts + 1
    const { log, maxRestarts = 6 } = this.#options
    if (this.#restarts > maxRestarts) {
      log.error({ restarts: maxRestarts }, 'the analytics engine keeps dying and is not started again')
      this.#settleEnded(
        warehouseErrors.unavailable({ url: this.url, problem: `it died ${this.#restarts} times in a row` }),
      )
      return
    }
    const waitMs = this.#restarts === 1 ? 0 : Math.min(10_000, 200 * 2 ** this.#restarts)
    log.warn({ how, livedMs, waitMs }, 'the analytics engine died; starting it again')
    setTimeout(() => this.#restart(), waitMs)
  }

  #restart(): void {
    if (this.#stopping) return
    this.start().then(
      () => this.#options.log.info({ pid: this.pid }, 'the analytics engine is back'),
      (error: unknown) => {
        this.#options.log.warn({ err: error }, 'the analytics engine could not be started again')
        this.#exited(0, 'start failed')
      },
    )
  }

  async stop(): Promise<void> {
    this.#stopping = true
    const child = this.#child
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = new Promise((resolve) => child.once('exit', resolve))
      child.stdin?.end()
      const timer = setTimeout(() => child.kill('SIGKILL'), 8_000)
      await exited
      clearTimeout(timer)
    }
    removeRuntime(this.#options.dataDir)
    this.#settleEnded()
  }
}
