import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { beginRepair } from '../../../src/customer/imports/repair/begin.ts'
import { repairRoutes } from '../../../src/customer/imports/repair/routes.ts'
import { runImport } from '../../../src/customer/imports/run.ts'
import { undoImport } from '../../../src/customer/imports/undo.ts'
import { letGo } from '../../../src/customer/imports/working.ts'
import { openCustomer } from '../../../src/customer/index.ts'
import { type Mapping, mappingSchema } from '../../../src/customer/mapping/mapping.schema.ts'
import type { RequestContext } from '../../../src/kit/api.ts'
import { unlimitedFields } from '../../../src/kit/fields.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { sql } from '../../../src/kit/sql.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { type Bench, openBench } from '../support.ts'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench?.close())

const actor = { kind: 'user' as const, id: '7', permissions: new Set<never>() }

/** What the console asks of the rejected rows of an import. */
async function ask<T>(endpoint: string, id: string, body: unknown = {}, query: object = {}): Promise<T> {
  const found = repairRoutes(bench.customer.deps).find((one) => one.endpoint.id === endpoint)
  if (!found) throw new Error(endpoint)
  const context: RequestContext = {
    actor,
    workspace: bench.workspace,
    locale: 'en',
    fields: unlimitedFields,
    requestId: 'r',
    task: noTask,
  }
  const parsed = { limit: 50, state: 'open', ...query }
  const given = found.endpoint.body ? found.endpoint.body.parse(body) : body
  const input = { params: { workspace: 'test', id }, query: parsed, body: given, upload: null }
  return (await found.handle(context, input as never)) as T
}

interface Row {
  row: number
  cells: string[]
  before: string[]
  problems: { column: number | null; field: string }[]
  fits: boolean
}
const rowsOf = async (id: string, state = 'open') =>
  (await ask<{ items: Row[] }>('listRejects', id, {}, { state })).items

const mappingOf = (source: string, more: Partial<Mapping> = {}) =>
  mappingSchema.parse({
    kind: 'orders',
    source,
    fields: {
      customer: { column: 'who' },
      phone: { column: 'tel' },
      order_id: { column: 'no' },
      ts: { column: 'at' },
      quantity: { column: 'qty' },
      unit_price: { column: 'price' },
    },
    ...more,
  })
const header = 'who,tel,no,at,qty,price'

let files = 0
const bring = (rows: string[], mapping: Mapping) =>
  bench.customer.imports.run(bench.workspace, {
    path: bench.file(`f-${++files}.csv`, [header, ...rows].join('\n')),
    mapping,
  })

async function repair(id: string, corrected?: Mapping) {
  const input = await beginRepair(bench.customer.deps, bench.workspace, actor, id, corrected)
  return runImport(bench.customer.deps, bench.workspace, input)
}

const text = (name: string, value: string) => ({
  text: `{${name}:String}`,
  params: { [name]: value },
  isSql: true as const,
})
/** The facts of a source, without what tells imports apart. */
const facts = (source: string) =>
  bench.stores.warehouse.rows(
    sql`SELECT order_id AS no, toString(ts) AS at, toFloat64(quantity) AS qty, amount_minor AS amount FROM order_lines
        WHERE source = ${text('source', source)} ORDER BY no, at, qty, amount`,
    z.object({ no: z.string(), at: z.string(), qty: z.number(), amount: int64() }),
  )

