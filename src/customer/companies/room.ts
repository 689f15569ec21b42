import { sql, type Transaction } from 'kysely'
import type { Actor } from '../../kit/api.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type LedgerSchema, writeAudit } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { keysOfCustomer } from '../identity/members.ts'
import type { IdentityDeps } from '../identity/review.ts'
import { todayOf } from '../quality/days.ts'
import { companyErrors } from './errors.ts'
import { lockCompanies } from './registry.ts'

export type CompanyDeps = IdentityDeps & { warehouse: Warehouse }
export type Trx = Transaction<LedgerSchema>

/** One change under way: alone in its workspace. */
export interface Step {
  trx: Trx
  vault: Vault
  workspace: Workspace
  by: string
  at: Date
  /** The calendar day of the workspace. */
  today: string
}

/** In one transaction, with its line in the audit log. @returns what the work gives */
export async function inOrder<T extends { id: string }>(
  deps: CompanyDeps,
  workspace: Workspace,
  actor: Actor,
  what: string,
  detail: Record<string, unknown>,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const vault = await deps.vaultOf(workspace.id)
  return deps.ledger.transaction(async (trx) => {
    await lockCompanies(trx, workspace.id)
    const at = workspace.clock.now()
    const by = `${actor.kind}:${actor.id}`
    const done = await work({ trx, vault, workspace, by, at, today: todayOf(workspace).today })
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: `company.${what}`,
      subject: { kind: 'company', id: done.id },
      detail,
    })
    return done
  })
}

/** All keys of a customer. @throws company.unknownCustomer */
export async function keysOfOne(
  { trx, workspace }: Pick<Step, 'trx' | 'workspace'>,
  customer: string,
): Promise<number[]> {
  const keys = await keysOfCustomer(trx, workspace, customer)
  if (keys === null) throw companyErrors.unknownCustomer({ customer })
  return keys
}

/** The companies behind an id, it and those merged into it. @throws company.notFound, also for one merged away */
export async function membersOf(
  { trx, workspace }: Pick<Step, 'trx' | 'workspace'>,
  id: string,
): Promise<string[]> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw companyErrors.notFound({ id })
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM companies WHERE workspace_id = ${workspace.id} AND current_id = ${id}::uuid ORDER BY id = ${id}::uuid DESC`.execute(
    trx,
  )
  if (rows[0]?.id !== id) throw companyErrors.notFound({ id })
  return rows.map((row) => row.id)
}
