import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { engineConfig, engineLimits, type ServerOptions, serverOptions } from './engine-config.ts'
import { EngineError, fromEngineMessage } from './engine-error.ts'
import { quoteIdentifier } from './escapes.ts'
import { type Handling, handle } from './handler.ts'
import { drainPending, openSession } from './native.ts'
import { openPool } from './pool.ts'
import { type StreamThreadData, serveStreams } from './stream-thread.ts'

/**
 * Where processor time is short the program goes first, which answers browsers and senders; the engine's merges can wait.
 * Its threads are all made after this and take it over.
 */
function giveWay(): void {
  try {
    setPriority(engineLimits.nice)
  } catch {
    // A system that does not let us be modest: then all are equal, as they were.
  }
}

/**
 * The embedded engine's process: chDB behind ClickHouse's HTTP interface. It is started by the launcher, which writes
 * one line of JSON (`ServerOptions`, password included) to standard input, reads one line (`{port}` or `{error}`) from
 * standard output, and keeps standard input open: when that ends, the parent is gone and so are we.
 */
async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin })
  let orphaned = false
  lines.once('close', () => {
    orphaned = true
  })
  const options = await new Promise<ServerOptions>((resolve, reject) => {
    lines.once('line', (line) => {
      try {
        resolve(serverOptions.parse(JSON.parse(line)))
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
    lines.once('close', () => reject(new Error('No options came on standard input.')))
  })
  giveWay()
  const context = await openEngine(options)
  const server = createServer(
    // Parameters travel in the address; ClickHouse allows it a mebibyte.
    { keepAliveTimeout: 65_000, requestTimeout: 0, maxHeaderSize: 1024 * 1024 },
    (req, res) => void serve(context, req, res),
  )
  server.on('clientError', (_, socket) => socket.destroy())
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    server.close()
    // What was acknowledged is on disk; whatever still runs was not, so it is not waited for long. The engine's own
    // closing adds nothing to that, and hangs when the parent that read our standard error is gone.
    const end = () => process.kill(process.pid, 'SIGKILL')
    setTimeout(end, 5_000)
    server.closeIdleConnections()
    drainPending().then(end, end)
  }
  lines.once('close', stop)
  // The parent may have gone while the engine opened.
  if (orphaned) stop()
  // Ctrl-C and service managers signal the whole group of processes; when to stop is the parent's decision.
  process.on('SIGTERM', () => {})
  process.on('SIGINT', () => {})
  server.listen(options.port, '127.0.0.1', () => say({ port: (server.address() as AddressInfo).port }))
  server.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'listen', error.message))
}

async function openEngine(options: ServerOptions): Promise<Handling> {
  const runDir = join(options.dataDir, 'run')
  const storeDir = join(options.dataDir, 'warehouse')
  mkdirSync(runDir, { recursive: true, mode: 0o700 })
  mkdirSync(storeDir, { recursive: true, mode: 0o700 })
  const spoolDir = join(runDir, 'warehouse-spool')
  rmSync(spoolDir, { recursive: true, force: true }) // what a killed process left
  mkdirSync(spoolDir, { mode: 0o700 })
  const configFile = join(runDir, 'warehouse-engine.xml')
  writeFileSync(configFile, engineConfig(options), { mode: 0o600 })
  // The first session carries the engine's configuration and keeps the engine open as long as the process lives.
  const keeper = openSession(storeDir, [`--config-file=${configFile}`])
  await keeper.queryAsync(`CREATE DATABASE IF NOT EXISTS ${quoteIdentifier(options.database)}`)
  return {
    pool: openPool(storeDir, engineLimits.lanes),
    users: options.users,
    limits: engineLimits.limitsFor(options.memoryMb),
    defaultDatabase: options.database,
    spoolDir,
    interactiveSeconds: engineLimits.interactiveSeconds,
  }
}

async function serve(context: Handling, req: IncomingMessage, res: ServerResponse): Promise<void> {
  res.setHeader('X-ClickHouse-Server-Display-Name', 'liangti-embedded')
  const path = (req.url ?? '/').split('?')[0]
  if (path === '/ping' || path === '/replicas_status') {
    res.writeHead(200, { 'Content-Type': 'text/plain' }).end('Ok.\n')
    return
  }
  if (path !== '/') {
    res.writeHead(404).end('There is no handler for this address.\n')
    return
  }
  try {
    await handle(context, req, res)
  } catch (error) {
    const known =
      error instanceof EngineError
        ? error
        : fromEngineMessage(error instanceof Error ? error.message : String(error))
    sendError(req, res, known)
    // The engine has given up for the rest of this process; a new one recovers.
    if (/server is shutting down due to a fatal error/i.test(known.message)) process.exit(70)
  }
}

function sendError(req: IncomingMessage, res: ServerResponse, error: EngineError): void {
  if (res.headersSent) {
    res.destroy()
    return
  }
  // The rest of a refused body is not worth reading.
  if (!req.complete) res.setHeader('Connection', 'close')
  for (const name of ['X-ClickHouse-Exception-Tag', 'Content-Encoding']) res.removeHeader(name)
  res.setHeader('X-ClickHouse-Exception-Code', String(error.engineCode))
  res.writeHead(statusOf(error), { 'Content-Type': 'text/plain; charset=UTF-8' }).end(error.body)
}

function statusOf(error: EngineError): number {
  if (error.engineCode === 516) return 403
  if (error.engineCode === 202) return 503
  if ([60, 81].includes(error.engineCode)) return 404
  if (error.engineCode === 159) return 408
  return [62, 456, 457, 452, 36, 47, 27, 117].includes(error.engineCode) ? 400 : 500
}

function say(line: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function fail(code: string, message: string): void {
  say({ error: code, message })
  // Given to the pipe before the process ends.
  process.stdout.write('', () => process.exit(1))
}

if (isMainThread) {
  main().catch((error: unknown) => {
    fail('failed', error instanceof Error ? error.message : String(error))
  })
} else if (parentPort) {
  serveStreams(parentPort, workerData as StreamThreadData)
}
