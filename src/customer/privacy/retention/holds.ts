import { sql, type Transaction } from 'kysely'
import type { Actor } from '../../../kit/api.ts'
import { commonErrors } from '../../../kit/errors.ts'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, type LedgerSchema, lockNumbers, writeAudit } from '../../../stores/ledger/index.ts'
import { keysOf } from '../../identity/members.ts'
import { isUuid } from '../../imports/records.ts'
import { privacyErrors } from '../errors.ts'
import { requireLiving } from '../living.ts'
import { holdsIdentifier } from '../text-guard.ts'
import { kindFacts, type RetentionKind } from './kinds.ts'

type By = Pick<Actor, 'kind' | 'id'>
type Db = Ledger['db'] | Transaction<LedgerSchema>

/** What a hold keeps: one customer, one kind of data, or everything. */
export type HoldScope = { customerId: string } | { kind: RetentionKind } | 'everything'

/**
 * Keeps data that a court or an authority wants kept, from now on: neither retention nor an erasure touches them.
 * @throws common.notFound, privacy.identifierInNote, privacy.retentionRuns, privacy.erasureRuns
 */
export async function placeHold(
  ledger: Ledger,
  workspace: Workspace,
  scope: HoldScope,
  reason: string,
  actor: By,
): Promise<string> {
  if (holdsIdentifier(reason)) throw privacyErrors.identifierInNote({})
  const person =
    typeof scope === 'object' && 'customerId' in scope
      ? await requireLiving(ledger, workspace, scope.customerId)
      : null
  const kind = typeof scope === 'object' && 'kind' in scope ? scope.kind : null
  const id = newId()
  await ledger.transaction(async (trx) => {
    await lock(trx, workspace.id)
    // What a run has counted as gone it has to remove, or it would be counted twice.
    const running = await trx
      .selectFrom('retention_runs')
      .select('id')
      .where('workspace_id', '=', workspace.id)
      .where('state', 'in', ['summing', 'removing'])
      .limit(1)
      .executeTakeFirst()
    if (running) throw privacyErrors.retentionRuns({})
    if (person !== null) {
      const keys = (await keysOf(trx, [person])).get(person) ?? [person]
      const { rows } = await sql`
        SELECT 1 FROM erased_persons WHERE person_key = ANY(${keys}::bigint[]) LIMIT 1`.execute(trx)
      if (rows.length > 0) throw privacyErrors.erasureRuns({})
    }
    await trx
      .insertInto('legal_holds')
      .values({
        ...{ id, workspace_id: workspace.id, kind, person_key: person, reason, released_by: null },
        ...{ placed_by: `${actor.kind}:${actor.id}`, placed_at: workspace.clock.now() },
      })
      .execute()
    await audit(trx, workspace, actor, 'hold.place', id, {
      of: person === null ? (kind ?? 'everything') : 'customer',
    })
  })
  return id
}

/** @throws common.notFound */
export async function releaseHold(
  ledger: Ledger,
  workspace: Workspace,
  id: string,
  actor: By,
): Promise<void> {
  if (!isUuid(id)) throw commonErrors.notFound({ what: 'hold', id })
  await ledger.transaction(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('legal_holds')
      .set({ released_by: `${actor.kind}:${actor.id}`, released_at: workspace.clock.now() })
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .where('released_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw commonErrors.notFound({ what: 'hold', id })
    await audit(trx, workspace, actor, 'hold.release', id, {})
  })
}

/** Every record of people under a hold, as they are merged today. */
export async function heldKeys(db: Db, workspaceId: number): Promise<number[]> {
  const { rows } = await sql<{ key: string }>`
    SELECT DISTINCT person_key::text AS key FROM legal_holds
    WHERE workspace_id = ${workspaceId} AND released_at IS NULL AND person_key IS NOT NULL`.execute(db)
  const people = rows.map(({ key }) => Number(key))
  const members = await keysOf(db, people)
  const all = people.flatMap((person) => members.get(person) ?? [person])
  return [...new Set(all)].sort((a, b) => a - b)
}

/** Whether nothing of a kind may be removed now. */
export async function isHeld(db: Db, workspaceId: number, kind: RetentionKind): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM legal_holds
    WHERE workspace_id = ${workspaceId} AND released_at IS NULL
      AND (kind = ${kind} OR (kind IS NULL AND person_key IS NULL)
           OR (${!kindFacts[kind].knowsPeople} AND person_key IS NOT NULL))
    LIMIT 1`.execute(db)
  return rows.length > 0
}

/** Whether an erasure of a person, under any of their records, has to wait. */
export async function isPersonHeld(db: Db, workspaceId: number, keys: readonly number[]): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM legal_holds
    WHERE workspace_id = ${workspaceId} AND released_at IS NULL
      AND ((kind IS NULL AND person_key IS NULL) OR person_key = ANY(${[...keys]}::bigint[]))
    LIMIT 1`.execute(db)
  return rows.length > 0
}

/** Holds and the beginnings of runs follow each other. */
export async function lock(trx: Transaction<LedgerSchema>, workspaceId: number): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${lockNumbers.legalHolds}, ${workspaceId})`.execute(trx)
}

function audit(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  actor: By,
  action: string,
  id: string,
  detail: Record<string, unknown>,
) {
  return writeAudit(trx, {
    workspaceId: workspace.id,
    actor,
    action,
    subject: { kind: 'legal_hold', id },
    detail,
  })
}
