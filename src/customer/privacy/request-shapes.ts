import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Persons, VaultOf } from '../identity/persons.ts'
import { labelOfAttribute } from '../survivorship/labels.ts'
import { namesOf } from './actor-names.ts'
import { unseal } from './correction/changes.ts'
import type { RequestRow } from './requests.ts'

/** Requests as they leave: names instead of numbers, and what is sealed in clear for as long as the customer is here. */
export async function shapesOf(
  { ledger, persons, vaultOf }: { ledger: Ledger; persons: Persons; vaultOf: VaultOf },
  workspace: Workspace,
  rows: readonly RequestRow[],
) {
  const living = rows.filter(({ kind, state }) => kind !== 'erasure' || state !== 'done')
  const gone = await goneAmong(ledger, living)
  const keys = living.map((row) => Number(row.person_key)).filter((key) => !gone.has(key))
  const actors = rows.flatMap((row) => [row.received_by, row.decided_by ?? '', row.closed_by ?? ''])
  const [labels, names, vault] = await Promise.all([
    persons.labels(workspace, keys),
    namesOf(ledger, actors),
    vaultOf(workspace.id),
  ])
  const named = (actor: string | null) => (actor === null ? null : (names.get(actor) ?? actor))
  const now = workspace.clock.now()
  return rows.map((row) => {
    const key = Number(row.person_key)
    const isHere = keys.includes(key)
    return {
      id: row.id,
      kind: row.kind,
      state: row.state,
      customerId: isHere ? row.person_key : null,
      label: isHere ? (labels.get(key) ?? `#${key}`) : null,
      askedBy: row.asked_by,
      proof: row.proof && isHere ? vault.decrypt(row.proof) : null,
      receivedAt: row.received_at.toISOString(),
      receivedBy: names.get(row.received_by) ?? row.received_by,
      dueAt: row.due_at.toISOString(),
      isLate: row.ended_at === null && row.due_at < now,
      decidedBy: named(row.decided_by),
      decidedAt: row.decided_at?.toISOString() ?? null,
      notBefore: row.not_before?.toISOString() ?? null,
      endedAt: row.ended_at?.toISOString() ?? null,
      expiresAt: row.expires_at?.toISOString() ?? null,
      reason: row.reason,
      orders: row.orders,
      hasCertificate: row.certificate !== null,
      changes: isHere ? changesOf(vault, row) : null,
      handedOver: handedOverOf(vault, row, isHere),
      closedBy: named(row.closed_by),
    }
  })
}

function changesOf(vault: Vault, { changes }: RequestRow) {
  if (changes === null) return null
  return unseal(vault, changes).changes.map(({ attribute, from, to }) => ({
    ...{ attribute, label: labelOfAttribute(attribute), from, to },
  }))
}

function handedOverOf(vault: Vault, { handed_at, handed_way, handed_to }: RequestRow, isHere: boolean) {
  if (handed_at === null || handed_way === null) return null
  const to = handed_to && isHere ? vault.decrypt(handed_to) : null
  return { at: handed_at.toISOString(), way: handed_way, to }
}

async function goneAmong(ledger: Ledger, rows: readonly RequestRow[]): Promise<Set<number>> {
  if (rows.length === 0) return new Set()
  const gone = await ledger.db
    .selectFrom('erased_persons')
    .select('person_key')
    .where('applied_at', 'is not', null)
    .where(
      'person_key',
      'in',
      rows.map((row) => row.person_key),
    )
    .execute()
  return new Set(gone.map((row) => Number(row.person_key)))
}
