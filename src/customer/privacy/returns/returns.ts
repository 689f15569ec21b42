import { sql, type Transaction } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import type { Vault } from '../../../kit/crypto/index.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type AuditEntry, type LedgerSchema, writeAudit } from '../../../stores/ledger/index.ts'
import type { Warehouse } from '../../../stores/warehouse/index.ts'
import { engineTime } from '../../collection/engine-time.ts'
import { policyOf, requireCell } from '../../consent/policy.ts'
import { type ConsentProof, recordConsents } from '../../consent/record.ts'
import { reachBy } from '../../contact/reach.ts'
import { normaliseIdentifier, phoneCountry } from '../../identity/normalise.ts'
import { personsLock } from '../../identity/resolve.ts'
import { privacyErrors } from '../errors.ts'
import type { RequestDeps } from '../requests.ts'
import { holdsIdentifier } from '../text-guard.ts'

type By = Pick<Actor, 'kind' | 'id'>

/** What staff can ask the customer for and type in. */
export const returningKinds = ['account', 'email', 'phone', 'card'] as const
export type ReturningKind = (typeof returningKinds)[number]

export interface Given {
  kind: ReturningKind
  value: string
}

interface Known extends Given {
  normalised: string
  index: Buffer
}

/** @throws privacy.notThatKind */
function known(vault: Vault, workspace: Workspace, given: readonly Given[]): Known[] {
  const country = phoneCountry(workspace)
  return given.map(({ kind, value }) => {
    const normalised = normaliseIdentifier(kind, value, country)
    if (normalised === null) throw privacyErrors.notThatKind({ kind })
    return { kind, value: value.trim(), normalised, index: vault.blindIndex(kind, normalised) }
  })
}

/**
 * Whether what somebody is named by is kept out since an erasure. Who asks is written down, what they asked for is not.
 * @throws privacy.notThatKind
 */
export async function lookUpErased(
  { ledger, vaultOf }: RequestDeps,
  workspace: Workspace,
  given: readonly Given[],
  actor: By,
): Promise<{ kind: ReturningKind; erasedAt: Date | null }[]> {
  const asked = known(await vaultOf(workspace.id), workspace, given)
  return ledger.transaction(async (trx) => {
    const found = await erasedAt(trx, workspace.id, asked)
    await writeAudit(trx, {
      ...entryOf(workspace, actor, 'privacy.lookup', 'workspace', workspace.slug),
      detail: { kinds: asked.map(({ kind }) => kind), found: [...found.values()].filter(Boolean).length },
    })
    return asked.map((one) => ({ kind: one.kind, erasedAt: found.get(one) ?? null }))
  })
}

export interface Return {
  identifiers: readonly Given[]
  /** What they agree to now; at least one, for nothing of before is left. */
  consents: readonly { purpose: string; channel: string; textId?: string | null }[]
  proof: ConsentProof & { note: string }
}

/**
 * Lets in again somebody who was erased and comes back: as a new customer, with what they agree to now. What they had
 * refused before their erasure holds no longer for the channels they agree to.
 * @returns the new customer's number
 * @throws privacy.notThatKind, privacy.notErased, privacy.namesSomebody, privacy.identifierInNote, consent.*
 */
export async function letReturn(
  { ledger, vaultOf, warehouse }: RequestDeps & { warehouse: Warehouse },
  workspace: Workspace,
  input: Return,
  actor: By,
): Promise<number> {
  if (holdsIdentifier(input.proof.note)) throw privacyErrors.identifierInNote({})
  const vault = await vaultOf(workspace.id)
  const given = known(vault, workspace, input.identifiers)
  const at = workspace.clock.now()
  const returned = await ledger.transaction(async (trx) => {
    const policy = await policyOf(trx, workspace.id)
    for (const { purpose, channel } of input.consents) requireCell(policy, purpose, channel)
    await sql`SELECT pg_advisory_xact_lock(${personsLock}, ${workspace.id})`.execute(trx)
    const blocked = await erasedAt(trx, workspace.id, given)
    if (![...blocked.values()].some((erased) => erased !== null)) throw privacyErrors.notErased({})
    await requireFree(trx, workspace.id, given)
    const person = await create(trx, vault, workspace, given, at)
    await unblock(trx, workspace.id, given, at)
    await recordConsents(
      trx,
      workspace,
      vault,
      input.consents.map(({ purpose, channel, textId }) => ({
        ...{ personKey: person, purpose, channel, state: 'given', basis: 'consent', source: 'staff' },
        ...{ proof: input.proof, textId: textId ?? null, actor },
      })),
    )
    const allowed = await unlist(trx, workspace.id, given, input.consents)
    await writeAudit(trx, {
      ...entryOf(workspace, actor, 'privacy.return', 'customer', String(person)),
      detail: {
        kinds: given.map(({ kind }) => kind),
        consents: input.consents.map(({ purpose, channel }) => `${purpose}/${channel}`),
        proof: input.proof.kind,
        taken_off_do_not_send: allowed,
      },
    })
    return person
  })
  await listAsProspect(warehouse, workspace, returned, given, at)
  return returned
}