describe('rejected rows', () => {
  it('are shown cell by cell, changed, checked and stored once, and the file stays as it was', async () => {
    const rows = [
      'C1,13800138001,A1,2026-01-05 10:00:00,1,10',
      'C2,13800138002,A2,noon,two,10',
      'C3,13800138003,A3,2026-01-06 10:00:00,1,ten',
      'C4,13800138004,A4,2026-01-07 10:00:00,1,N/A',
      'C5,13800138005,A5,2026-01-08 10:00:00,1,N/A',
    ]
    const mapping = mappingOf('shown')
    const first = await bring(rows, mapping)
    expect(first).toMatchObject({ read: 5, stored: 1, rejected: 4 })
    const shown = await rowsOf(first.importId)
    expect(shown.map(({ row, fits }) => [row, fits])).toEqual([3, 4, 5, 6].map((row) => [row, false]))
    expect(shown[0]?.problems.map(({ column }) => column)).toContain(3)
    expect(shown[1]?.problems).toMatchObject([{ column: 5, field: 'unit_price' }])
    const { items } = await ask<{ items: Row[] }>('changeRejects', first.importId, {
      rows: [{ row: 3, cells: ['C2', '13900139999', 'A2', '2026-01-05 12:00', '2', '10'] }],
    })
    expect(items).toMatchObject([{ row: 3, fits: true, problems: [] }])
    expect(items[0]?.before).toEqual(['C2', '13800138002', 'A2', 'noon', 'two', '10'])
    const wrong = await ask<{ items: Row[] }>('changeRejects', first.importId, {
      rows: [{ row: 4, cells: ['C3', '', 'A3', '2026-01-06 10:00:00', '1', 'still ten'] }],
    })
    expect(wrong.items).toMatchObject([{ fits: false, problems: [{ column: 5 }] }])
    expect(
      await ask('replaceInRejects', first.importId, { column: 5, from: 'N/A', to: '7', whole: true }),
    ).toEqual({ changed: 2 })
    expect(await ask('dropRejects', first.importId, { rows: [6], dropped: true })).toEqual({ changed: 1 })
    expect(await ask('getRepair', first.importId)).toMatchObject({ open: 3, fits: 2, edited: 3, dropped: 1 })
    expect(await repair(first.importId)).toMatchObject({ read: 2, stored: 2, rejected: 0 })
    expect((await facts('shown')).map(({ no, amount }) => [no, amount])).toEqual([
      ['A1', 1000],
      ['A2', 2000],
      ['A4', 700],
    ])
    expect((await rowsOf(first.importId)).map(({ row }) => row)).toEqual([4])
    expect(await rowsOf(first.importId, 'stored')).toMatchObject([{ row: 3 }, { row: 5 }])
    const overview = await ask<{ repairs: object[] }>('getRepair', first.importId)
    expect(overview).toMatchObject({
      open: 1,
      stored: 2,
      repairs: [{ status: 'done', stored: 2, by: 'user:7' }],
    })
    await expect(repair(first.importId)).rejects.toMatchObject({ code: 'import.nothingFits' })
    // The file with the same mistakes again, repaired again: nothing is there twice.
    const again = await bring(rows, mapping)
    await ask('replaceInRejects', again.importId, { column: 5, from: 'N/A', to: '7' })
    await ask('dropRejects', again.importId, { rows: [6], dropped: true })
    expect(await repair(again.importId)).toMatchObject({ read: 1, stored: 0, repeated: 1 })
    expect(await facts('shown')).toHaveLength(3)
  })

  it('are kept sealed when changed, and who changed what is on record without a value', async () => {
    const first = await bring(['C1,13700137000,B1,never,1,10'], mappingOf('sealed')).catch(
      (error: unknown) => {
        throw error
      },
    )
    await ask('changeRejects', first.importId, {
      rows: [{ row: 2, cells: ['C1', '13612345678', 'B1', '2026-02-01', '1', '10'] }],
    })
    const { ledger } = bench.stores
    const kept = await ledger.db
      .selectFrom('import_rejects')
      .selectAll()
      .where('import_id', '=', first.importId)
      .executeTakeFirstOrThrow()
    expect(kept.edited).not.toBeNull()
    expect(kept.edited?.includes('13612345678')).toBe(false)
    expect(kept.edited_by).toBe('user:7')
    const entries = await ledger.db
      .selectFrom('audit_log')
      .select(['action', 'actor_id', 'detail'])
      .where('subject_id', '=', first.importId)
      .execute()
    expect(entries).toMatchObject([
      { action: 'import.change_rejected', actor_id: '7', detail: { rows: [2], columns: ['tel', 'at'] } },
    ])
    expect(JSON.stringify(entries)).not.toContain('13612345678')
  })

  it('go with the import when it is taken out, and are open again when only their repair is', async () => {
    const first = await bring(['C1,,D1,2026-01-05,1,10', 'C8,,D2,never,1,10'], mappingOf('undone'))
    await ask('replaceInRejects', first.importId, { column: 3, from: 'never', to: '2026-01-06' })
    const one = await repair(first.importId)
    expect(await facts('undone')).toHaveLength(2)
    expect(await undoImport(bench.customer.deps, bench.workspace, one.importId)).toEqual({ removed: 1 })
    expect(await rowsOf(first.importId)).toMatchObject([{ row: 3, fits: true }])
    await repair(first.importId)
    expect(await undoImport(bench.customer.deps, bench.workspace, first.importId)).toEqual({ removed: 2 })
    expect(await facts('undone')).toEqual([])
    await expect(repair(first.importId)).rejects.toMatchObject({ code: 'import.notRepairable' })
  })

  it('are run again by a corrected mapping, of the same kind and source only', async () => {
    const first = await bring(
      ['C1,,E1,05/13/2026,1,10', 'C2,,E2,06/14/2026,1,20', 'C3,,E3,2026-01-01,1,30'],
      mappingOf('format', {
        fields: { ...mappingOf('format').fields, ts: { column: 'at', format: 'yyyy-MM-dd' } },
      }),
    )
    expect(first).toMatchObject({ stored: 1, rejected: 2 })
    const corrected = mappingOf('format', {
      fields: { ...mappingOf('format').fields, ts: { column: 'at', format: 'MM/dd/yyyy' } },
    })
    const preview = await ask<{ good: number; sampled: number }>('previewRejects', first.importId, {
      mapping: corrected,
    })
    expect(preview).toMatchObject({ good: 2, sampled: 2 })
    const other = { ...corrected, source: 'elsewhere' }
    await expect(repair(first.importId, other)).rejects.toMatchObject({ code: 'import.otherKind' })
    const lacking = mappingOf('format', { fields: { ...corrected.fields, ts: { column: 'when' } } })
    await expect(repair(first.importId, lacking)).rejects.toMatchObject({ code: 'import.unknownColumn' })
    expect(await repair(first.importId, corrected)).toMatchObject({ read: 2, stored: 2 })
    expect(await facts('format')).toHaveLength(3)
    expect(await ask('getRepair', first.importId)).toMatchObject({ repairs: [{ otherMapping: true }] })
  })

  it('that fit and are refused by the identities stay with the new reason', async () => {
    const mapping = mappingOf('shared', { fields: { ...mappingOf('shared').fields } })
    await bring(['S1,13500135000,F1,2026-01-05,1,10', 'S2,13500135000,F2,2026-01-05,1,10'], mapping)
    const first = await bring(['S3,13500135000,F3,never,1,10', 'S4,,F4,never,1,10'], mapping)
    await ask('changeRejects', first.importId, {
      rows: [{ row: 2, cells: ['', '13500135000', 'F3', '2026-01-09', '1', '10'] }],
    })
    await ask('changeRejects', first.importId, {
      rows: [{ row: 3, cells: ['S4', '', 'F4', '2026-01-09', '1', '10'] }],
    })
    expect(await repair(first.importId)).toMatchObject({ read: 2, stored: 1, rejected: 1 })
    const left = await ask<{ items: { row: number; code: string }[] }>('listRejects', first.importId)
    expect(left.items).toMatchObject([{ row: 2, code: 'ambiguous_customer' }])
    expect(await facts('shared')).toHaveLength(3)
  })

  it('of lines that were no JSON are changed as a line', async () => {
    const mapping = mappingSchema.parse({
      kind: 'orders',
      source: 'lines',
      fields: { customer: { column: 'who' }, ts: { column: 'at' }, amount: { column: 'paid' } },
    })
    const first = await bench.customer.imports.run(bench.workspace, {
      path: bench.file(
        'lines.ndjson',
        '{"who":"L1","at":"2026-01-01","paid":5}\n{"who":"L2","at":"2026-01-02",paid:6}\n',
      ),
      mapping,
    })
    expect(await rowsOf(first.importId)).toMatchObject([{ row: 2, problems: [{ column: 0 }] }])
    const { items } = await ask<{ items: Row[] }>('changeRejects', first.importId, {
      rows: [{ row: 2, cells: ['{"who":"L2","at":"2026-01-02","paid":6}'] }],
    })
    expect(items).toMatchObject([{ fits: true }])
    expect(await repair(first.importId)).toMatchObject({ stored: 1 })
  })
})

