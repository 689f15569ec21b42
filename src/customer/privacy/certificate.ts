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

/** That something was corrected. It names nobody and tells no value. */
export const correctionCertificateShape = z.object({
  format: z.literal(2),
  kind: z.literal('correction'),
  ...certificateShape.pick({
    ...{ request: true, workspace: true, receivedAt: true, decidedBy: true, startedAt: true },
    ...{ completedAt: true, previous: true, hash: true },
  }).shape,
  fields: z.array(z.string()).describe('Which attributes'),
  values: z
    .string()
    .describe('SHA-256, salted, of what they were and became; says nothing once the values are erased'),
})
export type CorrectionCertificate = z.output<typeof correctionCertificateShape>
export const anyCertificate = z.union([certificateShape, correctionCertificateShape])
export type AnyCertificate = z.output<typeof anyCertificate>

/** The actions whose entries in the audit log hold the hash of a certificate; all are one chain. */
export const certifiedActions = ['privacy.erased', 'privacy.corrected'] as const

/** Locks the chain: two certificates never follow the same one. */
export async function certify(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  content: Omit<Certificate, 'format' | 'workspace' | 'previous' | 'hash'>,
): Promise<Certificate> {
  const previous = await lastHash(trx, workspace)
  const body = { format: 1 as const, workspace: workspace.slug, ...content, previous }
  return { ...body, hash: hashOf(body) }
}

/** As `certify`, of a correction. */
export async function certifyCorrection(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  content: Omit<CorrectionCertificate, 'format' | 'kind' | 'workspace' | 'previous' | 'hash'>,
): Promise<CorrectionCertificate> {
  const previous = await lastHash(trx, workspace)
  const head = { format: 2 as const, kind: 'correction' as const, workspace: workspace.slug }
  const body = { ...head, ...content, previous }
  return { ...body, hash: hashOf(body) }
}

async function lastHash(trx: Transaction<LedgerSchema>, workspace: Workspace): Promise<string | null> {
  await sql`SELECT pg_advisory_xact_lock(${lockNumbers.certificates}, ${workspace.id})`.execute(trx)
  const { rows } = await sql<{ hash: string | null }>`
    SELECT detail->>'certificate' AS hash FROM audit_log
    WHERE workspace_id = ${workspace.id} AND action = ANY(${[...certifiedActions]}) ORDER BY id DESC LIMIT 1`.execute(
    trx,
  )
  return rows[0]?.hash ?? null
}

export function hashOf(body: Omit<Certificate, 'hash'> | Omit<CorrectionCertificate, 'hash'>): string {
  return createHash('sha256').update(canonical(body)).digest('hex')
}

/** Whether nothing of a certificate was changed since it was made. */
export function isGenuine({ hash, ...body }: AnyCertificate): boolean {
  return hashOf(body) === hash
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
}
