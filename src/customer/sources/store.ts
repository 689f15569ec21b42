import { sql } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import type { Brings, SourceKind } from '../../stores/ledger/schema/sources.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import { checkedConnection, type SourceRecord, type StoreDeps, sealed, secretsFor } from './connections.ts'
import { kindOf } from './kinds/index.ts'
import { nextRun, type Schedule, schedule } from './schedule.ts'

export interface SourceInput {
  kind: SourceKind
  name: string
  owner: string
  settings: Record<string, unknown>
  secrets: Record<string, string>
  mapping: Mapping | null
  schedule: Schedule
}
export type SourceChange = { [K in Exclude<keyof SourceInput, 'kind'>]?: SourceInput[K] | undefined } & {
  enabled?: boolean | undefined
}

/** @throws common.notFound */
export async function getSource(
  ledger: Ledger,
  workspaceId: number,
  id: string,
  deleted = false,
): Promise<SourceRecord> {
  const row = await ledger.db
    .selectFrom('sources')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where((eb) => eb(eb.cast<string>('id', 'text'), '=', id))
    .where('deleted_at', deleted ? 'is not' : 'is', null)
    .executeTakeFirst()
  if (!row) throw commonErrors.notFound({ what: 'source', id })
  return row
}

export function scheduleOf(source: Pick<SourceRecord, 'schedule'>): Schedule {
  const parsed = schedule.safeParse(source.schedule)
  return parsed.success ? parsed.data : { mode: 'off' }
}

export async function createSource(
  deps: StoreDeps,
  workspace: Workspace,
  now: Date,
  input: SourceInput,
  by: Actor,
): Promise<SourceRecord> {
  const definition = kindOf(input.kind)
  const connection = definition ? checkedConnection(definition, input.settings, input.secrets) : null
  const id = newId()
  const row = await deps.ledger.db
    .insertInto('sources')
    .values({
      id,
      workspace_id: workspace.id,
      kind: input.kind,
      name: input.name,
      owner: input.owner,
      owner_id: await ownerId(deps.ledger, workspace.id, input.owner),
      created_at: now,
      brings: bringsOf(input.kind, connection?.settings, input.mapping),
      settings: JSON.stringify(connection?.settings ?? {}),
      secrets: await sealed(deps, workspace.id, connection?.secrets ?? {}),
      schedule: JSON.stringify(input.schedule),
      mapping: input.mapping === null ? null : JSON.stringify(input.mapping),
      next_run_at: nextRun(input.schedule, now, workspace.timeZone),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await noteSource(deps.ledger, workspace.id, by, 'source.create', id, { kind: input.kind, name: input.name })
  return row
}

/** Secrets that are blank or left out stay as they are. @throws common.notFound, source.badSettings */
export async function updateSource(
  deps: StoreDeps,
  workspace: Workspace,
  now: Date,
  id: string,
  change: SourceChange,
  by: Actor,
): Promise<SourceRecord> {
  const before = await getSource(deps.ledger, workspace.id, id)
  const definition = kindOf(before.kind)
  const kept = await secretsFor(deps, before, change.settings ?? before.settings)
  const given = Object.fromEntries(Object.entries(change.secrets ?? {}).filter(([, text]) => text !== ''))
  const connection = definition
    ? checkedConnection(definition, change.settings ?? before.settings, { ...kept, ...given })
    : { settings: before.settings, secrets: kept }
  const plan = change.schedule ?? scheduleOf(before)
  const enabled = change.enabled ?? before.enabled
  const replanned =
    change.schedule !== undefined || change.enabled !== undefined || change.settings !== undefined
  const after = await deps.ledger.db
    .updateTable('sources')
    .set({
      name: change.name ?? before.name,
      owner: change.owner ?? before.owner,
      ...(change.owner === undefined
        ? {}
        : { owner_id: await ownerId(deps.ledger, workspace.id, change.owner) }),
      enabled,
      settings: JSON.stringify(connection.settings),
      secrets: await sealed(deps, workspace.id, connection.secrets),
      schedule: JSON.stringify(plan),
      brings: bringsOf(
        before.kind,
        connection.settings,
        change.mapping ?? (before.mapping as Mapping | null),
      ),
      ...(change.mapping === undefined ? {} : { mapping: change.mapping && JSON.stringify(change.mapping) }),
      // What was mended deserves a fresh start.
      ...(replanned
        ? { failures: 0, next_run_at: enabled ? nextRun(plan, now, workspace.timeZone) : null }
        : {}),
      ...(readsElsewhere(before.settings, connection.settings) ? { cursor: null } : {}),
    })
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await noteSource(deps.ledger, workspace.id, by, 'source.update', id, {
    before: shownInAudit(before),
    after: shownInAudit(after),
    secrets: Object.keys(given),
  })
  return after
}

/** Events of streams and of Segment; of all others the rows their mapping makes. */
function bringsOf(kind: SourceKind, settings: unknown, mapping: Mapping | null): Brings {
  const isSegment = kind === 'webhook' && (settings as { proof?: string }).proof === 'segment'
  return kind === 'stream' || isSegment ? 'events' : (mapping?.kind ?? 'orders')
}

/** A cursor holds for the one table, or the one interface, it was read from. */
function readsElsewhere(before: unknown, after: unknown): boolean {
  const place = (settings: unknown) => {
    const all = settings as Record<string, unknown>
    return JSON.stringify(
      ['host', 'database', 'table', 'cursorColumn', 'tieColumn', 'url', 'sinceField', 'paging'].map(
        (key) => all[key] ?? null,
      ),
    )
  }
  return place(before) !== place(after)
}

function shownInAudit(source: SourceRecord) {
  const { name, owner, enabled, settings, schedule: plan } = source
  return { name, owner, enabled, settings, schedule: plan }
}

/** The owner is words; where they name a member of the workspace, that member. */
async function ownerId(ledger: Ledger, workspaceId: number, owner: string): Promise<string | null> {
  const row = await ledger.db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select('users.id')
    .where('memberships.workspace_id', '=', workspaceId)
    .where((eb) =>
      eb.or([eb('users.display_name', '=', owner), eb('users.email_lower', '=', owner.toLowerCase())]),
    )
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? null
}

/** Away, with its keys; what it brought stays. Can be undone. @throws common.notFound */
export async function setDeleted(
  ledger: Ledger,
  workspace: Workspace,
  now: Date,
  id: string,
  deleted: boolean,
  by: Actor,
): Promise<SourceRecord> {
  const source = await getSource(ledger, workspace.id, id, !deleted)
  const row = await ledger.db
    .updateTable('sources')
    .set({
      deleted_at: deleted ? now : null,
      next_run_at: deleted || !source.enabled ? null : nextRun(scheduleOf(source), now, workspace.timeZone),
    })
    .where('id', '=', source.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await noteSource(ledger, workspace.id, by, deleted ? 'source.delete' : 'source.restore', id, {
    name: source.name,
  })
  return row
}

export async function noteSource(
  ledger: Ledger,
  workspaceId: number,
  by: Pick<Actor, 'kind' | 'id'>,
  action: string,
  id: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await writeAudit(ledger.db, { workspaceId, actor: by, action, subject: { kind: 'source', id }, detail })
}

/** Whether a run of the source is on its way. */
export async function isRunning(ledger: Ledger, sourceId: string): Promise<boolean> {
  const { rows } =
    await sql`SELECT 1 FROM source_runs WHERE source_id = ${sourceId} AND state = 'running'`.execute(
      ledger.db,
    )
  return rows.length > 0
}
