import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog } from '../../../src/kit/log.ts'
import type { Random } from '../../../src/kit/random.ts'
import { migrateLedger, openLedger, startLedgerServer } from '../../../src/stores/ledger/index.ts'
import { bundleFixture } from '../../stores/ledger/fixtures/program.ts'
import { buildServers } from '../../support/shared-engines.ts'
import { settled } from './outbox.ts'
import { type Stage, stageOn } from './stage.ts'

/** How many a round writes to; `LIANGTI_FAULT_RECIPIENTS=100000` for the size of the promise. */
export function recipientsOr(usual: number): number {
  return Number(process.env.LIANGTI_FAULT_RECIPIENTS ?? usual)
}

/** Two where a round is small, ten where it is large. */
export function killsFor(recipients: number): number {
  return recipients < 10_000 ? 2 : 10
}

export interface KillingStage {
  stage: Stage
  /** A worker in a process of its own, ready to send. */
  startWorker(smtpUrl: string): Promise<ChildProcess>
  close(): Promise<void>
}

/** A ledger of its own and a worker program to be killed. */
export async function setKillingStage(name: string): Promise<KillingStage> {
  await buildServers()
  const script = await bundleFixture(join(import.meta.dirname, 'worker-program.ts'), name)
  const dataDir = mkdtempSync(join(tmpdir(), 'liangti-promise-'))
  chmodSync(dataDir, 0o711)
  const server = await startLedgerServer({ dataDir, log: silentLog })
  const ledger = await openLedger({ url: server.url, log: silentLog, connections: 6 })
  await migrateLedger(ledger)
  const stage = await stageOn(ledger, server.url, () => ledger.close())
  return {
    stage,
    startWorker: async (smtpUrl) => {
      const child = spawn(process.execPath, [script, stage.url, smtpUrl, stage.masterKey.toString('hex')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await new Promise<void>((resolve, reject) => {
        child.stdout?.once('data', () => resolve())
        child.once('exit', () => reject(new Error('The worker ended before it was ready.')))
      })
      return child
    },
    close: async () => {
      await stage.close()
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

/** Ends a worker as an operator does: what is in flight is recorded first. */
export async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

/**
 * Kills workers at random moments while the counterpart takes messages, then has one end what is left.
 * @param taken how many messages the counterpart has taken by now
 */
export async function sendWithKills(
  killing: KillingStage,
  {
    recipients,
    smtpUrl,
    chance,
    taken,
  }: { recipients: number; smtpUrl: string; chance: Random; taken(): number },
): Promise<void> {
  const kills = killsFor(recipients)
  for (let killed = 0; killed < kills; killed++) {
    const child = await killing.startWorker(smtpUrl)
    const goal = taken() + 1 + chance.below(recipients / (kills + 1))
    while (taken() < goal) await sleep(1)
    await kill(child)
  }
  const last = await killing.startWorker(smtpUrl)
  await settled(killing.stage.ledger, patienceMs(recipients))
  await end(last)
}

/** A message takes a few milliseconds on any machine, and a killed worker's rows wait for their lease. */
export const patienceMs = (recipients: number): number => 60_000 + recipients * 10

/** Nothing listens there: for rounds in which mail has no part. */
export const noMail = 'smtp://127.0.0.1:9'
