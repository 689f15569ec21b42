import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'

interface AssetUse {
  kind: 'creative' | 'campaign'
  id: string
  name: string
}

/** Creatives and launched campaigns that show a picture, by its hash; what was sent is opened again years later. */
export async function assetUses(ledger: Ledger, workspace: Workspace): Promise<Map<string, AssetUse[]>> {
  const { rows } = await sql<AssetUse & { hash: string }>`
    SELECT DISTINCT 'creative' AS kind, id::text AS id, name, found[1] AS hash
    FROM creatives, regexp_matches(content->>'mjml', '/a/([0-9a-f]{32})[.]', 'g') AS found
    WHERE workspace_id = ${workspace.id} AND deleted_at IS NULL
    UNION
    SELECT DISTINCT 'campaign', id::text, name, found[1]
    FROM campaigns, regexp_matches(frozen->'creative'->>'mjml', '/a/([0-9a-f]{32})[.]', 'g') AS found
    WHERE workspace_id = ${workspace.id} AND frozen IS NOT NULL
    ORDER BY kind, name, id`.execute(ledger.db)
  const uses = new Map<string, AssetUse[]>()
  for (const { hash, ...use } of rows) uses.set(hash, [...(uses.get(hash) ?? []), use])
  return uses
}