/** The lists of the console read it from here; where this dies, whatever is next known of the customer writes it. */
async function listAsProspect(
  warehouse: Warehouse,
  workspace: Workspace,
  person: number,
  given: readonly Known[],
  at: Date,
): Promise<void> {
  const channels = given.flatMap(({ kind }) => reachBy(kind) ?? [])
  const row = {
    ...{ workspace_id: workspace.id, person_key: person, status: 'prospect', reachable: channels },
    ...{ first_seen: engineTime(at.getTime()), updated_at: engineTime(at.getTime()) },
  }
  await warehouse.insert('customers', Object.keys(row), Buffer.from(JSON.stringify(row)), {
    format: 'JSONEachRow',
  })
}

type Trx = Transaction<LedgerSchema>

async function erasedAt(trx: Trx, workspaceId: number, asked: readonly Known[]) {
  const { rows } = await sql<{ kind: string; blind_index: Buffer; erased_at: Date }>`
    SELECT e.kind, e.blind_index, e.erased_at FROM erased_identifiers e
    JOIN unnest(${asked.map(({ kind }) => kind)}::text[], ${asked.map(({ index }) => index)}::bytea[]) AS u(k, i)
      ON e.kind = u.k AND e.blind_index = u.i
    WHERE e.workspace_id = ${workspaceId}`.execute(trx)
  return new Map(
    asked.map((one) => [
      one,
      rows.find((row) => row.kind === one.kind && row.blind_index.equals(one.index))?.erased_at ?? null,
    ]),
  )
}

/** Somebody who is a customer already needs no return; two people are not made one by it. */
async function requireFree(trx: Trx, workspaceId: number, given: readonly Known[]): Promise<void> {
  for (const { kind, index } of given) {
    const { rows } = await sql<{ key: string }>`
      SELECT person_key::text AS key FROM identifiers
      WHERE workspace_id = ${workspaceId} AND kind = ${kind} AND blind_index = ${index} LIMIT 1`.execute(trx)
    if (rows[0]) throw privacyErrors.namesSomebody({ kind, id: rows[0].key })
  }
}

async function create(
  trx: Trx,
  vault: Vault,
  workspace: Workspace,
  given: readonly Known[],
  at: Date,
): Promise<number> {
  const { rows } = await sql<{ key: string }>`
    INSERT INTO persons (workspace_id, created_at) VALUES (${workspace.id}, ${at}) RETURNING person_key AS key`.execute(
    trx,
  )
  const person = Number(rows[0]?.key)
  for (const { kind, value, index } of given)
    await sql`
      INSERT INTO identifiers (workspace_id, kind, blind_index, ciphertext, person_key, source, first_seen_at, last_seen_at)
      VALUES (${workspace.id}, ${kind}, ${index}, ${vault.encryptFor(person, value)}, ${person}, 'staff', ${at}, ${at})
      ON CONFLICT DO NOTHING`.execute(trx)
  return person
}

async function unblock(trx: Trx, workspaceId: number, given: readonly Known[], at: Date): Promise<void> {
  const named = sql`unnest(${given.map(({ kind }) => kind)}::text[], ${given.map(({ index }) => index)}::bytea[]) AS u(k, i)`
  // Kept, so that neither an older copy of the keys nor a restored backup shuts them out again.
  await sql`
    INSERT INTO returned_identifiers (workspace_id, kind, blind_index, returned_at)
    SELECT ${workspaceId}, k, i, ${at}::timestamptz FROM ${named}
    ON CONFLICT (workspace_id, kind, blind_index) DO UPDATE SET returned_at = excluded.returned_at`.execute(
    trx,
  )
  await sql`
    DELETE FROM erased_identifiers e USING ${named}
    WHERE e.workspace_id = ${workspaceId} AND e.kind = u.k AND e.blind_index = u.i`.execute(trx)
}

/** Entries of the do-not-send list go where the customer agrees to just that; bounces and what staff wrote stay. */
async function unlist(
  trx: Trx,
  workspaceId: number,
  given: readonly Known[],
  consents: Return['consents'],
): Promise<number> {
  const agrees = consents.some(
    ({ purpose, channel }) => purpose === 'marketing' && (channel === 'email' || channel === '*'),
  )
  const mails = given.filter(({ kind }) => kind === 'email').map(({ index }) => index)
  if (!agrees || mails.length === 0) return 0
  const { rows } = await sql`
    DELETE FROM do_not_send WHERE workspace_id = ${workspaceId} AND channel = 'email' AND source = 'customer'
      AND blind_index = ANY(${mails}::bytea[]) RETURNING id`.execute(trx)
  return rows.length
}

function entryOf(workspace: Workspace, actor: By, action: string, kind: string, id: string): AuditEntry {
  return { workspaceId: workspace.id, actor, action, subject: { kind, id } }
}
