import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { entryPath } from '../../kit/paths.ts'
import { engineLimits, type ServerOptions } from './server/engine-config.ts'

export type EngineStart =
  | { kind: 'ready'; port: number; child: ChildProcess }
  /** Another process has the folder open. */
  | { kind: 'in_use' }
  | { kind: 'failed'; problem: string }

const firstLine = z.union([z.object({ port: z.int() }), z.object({ error: z.string(), message: z.string() })])
const keptErrorChars = 4_000

/** Starts one engine process and waits for its first line. A process that does not become ready is ended. */
export function startEngineProcess(options: ServerOptions, timeoutMs: number): Promise<EngineStart> {
  const child = spawn(process.execPath, [entryPath('warehouse-server')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // Ctrl-C in a terminal reaches us alone; the engine ends when its standard input does
    env: { ...process.env, TZ: 'UTC', UV_THREADPOOL_SIZE: String(engineLimits.threads) },
  })
  // A process that dies while it is written to is seen by its exit.
  child.stdin.on('error', () => {})
  child.stdin.write(`${JSON.stringify(options)}\n`)
  let errors = ''
  let ready = false
  // Why a folder cannot be opened the engine says on standard error only. Later lines may quote rows: they are dropped.
  child.stderr.on('data', (chunk: Buffer) => {
    if (!ready && errors.length < keptErrorChars) errors += chunk.toString('utf8')
  })
  return new Promise((resolve) => {
    const fail = (problem: string) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      const locked = /Cannot lock file|Another server instance/.test(errors)
      const told = /DB::Exception: ([^\n]*)/.exec(errors)?.[1]
      resolve(locked ? { kind: 'in_use' } : { kind: 'failed', problem: told ?? problem })
    }
    const timer = setTimeout(() => fail('it did not answer in time'), timeoutMs)
    createInterface({ input: child.stdout }).once('line', (line) => {
      const answer = firstLine.safeParse(parsed(line))
      if (!answer.success) return fail('its first words were not understood')
      if ('error' in answer.data) {
        const { message } = answer.data
        // Standard error may arrive a moment after standard output.
        child.once('close', () => fail(message))
        return
      }
      clearTimeout(timer)
      ready = true
      resolve({ kind: 'ready', port: answer.data.port, child })
    })
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code, signal) => {
      if (!ready) child.once('close', () => fail(`it ended at once (${signal ?? code})`))
    })
  })
}

/** Asks the process to end by closing its standard input, and insists after `graceMs`. */
export async function endEngineProcess(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await exited
  clearTimeout(timer)
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null // told apart by the schema
  }
}
