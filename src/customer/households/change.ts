import { sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import { keysOfCustomer } from '../identity/members.ts'
import { type IdentityDeps, uuid } from '../identity/review.ts'
import type { householdChange } from './api.ts'
import { householdErrors } from './errors.ts'
import { lockHouseholds } from './propose.ts'

type Trx = Transaction<LedgerSchema>
export type HouseholdChange = z.output<typeof householdChange>

interface Step {
  trx: Trx
  workspace: Workspace
  id: string
  by: string
  at: Date
}

/** Makes a household of customers. @throws household.unknownCustomer, household.elsewhere */
export async function createByHand(
  deps: IdentityDeps,
  workspace: Workspace,
  customers: readonly string[],
  actor: Actor,
): Promise<string> {
  const id = newId()
  await inOrder(deps, workspace, id, actor, 'create', async (step) => {
    const { trx, at, by } = step
    await trx
      .insertInto('households')
      .values({
        id,
        workspace_id: workspace.id,
        state: 'live',
        created_at: at,
        decided_at: at,
        decided_by: by,
      })
      .execute()
    for (const customer of new Set(customers)) await join(step, customer)
    await settleSize(step)
  })
  return id
}

/** @throws household.* */
export async function change(
  deps: IdentityDeps,
  workspace: Workspace,
  id: string,
  wanted: HouseholdChange,
  actor: Actor,
): Promise<void> {
  if (!uuid.test(id)) throw householdErrors.notFound({ id })
  await inOrder(deps, workspace, id, actor, wanted.change, async (step) => {
    const row = await step.trx
      .selectFrom('households')
      .select(['state', 'decided_at'])
      .where('workspace_id', '=', workspace.id)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) throw householdErrors.notFound({ id })
    const allowed: Record<HouseholdChange['change'], readonly (typeof row.state)[]> = {
      ...{ confirm: ['proposed', 'live'], refuse: ['proposed', 'live'] },
      ...{ add: ['live'], remove: ['live'], head: ['live'], dissolve: ['live'] },
      restore: ['dissolved', 'refused'],
    }
    if (!allowed[wanted.change].includes(row.state)) throw householdErrors.notPossible({ id })
    await apply(step, wanted, row)
  })
}

async function apply(
  step: Step,
  wanted: HouseholdChange,
  row: { state: string; decided_at: Date | null },
): Promise<void> {
  switch (wanted.change) {
    case 'confirm':
      for (const customer of wanted.leaveOut)
        await move(step, 'proposed', 'refused', await keysOfOne(step, customer))
      if ((await move(step, 'proposed', 'member')) === 0) throw householdErrors.notPossible({ id: step.id })
      await decideHousehold(step, 'live')
      return settleSize(step)
    case 'refuse':
      if ((await move(step, 'proposed', 'refused')) === 0) throw householdErrors.notPossible({ id: step.id })
      return row.state === 'proposed' ? decideHousehold(step, 'refused') : undefined
    case 'add':
      await join(step, wanted.customer)
      return settleSize(step)
    case 'remove':
      if ((await move(step, 'member', 'left', await keysOfOne(step, wanted.customer))) === 0)
        throw householdErrors.notPossible({ id: step.id })
      return settleSize(step)
    case 'head':
      return makeHead(step, await keysOfOne(step, wanted.customer))
    case 'dissolve':
      return dissolve(step)
    case 'restore':
      return restore(step, row)
  }
}

/** Moves rows of the household from one state to another. @returns how many */
async function move(
  { trx, id, by, at }: Step,
  from: 'proposed' | 'member',
  to: 'member' | 'left' | 'refused',
  keys: readonly number[] | null = null,
): Promise<number> {
  const { numAffectedRows } = await sql`
    UPDATE household_members SET state = ${to}, decided_by = ${by}, version = nextval('household_versions'), copied_at = NULL,
      since = CASE WHEN ${to} = 'member' THEN ${at} ELSE since END, until = CASE WHEN ${to} = 'left' THEN ${at}::timestamptz END
    WHERE household_id = ${id} AND state = ${from} AND (${keys}::bigint[] IS NULL OR person_key = ANY(${keys}::bigint[]))`.execute(
    trx,
  )
  return Number(numAffectedRows ?? 0)
}

async function decideHousehold({ trx, id, by, at }: Step, state: 'live' | 'refused' | 'dissolved') {
  await trx
    .updateTable('households')
    .set({ state, decided_at: at, decided_by: by })
    .where('id', '=', id)
    .execute()
}

async function dissolve(step: Step): Promise<void> {
  await move(step, 'proposed', 'refused')
  await move(step, 'member', 'left')
  await decideHousehold(step, 'dissolved')
}

