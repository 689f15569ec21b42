import type { Selectable } from 'kysely'
import { sql as pg } from 'kysely'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { checkDefinition } from './check.ts'
import {
  type Computed,
  type ComputedDefinition,
  computedDefinition,
  isZeroWithoutRows,
} from './definition.schema.ts'
import { computedErrors } from './errors.ts'

export interface StoredComputed extends Computed {
  label: string
  version: number
  updatedAt: Date
  changedAt: Date
}

export const mostAttributes = 50
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export async function listComputed(
  ledger: Ledger,
  workspace: Pick<Workspace, 'id'>,
): Promise<StoredComputed[]> {
  const rows = await ledger.db
    .selectFrom('computed_attributes')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('deleted_at', 'is', null)
    .orderBy('label')
    .execute()
  return rows.map(toStored)
}

/** By id what rules need of each: its name, and whether it is 0 of whom nothing is kept. */
export async function computedNames(
  ledger: Ledger,
  workspace: Pick<Workspace, 'id'>,
): Promise<Map<string, { label: string; isZero: boolean }>> {
  const list = await listComputed(ledger, workspace)
  return new Map(
    list.map(({ id, label, definition }) => [id, { label, isZero: isZeroWithoutRows(definition) }]),
  )
}

/** How each attribute is computed, by id. */
export async function computedDefinitions(
  ledger: Ledger,
  workspace: Pick<Workspace, 'id'>,
): Promise<Map<string, ComputedDefinition>> {
  return new Map((await listComputed(ledger, workspace)).map(({ id, definition }) => [id, definition]))
}

export interface ComputedInput {
  label: string
  definition: unknown
}

/** @throws computed.badDefinition …, computed.nameTaken, computed.tooMany */
export async function createComputed(
  ledger: Ledger,
  workspace: Workspace,
  input: ComputedInput,
  by: string,
): Promise<StoredComputed> {
  const others = await listComputed(ledger, workspace)
  if (others.length >= mostAttributes) throw computedErrors.tooMany({ most: mostAttributes })
  const definition = checkDefinition(input.definition, others)
  assertFree(others, input.label)
  const at = workspace.clock.now()
  return ledger.transaction(async (trx) => {
    const row = await trx
      .insertInto('computed_attributes')
      .values({
        id: newId(),
        workspace_id: workspace.id,
        label: input.label,
        definition: JSON.stringify(definition),
        updated_at: at,
        updated_by: by,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await keepVersion(trx, row, by)
    return toStored(row)
  })
}

/** @throws computed.notFound, computed.stale where `version` is not the newest, and as `createComputed` */
export async function updateComputed(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  input: ComputedInput & { version: number },
  by: string,
): Promise<StoredComputed> {
  const others = await listComputed(ledger, workspace)
  const old = others.find((one) => one.id === id)
  if (!old) throw computedErrors.notFound({ id })
  const rest = others.filter((one) => one !== old)
  const definition = checkDefinition(input.definition, rest)
  assertFree(rest, input.label)
  const changed = rest.map((one) => one).concat({ ...old, definition })
  for (const other of rest)
    checkDefinition(
      other.definition,
      changed.filter((one) => one.id !== other.id),
    )
  return ledger.transaction(async (trx) => {
    const row = await trx
      .updateTable('computed_attributes')
      .set({
        label: input.label,
        definition: JSON.stringify(definition),
        version: input.version + 1,
        updated_at: workspace.clock.now(),
        updated_by: by,
        changed_at: pg<Date>`now()`,
      })
      .where('id', '=', id)
      .where('version', '=', input.version)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw computedErrors.stale({ name: old.label })
    await keepVersion(trx, row, by)
    return toStored(row)
  })
}

/** @param uses names of what still refers to it @throws computed.notFound, computed.inUse */
export async function removeComputed(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  uses: (id: string) => Promise<string[]>,
): Promise<void> {
  const all = await listComputed(ledger, workspace)
  const old = uuid.test(id) ? all.find((one) => one.id === id) : undefined
  if (!old) throw computedErrors.notFound({ id })
  const ratios = all.filter(
    ({ definition: d }) => d.from === 'computed' && (d.numerator === id || d.denominator === id),
  )
  const names = [...ratios.map(({ label }) => label), ...(await uses(id))]
  if (names.length > 0) throw computedErrors.inUse({ name: old.label, uses: names.slice(0, 5).join(', ') })
  await ledger.db
    .updateTable('computed_attributes')
    .set({ deleted_at: workspace.clock.now(), changed_at: pg<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

type Row = Selectable<LedgerSchema['computed_attributes']>

async function keepVersion(
  trx: Parameters<Parameters<Ledger['transaction']>[0]>[0],
  row: Row,
  by: string,
): Promise<void> {
  await trx
    .insertInto('computed_attribute_versions')
    .values({
      attribute_id: row.id,
      version: row.version,
      label: row.label,
      definition: JSON.stringify(row.definition),
      made_at: row.updated_at,
      made_by: by,
    })
    .execute()
}

function assertFree(others: readonly StoredComputed[], label: string): void {
  if (others.some((one) => one.label.toLowerCase() === label.toLowerCase()))
    throw computedErrors.nameTaken({ name: label })
}

function toStored(row: Row): StoredComputed {
  return {
    id: row.id,
    label: row.label,
    definition: computedDefinition.parse(row.definition),
    version: row.version,
    updatedAt: row.updated_at,
    changedAt: row.changed_at,
  }
}
