import { sql } from 'kysely'
import type { Ledger } from '../../stores/ledger/index.ts'

/**
 * Which files of a source were brought before, told by their imports: what was taken out by undo counts, for somebody
 * did not want it. One that was refused is tried again by hand, or when it has changed.
 */
export function knownParts(ledger: Ledger, sourceId: string, byHand: boolean) {
  const settled = byHand
    ? sql`status IN ('done', 'undone')`
    : sql`(status IN ('done', 'undone') OR (status = 'failed' AND error ->> 'code' LIKE 'import.%'
           AND error ->> 'code' NOT IN ('import.interrupted', 'import.readerStopped', 'import.diskFull', 'import.notWritable')))`
  const exists = async (condition: ReturnType<typeof sql>) => {
    const { rows } = await sql`
      SELECT 1 FROM imports WHERE source_id = ${sourceId} AND ${settled} AND ${condition} LIMIT 1`.execute(
      ledger.db,
    )
    return rows.length > 0
  }
  return {
    /** The same part in the same state, as the source tells it. */
    has: (part: string, version: string) =>
      exists(sql`parcel = ${part} AND starts_with(version, ${`${version}#`})`),
    /** The same content, under whatever name: noted, so that it need not be read again. */
    hasContent: async (part: string, version: string) => {
      const hash = version.slice(version.lastIndexOf('#'))
      const found = await exists(sql`version LIKE ${`%${hash}`} AND status IN ('done', 'undone')`)
      if (found)
        await sql`
          UPDATE imports SET version = ${version}
          WHERE source_id = ${sourceId} AND parcel = ${part} AND version LIKE ${`%${hash}`}`.execute(
          ledger.db,
        )
      return found
    },
  }
}
