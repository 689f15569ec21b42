import { sql } from 'kysely'
import type { Ledger } from '../../../stores/ledger/index.ts'
import type { Item, recordKinds, Stretch } from './item.ts'

type Row = { ms: string; id: string; kind: Item['kind']; what: string; detail: string }

/**
 * What the ledger knows of a person in a stretch: consents given, asked for and withdrawn; those that ran out, at the
 * moment they did, unless something newer was said by then; merges and their undoing.
 * @param now what lies ahead has not happened yet
 */
export async function recordsOf(
  ledger: Ledger,
  workspaceId: number,
  keys: readonly number[],
  kinds: readonly (typeof recordKinds)[number][],
  stretch: Stretch,
  now: Date,
): Promise<Item[]> {
  if (kinds.length === 0) return []
  const mine = sql`${[...keys]}::bigint[]`
  const ms = (column: string) => sql`floor(extract(epoch FROM ${sql.ref(column)}) * 1000)::bigint`
  const { before, fromMs, toMs, limit } = stretch
  const { rows } = await sql<Row>`
    WITH happened AS (
      SELECT ${ms('c.at')} AS ms, 'consent:' || c.id AS id, 'consent' AS kind, c.state AS what,
        c.purpose || '|' || c.channel || '|' || c.source AS detail
      FROM consents c WHERE c.workspace_id = ${workspaceId} AND c.person_key = ANY(${mine})
      UNION ALL
      SELECT ${ms('c.expires_at')}, 'consent:' || c.id || ':end', 'consent', 'expired', c.purpose || '|' || c.channel || '|'
      FROM consents c WHERE c.workspace_id = ${workspaceId} AND c.person_key = ANY(${mine})
        AND c.state = 'given' AND c.expires_at <= ${now} AND NOT EXISTS (
          SELECT 1 FROM consents n WHERE n.workspace_id = c.workspace_id AND n.person_key = ANY(${mine})
            AND n.purpose = c.purpose AND n.channel = c.channel AND (n.at, n.id) > (c.at, c.id) AND n.at <= c.expires_at)
      UNION ALL
      SELECT ${ms('m.merged_at')}, 'identity:' || m.id, 'identity', 'merged', m.rule || '|' || m.merged_key
      FROM merges m WHERE m.workspace_id = ${workspaceId} AND (m.kept_key = ANY(${mine}) OR m.merged_key = ANY(${mine}))
      UNION ALL
      SELECT ${ms('m.undone_at')}, 'identity:' || m.id || ':undone', 'identity', 'parted', m.rule || '|' || m.merged_key
      FROM merges m WHERE m.workspace_id = ${workspaceId} AND m.undone_at IS NOT NULL
        AND (m.kept_key = ANY(${mine}) OR m.merged_key = ANY(${mine})))
    SELECT * FROM happened
    WHERE kind = ANY(${[...kinds]}::text[])
      AND (${before === null} OR (ms, id COLLATE "C") < (${before?.ms ?? 0}::bigint, ${before?.id ?? ''}::text COLLATE "C"))
      AND (${fromMs}::bigint IS NULL OR ms >= ${fromMs}::bigint) AND (${toMs}::bigint IS NULL OR ms < ${toMs}::bigint)
    ORDER BY ms DESC, id COLLATE "C" DESC LIMIT ${limit}`.execute(ledger.db)
  return rows.map((row) => ({ ...row, ms: Number(row.ms), amount: null, currency: '', campaign: '' }))
}
