import { sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import { dayCode, dayText, firstDate, parseDay, type RememberedDay } from '../../kit/calendar/yearly-day.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import { auditOf } from '../identity/blocks.ts'
import { currentOf, keysOf } from '../identity/members.ts'
import { readSetting } from '../profiles/workspace-setting.ts'
import type { dateBody, familyBody } from './api.ts'
import { dateErrors } from './errors.ts'
import { kindsOf, storedKinds } from './kinds.ts'
import type { DateDeps } from './view.ts'

export type DateBody = z.output<typeof dateBody>
export type FamilyBody = z.output<typeof familyBody>

const mostEntries = 50

interface Step {
  trx: Transaction<LedgerSchema>
  workspace: Workspace
  vault: Vault
  /** Whom it is about today, and every key of theirs. */
  person: number
  keys: readonly number[]
  by: string
  at: Date
}

/** @param id of the one that is replaced; null: a new one @throws customer_date.* */
export async function saveDate(
  deps: DateDeps,
  workspace: Workspace,
  customer: string,
  id: string | null,
  body: DateBody,
  actor: Actor,
): Promise<string> {
  const kinds = kindsOf(await readSetting(deps.ledger, workspace.id, storedKinds))
  return inOrder(deps, workspace, customer, actor, id === null ? 'add' : 'change', async (step) => {
    const before = id === null ? null : await takeOut(step, id)
    const kind = kinds.find((one) => one.id === body.kind)
    // One that stands there already may keep a kind the workspace has no more.
    if (!kind && before?.kind !== body.kind) throw dateErrors.unknownKind({ kind: body.kind })
    const yearly = body.yearly ?? kind?.yearly ?? true
    const day = readDay(body.day)
    if (id === null) await assertRoom(step, 'person_dates')
    return putDate(step, { kind: body.kind, day, yearly, family: null })
  })
}

/** @throws customer_date.notFound */
export async function removeDate(
  deps: DateDeps,
  workspace: Workspace,
  customer: string,
  id: string,
  actor: Actor,
): Promise<void> {
  await inOrder(deps, workspace, customer, actor, 'remove', async (step) => {
    await takeOut(step, id)
    return id
  })
}

/** @param id of the one that is changed; null: a new one @throws customer_date.* */
export async function saveFamilyMember(
  deps: DateDeps,
  workspace: Workspace,
  customer: string,
  id: string | null,
  body: FamilyBody,
  actor: Actor,
): Promise<string> {
  return inOrder(
    deps,
    workspace,
    customer,
    actor,
    id === null ? 'family_add' : 'family_change',
    async (step) => {
      const { trx, person, vault, at, by } = step
      const member =
        body.customer === null || body.customer === undefined
          ? body.customer
          : await memberOf(step, body.customer)
      const name = body.name
        ? vault.encryptFor(person, body.name)
        : body.name === undefined
          ? undefined
          : null
      const row = {
        relation: body.relation,
        ...(name === undefined ? {} : { name }),
        ...(member === undefined ? {} : { member_person_key: member }),
        noted_at: at,
        noted_by: by,
      }
      const family = id ?? newId()
      if (id === null) {
        await assertRoom(step, 'family_members')
        await trx
          .insertInto('family_members')
          .values({
            name: null,
            member_person_key: null,
            ...row,
            id: family,
            workspace_id: workspace.id,
            person_key: person,
          })
          .execute()
      } else {
        const { numUpdatedRows } = await trx
          .updateTable('family_members')
          .set(row)
          .where('id', '=', id)
          .where('person_key', 'in', step.keys.map(String))
          .executeTakeFirst()
        if (numUpdatedRows === 0n) throw dateErrors.notFound({})
      }
      await settleBirthday(step, family, body)
      return family
    },
  )
}

/** The member's birthday goes with it: its row is left without a source, and the pump takes it away. */
export async function removeFamilyMember(
  deps: DateDeps,
  workspace: Workspace,
  customer: string,
  id: string,
  actor: Actor,
): Promise<void> {
  await inOrder(deps, workspace, customer, actor, 'family_remove', async ({ trx, keys }) => {
    const { numDeletedRows } = await trx
      .deleteFrom('family_members')
      .where('id', '=', id)
      .where('person_key', 'in', keys.map(String))
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw dateErrors.notFound({})
    return id
  })
}

/** A child's birthday is a kind of its own; it follows the relation when that is corrected. */
async function settleBirthday(step: Step, family: string, body: FamilyBody): Promise<void> {
  const kind = body.relation === 'child' ? 'child_birthday' : 'family_birthday'
  const { trx } = step
  if (body.birthday === undefined) {
    await sql`
      UPDATE person_dates SET kind = ${kind}, version = nextval('person_date_versions'), copied_at = NULL
      WHERE family_id = ${family} AND removed_at IS NULL AND kind <> ${kind}`.execute(trx)
    return
  }
  const day = body.birthday === null ? null : readDay(body.birthday)
  await sql`
    UPDATE person_dates SET removed_at = ${step.at}, said = NULL, version = nextval('person_date_versions'), copied_at = NULL
    WHERE family_id = ${family} AND removed_at IS NULL`.execute(trx)
  if (day) await putDate(step, { kind, day, yearly: true, family })
}

function readDay(text: string): RememberedDay {
  const day = parseDay(text)
  // What was said stands in no message: it may be anything.
  if (!day) throw dateErrors.unreadable({})
  return day
}

async function putDate(
  { trx, workspace, vault, person, by, at }: Step,
  { kind, day, yearly, family }: { kind: string; day: RememberedDay; yearly: boolean; family: string | null },
): Promise<string> {
  const once = firstDate(day)
  if (!yearly && (once === null || day.calendar === 'lunar')) throw dateErrors.needsYear({})
  const id = newId()
  await trx
    .insertInto('person_dates')
    .values({
      id,
      workspace_id: workspace.id,
      person_key: person,
      kind,
      code: yearly ? dayCode(day) : `d${(once ?? '').replaceAll('-', '')}`,
      said: vault.encryptFor(person, dayText(day)),
      source: family === null ? 'hand' : 'family',
      family_id: family,
      identifier_id: null,
      noted_at: at,
      noted_by: by,
      removed_at: null,
      copied_at: null,
    })
    .execute()
  return id
}

/** Only what was noted by hand; the rest follows its source. */
async function takeOut({ trx, keys, at }: Step, id: string): Promise<{ kind: string }> {
  const { rows } = await sql<{ kind: string }>`
    UPDATE person_dates SET removed_at = ${at}, said = NULL, version = nextval('person_date_versions'), copied_at = NULL
    WHERE id = ${id} AND person_key = ANY(${[...keys]}::bigint[]) AND source = 'hand' AND removed_at IS NULL RETURNING kind`.execute(
    trx,
  )
  if (!rows[0]) throw dateErrors.notFound({})
  return rows[0]
}

async function assertRoom({ trx, keys }: Step, table: 'person_dates' | 'family_members'): Promise<void> {
  const { rows } = await sql<{ n: string }>`
    SELECT count(*) AS n FROM ${sql.table(table)} WHERE person_key = ANY(${[...keys]}::bigint[])`.execute(trx)
  if (Number(rows[0]?.n ?? 0) >= mostEntries) throw dateErrors.tooMany({ most: mostEntries })
}

async function memberOf({ trx, workspace, keys }: Step, customer: string): Promise<string> {
  const person = await personOf(trx, workspace, customer)
  if (person === null) throw dateErrors.unknownCustomer({ customer })
  if (keys.includes(person)) throw dateErrors.sameCustomer({})
  return String(person)
}

/** The person a number stands for today; null where there is none, or no more. */
async function personOf(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  customer: string,
): Promise<number | null> {
  const key = Number(customer)
  if (!Number.isSafeInteger(key)) return null
  const { rows } = await sql`
    SELECT 1 FROM persons p WHERE p.workspace_id = ${workspace.id} AND p.person_key = ${customer}
      AND NOT EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = p.person_key)`.execute(trx)
  return rows.length === 0 ? null : ((await currentOf(trx, [key])).get(key) ?? key)
}

/** In one transaction, with its line in the audit log. @throws customer_date.unknownCustomer */
async function inOrder(
  deps: DateDeps,
  workspace: Workspace,
  customer: string,
  actor: Actor,
  what: string,
  work: (step: Step) => Promise<string>,
): Promise<string> {
  const vault = await deps.vaultOf(workspace.id)
  return deps.ledger.transaction(async (trx) => {
    const person = await personOf(trx, workspace, customer)
    if (person === null || vault.isErased(person)) throw dateErrors.unknownCustomer({ customer })
    const keys = (await keysOf(trx, [person])).get(person) ?? [person]
    const by = `${actor.kind}:${actor.id}`
    const id = await work({ trx, workspace, vault, person, keys, by, at: workspace.clock.now() })
    const entry = auditOf(workspace, actor, `customer_date.${what}`, String(person), { entry: id })
    await writeAudit(trx, { ...entry, subject: { ...entry.subject, kind: 'customer' } })
    return id
  })
}
