import { sql } from 'kysely'
import { commonErrors } from '../../kit/errors.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { VaultOf } from '../identity/persons.ts'
import { rowsNamingErased, textsOf } from '../privacy/erased-cells.ts'
import { limits } from './limits.ts'
import type { Refusal } from './refusal.ts'

/** An event that was not accepted. */
export interface KeptAside extends Refusal {
  /** What it called itself, cut short; it may be anything. */
  type: string
  /** JSON text as it came; null where it cannot be written at all. */
  raw: string | null
  /** The contract it broke. */
  contract?: { id: string; version: number }
}

export interface QuarantinedEvent {
  id: string
  type: string
  field: string
  code: string
  raw: string
  receivedAt: string
  /** The contract it broke, as it then was. */
  contract: { id: string; subject: string; version: number } | null
}

export interface Quarantine {
  /** Keeps events until somebody repairs or discards them; equal ones once, and of each source the newest. */
  keep(source: { id: string; workspaceId: number }, events: readonly KeptAside[], at: Date): Promise<void>
  /** Newest first. @param before id of the last one seen */
  list(
    workspaceId: number,
    sourceId: string,
    before: string | null,
    limit: number,
  ): Promise<QuarantinedEvent[]>
  /** @throws common.notFound */
  get(workspaceId: number, sourceId: string, id: string): Promise<QuarantinedEvent>
  remove(sourceId: string, id: string): Promise<void>
}

export function createQuarantine(ledger: Ledger, vaultOf: VaultOf): Quarantine {
  const rowsOf = async (
    workspaceId: number,
    sourceId: string,
    where: { id?: string; before?: string | null; limit: number },
  ) => {
    const { rows } = await sql<{
      id: string
      type: string
      field: string
      code: string
      raw: Buffer
      received_at: Date
      contract_id: string | null
      contract_version: number | null
      contract_subject: string | null
    }>`
      SELECT q.id, q.type, q.field, q.code, q.raw, q.received_at, q.contract_id, q.contract_version,
             c.subject AS contract_subject
      FROM quarantined_events q JOIN sources s ON s.id = q.source_id
      LEFT JOIN contracts c ON c.id = q.contract_id
      WHERE s.workspace_id = ${workspaceId} AND s.id::text = ${sourceId}
        AND (${where.id ?? null}::text IS NULL OR q.id::text = ${where.id ?? null}::text)
        AND (${where.before ?? null}::bigint IS NULL OR q.id < ${where.before ?? null}::bigint)
      ORDER BY q.id DESC LIMIT ${where.limit}`.execute(ledger.db)
    const vault = await vaultOf(workspaceId)
    return rows.map(
      (row): QuarantinedEvent => ({
        id: row.id,
        type: row.type,
        field: row.field,
        code: row.code,
        raw: vault.decrypt(row.raw),
        receivedAt: row.received_at.toISOString(),
        contract:
          row.contract_id === null
            ? null
            : {
                id: row.contract_id,
                subject: row.contract_subject ?? '',
                version: row.contract_version ?? 0,
              },
      }),
    )
  }
  return {
    keep: async (source, events, at) => {
      if (events.length === 0) return
      const vault = await vaultOf(source.workspaceId)
      const naming = await rowsNamingErased(
        ledger,
        vault,
        source.workspaceId,
        events.map(({ raw }) => textsOf(raw ?? '')),
      )
      const unique = new Map(
        events
          .filter((_, i) => !naming.has(i))
          .map((event) => [
            vault.blindIndex('event', `${event.code} ${event.raw}`).toString('base64'),
            event,
          ]),
      )
      const rows = [...unique]
      if (rows.length === 0) return
      await ledger.transaction(async (trx) => {
        await sql`
          INSERT INTO quarantined_events (source_id, digest, type, field, code, raw, received_at, contract_id, contract_version)
          SELECT ${source.id}::uuid, d, t, f, c, r, ${at}, (SELECT one.id FROM contracts one WHERE one.id = k), v
          FROM unnest(${rows.map(([digest]) => Buffer.from(digest, 'base64'))}::bytea[],
            ${rows.map(([, event]) => event.type)}::text[], ${rows.map(([, event]) => event.field)}::text[],
            ${rows.map(([, event]) => event.code)}::text[],
            ${rows.map(([, event]) => vault.encryptAlone(event.raw ?? ''))}::bytea[],
            ${rows.map(([, event]) => event.contract?.id ?? null)}::uuid[],
            ${rows.map(([, event]) => event.contract?.version ?? null)}::int[]) AS u(d, t, f, c, r, k, v)
          ON CONFLICT (source_id, digest) DO UPDATE SET received_at = excluded.received_at,
            contract_id = excluded.contract_id, contract_version = excluded.contract_version`.execute(trx)
        await sql`
          DELETE FROM quarantined_events WHERE source_id = ${source.id}::uuid AND id <= (
            SELECT id FROM quarantined_events WHERE source_id = ${source.id}::uuid
            ORDER BY id DESC OFFSET ${limits.quarantined} LIMIT 1)`.execute(trx)
      })
    },
    list: (workspaceId, sourceId, before, limit) => rowsOf(workspaceId, sourceId, { before, limit }),
    get: async (workspaceId, sourceId, id) => {
      const [row] = await rowsOf(workspaceId, sourceId, { id, limit: 1 })
      if (!row) throw commonErrors.notFound({ what: 'quarantined event', id })
      return row
    },
    remove: async (sourceId, id) => {
      await sql`DELETE FROM quarantined_events WHERE source_id = ${sourceId}::uuid AND id = ${id}::bigint`.execute(
        ledger.db,
      )
    },
  }
}
