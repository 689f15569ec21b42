import { sql } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { normaliseIdentifier, phoneCountry } from '../identity/normalise.ts'
import { erasedAmong } from '../identity/resolve.ts'

/** What names one person alone; names, addresses and birthdays are shared by many. */
export const namingKinds = [
  ...(['account', 'email', 'phone', 'card', 'anonymous'] as const),
  ...(['openid', 'unionid', 'wecom', 'device', 'record', 'push'] as const),
]

/**
 * Which of these rows name somebody who was erased: such a row is not kept aside either. Costs one short question where
 * nobody was ever erased.
 * @param rows the texts of each
 */
export async function rowsNamingErased(
  ledger: Ledger,
  vault: Vault,
  workspaceId: number,
  rows: readonly (readonly string[])[],
): Promise<Set<number>> {
  const named = new Set<number>()
  if (rows.length === 0) return named
  const { rows: places } = await sql<{ currency: string; timeZone: string }>`
    SELECT currency, time_zone AS "timeZone" FROM workspaces w
    WHERE id = ${workspaceId} AND EXISTS (SELECT 1 FROM erased_identifiers e WHERE e.workspace_id = w.id)`.execute(
    ledger.db,
  )
  const [place] = places
  if (!place) return named
  const country = phoneCountry(place)
  const asked = rows.flatMap((texts, row) =>
    texts.flatMap((text) =>
      namingKinds.flatMap((kind) => {
        const form = text.length > 300 ? null : normaliseIdentifier(kind, text, country)
        return form === null ? [] : [{ row, kind, index: vault.blindIndex(kind, form) }]
      }),
    ),
  )
  const gone = await erasedAmong(ledger.db, workspaceId, asked)
  for (const { row, kind, index } of asked)
    if (gone.has(`${kind} ${index.toString('base64')}`)) named.add(row)
  return named
}

/** Every text and number inside a JSON text, or the text itself where it is none. */
export function textsOf(json: string): string[] {
  const found: string[] = []
  const walk = (value: unknown): void => {
    if (typeof value === 'string') found.push(value)
    else if (typeof value === 'number') found.push(String(value))
    else if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) walk(inner)
  }
  try {
    walk(JSON.parse(json))
  } catch {
    return [json]
  }
  return found
}