describe('a repair that breaks off', () => {
  it('before it stored anything leaves the rows open, after that it is finished, once', async () => {
    const { deps } = bench.customer
    const first = await bring(['C1,,G1,2026-01-05,1,10', 'C2,,G2,never,1,10'], mappingOf('broken'))
    await ask('replaceInRejects', first.importId, { column: 3, from: 'never', to: '2026-01-06' })
    const begun = await beginRepair(deps, bench.workspace, actor, first.importId)
    await expect(beginRepair(deps, bench.workspace, actor, first.importId)).rejects.toMatchObject({
      code: 'import.beingRepaired',
    })
    await expect(ask('dropRejects', first.importId, { rows: [3], dropped: true })).rejects.toMatchObject({
      code: 'import.beingRepaired',
    })
    await expect(undoImport(deps, bench.workspace, first.importId)).rejects.toMatchObject({
      code: 'import.beingRepaired',
    })
    letGo(begun.importId)
    const settled = await bench.customer.imports.recover(async () => bench.workspace)
    expect(settled.interrupted).toEqual([begun.importId])
    expect(await rowsOf(first.importId)).toMatchObject([{ row: 3, fits: true }])
    const second = await beginRepair(deps, bench.workspace, actor, first.importId)
    const dying = openCustomer({ ...deps, warehouse: refusing(/ATTACH PARTITION/) }).deps
    await expect(runImport(dying, bench.workspace, second)).rejects.toThrow('the process is gone')
    expect(await bench.customer.imports.recover(async () => bench.workspace)).toMatchObject({
      finished: [second.importId],
    })
    expect(await rowsOf(first.importId)).toEqual([])
    expect(await facts('broken')).toHaveLength(2)
  })
})

