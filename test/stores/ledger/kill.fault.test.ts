import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/kit/log.ts'
import { findRunningLedger, openLedger, startLedgerServer } from '../../../src/stores/ledger/index.ts'
import { waitUntil } from '../../../src/stores/ledger/server/process.ts'
import { buildServers } from '../../support/shared-engines.ts'
import { bundleFixture, type Program, processesOf, startProgram } from './fixtures/program.ts'

const rounds = Number(process.env.LIANGTI_FAULT_ROUNDS ?? 3)
let dataDir: string
let script: string
let next = 0
const acknowledged = new Set<number>()

beforeAll(async () => {
  await buildServers()
  script = await bundleFixture(join(import.meta.dirname, 'fixtures', 'parent.ts'), 'fault-ledger-parent')
  dataDir = mkdtempSync(join(tmpdir(), 'liangti-fault-'))
  chmodSync(dataDir, 0o711)
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const postmasters = () => processesOf(dataDir, '/bin/postgres')
const keepers = () => processesOf(dataDir, 'ledger-server')

function kill(pids: readonly number[]): void {
  expect(pids.length).toBeGreaterThan(0)
  for (const pid of pids) process.kill(pid, 'SIGKILL')
}

let current: Program | null = null
// A failed test must not leave its program to the next one.
afterEach(async () => {
  current?.child.kill('SIGKILL')
  await current?.exited
  current = null
  await waitUntil(() => [...postmasters(), ...keepers()].length === 0, 20_000)
})

async function start(): Promise<Program> {
  const program = await startProgram(script, dataDir, next)
  current = program
  await program.progress(20)
  return program
}

/** All that was ever acknowledged is there. */
async function nothingLost(program: Program): Promise<void> {
  for (const n of program.acknowledged) acknowledged.add(n)
  const ledger = await openLedger({ url: program.url, log: silentLog, connections: 1 })
  const { rows } = await sql<{ n: number }>`SELECT n FROM acknowledged`.execute(ledger.db)
  await ledger.close()
  const stored = new Set(rows.map((row) => row.n))
  expect([...acknowledged].filter((n) => !stored.has(n))).toEqual([])
}

async function stop(program: Program): Promise<void> {
  program.child.stdin?.end('stop\n')
  await program.exited
  leave(program)
}

function leave(program: Program): void {
  for (const n of program.acknowledged) acknowledged.add(n)
  next = Math.max(next, ...program.acknowledged) + 1_000
}

async function nobodyLeft(url: string): Promise<void> {
  const port = Number(new URL(url).port)
  expect(await waitUntil(() => [...postmasters(), ...keepers()].length === 0, 20_000)).toBe(true)
  expect(await answers(port)).toBe(false)
  expect(await findRunningLedger(dataDir)).toBeNull()
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

describe('kill -9', () => {
  it.each([
    ['PostgreSQL', () => kill(postmasters())],
    ['the keeper', () => kill(keepers())],
    ['PostgreSQL and its keeper', () => kill([...keepers(), ...postmasters()])],
  ])('of %s: the program goes on with everything it was acknowledged', async (_, strike) => {
    const program = await start()
    for (let round = 0; round < rounds; round++) {
      // An orphaned database answers a moment longer than its keeper lived: strike again only when both stand.
      await waitUntil(() => keepers().length > 0 && postmasters().length > 0, 60_000)
      strike()
      await program.progress(20)
      await nothingLost(program)
    }
    await stop(program)
    await nobodyLeft(program.url)
  })

  it.each([
    ['the program', (program: Program) => kill([program.pid])],
    ['the program and the keeper', (program: Program) => kill([program.pid, ...keepers()])],
    ['everything', (program: Program) => kill([program.pid, ...keepers(), ...postmasters()])],
  ])('of %s: nothing stays behind, and the next start has it all', async (_, strike) => {
    for (let round = 0; round < rounds; round++) {
      const program = await start()
      strike(program)
      await program.exited
      leave(program)
      await nobodyLeft(program.url)
      const again = await start()
      expect(again.url).toBe(program.url)
      await nothingLost(again)
      await stop(again)
    }
  })
})

describe('one data folder', () => {
  it('is served by one server, and the second is told which', async () => {
    const server = await startLedgerServer({ dataDir, log: silentLog })
    expect(await findRunningLedger(dataDir)).toEqual({ url: server.url, pid: server.pid })
    const second = startLedgerServer({ dataDir, log: silentLog })
    await expect(second).rejects.toMatchObject({ code: 'ledger.engineRunning', params: { pid: server.pid } })
    await server.stop()
    await nobodyLeft(server.url)
  })

  it('may be started by two at once: one serves, the other is refused', async () => {
    const outcomes = await Promise.allSettled([
      startLedgerServer({ dataDir, log: silentLog }),
      startLedgerServer({ dataDir, log: silentLog }),
    ])
    const served = outcomes.filter((outcome) => outcome.status === 'fulfilled')
    expect(served).toHaveLength(1)
    for (const { value } of served) await value.stop()
  })
})
