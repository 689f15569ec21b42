import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { isAlive } from '../is-alive.ts'

const credentials = { user: z.string(), password: z.string() }
const runtimeRecord = z.object({
  url: z.url(),
  ...credentials,
  database: z.string(),
  pid: z.int().positive(),
  /** Process that started the engine and restarts it; when it is gone the engine is about to end. */
  parentPid: z.int().positive(),
  /** For SQL written by people: may read, nothing else. */
  reader: z.object(credentials),
})
/** Where a running engine can be reached; lies in `run/warehouse.json` of its folder, readable by its owner only. */
export type RuntimeRecord = z.output<typeof runtimeRecord>

function runtimeFile(dataDir: string): string {
  return join(dataDir, 'run', 'warehouse.json')
}

/** Written whole or not at all. */
export function writeRuntime(dataDir: string, record: RuntimeRecord): void {
  const file = runtimeFile(dataDir)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 })
  renameSync(draft, file)
}

/** The record, whether or not its process still lives; null where there is none or it is not readable. */
export function readRuntime(dataDir: string): RuntimeRecord | null {
  try {
    const parsed = runtimeRecord.safeParse(JSON.parse(readFileSync(runtimeFile(dataDir), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null // no file, or half of one left by another version: the same as no engine
  }
}

export function removeRuntime(dataDir: string): void {
  rmSync(runtimeFile(dataDir), { force: true })
}

/** The record of an engine that is alive and answers to its password; null otherwise. */
export async function findRunningWarehouse(dataDir: string): Promise<RuntimeRecord | null> {
  const record = readRuntime(dataDir)
  if (!record || !isAlive(record.pid)) return null
  return (await answers(record)) ? record : null
}

/** Asks with the password: after a crash another program may sit on the port. */
export async function answers(
  record: Pick<RuntimeRecord, 'url' | 'user' | 'password'>,
  timeoutMs = 3_000,
): Promise<boolean> {
  try {
    const response = await fetch(`${record.url}/?query=${encodeURIComponent('SELECT 1')}`, {
      headers: { 'X-ClickHouse-User': record.user, 'X-ClickHouse-Key': record.password },
      signal: AbortSignal.timeout(timeoutMs),
    })
    return response.status === 200 && (await response.text()).trim() === '1'
  } catch {
    return false // refused or silent: that is the answer asked for
  }
}
