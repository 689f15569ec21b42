import type { Vault } from '../../kit/crypto/index.ts'
import { type Task, throwIfCancelled } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { phoneCountry } from '../identity/normalise.ts'
import {
  addIdentifiers,
  type PersonIdentifier,
  type Provenance,
  resolveIdentifiers,
} from '../identity/persons.ts'
import { type Converted, createConverter, type FoundIdentifier } from '../mapping/convert/index.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import { warningCodes } from '../mapping/row-problems.ts'
import type { RowBatch, Table } from '../reading/open-table.ts'
import { type Reject, writeRejects } from './rejects.ts'
import { stagingColumns, stagingNames } from './staging.ts'
import { type Counts, countReason } from './summary.ts'

export interface ReadContext {
  ledger: Ledger
  warehouse: Warehouse
  vault: Vault
  workspace: Workspace
  importId: string
  mapping: Mapping
  file: { name: string; bytes: number }
  counts: Counts
  task: Task
}

/** Rows that wait together for one insert: the engine wants few large ones. */
const flushBytes = 8 * 1024 * 1024
/** Room for the batch during which the mark is passed. */
const spareBytes = 1024 * 1024

/** Streams the rows of a table into the staging table and the ledger; memory holds a few batches. */
export async function readFile(context: ReadContext, table: Table): Promise<void> {
  const { counts, task, file } = context
  const take = rowTaker(context, table.header)
  const keys = personCache(context)
  const sink = stagingSink(context)
  for await (const batch of table.batches) {
    throwIfCancelled(task, 'the import')
    const { rows, rejects } = take(batch)
    const known = await keys.resolve(rows.map(({ row }) => row))
    const identifiers: PersonIdentifier[] = []
    for (const { row, number, cells } of rows) {
      const personKey = row.identity === null ? 0 : (known(row.identity) ?? null)
      if (personKey === null) {
        rejects.push({
          row: number,
          field: row.identity?.kind ?? 'customer',
          code: 'ambiguous_customer',
          cells,
        })
        countReason(counts, { code: 'ambiguous_customer', field: row.identity?.kind ?? 'customer' })
        continue
      }
      tally(counts, row, personKey)
      for (const other of row.others) identifiers.push({ ...other, personKey })
      sink.add(`${personKey}\t${number}\t${row.line}\n`)
    }
    counts.rejected += rejects.length
    await writeRejects(context.ledger, context.vault, context.importId, rejects)
    await addIdentifiers(context.ledger, context.vault, context.workspace.id, identifiers, keys.provenance)
    await sink.flushIfFull()
    counts.customersSeen = keys.seen()
    task.report({ phase: 'reading', done: batch.bytesRead, total: file.bytes, unit: 'bytes' })
  }
  await sink.end()
  counts.customersNew = keys.created()
}

interface TakenRow {
  row: Converted
  number: number
  cells: readonly string[]
}

/** Converts the rows of a batch; what cannot be stored becomes a reject with its first reason. */
function rowTaker(context: ReadContext, header: readonly string[]) {
  const { counts, mapping, workspace, vault } = context
  const settings = {
    timeZone: workspace.timeZone,
    currency: workspace.currency,
    phoneCountry: phoneCountry(workspace),
  }
  const pseudonym = (text: string) =>
    `id-${vault
      .blindIndex('pseudonym', text)
      .toString('hex')
      .slice(0, 24)
      .replace(/\d(?=\d{7})/g, 'g')}`
  const { convert, scope } = createConverter(mapping, header, settings, pseudonym)
  return (batch: RowBatch): { rows: TakenRow[]; rejects: Reject[] } => {
    const rows: TakenRow[] = []
    const rejects: Reject[] = []
    batch.rows.forEach((cells, i) => {
      const number = batch.numbers[i] ?? 0
      counts.read++
      scope.problems.length = 0
      if (cells.length > header.length && cells.slice(header.length).some((cell) => cell.trim() !== ''))
        scope.problems.push({ code: 'too_many_cells', field: '' })
      const row = scope.problems.length === 0 ? convert(cells) : null
      if (scope.problems.length > 0) {
        const reason = scope.problems.find((problem) => !warningCodes.has(problem.code))
        for (const problem of reason ? [reason] : scope.problems) countReason(counts, problem)
        if (reason) rejects.push({ row: number, field: reason.field, code: reason.code, cells })
      }
      if (row) rows.push({ row, number, cells })
    })
    return { rows, rejects }
  }
}

