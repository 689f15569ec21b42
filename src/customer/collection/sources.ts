import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import type { Clock } from '../../kit/clock.ts'
import { commonErrors } from '../../kit/errors.ts'
import { newId, newSecret } from '../../kit/ids.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'

const keyPrefix = 'ltw_'
const shownCharacters = 12

export interface SourceRow {
  id: string
  name: string
  owner: string
  enabled: boolean
  createdAt: string
  lastEventAt: string | null
  quarantined: number
}

export interface WriteKey {
  id: string
  prefix: string
  createdAt: string
  revokedAt: string | null
}

/** What a write key opens. */
export interface OpenSource {
  id: string
  workspaceId: number
  name: string
  enabled: boolean
}

/** Sources that bring events, and the keys events are sent with; every change is audited. */
export interface Sources {
  list(workspaceId: number): Promise<SourceRow[]>
  /** @throws common.notFound */
  get(workspaceId: number, id: string): Promise<SourceRow & { keys: WriteKey[] }>
  create(workspaceId: number, input: { name: string; owner: string }, by: Actor): Promise<SourceRow>
  /** @throws common.notFound */
  update(
    workspaceId: number,
    id: string,
    change: { name?: string | undefined; owner?: string | undefined; enabled?: boolean | undefined },
    by: Actor,
  ): Promise<SourceRow>
  /** The secret is returned once and stored nowhere. @throws common.notFound */
  addKey(workspaceId: number, id: string, by: Actor): Promise<WriteKey & { secret: string }>
  /** @throws common.notFound */
  revokeKey(workspaceId: number, id: string, keyId: string, by: Actor): Promise<WriteKey>
  /** Null for a key that is unknown or revoked. Answers are remembered for a few seconds. */
  open(secret: string): Promise<OpenSource | null>
  /** A source was changed elsewhere: what keys open is asked anew. */
  forgetOpened(): void
}

const rememberedMs = 5_000
const mostRemembered = 10_000

export function createSources(ledger: Ledger, clock: Clock): Sources {
  const opened = new Map<string, { source: OpenSource | null; until: number }>()
  const note = (workspaceId: number, by: Actor, action: string, id: string, detail: object = {}) =>
    writeAudit(ledger.db, {
      workspaceId,
      actor: by,
      action,
      subject: { kind: 'source', id },
      detail: { ...detail },
    })
  const one = async (workspaceId: number, id: string) => {
    const [row] = await sourceRows(ledger, workspaceId, id)
    if (!row) throw commonErrors.notFound({ what: 'source', id })
    return row
  }
  return {
    list: (workspaceId) => sourceRows(ledger, workspaceId, null),
    get: async (workspaceId, id) => ({
      ...(await one(workspaceId, id)),
      keys: await keysOf(ledger, id),
    }),
    create: async (workspaceId, input, by) => {
      const id = newId()
      await ledger.db
        .insertInto('sources')
        .values({
          id,
          workspace_id: workspaceId,
          kind: 'stream',
          ...input,
          created_at: clock.now(),
          last_event_at: null,
          last_order_at: null,
        })
        .execute()
      await note(workspaceId, by, 'source.create', id, { name: input.name })
      return one(workspaceId, id)
    },
    update: async (workspaceId, id, change, by) => {
      const before = await one(workspaceId, id)
      const next = {
        name: change.name ?? before.name,
        owner: change.owner ?? before.owner,
        enabled: change.enabled ?? before.enabled,
      }
      await ledger.db
        .updateTable('sources')
        .set(next)
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', id)
        .execute()
      opened.clear()
      await note(workspaceId, by, 'source.update', id, {
        before: { name: before.name, owner: before.owner, enabled: before.enabled },
        after: next,
      })
      return one(workspaceId, id)
    },
    addKey: async (workspaceId, id, by) => {
      await one(workspaceId, id)
      const secret = `${keyPrefix}${newSecret()}`
      const prefix = secret.slice(0, shownCharacters)
      const row = { id: newId(), source_id: id, prefix, created_at: clock.now(), revoked_at: null }
      await ledger.db
        .insertInto('write_keys')
        .values({ ...row, key_hash: hashOf(secret) })
        .execute()
      await note(workspaceId, by, 'source.key.create', id, { key: row.id, prefix })
      return { ...toKey(row), secret }
    },
    revokeKey: async (workspaceId, id, keyId, by) => {
      await one(workspaceId, id)
      const row = await ledger.db
        .updateTable('write_keys')
        .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(clock.now())) }))
        .where('source_id', '=', id)
        .where((eb) => eb(eb.cast<string>('id', 'text'), '=', keyId))
        .returningAll()
        .executeTakeFirst()
      if (!row) throw commonErrors.notFound({ what: 'write key', id: keyId })
      opened.clear()
      await note(workspaceId, by, 'source.key.revoke', id, { key: keyId })
      return toKey(row)
    },
    forgetOpened: () => opened.clear(),
    open: async (secret) => {
      if (!secret.startsWith(keyPrefix)) return null
      const now = performance.now()
      const known = opened.get(secret)
      if (known && known.until > now) return known.source
      const source = await findSource(ledger, secret)
      if (opened.size >= mostRemembered) opened.clear()
      opened.set(secret, { source, until: now + rememberedMs })
      return source
    },
  }
}

async function findSource(ledger: Ledger, secret: string): Promise<OpenSource | null> {
  const row = await ledger.db
    .selectFrom('write_keys')
    .innerJoin('sources', 'sources.id', 'write_keys.source_id')
    .select(['sources.id', 'sources.workspace_id', 'sources.name', 'sources.enabled'])
    .where('write_keys.key_hash', '=', hashOf(secret))
    .where('write_keys.revoked_at', 'is', null)
    .where('sources.deleted_at', 'is', null)
    .executeTakeFirst()
  return row ? { id: row.id, workspaceId: row.workspace_id, name: row.name, enabled: row.enabled } : null
}

async function sourceRows(ledger: Ledger, workspaceId: number, id: string | null): Promise<SourceRow[]> {
  const { rows } = await sql<{
    id: string
    name: string
    owner: string
    enabled: boolean
    created_at: Date
    last_event_at: Date | null
    quarantined: number
  }>`
    SELECT s.id, s.name, s.owner, s.enabled, s.created_at, s.last_event_at,
           (SELECT count(*)::int FROM quarantined_events q WHERE q.source_id = s.id) AS quarantined
    FROM sources s
    WHERE s.workspace_id = ${workspaceId} AND s.brings = 'events' AND s.deleted_at IS NULL AND (${id}::text IS NULL OR s.id::text = ${id}::text)
    ORDER BY s.created_at`.execute(ledger.db)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    owner: row.owner,
    enabled: row.enabled,
    createdAt: row.created_at.toISOString(),
    lastEventAt: row.last_event_at?.toISOString() ?? null,
    quarantined: row.quarantined,
  }))
}

async function keysOf(ledger: Ledger, sourceId: string): Promise<WriteKey[]> {
  const rows = await ledger.db
    .selectFrom('write_keys')
    .selectAll()
    .where('source_id', '=', sourceId)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map(toKey)
}

function toKey(row: { id: string; prefix: string; created_at: Date; revoked_at: Date | null }): WriteKey {
  return {
    id: row.id,
    prefix: row.prefix,
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
