import { createHash } from 'node:crypto'
import { sql, type Transaction } from 'kysely'
import { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, lockNumbers } from '../../stores/ledger/index.ts'

/** What was erased, in numbers. It names nobody. */
export const certificateShape = z.object({
  format: z.literal(1),
  request: z.string(),
  workspace: z.string(),
  receivedAt: z.string(),
  decidedBy: z.string().describe('Who approved: kind and id of the actor'),
  startedAt: z.string(),
  completedAt: z.string(),
  records: z.int().describe('Records the customer had been merged of'),
  orders: z.enum(['anonymise', 'delete']),
  places: z.array(
    z.object({
      store: z.enum(['ledger', 'warehouse', 'files', 'outside']),
      name: z.string(),
      count: z.int(),
    }),
  ),
  keysDestroyed: z.boolean().describe('Backups made before hold nothing of the customer that can be read'),
  previous: z.string().nullable().describe('Hash of the certificate before this one in the workspace'),
  hash: z.string().describe('SHA-256 of all of the above as JSON with sorted names'),
})
export type Certificate = z.output<typeof certificateShape>

/** Locks the chain: two certificates never follow the same one. */
export async function certify(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  content: Omit<Certificate, 'format' | 'workspace' | 'previous' | 'hash'>,
): Promise<Certificate> {
  await sql`SELECT pg_advisory_xact_lock(${lockNumbers.certificates}, ${workspace.id})`.execute(trx)
  const { rows } = await sql<{ hash: string | null }>`
    SELECT detail->>'certificate' AS hash FROM audit_log
    WHERE workspace_id = ${workspace.id} AND action = 'privacy.erased' ORDER BY id DESC LIMIT 1`.execute(trx)
  const body = {
    format: 1 as const,
    workspace: workspace.slug,
    ...content,
    previous: rows[0]?.hash ?? null,
  }
  return { ...body, hash: hashOf(body) }
}

export function hashOf(body: Omit<Certificate, 'hash'>): string {
  return createHash('sha256').update(canonical(body)).digest('hex')
}

/** Whether nothing of a certificate was changed since it was made. */
export function isGenuine({ hash, ...body }: Certificate): boolean {
  return hashOf(body) === hash
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
}
