import type { Vault } from '../../kit/crypto/index.ts'
import { type Task, throwIfCancelled } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import {
  addIdentifiers,
  erasedAmong,
  type PersonIdentifier,
  type Provenance,
  resolveIdentifiers,
} from '../identity/resolve.ts'
import type { ConvertSettings } from '../mapping/convert/index.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import { rowsNamingErased } from '../privacy/erased-cells.ts'
import { addKeys } from './add-keys.ts'
import type { ReadEvent } from './read-events.ts'
import { writeRejects } from './rejects.ts'
import { type LineBatch, tally } from './row-batches.ts'
import { stagingColumns, stagingTable } from './staging.ts'
import { storeDays } from './store-days.ts'
import { type Counts, countReason } from './summary.ts'

export interface ReadContext {
  ledger: Ledger
  warehouse: Warehouse
  vault: Vault
  workspace: Workspace
  importId: string
  mapping: Mapping
  settings: ConvertSettings
  file: { name: string; bytes: number }
  counts: Counts
  task: Task
  /** Called once, before the first line is staged. */
  onHeader(header: string[]): Promise<void>
}

/** Bytes of rows that wait together for one insert: the engine wants few large ones. */
const flushBytes = 14 * 1024 * 1024

/** Brings converted rows into the staging table and the ledger; memory holds a few batches. */
export async function storeRows(context: ReadContext, events: AsyncIterable<ReadEvent>): Promise<void> {
  const { counts } = context
  const keys = personKeys(context)
  const sink = stagingSink(context)
  const further = furtherIdentifiers(context, keys.provenance)
  try {
    await storeEach(context, events, { keys, sink, further })
  } finally {
    // Whoever clears an import away must find all of it.
    await further.settled()
  }
  await further.end()
  await sink.end()
  counts.customersNew = keys.created()
}

interface Stores {
  keys: ReturnType<typeof personKeys>
  sink: ReturnType<typeof stagingSink>
  further: ReturnType<typeof furtherIdentifiers>
}

async function storeEach(
  context: ReadContext,
  events: AsyncIterable<ReadEvent>,
  { keys, sink, further }: Stores,
): Promise<void> {
  const { ledger, vault, workspace, importId, counts, task, file } = context
  for await (const event of events) {
    throwIfCancelled(task, 'the import')
    if (event.kind === 'header') {
      await context.onHeader(event.header)
      continue
    }
    const { batch } = event
    await further.before(batch.people)
    const { keyOf, isErased } = await keys.of(batch)
    const lines = addKeys(batch, keyOf)
    settleErased(context, batch, isErased)
    settleDoubtful(batch, keyOf, isErased, counts)
    addTally(counts, batch)
    const naming = await rowsNamingErased(
      ledger,
      vault,
      workspace.id,
      batch.rejects.map(({ cells }) => cells),
    )
    await writeRejects(
      ledger,
      vault,
      importId,
      naming.size === 0 ? batch.rejects : batch.rejects.filter((_, i) => !naming.has(i)),
    )
    const others = batch.others.flatMap(({ person, ...other }) => {
      const personKey = keyOf(person)
      return personKey === null ? [] : [{ ...other, personKey }]
    })
    await further.add(others)
    await storeDays(
      { ...context, source: context.mapping.source, yearly: context.settings.dateKinds ?? {} },
      batch.days.flatMap(({ person, ...day }) => {
        const personKey = keyOf(person)
        return personKey ? [{ ...day, personKey }] : []
      }),
    )
    await sink.add(lines)
    counts.customersSeen = keys.seen()
    task.report({ phase: 'reading', done: event.bytesRead, total: file.bytes, unit: 'bytes' })
  }
}

/** Adds what else names the people of a batch while those of the next are looked for. */
function furtherIdentifiers({ ledger, vault, workspace }: ReadContext, provenance: Provenance) {
  let flying: Promise<void> = Promise.resolve()
  let kinds = new Set<string>()
  return {
    /** Waits where these people may be known by what is being added; it would also be waiting for the same rows. */
    before: async (people: LineBatch['people']) => {
      if (people.some(({ kind }) => kinds.has(kind))) await flying
    },
    add: async (others: PersonIdentifier[]) => {
      await flying
      kinds = new Set(others.map(({ kind }) => kind))
      flying = addIdentifiers(ledger, vault, workspace.id, others, provenance)
      // Its failure is met at the next batch or the end, not as an unhandled rejection.
      flying.catch(() => {})
    },
    end: () => flying,
    /** Never rejects. */
    settled: () => flying.catch(() => {}),
  }
}

/** Rows whose address turned out to be shared become rejects; the others count like all. */
function settleDoubtful(
  batch: LineBatch,
  keyOf: (person: number) => number | null,
  isErased: (person: number) => boolean,
  counts: Counts,
): void {
  for (const { line, row, field, at, isReturn, cells } of batch.doubtful) {
    const person = batch.index[line * 2 + 1] ?? 0
    if (isErased(person)) continue
    if (keyOf(person) !== null) {
      tally(counts, person, at, isReturn)
      continue
    }
    batch.rejects.push({ row, field, code: 'ambiguous_customer', cells })
    countReason(counts, { code: 'ambiguous_customer', field })
  }
}

