import { z } from 'zod'
import { sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { bind } from '../../imports/commit-shape.ts'
import { canonicalFields, type FieldType } from '../../mapping/canonical-fields.ts'
import { qualityErrors } from '../errors.ts'
import type { KnownSource } from '../known-sources.ts'
import type { Dataset } from '../measure/dataset-fields.ts'
import { fieldsOfRuns } from '../read-measured.ts'
import type { ContractBody, FieldRule } from './contract.schema.ts'
import { rowsSubject } from './store.ts'

const sampled = 5_000
/** So many rows must have come before few values are taken for the only ones. */
const enoughForValues = 200
const mostValues = 12

const typeOf: Partial<Record<FieldType, FieldRule['type']>> = {
  number: 'number',
  money: 'number',
  datetime: 'datetime',
}

/**
 * A first contract from what has come: fields that were always there are required, few values are the only ones. It is a
 * draft for somebody to look at, not a promise the source has made.
 * @throws quality.nothingSeen
 */
export async function proposeContract(
  warehouse: Warehouse,
  workspace: Workspace,
  source: KnownSource,
  subject: string,
): Promise<ContractBody> {
  const body =
    subject === rowsSubject
      ? await fromRows(warehouse, workspace, source)
      : await fromEvents(warehouse, workspace, source, subject)
  if (Object.keys(body.fields).length === 0) throw qualityErrors.nothingSeen({ subject })
  return body
}

async function fromRows(
  warehouse: Warehouse,
  workspace: Workspace,
  source: KnownSource,
): Promise<ContractBody> {
  const rows = await warehouse.query(fieldsOfRuns, { workspaceId: workspace.id, source: source.id, runs: 30 })
  const fields: Record<string, FieldRule> = {}
  const newest = rows.filter(({ runId }) => runId === rows.at(-1)?.runId)
  for (const { field, dataset } of newest) {
    if (field === 'payload') continue
    const of = rows.filter((row) => row.field === field)
    const judged = of.reduce((sum, row) => sum + row.judged, 0)
    const filled = of.reduce((sum, row) => sum + row.filled, 0)
    const type = typeOf[canonicalFields[dataset as Dataset]?.[field]?.type ?? 'text']
    const values = of.every(
      (row) =>
        row.categories.length > 0 && row.distinct <= mostValues && row.distinct === row.categories.length,
    )
      ? [...new Set(of.flatMap(({ categories }) => categories.map(([value]) => value)))]
      : []
    // What a choice is written as in the file is not what it is stored as.
    const chosen = canonicalFields[dataset as Dataset]?.[field]?.type === 'choice'
    fields[field] = {
      required: judged > 0 && filled === judged,
      unique: false,
      ...(type ? { type } : {}),
      ...(values.length > 0 &&
      values.length <= mostValues &&
      filled >= enoughForValues &&
      !chosen &&
      type === undefined
        ? { values: values.sort() }
        : {}),
    }
  }
  return { fields, freshnessHours: null }
}

async function fromEvents(
  warehouse: Warehouse,
  workspace: Workspace,
  source: KnownSource,
  subject: string,
): Promise<ContractBody> {
  const rows = await warehouse.rows(
    sql`SELECT properties::String AS properties FROM events
        WHERE workspace_id = ${bind('workspace', 'UInt32', workspace.id)} AND source = ${bind('source', 'String', source.id)}
          AND name = ${bind('name', 'String', subject)}
        ORDER BY stored_at DESC LIMIT ${bind('limit', 'UInt32', sampled)}`,
    z.object({ properties: z.string() }),
  )
  return proposeFromSamples(rows.map(({ properties }) => JSON.parse(properties) as Record<string, unknown>))
}

/** Types, what is always there, and the few values of texts, from samples of properties. */
export function proposeFromSamples(samples: readonly Readonly<Record<string, unknown>>[]): ContractBody {
  const seen = new Map<string, unknown[]>()
  for (const sample of samples)
    for (const [name, value] of Object.entries(sample)) {
      if (value === null || value === '') continue
      const values = seen.get(name)
      if (values) values.push(value)
      else seen.set(name, [value])
    }
  const fields: Record<string, FieldRule> = {}
  for (const [name, values] of seen) {
    const type = commonType(values)
    const distinct = new Set(values.map(String))
    const few = type === 'text' && values.length >= enoughForValues && distinct.size <= mostValues
    fields[`properties.${name}`] = {
      required: values.length === samples.length,
      unique: false,
      ...(type ? { type } : {}),
      ...(few ? { values: [...distinct].sort() } : {}),
    }
  }
  return { fields, freshnessHours: null }
}

function commonType(values: readonly unknown[]): FieldRule['type'] {
  const types = new Set(values.map(typeOfValue))
  if (types.size === 1) return [...types][0]
  return [...types].every((type) => type === 'number' || type === 'integer') ? 'number' : undefined
}

function typeOfValue(value: unknown): FieldRule['type'] {
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'number':
      // A price of 20 is a number that happens to be whole.
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'string':
      return 'text'
    case 'object':
      return 'object'
    default:
      return undefined
  }
}
