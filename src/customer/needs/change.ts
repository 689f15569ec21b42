import { sql, type Transaction } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import { auditOf } from '../identity/blocks.ts'
import { currentOf, keysOfCustomer } from '../identity/members.ts'
import { dayOf } from '../quality/days.ts'
import type { needBody } from './api.ts'
import { needErrors } from './errors.ts'
import { needTopicsOf } from './topics.ts'
import type { NeedDeps } from './view.ts'

export type NeedBody = z.output<typeof needBody>

const mostEntries = 200
/** The last day the engine's type can hold stands for "until something else is said". */
const latestUntil = '2148-12-31'

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

/** @param id of the one that is replaced; null: a new one @throws customer_need.* */
export async function saveNeed(
  deps: NeedDeps,
  workspace: Workspace,
  customer: string,
  id: string | null,
  body: NeedBody,
  actor: Actor,
): Promise<string> {
  const topics = await needTopicsOf(deps.ledger, workspace.id)
  return inOrder(deps, workspace, customer, actor, id === null ? 'add' : 'change', async (step) => {
    const before = id === null ? null : await takeOut(step, id)
    // One that stands there already may keep a topic the workspace has no more.
    if (before?.topic !== body.topic && !topics.some((one) => one.id === body.topic))
      throw needErrors.unknownTopic({ topic: body.topic })
    if (id === null) await assertRoom(step)
    return putNeed(step, body, before?.saidOn)
  })
}

/** @throws customer_need.notFound */
export async function removeNeed(
  deps: NeedDeps,
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

async function putNeed(step: Step, body: NeedBody, before: string | undefined): Promise<string> {
  const { trx, workspace, vault, person, by, at } = step
  const today = dayOf(at.getTime(), workspace.timeZone)
  const saidOn = body.saidOn ?? before ?? today
  const until = body.stance === 'none' ? null : body.validUntil
  if (saidOn > today || saidOn < '1970-01-01' || (until !== null && (until < saidOn || until > latestUntil)))
    throw needErrors.badDays({ today })
  const id = newId()
  await trx
    .insertInto('person_needs')
    .values({
      id,
      workspace_id: workspace.id,
      person_key: person,
      topic: body.topic,
      stance: body.stance,
      strength: body.stance === 'none' ? 0 : body.strength,
      said_on: saidOn,
      valid_until: until,
      place: body.place ?? '',
      note: body.note ? vault.encryptFor(person, body.note) : null,
      noted_at: at,
      noted_by: by,
      removed_at: null,
      copied_at: null,
    })
    .execute()
  return id
}

async function takeOut({ trx, keys, at }: Step, id: string): Promise<{ topic: string; saidOn: string }> {
  const { rows } = await sql<{ topic: string; saidOn: string }>`
    UPDATE person_needs SET removed_at = ${at}, note = NULL, version = nextval('person_need_versions'), copied_at = NULL
    WHERE id = ${id} AND person_key = ANY(${[...keys]}::bigint[]) AND removed_at IS NULL AND import_id IS NULL
    RETURNING topic, said_on::text AS "saidOn"`.execute(trx)
  if (!rows[0]) throw needErrors.notFound({})
  return rows[0]
}

async function assertRoom({ trx, keys }: Step): Promise<void> {
  const { rows } = await sql<{ n: string }>`
    SELECT count(*) AS n FROM person_needs WHERE person_key = ANY(${[...keys]}::bigint[]) AND removed_at IS NULL AND import_id IS NULL`.execute(
    trx,
  )
  if (Number(rows[0]?.n ?? 0) >= mostEntries) throw needErrors.tooMany({ most: mostEntries })
}

/** In one transaction, with its line in the audit log. @throws customer_need.unknownCustomer */
async function inOrder(
  deps: NeedDeps,
  workspace: Workspace,
  customer: string,
  actor: Actor,
  what: string,
  work: (step: Step) => Promise<string>,
): Promise<string> {
  const vault = await deps.vaultOf(workspace.id)
  return deps.ledger.transaction(async (trx) => {
    const keys = await keysOfCustomer(trx, workspace, customer)
    const key = Number(customer)
    const person = keys === null ? key : ((await currentOf(trx, [key])).get(key) ?? key)
    if (keys === null || vault.isErased(person)) throw needErrors.unknownCustomer({ customer })
    const by = `${actor.kind}:${actor.id}`
    const id = await work({ trx, workspace, vault, person, keys, by, at: workspace.clock.now() })
    const entry = auditOf(workspace, actor, `customer_need.${what}`, String(person), { entry: id })
    await writeAudit(trx, { ...entry, subject: { ...entry.subject, kind: 'customer' } })
    return id
  })
}