/**
 * Rows of people who were erased are counted and not kept aside, for that would be keeping them. Of orders the sums stay,
 * without a customer.
 */
function settleErased(
  { counts, mapping }: ReadContext,
  { index }: LineBatch,
  isErased: (person: number) => boolean,
): void {
  let rows = 0
  for (let i = 1; i < index.length; i += 2) if (isErased(index[i] ?? 0)) rows++
  if (rows === 0) return
  const reason = 'erased_before customer'
  counts.reasons[reason] = (counts.reasons[reason] ?? 0) + rows
  if (mapping.kind !== 'orders') counts.rejected += rows
}

function addTally(counts: Counts, { tally: more, rejects }: LineBatch): void {
  counts.read += more.read
  counts.rejected += rejects.length
  counts.withoutCustomer += more.withoutCustomer
  counts.returns += more.returns
  if (more.from !== null && (counts.from === null || more.from < counts.from)) counts.from = more.from
  if (more.to !== null && (counts.to === null || more.to > counts.to)) counts.to = more.to
  for (const [reason, rows] of Object.entries(more.reasons))
    counts.reasons[reason] = (counts.reasons[reason] ?? 0) + rows
}

/** Keys of the people met in this file; asked from the ledger once each, as long as they fit. */
function personKeys({ ledger, vault, workspace, importId, mapping }: ReadContext) {
  const provenance: Provenance = { source: mapping.source, importId, at: workspace.clock.now() }
  /** By the number of the person; 0 is nobody, and nobody's key is 0. */
  let keys: (number | null)[] = [0]
  /** Numbers of people who were erased: their orders are nobody's, their other rows are left out. */
  let erased = new Set<number>()
  let created = 0
  let forgotten = 0
  const keyOf = (person: number): number | null => keys[person] ?? null
  const ofErased = mapping.kind === 'orders' ? 0 : null
  return {
    provenance,
    created: () => created,
    /** Exact up to the number of people that are told apart. */
    seen: () => keys.length - 1 + forgotten,
    of: async ({ people, others, forgot }: LineBatch) => {
      if (forgot) {
        forgotten += keys.length - 1
        keys = [0]
        erased = new Set()
      }
      const found = new Map<string, number | null>()
      const gone = new Set<string>()
      const barred = await namedByErased(ledger, vault, workspace.id, others, keys.length, people)
      for (const kind of ['account', 'record', 'email', 'phone', 'anonymous'] as const) {
        const wanted = people.filter((identity) => identity.kind === kind)
        if (wanted.length === 0) continue
        const resolved = await resolveIdentifiers(ledger, vault, workspace.id, wanted, provenance, barred)
        created += resolved.created
        for (const value of resolved.erased) gone.add(`${kind} ${value}`)
        for (const [value, key] of resolved.keys) found.set(`${kind} ${value}`, key)
      }
      for (const { kind, normalised } of people) {
        const name = `${kind} ${normalised}`
        if (gone.has(name)) erased.add(keys.length)
        keys.push(gone.has(name) ? ofErased : (found.get(name) ?? null))
      }
      return { keyOf, isErased: (person: number) => erased.has(person) }
    },
  }
}

/** Values of people not met before whose rows also name, by another identifier, somebody who was erased. */
async function namedByErased(
  ledger: Ledger,
  vault: Vault,
  workspaceId: number,
  others: LineBatch['others'],
  firstPerson: number,
  people: LineBatch['people'],
): Promise<Set<string>> {
  const asked = others.flatMap((one) => {
    if (one.person < firstPerson) return []
    one.index = vault.blindIndex(one.kind, one.normalised)
    return [{ kind: one.kind, index: one.index, person: one.person }]
  })
  const gone = await erasedAmong(ledger.db, workspaceId, asked)
  if (gone.size === 0) return new Set()
  return new Set(
    asked.flatMap(({ kind, index, person }) => {
      const named = people[person - firstPerson]
      return named && gone.has(`${kind} ${index.toString('base64')}`) ? [named.normalised] : []
    }),
  )
}

/** Gathers lines and inserts them while the next are converted. */
function stagingSink({ warehouse, importId, mapping }: ReadContext) {
  const table = stagingTable(importId).text
  const columns = stagingColumns(mapping.kind)
  let waiting: Uint8Array[] = []
  let size = 0
  let flying: Promise<void> = Promise.resolve()
  const flush = async () => {
    if (size === 0) return
    const rows = Buffer.concat(waiting, size)
    waiting = []
    size = 0
    await flying
    flying = warehouse.insert(table, columns, rows)
    // Its failure is met at the next flush or the end, not as an unhandled rejection.
    flying.catch(() => {})
  }
  return {
    add: async (lines: Uint8Array) => {
      waiting.push(lines)
      size += lines.length
      if (size >= flushBytes) await flush()
    },
    end: async () => {
      await flush()
      await flying
    },
  }
}
