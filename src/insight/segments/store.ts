import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { segmentErrors } from '../errors.ts'
import { type SegmentRule, segmentRule } from './rule.schema.ts'

export interface SegmentInput {
  name: string
  description: string
  rule: unknown
  /** What it is for; marketing where nothing is said. */
  purpose?: string
}

/** A segment as it is kept: the definition, and when it was last counted. */
export interface StoredSegment {
  id: string
  name: string
  description: string
  rule: SegmentRule
  purpose: string
  version: number
  customers: number | null
  computedAt: Date | null
  updatedAt: Date
  deletedAt: Date | null
}

export async function listSegments(
  ledger: Ledger,
  workspace: Workspace,
  filter: { search?: string; deleted?: boolean },
): Promise<StoredSegment[]> {
  let query = ledger.db
    .selectFrom('segments')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('deleted_at', filter.deleted ? 'is not' : 'is', null)
    .orderBy('name')
    .orderBy('id')
  const search = filter.search?.trim()
  // strpos, not LIKE: a name may hold % and _.
  if (search) query = query.where(sql<boolean>`strpos(lower(name), lower(${search})) > 0`)
  return (await query.execute()).map(stored)
}

/** @throws segment.notFound */
export async function findSegment(ledger: Ledger, workspace: Workspace, id: string): Promise<StoredSegment> {
  if (!isUuid(id)) throw segmentErrors.notFound({ id })
  const row = await ledger.db
    .selectFrom('segments')
    .selectAll()
    .where('workspace_id', '=', workspace.id)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw segmentErrors.notFound({ id })
  return stored(row)
}

export async function insertSegment(
  ledger: Ledger,
  workspace: Workspace,
  input: SegmentInput,
  actorId: string,
): Promise<StoredSegment> {
  const id = newId()
  const now = workspace.clock.now()
  await ledger.transaction(async (trx) => {
    const definition = definitionOf(input)
    await trx
      .insertInto('segments')
      .values({ id, workspace_id: workspace.id, ...definition, created_at: now, updated_at: now })
      .execute()
    await trx
      .insertInto('segment_versions')
      .values({ segment_id: id, version: 1, ...definition, saved_by: actorId, saved_at: now })
      .execute()
  })
  return findSegment(ledger, workspace, id)
}

/** @throws segment.notFound, segment.deleted, segment.stale when another edit came first */
export async function reviseSegment(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  input: SegmentInput & { version: number },
  actorId: string,
): Promise<StoredSegment> {
  const now = workspace.clock.now()
  const definition = definitionOf(input)
  await findSegment(ledger, workspace, id)
  await ledger.transaction(async (trx) => {
    const current = await trx
      .selectFrom('segments')
      .select(['name', 'version', 'deleted_at'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (current.deleted_at) throw segmentErrors.deleted({ name: current.name })
    if (current.version !== input.version)
      throw segmentErrors.stale({ name: current.name, yours: input.version, now: current.version })
    const version = current.version + 1
    await trx
      .updateTable('segments')
      .set({ ...definition, version, updated_at: now, customers: null, computed_at: null })
      .where('id', '=', id)
      .execute()
    await trx
      .insertInto('segment_versions')
      .values({ segment_id: id, version, ...definition, saved_by: actorId, saved_at: now })
      .execute()
  })
  return findSegment(ledger, workspace, id)
}

/** Into the bin, or out of it; doing it twice changes nothing. @throws segment.notFound */
export async function binSegment(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  deletedAt: Date | null,
): Promise<StoredSegment> {
  await findSegment(ledger, workspace, id)
  await ledger.db
    .updateTable('segments')
    .set({ deleted_at: deletedAt })
    .where('id', '=', id)
    .where('deleted_at', deletedAt ? 'is' : 'is not', null)
    .execute()
  return findSegment(ledger, workspace, id)
}

/** Keeps a count, unless the segment was changed meanwhile. */
export async function keepCount(
  ledger: Ledger,
  segment: Pick<StoredSegment, 'id' | 'version'>,
  customers: number,
  at: Date,
): Promise<void> {
  await ledger.db
    .updateTable('segments')
    .set({ customers, computed_at: at })
    .where('id', '=', segment.id)
    .where('version', '=', segment.version)
    .execute()
}

function stored(row: Selectable<LedgerSchema['segments']>): StoredSegment {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    rule: segmentRule.parse(row.rule),
    purpose: row.purpose,
    version: row.version,
    customers: row.customers === null ? null : Number(row.customers),
    computedAt: row.computed_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  }
}

function definitionOf({ name, description, rule, purpose }: SegmentInput) {
  return { name, description, rule: asJson(rule), purpose: purpose ?? 'marketing' }
}

function asJson(rule: unknown): Record<string, unknown> {
  return segmentRule.parse(rule) as Record<string, unknown>
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id)
}