function tally(counts: Counts, row: Converted, personKey: number): void {
  if (personKey === 0) counts.withoutCustomer++
  if (row.isReturn) counts.returns++
  if (row.at === null) return
  if (counts.from === null || row.at < counts.from) counts.from = row.at
  if (counts.to === null || row.at > counts.to) counts.to = row.at
}

const cacheLimit = 1_000_000

/** Keys of the people met in this file; asked from the ledger once each, as long as they fit. */
function personCache({ ledger, vault, workspace, importId, mapping }: ReadContext) {
  const cache = new Map<string, number | null>()
  const provenance: Provenance = { source: mapping.source, importId, at: workspace.clock.now() }
  let created = 0
  let forgotten = 0
  const cacheKey = (identity: FoundIdentifier) => `${identity.kind} ${identity.normalised}`
  return {
    provenance,
    created: () => created,
    /** Exact up to the size of the cache. */
    seen: () => cache.size + forgotten,
    resolve: async (rows: readonly Converted[]) => {
      const missing = new Map<string, FoundIdentifier>()
      for (const { identity } of rows) {
        if (identity === null) continue
        const key = cacheKey(identity)
        if (!cache.has(key)) missing.set(key, identity)
      }
      if (cache.size + missing.size > cacheLimit) {
        forgotten += cache.size
        cache.clear()
        for (const { identity } of rows) if (identity) missing.set(cacheKey(identity), identity)
      }
      for (const kind of ['account', 'email', 'phone'] as const) {
        const wanted = [...missing.values()].filter((identity) => identity.kind === kind)
        if (wanted.length === 0) continue
        const resolved = await resolveIdentifiers(ledger, vault, workspace.id, wanted, provenance)
        created += resolved.created
        // A copy: a slice would keep the whole piece of the file it was cut from in memory.
        for (const one of wanted) cache.set(copied(cacheKey(one)), resolved.keys.get(one.normalised) ?? null)
      }
      return (identity: FoundIdentifier) => cache.get(cacheKey(identity)) ?? null
    },
  }
}

function copied(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8')
}

/**
 * Gathers lines and inserts them while the next piece of the file is read. Each line is written to bytes at once:
 * strings put together from many parts, kept until the flush, cost more than all the rest of the reading.
 */
function stagingSink({ warehouse, importId, mapping }: ReadContext) {
  const table = stagingNames(importId).rows.text
  const columns = stagingColumns(mapping.kind)
  let buffer = Buffer.allocUnsafe(flushBytes + spareBytes)
  let size = 0
  let flying: Promise<void> = Promise.resolve()
  const flush = async () => {
    if (size === 0) return
    const rows = buffer.subarray(0, size)
    buffer = Buffer.allocUnsafe(flushBytes + spareBytes)
    size = 0
    await flying
    flying = warehouse.insert(table, columns, rows)
    // Its failure is met at the next flush or the end, not as an unhandled rejection.
    flying.catch(() => {})
  }
  return {
    add: (line: string) => {
      const most = line.length * 3
      if (size + most > buffer.length) {
        const larger = Buffer.allocUnsafe(buffer.length * 2 + most)
        buffer.copy(larger, 0, 0, size)
        buffer = larger
      }
      size += buffer.write(line, size, 'utf8')
    },
    flushIfFull: async () => {
      if (size >= flushBytes) await flush()
    },
    end: async () => {
      await flush()
      await flying
    },
  }
}
