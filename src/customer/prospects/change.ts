import { sql } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { currentOf } from '../identity/members.ts'
import type { IdentityDeps } from '../identity/review.ts'
import { holdsIdentifier } from '../privacy/text-guard.ts'
import type { prospectChange } from './api.ts'
import { buyersAmong } from './buyers.ts'
import { prospectErrors } from './errors.ts'
import { type Catalogue, lostStage, prospectCatalogue, wonStage } from './stages.ts'

export type ProspectDeps = IdentityDeps & { warehouse: Warehouse }
export type ProspectChange = z.output<typeof prospectChange>

/** A change as the ledger keeps it. */
interface Said {
  aspect: 'stage' | 'owner' | 'source' | 'next' | 'recommender'
  value: string
  reason: string
}

/**
 * Says one thing of many people, in one transaction with its line in the audit log. The warehouse is told after.
 * @throws prospect.unknownCustomer, prospect.unknownStage, prospect.unknownReason, prospect.wonByPurchase,
 *   prospect.hasBought, prospect.unknownOwner, prospect.badSource, prospect.sameCustomer
 */
export async function changeProspects(
  deps: ProspectDeps,
  workspace: Workspace,
  actor: Actor,
  { customers, what }: { customers: readonly string[]; what: ProspectChange },
): Promise<{ changeId: string; changed: number; bought: number }> {
  const said = checked(await prospectCatalogue(deps.ledger, workspace.id), what)
  if (said.aspect === 'owner' && said.value !== '') await requireMember(deps, workspace, said.value)
  const vault = await deps.vaultOf(workspace.id)
  const people = await peopleOf(deps, vault, workspace, customers)
  const other =
    what.change === 'recommender' && what.recommendedBy !== null
      ? await requirePerson(deps, vault, workspace, what.recommendedBy)
      : null
  if (other !== null && people.includes(other)) throw prospectErrors.sameCustomer({})
  // Where somebody came from and who looks after them may be known better after they bought.
  const isOfProspects = said.aspect === 'stage' || said.aspect === 'next'
  const bought = isOfProspects ? await buyersAmong(deps, workspace, people) : new Set<number>()
  const told = people.filter((person) => !bought.has(person))
  if (told.length === 0) throw prospectErrors.hasBought({})
  const changeId = newId()
  const at = workspace.clock.now()
  const notes = told.map((person) => (what.note === '' ? null : vault.encryptFor(person, what.note)))
  await deps.ledger.transaction(async (trx) => {
    await sql`
      INSERT INTO prospect_words (workspace_id, person_key, aspect, value, reason, note, other_person_key, change_id, said_at, said_by)
      SELECT ${workspace.id}, k, ${said.aspect}, ${said.value}, ${said.reason}, n, ${other}::bigint, ${changeId}::uuid, ${at}::timestamptz, ${`${actor.kind}:${actor.id}`}
      FROM unnest(${told}::bigint[], ${notes}::bytea[]) AS u(k, n)`.execute(trx)
    await writeAudit(trx, {
      ...{ workspaceId: workspace.id, actor },
      action: `prospect.${said.aspect}`,
      subject:
        told.length === 1 ? { kind: 'customer', id: String(told[0]) } : { kind: 'prospects', id: changeId },
      detail: { change: changeId, people: told.length, value: said.value, why: said.reason },
    })
  })
  return { changeId, changed: told.length, bought: bought.size }
}

/** Takes a change back; its words stay in the history. @throws prospect.notTakenBack */
export async function undoChange(
  deps: ProspectDeps,
  workspace: Workspace,
  actor: Actor,
  changeId: string,
): Promise<{ changed: number }> {
  const by = `${actor.kind}:${actor.id}`
  return deps.ledger.transaction(async (trx) => {
    const { numAffectedRows } = await sql`
      UPDATE prospect_words SET taken_at = ${workspace.clock.now()}::timestamptz, taken_by = ${by},
        version = nextval('prospect_versions'), copied_at = NULL
      WHERE workspace_id = ${workspace.id} AND change_id = ${changeId}::uuid AND taken_at IS NULL AND import_id IS NULL`.execute(
      trx,
    )
    const changed = Number(numAffectedRows ?? 0)
    if (changed === 0) throw prospectErrors.notTakenBack({})
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'prospect.undo',
      subject: { kind: 'prospects', id: changeId },
      detail: { people: changed },
    })
    return { changed }
  })
}

function checked(catalogue: Catalogue, what: ProspectChange): Said {
  switch (what.change) {
    case 'stage': {
      const { stage, reason } = what
      if (stage === wonStage) throw prospectErrors.wonByPurchase({})
      const isLost = stage === lostStage
      if (!isLost && !catalogue.stages.some(({ id }) => id === stage))
        throw prospectErrors.unknownStage({ stage })
      if (isLost && !catalogue.reasons.some(({ id }) => id === reason)) throw prospectErrors.unknownReason({})
      return { aspect: 'stage', value: stage, reason: isLost ? reason : '' }
    }
    case 'owner':
      return { aspect: 'owner', value: what.owner ?? '', reason: '' }
    case 'source':
      if (holdsIdentifier(what.source)) throw prospectErrors.badSource({})
      return { aspect: 'source', value: what.source, reason: '' }
    case 'recommender':
      return { aspect: 'recommender', value: '', reason: '' }
    case 'next':
      return { aspect: 'next', value: what.on ?? '', reason: '' }
  }
}

export async function requireMember(deps: ProspectDeps, workspace: Workspace, user: string): Promise<void> {
  const { rows } = await sql`
    SELECT 1 FROM memberships WHERE workspace_id = ${workspace.id} AND user_id::text = ${user}`.execute(
    deps.ledger.db,
  )
  if (rows.length === 0) throw prospectErrors.unknownOwner({})
}

/** Who a number stands for today. @throws prospect.unknownCustomer */
export async function requirePerson(
  deps: ProspectDeps,
  vault: Vault,
  workspace: Workspace,
  customer: string,
): Promise<number> {
  const [person] = await peopleOf(deps, vault, workspace, [customer])
  if (person === undefined) throw prospectErrors.unknownCustomer({ customer })
  return person
}

/** Who these are today, each once. @throws prospect.unknownCustomer for one nobody has, or who was erased */
async function peopleOf(
  deps: ProspectDeps,
  vault: Vault,
  workspace: Workspace,
  customers: readonly string[],
): Promise<number[]> {
  const keys = [...new Set(customers.map(Number))]
  const { rows } = await sql<{ person_key: string }>`
    SELECT person_key FROM persons p WHERE workspace_id = ${workspace.id} AND person_key = ANY(${keys}::bigint[])
      AND NOT EXISTS (SELECT 1 FROM erased_persons e WHERE e.person_key = p.person_key)`.execute(
    deps.ledger.db,
  )
  const known = new Set(rows.map((row) => Number(row.person_key)))
  const missing = keys.find((key) => !known.has(key) || vault.isErased(key))
  if (missing !== undefined) throw prospectErrors.unknownCustomer({ customer: String(missing) })
  return [...new Set((await currentOf(deps.ledger.db, keys)).values())]
}
