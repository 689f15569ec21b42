import { z } from 'zod'
import { createBinder, identifier, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import type { Subject } from '../subject.ts'

/** Tables without a key of anybody whose texts may name somebody all the same, and the text to look in. */
const texts: readonly { table: string; text: string; row: string }[] = [
  {
    table: 'quality_fields',
    text: "arrayStringConcat(arrayMap(c -> c.1, categories), '\\n')",
    row: 'source_id, run_id, dataset, field',
  },
  {
    table: 'quality_checks',
    text: "arrayStringConcat(samples, '\\n')",
    row: 'source_id, run_id, dataset, check_id',
  },
]

const plain = (text: string): SqlFragment => ({ text, params: {}, isSql: true })

/**
 * Removes samples and frequent values in which somebody is named. The names are bound to the search alone: what is
 * removed is told by hashes of the rows, since engines keep the text of a removal.
 */
export async function removeMentions(
  warehouse: Warehouse,
  workspaceId: number,
  subjects: readonly Subject[],
): Promise<void> {
  const names = subjects.flatMap(({ identifiers }) =>
    identifiers.flatMap(({ kind, text }) =>
      ['name', 'email', 'address'].includes(kind) && text.length > 1 ? [text] : [],
    ),
  )
  if (names.length === 0) return
  for (const { table, text, row } of texts) {
    const bind = createBinder('m_')
    const rows = await warehouse.rows(
      sql`SELECT toString(cityHash64(${plain(row)})) AS hash FROM ${identifier(table)}
          WHERE workspace_id = ${bind('UInt32', workspaceId)}
            AND multiSearchAnyCaseInsensitiveUTF8(${plain(text)}, ${bind('Array(String)', [...new Set(names)].slice(0, 250))})`,
      z.object({ hash: z.string().regex(/^\d+$/) }),
      { pool: 'long' },
    )
    if (rows.length === 0) continue
    const hashes = rows.map(({ hash }) => hash).join(', ')
    await warehouse.command(
      plain(
        `ALTER TABLE ${table} DELETE WHERE workspace_id = ${Math.trunc(workspaceId)} AND cityHash64(${row}) IN (${hashes})`,
      ),
      { pool: 'long', settings: { mutations_sync: 2 } },
    )
  }
}