/** A household of one is none; one without somebody letters go to gets the lowest number. */
async function settleSize(step: Step): Promise<void> {
  const { rows } = await sql<{ people: string; heads: string }>`
    SELECT count(DISTINCT coalesce(o.current_key, m.person_key)) AS people, count(*) FILTER (WHERE is_head) AS heads
    FROM household_members m LEFT JOIN person_overrides o ON o.person_key = m.person_key
    WHERE m.household_id = ${step.id} AND m.state = 'member'`.execute(step.trx)
  if (Number(rows[0]?.people ?? 0) < 2) return dissolve(step)
  if (Number(rows[0]?.heads ?? 0) > 0) return
  const { rows: lowest } = await sql<{ key: string }>`
    SELECT min(person_key) AS key FROM household_members WHERE household_id = ${step.id} AND state = 'member'`.execute(
    step.trx,
  )
  await makeHead(step, [Number(lowest[0]?.key ?? 0)])
}

async function makeHead({ trx, id }: Step, keys: readonly number[]): Promise<void> {
  const { rows } = await sql<{ is_head: boolean }>`
    UPDATE household_members SET is_head = person_key = ANY(${[...keys]}::bigint[]),
      version = nextval('household_versions'), copied_at = NULL
    WHERE household_id = ${id} AND state = 'member' RETURNING is_head`.execute(trx)
  if (!rows.some((row) => row.is_head)) throw householdErrors.notPossible({ id })
}

/** Takes a customer in, from the day it is done; what was proposed of it elsewhere is settled by that. */
async function join({ trx, workspace, id, by, at }: Step, customer: string): Promise<void> {
  const keys = await keysOfOne({ trx, workspace }, customer)
  await sql`
    UPDATE household_members SET state = 'refused', decided_by = ${by}, version = nextval('household_versions'), copied_at = NULL
    WHERE person_key = ANY(${keys}::bigint[]) AND state = 'proposed'`.execute(trx)
  const { rows } = await sql`
    SELECT 1 FROM household_members WHERE person_key = ANY(${keys}::bigint[]) AND state = 'member' LIMIT 1`.execute(
    trx,
  )
  if (rows.length > 0) throw householdErrors.elsewhere({ customer })
  await trx
    .insertInto('household_members')
    .values({
      household_id: id,
      workspace_id: workspace.id,
      person_key: customer,
      state: 'member',
      evidence: '[]',
      added_at: at,
      since: at,
      until: null,
      decided_by: by,
      copied_at: null,
    })
    .execute()
}

/** Everybody who left when it was dissolved, or was refused with it, stands there again. */
async function restore(step: Step, row: { state: string; decided_at: Date | null }): Promise<void> {
  const { trx, id } = step
  const [gone, back] =
    row.state === 'dissolved' ? (['left', 'member'] as const) : (['refused', 'proposed'] as const)
  const { rows } = await sql<{ person: string }>`
    SELECT m.person_key AS person FROM household_members m
    LEFT JOIN person_overrides o ON o.person_key = m.person_key
    JOIN household_members n ON n.state IN ('proposed', 'member') AND n.household_id <> m.household_id
    LEFT JOIN person_overrides q ON q.person_key = n.person_key
    WHERE m.household_id = ${id} AND m.state = ${gone} AND (${gone} = 'refused' OR m.until = ${row.decided_at})
      AND coalesce(q.current_key, n.person_key) = coalesce(o.current_key, m.person_key) LIMIT 1`.execute(trx)
  if (rows[0]) throw householdErrors.elsewhere({ customer: rows[0].person })
  await sql`
    UPDATE household_members SET state = ${back}, until = NULL, version = nextval('household_versions'), copied_at = NULL
    WHERE household_id = ${id} AND state = ${gone} AND (${gone} = 'refused' OR until = ${row.decided_at})`.execute(
    trx,
  )
  await sql`
    UPDATE households SET state = ${back === 'member' ? 'live' : 'proposed'}, decided_at = ${back === 'member' ? step.at : null}::timestamptz,
      decided_by = ${back === 'member' ? step.by : null}::text WHERE id = ${id}`.execute(trx)
}

/** @throws household.unknownCustomer */
async function keysOfOne(
  { trx, workspace }: Pick<Step, 'trx' | 'workspace'>,
  customer: string,
): Promise<number[]> {
  const keys = await keysOfCustomer(trx, workspace, customer)
  if (keys === null) throw householdErrors.unknownCustomer({ customer })
  return keys
}

/** Alone in its workspace, in one transaction, with its line in the audit log. */
async function inOrder(
  { ledger }: IdentityDeps,
  workspace: Workspace,
  id: string,
  actor: Actor,
  what: string,
  work: (step: Step) => Promise<void>,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    await lockHouseholds(trx, workspace.id)
    await work({ trx, workspace, id, by: `${actor.kind}:${actor.id}`, at: workspace.clock.now() })
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: `household.${what}`,
      subject: { kind: 'household', id },
    })
  })
}