/** The warehouse, but for one kind of statement. */
function refusing(statement: RegExp) {
  return new Proxy(bench.stores.warehouse, {
    get: (target, name) => {
      if (name === 'command')
        return async (asked: { text: string }, options: object) => {
          if (statement.test(asked.text)) throw new Error('the process is gone')
          return target.command(asked as never, options)
        }
      const value = Reflect.get(target, name) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

it('a file whose mistakes are repaired brings what the right file would', async () => {
  const cell = fc.record({
    who: fc.constantFrom('P1', 'P2', 'P3'),
    day: fc.integer({ min: 1, max: 28 }),
    price: fc.integer({ min: 1, max: 900 }),
    broken: fc.constantFrom('', '', 'at', 'price', 'both'),
  })
  const plans = fc.sample(fc.array(cell, { minLength: 3, maxLength: 12 }), { seed: 42, numRuns: 2 })
  for (const [n, plan] of plans.entries()) {
    const right = plan.map(({ who, day, price }, i) => [
      who,
      '',
      `X${i}`,
      `2026-03-${String(day).padStart(2, '0')}`,
      '1',
      `${price}`,
    ])
    const wrong = plan.map(({ broken }, i) =>
      (right[i] ?? []).map((cellText, column) =>
        (column === 3 && (broken === 'at' || broken === 'both')) ||
        (column === 5 && (broken === 'price' || broken === 'both'))
          ? `?${cellText}`
          : cellText,
      ),
    )
    await bring(
      right.map((cells) => cells.join(',')),
      mappingOf(`right-${n}`),
    )
    const first = await bring(
      wrong.map((cells) => cells.join(',')),
      mappingOf(`wrong-${n}`),
    )
    for (const column of [3, 5])
      await ask('replaceInRejects', first.importId, { column, from: '?', to: '', whole: false })
    if (first.rejected > 0) await repair(first.importId)
    expect(await facts(`wrong-${n}`)).toEqual(await facts(`right-${n}`))
  }
})
