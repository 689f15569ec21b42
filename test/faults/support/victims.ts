import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { processesOf } from '../../stores/ledger/fixtures/program.ts'
import type { RunningProduct } from '../../support/product.ts'

/** Processes of a started product. `everything` is a power cut: all of them at once. */
export const victims = ['app', 'warehouse', 'keeper', 'postgres', 'everything'] as const
export type Victim = (typeof victims)[number]

/** @returns whether the app itself was killed, so that nobody starts it again */
export async function kill(product: RunningProduct, victim: Victim): Promise<boolean> {
  const { dataDir, process: app } = product
  const pids: Record<Exclude<Victim, 'everything'>, () => number[]> = {
    app: () => (app.exitCode === null && app.signalCode === null && app.pid ? [app.pid] : []),
    warehouse: () => [warehousePid(dataDir)],
    keeper: () => processesOf(dataDir, 'ledger-server'),
    postgres: () => processesOf(dataDir, '/bin/postgres'),
  }
  const found =
    victim === 'everything' ? Object.values(pids).flatMap((those) => those()) : await present(pids[victim])
  const gone =
    victim === 'app' || victim === 'everything'
      ? new Promise<void>((resolve) =>
          (app.exitCode ?? app.signalCode) !== null ? resolve() : app.once('exit', () => resolve()),
        )
      : null
  for (const pid of found) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended between being seen and being killed.
    }
  }
  await gone
  return gone !== null
}

export function warehousePid(dataDir: string): number {
  const record = JSON.parse(readFileSync(join(dataDir, 'warehouse/run/warehouse.json'), 'utf8')) as {
    pid: number
  }
  return record.pid
}

/** One killed just before may still be starting. */
async function present(pids: () => number[]): Promise<number[]> {
  for (let waited = 0; ; waited += 50) {
    const found = pids()
    if (found.length > 0) return found
    if (waited > 20_000) throw new Error('the process to kill is not there')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
