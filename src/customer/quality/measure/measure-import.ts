import { sql as pgSql } from 'kysely'
import { z } from 'zod'
import { type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { personNow } from '../../identity/person-now.ts'
import { bind, long, raw } from '../../imports/commit-shape.ts'
import { warningCodes } from '../../mapping/row-problems.ts'
import { type Check, checks, sharedAttributes } from './checks.ts'
import {
  attributeSql,
  datasetFields,
  type FieldSql,
  ledgerFields,
  timeOf,
  uniqueBy,
} from './dataset-fields.ts'
import type { ImportedRun } from './imported-run.ts'
import { afterWhatStands, keepMeasured, type MeasuredCheck, type MeasuredField } from './measured.ts'
import { differences, keepRecords, listsOf } from './records.ts'
import { fieldCounts } from './shares.ts'

const shownSamples = 20
const mostAttributes = 60
/** Lists that know less than one in ten of what a source names are lists of something else, and judge nothing. */
const listedElsewhere = 0.9
const mostCategories = 30

/**
 * Measures one import where its rows are: one pass for counts and checks, one for the shares of values. May be repeated.
 * @throws warehouse.*, ledger.*
 */
export async function measureImport(ledger: Ledger, warehouse: Warehouse, run: ImportedRun): Promise<void> {
  await keepRecords(warehouse, run)
  const fields = fieldsOf(run)
  const lists = await listsOf(warehouse, run.workspaceId)
  const applied = checks.filter(
    (check) => check.dataset.includes(run.dataset) && check.applies({ mapping: run.mapping, lists }),
  )
  const counted = await countOnce(warehouse, run, fields, applied)
  const shares = await categoriesOf(warehouse, run, fields, counted)
  const accepted = counted.rows
  const measured: MeasuredField[] = fields.map(([field, { filled }], i) => ({
    field,
    ...fieldCounts(
      field,
      accepted,
      filled === null ? null : counted.number(`f${i}_filled`),
      run.reasons,
      warningCodes,
    ),
    distinct: counted.number(`f${i}_distinct`),
    mean: counted.maybe(`f${i}_mean`),
    deviation: counted.maybe(`f${i}_deviation`),
    newest: counted.maybe(`f${i}_newest`),
    categories: shares.get(field) ?? [],
  }))
  const found: MeasuredCheck[] = []
  for (const [i, check] of applied.entries()) {
    const [applicable, faults] = [counted.number(`c${i}_applicable`), counted.number(`c${i}_faults`)]
    if (check.id.startsWith('unknown_') && faults > listedElsewhere * applicable) continue
    const samples = await sampleRows(warehouse, run, counted.list(`c${i}_rows`))
    found.push({ check: check.id, applicable, faults, samples })
  }
  for (const attribute of sharedAttributes) {
    const differing = await differences(warehouse, run, attribute, shownSamples)
    if (differing) found.push(differing)
  }
  await keepMeasured(
    warehouse,
    [
      {
        workspaceId: run.workspaceId,
        sourceId: run.sourceId,
        runId: run.importId,
        dataset: run.dataset,
        at: run.nowMs,
        rows: run.read,
        accepted,
        rejected: run.rejected,
        uniqueRows: counted.number('unique_rows'),
        stored: run.stored,
        oldest: counted.maybe('oldest'),
        newest: counted.maybe('newest'),
        fields: [...measured, ...(await inLedger(ledger, run, counted.number('people')))],
        checks: found,
      },
    ],
    run.nowMs,
  )
  await keepVolume(warehouse, run)
}

/** Mapped fields that can be seen in the waiting rows, and attributes. */
function fieldsOf({ dataset, mapping }: ImportedRun): [string, FieldSql][] {
  const known = Object.entries(datasetFields[dataset]).filter(([field]) => mapping.fields[field])
  const attributes = Object.keys(mapping.attributes)
    .slice(0, mostAttributes)
    .map((name): [string, FieldSql] => [`attributes.${name}`, attributeSql(dataset, name)])
  return [...known, ...attributes]
}

interface Counted {
  rows: number
  number(name: string): number
  maybe(name: string): number | null
  list(name: string): number[]
}

async function countOnce(
  warehouse: Warehouse,
  run: ImportedRun,
  fields: readonly [string, FieldSql][],
  applied: readonly Check[],
): Promise<Counted> {
  const at = timeOf[run.dataset]
  const parts = [
    'count() AS rows',
    `uniqExact(${uniqueBy[run.dataset]}) AS unique_rows`,
    'uniqExactIf(person_key, person_key > 0) AS people',
    at === null ? 'NULL AS oldest, NULL AS newest' : `min(${at}) AS oldest, max(${at}) AS newest`,
    ...fields.flatMap(([, { filled, value, number }], i) => {
      const has = filled ?? 'true'
      return [
        `countIf(${has}) AS f${i}_filled`,
        `uniqIf(${value}, ${has}) AS f${i}_distinct`,
        ...(at === null ? [] : [`maxIf(${at}, ${has}) AS f${i}_newest`]),
        ...(number === undefined
          ? []
          : [
              `avgIf(${number}, ${has}) AS f${i}_mean`,
              `sqrt(varPopStableIf(assumeNotNull(${number}), ${has})) AS f${i}_deviation`,
            ]),
      ]
    }),
    ...applied.flatMap(({ applicable, fault }, i) => [
      `countIf(${applicable}) AS c${i}_applicable`,
      `countIf(${fault}) AS c${i}_faults`,
      `groupArraySortedIf(${shownSamples})(row, ${fault}) AS c${i}_rows`,
    ]),
  ]
  const [row] = await warehouse.rows(
    sql`SELECT ${raw(parts.join(',\n'))} FROM ${fromRows(run, applied)}`,
    z.record(z.string(), z.unknown()),
    long,
  )
  const number = (name: string) => Number(row?.[name] ?? 0)
  return {
    rows: number('rows'),
    number,
    maybe: (name) => {
      const value = row?.[name]
      return value === null || value === undefined || !Number.isFinite(Number(value)) ? null : Number(value)
    },
    list: (name) => (Array.isArray(row?.[name]) ? (row[name] as unknown[]).map(Number) : []),
  }
}

/** The waiting rows, with the year of birth of their customer where a check asks for it. */
function fromRows(run: ImportedRun, applied: readonly Check[]): SqlFragment {
  const bound: SqlFragment = {
    text: '',
    params: { workspace: run.workspaceId, nowMs: run.nowMs },
    isSql: true,
  }
  if (!applied.some(({ id }) => id === 'before_birth')) return sql`${run.rows}${bound}`
  const workspace = bind('workspace', 'UInt32', run.workspaceId)
  return sql`(SELECT r.*, b.birth AS birth FROM (SELECT *, row_key, ${personNow()} AS person FROM ${run.rows}) AS r
    LEFT JOIN (SELECT ${personNow()} AS person, max(birth_year) AS birth FROM customers FINAL
               WHERE workspace_id = ${workspace} AND birth_year > 0 GROUP BY person) AS b ON b.person = r.person)${bound}`
}

/** Rows by value, of fields with few values: the most frequent. */
async function categoriesOf(
  warehouse: Warehouse,
  run: ImportedRun,
  fields: readonly [string, FieldSql][],
  counted: Counted,
): Promise<Map<string, [string, number][]>> {
  const wanted = fields.flatMap(([field, { category, value, filled }], i) =>
    category && counted.number(`f${i}_distinct`) <= 1_000 ? [{ field, value, filled: filled ?? 'true' }] : [],
  )
  const found = new Map<string, [string, number][]>()
  if (wanted.length === 0) return found
  const pairs = wanted.map(({ value, filled }, i) => `(${i}, if(${filled}, toString(${value}), ''))`)
  const rows = await warehouse.rows(
    sql`SELECT pair.1 AS field, pair.2 AS value, count() AS rows
        FROM (SELECT arrayJoin(${raw(`[${pairs.join(', ')}]`)}) AS pair FROM ${run.rows})
        WHERE value != '' GROUP BY field, value ORDER BY field, rows DESC, value
        LIMIT ${raw(String(mostCategories))} BY field`,
    z.object({ field: z.coerce.number(), value: z.string(), rows: z.coerce.number() }),
    long,
  )
  for (const { field, value, rows: n } of rows) {
    const name = wanted[field]?.field ?? ''
    found.set(name, [...(found.get(name) ?? []), [value, n]])
  }
  return found
}

async function sampleRows(
  warehouse: Warehouse,
  run: ImportedRun,
  numbers: readonly number[],
): Promise<string[]> {
  if (numbers.length === 0) return []
  const shown = Object.keys(datasetFields[run.dataset])
    .filter((field) => run.mapping.fields[field] && datasetFields[run.dataset][field]?.value === field)
    .filter((field) => !['product_name', 'category', 'brand'].includes(field))
  const time = timeOf[run.dataset] === null ? [] : [`${timeOf[run.dataset]} AS ts_ms`]
  const columns = ['row', 'person_key', ...time, ...shown].join(', ')
  const rows = await warehouse.rows(
    sql`SELECT ${raw(columns)} FROM ${run.rows} WHERE row IN (${raw(numbers.join(', '))}) ORDER BY row`,
    z.record(z.string(), z.unknown()),
    long,
  )
  return rows.map((row) => JSON.stringify(row))
}

/** Names, cards and addresses: by person, for the row does not keep them. */
async function inLedger(ledger: Ledger, run: ImportedRun, people: number): Promise<MeasuredField[]> {
  const wanted = ledgerFields.filter((field) => run.mapping.fields[field] && run.dataset === 'customers')
  if (wanted.length === 0) return []
  const { rows } = await pgSql<{ kind: string; people: number }>`
    SELECT kind, count(DISTINCT person_key)::int AS people FROM identifiers
    WHERE workspace_id = ${run.workspaceId} AND last_import_id = ${run.importId}::uuid AND kind = ANY(${wanted}::text[])
    GROUP BY kind`.execute(ledger.db)
  return wanted.map((field) => {
    const filled = Math.min(people, rows.find(({ kind }) => kind === field)?.people ?? 0)
    return {
      field,
      ...{ judged: people, filled, valid: filled, distinct: filled },
      ...{ mean: null, deviation: null, newest: null, categories: [] },
    }
  })
}

/** Rows that were new, by the hour they are of; where they have no time, by the hour they came. */
async function keepVolume(warehouse: Warehouse, run: ImportedRun): Promise<void> {
  const workspace = bind('workspace', 'UInt32', run.workspaceId)
  const importId = bind('importId', 'UUID', run.importId)
  const source = bind('source', 'UUID', run.sourceId)
  const now = sql`fromUnixTimestamp64Milli(${bind('nowMs', 'Int64', run.nowMs)}, 'UTC')`
  const measuredAt = afterWhatStands(
    now,
    sql`SELECT max(measured_at) FROM quality_volume
        WHERE workspace_id = ${workspace} AND source_id = ${source} AND run_id = toString(${importId})`,
  )
  const head = sql`INSERT INTO quality_volume (workspace_id, source_id, run_id, hour, rows, measured_at)`
  const stored = {
    orders: 'order_lines',
    touches: 'touches',
    events: 'events',
    customers: null,
    products: null,
  }
  const name = stored[run.dataset]
  if (name !== null) {
    const table = raw(name)
    await warehouse.command(
      sql`${head} SELECT ${workspace}, ${source}, toString(${importId}), toStartOfHour(ts) AS hour, count(), ${measuredAt}
          FROM ${table} WHERE workspace_id = ${workspace} AND import_id = ${importId} GROUP BY hour`,
      long,
    )
  } else
    await warehouse.command(
      sql`${head} SELECT ${workspace}, ${source}, toString(${importId}), toStartOfHour(${now}), ${bind('read', 'UInt64', run.read)}, ${measuredAt}`,
    )
}
