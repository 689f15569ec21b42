import { readdirSync, readFileSync } from 'node:fs'

/** What a process and all it started have used. */
export interface Used {
  cpuMicros: number
  /** Resident now; memory shared with another process counts in each. */
  bytes: number
}

/** The server is this process, without the children it has waited for. */
export type Part = 'server' | 'engine' | 'ledger'

interface Row {
  parent: number
  command: string
  cpuMicros: number
  bytes: number
}

/** The kernel counts in hundredths of a second on every Linux that Node runs on. */
const tickMicros = 10_000
const pageBytes = 4_096

/** Use by part of the program, read from /proc; null where the system has none. */
export function usedByPart(): Record<Part, Used> | null {
  if (process.platform !== 'linux') return null
  const rows = processes()
  const own = process.cpuUsage()
  const used: Record<Part, Used> = {
    server: { cpuMicros: own.user + own.system, bytes: process.memoryUsage.rss() },
    engine: { cpuMicros: 0, bytes: 0 },
    ledger: { cpuMicros: 0, bytes: 0 },
  }
  for (const [pid, row] of rows) {
    const part = partOf(pid, rows)
    if (!part) continue
    used[part].cpuMicros += row.cpuMicros
    used[part].bytes += row.bytes
  }
  return used
}

function partOf(pid: number, rows: ReadonlyMap<number, Row>): Exclude<Part, 'server'> | null {
  for (let at = rows.get(pid); at; at = rows.get(at.parent)) {
    if (at.command.includes('warehouse-server')) return rootIsOurs(at, rows) ? 'engine' : null
    if (at.command.includes('ledger-server')) return rootIsOurs(at, rows) ? 'ledger' : null
  }
  return null
}

function rootIsOurs(row: Row, rows: ReadonlyMap<number, Row>): boolean {
  for (let at: Row | undefined = row; at; at = rows.get(at.parent)) if (at.parent === process.pid) return true
  return false
}

function processes(): Map<number, Row> {
  const rows = new Map<number, Row>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const row = rowOf(name)
    if (row) rows.set(Number(name), row)
  }
  return rows
}

function rowOf(pid: string): Row | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name stands in brackets and may hold anything; fields are counted behind it, from the third.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const field = (n: number) => Number(fields[n - 3] ?? 0)
    const [, resident] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
    return {
      parent: field(4),
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
      cpuMicros: (field(14) + field(15) + field(16) + field(17)) * tickMicros,
      bytes: Number(resident) * pageBytes,
    }
  } catch {
    return null // ended meanwhile, or somebody else's
  }
}
