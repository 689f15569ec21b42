import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '../../../server/compose.ts'
import { timed } from '../bench.ts'
import { people } from './batches.ts'
import { usedByPart } from './processes.ts'

const rowsOfInsert = 10_000
/** Between two batches of a steady stream. */
const betweenMs = 75
const columns = [
  ...['workspace_id', 'name', 'person_key', 'ts', 'message_id', 'product_id', 'category', 'channel'],
  ...['value_minor', 'properties', 'source'],
]

/** The same rows, made ready beforehand, one insert after the other. Called again, it sends other rows. */
export function engineAlone(app: App, workspaceId: number) {
  let next = 0
  const total = { rows: 0, ms: 0, cpuMicros: 0 }
  const rowsOf = (from: number, count = rowsOfInsert) => {
    const at = app.clock.now().toISOString().slice(0, 19).replace('T', ' ')
    const lines = Array.from({ length: count }, (_, i) => {
      const n = from + i
      return `${workspaceId}\tProduct Viewed\t${(n * 7_919) % people}\t${at}.000\tengine-${n}-0f3a9c41d2b84e76\tp-${n % 500}\ttea\t\t0\t{"product_id":"p-${n % 500}","category":"tea","price":${(n % 90) + 9.9},"list":"autumn","position":${n % 20},"currency":"CNY"}\tengine\n`
    })
    return Buffer.from(lines.join(''))
  }
  return {
    run: async (inserts: number): Promise<void> => {
      const batches = Array.from({ length: inserts }, (_, i) => rowsOf(next + i * rowsOfInsert))
      next += inserts * rowsOfInsert
      const before = usedByPart()?.engine.cpuMicros ?? 0
      const { ms } = await timed(async () => {
        for (const rows of batches) await app.stores.warehouse.insert('events', columns, rows)
      })
      total.rows += inserts * rowsOfInsert
      total.ms += ms
      total.cpuMicros += (usedByPart()?.engine.cpuMicros ?? 0) - before
    },
    /**
     * Inserts of the size and rhythm in which events are stored at that pace, with nothing else to do: what of a delay
     * is the engine's and the disk's.
     * @returns how long each took from when it was due, in ms, ascending
     */
    paced: async (rowsPerSecond: number, seconds: number): Promise<number[]> => {
      const rows = Math.round((rowsPerSecond * betweenMs) / 1_000)
      const start = performance.now()
      const took: number[] = []
      const running: Promise<void>[] = []
      for (let i = 0; i * betweenMs < seconds * 1_000; i++) {
        const due = start + i * betweenMs
        const batch = rowsOf(next, rows)
        next += rows
        await sleep(Math.max(0, due - performance.now()))
        const insert = app.stores.warehouse.insert('events', columns, batch)
        running.push(insert.then(() => void took.push(performance.now() - due)))
      }
      await Promise.all(running)
      return took.toSorted((a, b) => a - b)
    },
    /** Rows a second over all that was inserted. */
    rate: () => total.rows / (total.ms / 1_000),
    /** Microseconds of the engine's CPU a row. */
    cpuOfRow: () => total.cpuMicros / total.rows,
  }
}
