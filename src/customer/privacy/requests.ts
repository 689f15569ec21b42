import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type AuditEntry, type Ledger, lockNumbers, writeAudit } from '../../stores/ledger/index.ts'
import type {
  AskedBy,
  HandedWay,
  PrivacyTables,
  RequestKind,
  RequestState,
} from '../../stores/ledger/schema/privacy.ts'
import { keysOf } from '../identity/members.ts'
import type { VaultOf } from '../identity/persons.ts'
import { isUuid } from '../imports/records.ts'
import { type Change, seal } from './correction/changes.ts'
import { dueAt } from './due.ts'
import { privacyErrors } from './errors.ts'
import { requireLiving } from './living.ts'
import { isPersonHeld } from './retention/holds.ts'
import { type PrivacySettings, settingsOf } from './settings.ts'
import { holdsIdentifier } from './text-guard.ts'

export type RequestRow = Selectable<PrivacyTables['privacy_requests']>
type By = Pick<Actor, 'kind' | 'id'>

const dayMs = 86_400_000

export interface Asked {
  customerId: string
  kind: RequestKind
  askedBy: AskedBy
  /** How we know who asked. */
  proof: string
  /** Now where absent. */
  receivedAt?: Date
  /** Of a correction: what from what to what, at least one. */
  changes?: readonly Change[]
}

export interface RequestDeps {
  ledger: Ledger
  vaultOf: VaultOf
}

/**
 * Writes down that a customer asked for a copy or for erasure, and how we know who asked.
 * @throws common.notFound, privacy.alreadyOpen, privacy.identifierInNote
 */
