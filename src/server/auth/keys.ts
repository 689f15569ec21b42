import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Clock } from '../../kit/clock.ts'
import { newId, newSecret } from '../../kit/ids.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import type { apiKey } from '../house/api.ts'
import { hashToken } from './tokens.ts'

const keyPrefix = 'lt_'
const shownCharacters = 11
const touchEveryMs = 60_000

export type ApiKey = z.input<typeof apiKey>

export interface KeyCaller {
  keyId: string
  workspaceId: number
  role: ApiKey['role']
}

/** Makes a key of one workspace. The secret is returned once and stored nowhere. */
export async function createApiKey(
  ledger: Ledger,
  clock: Clock,
  input: { workspaceId: number; name: string; role: ApiKey['role']; createdBy: string | null },
): Promise<ApiKey & { secret: string }> {
  const secret = `${keyPrefix}${newSecret()}`
  const row = await ledger.db
    .insertInto('api_keys')
    .values({
      id: newId(),
      workspace_id: input.workspaceId,
      name: input.name,
      prefix: secret.slice(0, shownCharacters),
      key_hash: hashToken(secret),
      role: input.role,
      created_by: input.createdBy,
      created_at: clock.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { ...toApiKey(row), secret }
}

/** Whose key it is, or null when it is unknown or revoked. */
export async function findApiKey(ledger: Ledger, clock: Clock, secret: string): Promise<KeyCaller | null> {
  if (!secret.startsWith(keyPrefix)) return null
  const row = await ledger.db
    .selectFrom('api_keys')
    .selectAll()
    .where('key_hash', '=', hashToken(secret))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  const now = clock.now()
  if (now.getTime() - (row.last_used_at?.getTime() ?? 0) > touchEveryMs) {
    // Nobody waits for the disk because of it; where it fails, the next request tries again.
    const used = ledger.db
      .updateTable('api_keys')
      .set({ last_used_at: now })
      .where('id', '=', row.id)
      .execute()
    used.catch(() => undefined)
  }
  return { keyId: row.id, workspaceId: row.workspace_id, role: row.role }
}

export async function listApiKeys(ledger: Ledger, workspaceId: number): Promise<ApiKey[]> {
  const rows = await ledger.db
    .selectFrom('api_keys')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map(toApiKey)
}

/** Ends a key; ending it twice keeps the first time. Null when the workspace has no such key. */
export async function revokeApiKey(
  ledger: Ledger,
  clock: Clock,
  workspaceId: number,
  id: string,
): Promise<ApiKey | null> {
  const row = await ledger.db
    .updateTable('api_keys')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(clock.now())) }))
    .where('workspace_id', '=', workspaceId)
    .where((eb) => eb(eb.cast<string>('id', 'text'), '=', id))
    .returningAll()
    .executeTakeFirst()
  return row ? toApiKey(row) : null
}

function toApiKey(row: Selectable<LedgerSchema['api_keys']>): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
