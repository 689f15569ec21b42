import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import type { InsightDeps } from '../deps.ts'
import { factFields, isZeroWithoutRows, measures, typeOf } from './definition.schema.ts'
import { previewComputed } from './preview.ts'
import { type ComputedRun, refreshComputed } from './refresh.ts'
import {
  type ComputedInput,
  computedDefinitions,
  createComputed,
  listComputed,
  mostAttributes,
  removeComputed,
  type StoredComputed,
  updateComputed,
} from './store.ts'
import { subjectsOfComputed } from './subjects.ts'
import { computedWords, fieldWords } from './words.ts'

/** A computed attribute as other rooms show it. */
export interface ComputedColumn {
  id: string
  label: string
  type: 'number' | 'text'
  isZero: boolean
}

export interface ComputedAttributes {
  /** Computes all anew; null where none is defined. */
  refresh(workspace: Workspace): Promise<ComputedRun | null>
  columns(workspace: Workspace): Promise<ComputedColumn[]>
  /** What these are made of, as purposes are limited. */
  subjectsOf(workspace: Workspace, ids: readonly string[]): Promise<string[]>
  /** SELECT of `person_key`, `number`, `text` of one attribute in the newest run. */
  valuesSql(
    workspace: Workspace,
    id: string,
    bind: (type: string, value: unknown) => SqlFragment,
  ): SqlFragment
  /** Values of these people (keys of today), by attribute. */
  valuesOf(workspace: Workspace, keys: readonly number[]): Promise<Map<number, Map<string, number | string>>>
  overview(workspace: Workspace): ReturnType<typeof overviewOf>
  create(workspace: Workspace, input: ComputedInput, by: string): Promise<ReturnType<typeof viewOf>>
  update(
    workspace: Workspace,
    id: string,
    input: ComputedInput & { version: number },
    by: string,
  ): Promise<ReturnType<typeof viewOf>>
  remove(workspace: Workspace, id: string): Promise<void>
  preview(workspace: Workspace, definition: unknown): ReturnType<typeof previewComputed>
}

/** @param uses names of the segments whose rules speak of an attribute */
export function createComputedAttributes(
  deps: InsightDeps,
  uses: (workspace: Workspace, id: string) => Promise<string[]>,
): ComputedAttributes {
  const { ledger, warehouse } = deps
  const viewed = async (workspace: Workspace, one: StoredComputed) =>
    viewOf(one, await listComputed(ledger, workspace), new Map())
  return {
    refresh: (workspace) => refreshComputed(deps, workspace),
    columns: async (workspace) =>
      (await listComputed(ledger, workspace)).map(({ id, label, definition }) => ({
        id,
        label,
        type: typeOf(definition),
        isZero: isZeroWithoutRows(definition),
      })),
    valuesSql: (workspace, id, bind) => {
      const ws = bind('UInt32', workspace.id)
      return sql`SELECT person_key, any(number) AS number, any(text) AS text FROM computed_values
        WHERE workspace_id = ${ws} AND attribute = ${bind('UUID', id)} AND computed_at = (${newestRun(ws)})
        GROUP BY person_key`
    },
    subjectsOf: async (workspace, ids) => {
      if (ids.length === 0) return []
      const definitions = await computedDefinitions(ledger, workspace)
      return ids.flatMap((id) => subjectsOfComputed(id, definitions))
    },
    valuesOf: (workspace, keys) => valuesOf(warehouse, workspace, keys),
    overview: (workspace) => overviewOf(deps, workspace),
    create: async (workspace, input, by) =>
      viewed(workspace, await createComputed(ledger, workspace, input, by)),
    update: async (workspace, id, input, by) =>
      viewed(workspace, await updateComputed(ledger, workspace, id, input, by)),
    remove: (workspace, id) => removeComputed(ledger, workspace, id, (asked) => uses(workspace, asked)),
    preview: (workspace, definition) => previewComputed(deps, workspace, definition),
  }
}

function newestRun(ws: SqlFragment): SqlFragment {
  return sql`SELECT max(computed_at) FROM computed_runs WHERE workspace_id = ${ws}`
}

async function valuesOf(
  warehouse: Warehouse,
  workspace: Workspace,
  keys: readonly number[],
): Promise<Map<number, Map<string, number | string>>> {
  const bind = createBinder('cv')
  const ws = bind('UInt32', workspace.id)
  const rows = await warehouse.rows(
    sql`SELECT person_key AS key, toString(attribute) AS id, any(number) AS number, any(text) AS text FROM computed_values
      WHERE workspace_id = ${ws} AND computed_at = (${newestRun(ws)}) AND person_key IN (${bind('Array(UInt64)', [...keys])})
      GROUP BY person_key, attribute`,
    z.object({ key: int64(), id: z.string(), number: z.number().nullable(), text: z.string() }),
  )
  const values = new Map<number, Map<string, number | string>>()
  for (const { key, id, number, text } of rows) {
    const mine = values.get(key) ?? new Map<string, number | string>()
    values.set(key, mine.set(id, number ?? text))
  }
  return values
}

async function overviewOf({ ledger, warehouse }: InsightDeps, workspace: Workspace) {
  const bind = createBinder('co')
  const ws = bind('UInt32', workspace.id)
  const [list, state, counts] = await Promise.all([
    listComputed(ledger, workspace),
    ledger.db
      .selectFrom('computed_states')
      .selectAll()
      .where('workspace_id', '=', workspace.id)
      .executeTakeFirst(),
    warehouse.rows(
      sql`SELECT toString(attribute) AS id, count() AS customers FROM computed_values
        WHERE workspace_id = ${ws} AND computed_at = (${newestRun(ws)}) GROUP BY attribute`,
      z.object({ id: z.string(), customers: int64() }),
    ),
  ])
  const customers = new Map(counts.map((row) => [row.id, row.customers]))
  const fieldsOf = (source: keyof typeof factFields) =>
    (['text', 'number'] as const).flatMap((type) =>
      factFields[source][type].map((id) => ({
        id,
        type,
        label: fieldWords[id] ?? { en: id, 'zh-CN': id },
      })),
    )
  return {
    items: list.map((one) => viewOf(one, list, customers)),
    computedAt: state?.computed_at.toISOString() ?? null,
    milliseconds: state?.milliseconds ?? null,
    problem: state?.problem ?? null,
    isBehind: list.some(({ changedAt }) => !state || changedAt > state.begun_at),
    most: mostAttributes,
    sources: (['orders', 'events', 'touches'] as const).map((id) => ({ id, fields: fieldsOf(id) })),
    measures: Object.entries(measures).map(([id, measure]) => ({ id, ...measure })),
  }
}

function viewOf(
  one: StoredComputed,
  list: readonly StoredComputed[],
  customers: ReadonlyMap<string, number>,
) {
  return {
    id: one.id,
    label: one.label,
    definition: one.definition,
    words: computedWords(one.definition, list),
    type: typeOf(one.definition),
    isZero: isZeroWithoutRows(one.definition),
    version: one.version,
    customers: customers.get(one.id) ?? null,
    updatedAt: one.updatedAt.toISOString(),
  }
}