export async function receive(
  { ledger, vaultOf }: RequestDeps,
  workspace: Workspace,
  input: Asked,
  actor: By,
): Promise<RequestRow> {
  if (holdsIdentifier(input.proof)) throw privacyErrors.identifierInNote({})
  const person = await requireLiving(ledger, workspace, input.customerId)
  const vault = await vaultOf(workspace.id)
  const now = workspace.clock.now()
  const at = input.receivedAt !== undefined && input.receivedAt < now ? input.receivedAt : now
  const { respondWithin } = await settingsOf(ledger.db, workspace.id)
  return ledger.transaction(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(${lockNumbers.privacyRequests}, ${person % 2_147_483_647})`.execute(
      trx,
    )
    const standing = await trx
      .selectFrom('privacy_requests')
      .select('id')
      .where('workspace_id', '=', workspace.id)
      .where('person_key', '=', String(person))
      .where('kind', '=', input.kind)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (standing) throw privacyErrors.alreadyOpen({})
    const row = await trx
      .insertInto('privacy_requests')
      .values({
        id: newId(),
        workspace_id: workspace.id,
        kind: input.kind,
        state: 'received',
        person_key: person,
        asked_by: input.askedBy,
        proof: vault.encryptFor(person, input.proof),
        changes: input.changes ? seal(vault, person, input.changes) : null,
        received_at: at,
        due_at: dueAt(at, respondWithin, workspace.timeZone),
        received_by: `${actor.kind}:${actor.id}`,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(
      trx,
      entry(workspace, actor, 'privacy.receive', row.id, { kind: row.kind, asked_by: row.asked_by }),
    )
    return row
  })
}

/**
 * Says yes. An erasure begins after the waiting time; a copy can be downloaded from now on; a correction is to be
 * carried out at once.
 * @param changes of a correction, sealed: from what is known by now
 * @throws common.notFound, privacy.wrongState, privacy.samePerson, privacy.onHold
 */
export async function approve(
  { ledger }: RequestDeps,
  workspace: Workspace,
  id: string,
  actor: By,
  changes?: Buffer,
): Promise<RequestRow> {
  const by = `${actor.kind}:${actor.id}`
  const { kind, person_key } = await requestOf(ledger, workspace, id)
  const person = Number(person_key)
  const records = (await keysOf(ledger.db, [person])).get(person) ?? [person]
  if (kind === 'erasure' && (await isPersonHeld(ledger.db, workspace.id, records)))
    throw privacyErrors.onHold({})
  return change(ledger, workspace, id, actor, 'privacy.approve', (row, settings, now) => {
    // A copy may be made ready again when its time is over.
    const again = row.kind === 'access' && row.state === 'ready'
    if (row.state !== 'received' && !again) throw privacyErrors.wrongState({ state: row.state })
    const decided = { decided_by: by, decided_at: now }
    if (row.kind === 'access')
      return {
        ...decided,
        state: 'ready',
        expires_at: new Date(now.getTime() + settings.copyDays * dayMs),
      }
    if (settings.twoPersons && row.received_by === by) throw privacyErrors.samePerson({})
    if (row.kind === 'correction')
      return { ...decided, state: 'running', started_at: now, ...(changes ? { changes } : {}) }
    return {
      ...decided,
      state: 'approved',
      orders: settings.orders,
      not_before: new Date(now.getTime() + settings.waitingDays * dayMs),
    }
  })
}

/** Says no, with the reason that is owed. @throws common.notFound, privacy.wrongState, privacy.identifierInNote */
export async function refuse(
  { ledger }: RequestDeps,
  workspace: Workspace,
  id: string,
  reason: string,
  actor: By,
): Promise<RequestRow> {
  if (holdsIdentifier(reason)) throw privacyErrors.identifierInNote({})
  return change(ledger, workspace, id, actor, 'privacy.refuse', (row, _, now) => {
    if (row.state !== 'received') throw privacyErrors.wrongState({ state: row.state })
    return {
      state: 'refused',
      reason,
      decided_by: `${actor.kind}:${actor.id}`,
      decided_at: now,
      ended_at: now,
    }
  })
}

/** Takes a request back, an approved erasure too until it begins. @throws common.notFound, privacy.wrongState */
export function cancel(
  { ledger }: RequestDeps,
  workspace: Workspace,
  id: string,
  actor: By,
): Promise<RequestRow> {
  return change(ledger, workspace, id, actor, 'privacy.cancel', (row, _, now) => {
    const isOpen = row.state === 'received' || row.state === 'approved' || row.state === 'ready'
    if (!isOpen) throw privacyErrors.wrongState({ state: row.state })
    return { state: 'cancelled', ended_at: now, expires_at: null }
  })
}

/** What a step changes of a request. */
export type News = Partial<{
  state: RequestState
  reason: string
  orders: 'anonymise' | 'delete'
  decided_by: string
  decided_at: Date
  not_before: Date
  started_at: Date
  ended_at: Date
  expires_at: Date | null
  changes: Buffer
  handed_at: Date
  handed_way: HandedWay
  handed_to: Buffer
  closed_by: string
}>

/** One step of a request, decided on the row as it stands under its lock, and written down. @throws common.notFound */
export async function change(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  actor: By,
  action: string,
  decide: (row: RequestRow, settings: PrivacySettings, now: Date) => News,
): Promise<RequestRow> {
  if (!isUuid(id)) throw commonErrors.notFound({ what: 'request', id })
  const settings = await settingsOf(ledger.db, workspace.id)
  return ledger.transaction(async (trx) => {
    const row = await trx
      .selectFrom('privacy_requests')
      .selectAll()
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw commonErrors.notFound({ what: 'request', id })
    const news = decide(row, settings, workspace.clock.now())
    const changed = await trx
      .updateTable('privacy_requests')
      .set(news)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(trx, entry(workspace, actor, action, id, { kind: row.kind }))
    return changed
  })
}

/** @throws common.notFound */
export async function requestOf(ledger: Ledger, workspace: Workspace, id: string): Promise<RequestRow> {
  const row = isUuid(id)
    ? await ledger.db
        .selectFrom('privacy_requests')
        .selectAll()
        .where('workspace_id', '=', workspace.id)
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined
  if (!row) throw commonErrors.notFound({ what: 'request', id })
  return row
}

/** Open ones first, the most urgent on top; then those that are answered, newest first. */
export async function listRequests(
  ledger: Ledger,
  workspace: Workspace,
  query: { customerId?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ rows: RequestRow[]; nextCursor: string | null; total: number }> {
  const offset = /^\d{1,9}$/.test(query.cursor ?? '') ? Number(query.cursor) : 0
  let all = ledger.db.selectFrom('privacy_requests').where('workspace_id', '=', workspace.id)
  if (query.customerId !== undefined) all = all.where('person_key', '=', query.customerId)
  const [rows, { total }] = await Promise.all([
    all
      .selectAll()
      .orderBy(sql`ended_at IS NOT NULL`)
      .orderBy(sql`CASE WHEN ended_at IS NULL THEN due_at END`)
      .orderBy('ended_at', 'desc')
      .orderBy('id', 'desc')
      .offset(offset)
      .limit(query.limit)
      .execute(),
    all.select(({ fn }) => fn.countAll<string>().as('total')).executeTakeFirstOrThrow(),
  ])
  const next = offset + rows.length
  return { rows, nextCursor: next < Number(total) ? String(next) : null, total: Number(total) }
}

export function entry(
  workspace: Workspace,
  actor: By,
  action: string,
  id: string,
  detail: Record<string, unknown>,
): AuditEntry {
  return { workspaceId: workspace.id, actor, action, subject: { kind: 'privacy_request', id }, detail }
}
