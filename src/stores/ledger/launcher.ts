import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { ErrorParams } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import { entryPath } from '../../kit/paths.ts'
import { ledgerErrors } from './errors.ts'
import { lastLine } from './server/cluster.ts'
import { isKeeper, ledgerFiles, readJson } from './server/files.ts'
import type { KeeperEvent } from './server/keeper.ts'
import { settles, sleep } from './server/process.ts'

export interface LedgerServer {
  /** postgres://user:password@127.0.0.1:port/database; stays the same when the server is restarted. */
  url: string
  /** The keeper's process, which runs PostgreSQL; another one after a restart. */
  readonly pid: number
  stop(): Promise<void>
}

/** Failed starts in a row are given more and more time between them, but never given up: a full disk is emptied again. */
const longestWaitMs = 15_000

/**
 * Starts the embedded PostgreSQL of a data folder. It ends with this process, however that ends; a killed keeper or
 * PostgreSQL is started again at the same address with everything it had acknowledged.
 * @throws ledger.engineRunning when another process runs it; ledger.engineMissing, engineFolder, engineFailed
 */
export async function startLedgerServer(options: { dataDir: string; log: Log }): Promise<LedgerServer> {
  const { log } = options
  const files = ledgerFiles(options.dataDir)
  let stopping = false
  let keeper = await launch(files.dataDir, log)

  const supervise = (current: Keeper): void => {
    current.exited.then(async () => {
      if (stopping) return
      log.warn({ pid: current.child.pid }, 'ledger server ended unexpectedly')
      for (let failures = 1; !stopping; failures++) {
        try {
          keeper = await launch(files.dataDir, log)
          if (keeper.url !== current.url)
            log.error('ledger server came back at another address; restart Liangti')
          if (stopping) await end(keeper)
          else supervise(keeper)
          return
        } catch (error) {
          log.error({ err: error, failures }, 'ledger server did not start again')
          await sleep(Math.min(longestWaitMs, 250 * 2 ** failures))
        }
      }
    })
  }
  supervise(keeper)
  return {
    url: keeper.url,
    get pid() {
      return keeper.child.pid ?? 0
    },
    stop: async () => {
      stopping = true
      await end(keeper)
    },
  }
}

/** The embedded server another process runs on this data folder, or null. */
export async function findRunningLedger(dataDir: string): Promise<{ url: string; pid: number } | null> {
  const files = ledgerFiles(dataDir)
  const run = readJson<{ url: string; pid: number }>(files.run)
  return run && isKeeper(run.pid, files) ? run : null
}

interface Keeper {
  child: ChildProcess
  url: string
  exited: Promise<void>
}

function launch(dataDir: string, log: Log): Promise<Keeper> {
  // Detached: Ctrl-C goes to us alone. The open pipe is what keeps it alive.
  const child = spawn(process.execPath, [entryPath('ledger-server'), dataDir], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.stdin.on('error', () => {})
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2_000)
  })
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(startFailure(error.message, dataDir)))
    exited.then(() => reject(startFailure(lastLine(stderr) || 'it ended at once', dataDir)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as KeeperEvent
      if (event.event === 'failed') return reject(rebuild(event, dataDir))
      if (event.event === 'restarting')
        return log.warn('embedded PostgreSQL ended unexpectedly; starting it again')
      log.info({ pid: event.pid, home: event.home }, 'embedded PostgreSQL is ready')
      letGo(child)
      resolve({ child, url: event.url, exited })
    })
  })
}

/** A program that has nothing left to do may end; the server then ends with it. */
function letGo(child: ChildProcess): void {
  child.unref()
  for (const stream of child.stdio) (stream as { unref?: () => void } | null)?.unref?.()
}

async function end(keeper: Keeper): Promise<void> {
  keeper.child.ref()
  keeper.child.stdin?.end()
  if (!(await settles(keeper.exited, 30_000))) keeper.child.kill('SIGTERM')
}

function startFailure(reason: string, dataDir: string): Error {
  return ledgerErrors.engineFailed({ step: 'start', reason, log: ledgerFiles(dataDir).log })
}

/** The keeper's error as if it had been thrown here. */
function rebuild(event: Extract<KeeperEvent, { event: 'failed' }>, dataDir: string): Error {
  const name = event.code.replace(/^ledger\./, '')
  const factories = ledgerErrors as Record<string, ((params: never) => Error) | undefined>
  const factory = factories[name] as ((params: ErrorParams) => Error) | undefined
  return factory ? factory(event.params as ErrorParams) : startFailure(event.message, dataDir)
}
