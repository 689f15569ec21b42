import { sql, type Transaction } from 'kysely'
import type { Vault } from '../../../kit/crypto/index.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../../stores/ledger/index.ts'
import { textsOf } from '../erased-cells.ts'
import { readable } from '../subject.ts'

/** A push that waits and names somebody; `left` is what of it names nobody, null where nothing does. */
export interface NamingPush {
  id: string
  left: { body: string; rows: number } | null
}

const page = 500

/** Reads every push that waits to be imported. @param told right after the text of a row that names somebody was met */
export async function pushesNaming(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  names: (text: string) => boolean,
  told: () => void,
): Promise<NamingPush[]> {
  const found: NamingPush[] = []
  for (let after = '0'; ; ) {
    const { rows } = await sql<{ id: string; body: Buffer; rows: number }>`
      SELECT b.id::text AS id, b.body, b.rows FROM source_inbox b JOIN sources s ON s.id = b.source_id
      WHERE s.workspace_id = ${workspace.id} AND b.id > ${after}::bigint ORDER BY b.id LIMIT ${page}`.execute(
      ledger.db,
    )
    for (const { id, body, rows: held } of rows) {
      const text = readable(vault, body)
      const part = text === null ? { body: null, removed: held } : withoutNamed(text, names, told)
      if (part === null) continue
      const left = held - part.removed
      found.push({ id, left: part.body === null || left < 1 ? null : { body: part.body, rows: left } })
    }
    const last = rows.at(-1)
    if (!last || rows.length < page) return found
    after = last.id
  }
}

/**
 * A push without what names somebody: the rows of its lists that do go, the others stay.
 * @returns null where nothing names them; `body` null where the name stands outside of every list
 */
export function withoutNamed(
  text: string,
  names: (text: string) => boolean,
  told: () => void = () => {},
): { body: string | null; removed: number } | null {
  const namesAny = (json: string) => textsOf(json).some(names)
  if (!namesAny(text)) return null
  let removed = 0
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value.filter((row) => {
        const isNamed = namesAny(JSON.stringify(row))
        if (!isNamed) return true
        removed++
        told()
        return false
      })
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strip(inner)]))
  }
  let whole: unknown
  try {
    whole = strip(JSON.parse(text))
  } catch {
    told()
    return { body: null, removed: 1 }
  }
  const body = JSON.stringify(whole)
  if (!namesAny(body)) return { body, removed }
  told()
  return { body: null, removed: removed + 1 }
}

/** @returns what was sealed before, whose keys go */
export async function removePushes(
  trx: Transaction<LedgerSchema>,
  vault: Vault,
  found: readonly NamingPush[],
): Promise<Buffer[]> {
  const before: Buffer[] = []
  for (const { id, left } of found) {
    const { rows } = await sql<{ body: Buffer }>`
      SELECT body FROM source_inbox WHERE id = ${id}::bigint FOR UPDATE`.execute(trx)
    const [row] = rows
    // Imported meanwhile: the import met who was marked as erased, and kept nothing of them.
    if (!row) continue
    before.push(row.body)
    if (left === null) await sql`DELETE FROM source_inbox WHERE id = ${id}::bigint`.execute(trx)
    else
      await sql`
        UPDATE source_inbox SET body = ${vault.encryptAlone(left.body)}, rows = ${left.rows}
        WHERE id = ${id}::bigint`.execute(trx)
  }
  return before
}
