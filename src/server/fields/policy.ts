import { z } from 'zod'
import type { Actor } from '../../kit/api.ts'
import { type FieldAccess, type FieldLimits, fieldAccess, fieldLevels, levelsOf } from '../../kit/fields.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import { listApiKeys } from '../auth/keys.ts'
import { permissionsOf } from '../auth/roles.ts'
import { type Role, role } from '../house/api.ts'
import { fieldErrors } from './errors.ts'

const limits = z.record(z.string().min(1).max(120), z.enum(fieldLevels))
export const fieldPolicy = z.object({
  roles: z.partialRecord(role, limits),
  keys: z.record(z.uuid(), limits),
})
export type FieldPolicy = z.output<typeof fieldPolicy>

const nothing: FieldPolicy = { roles: {}, keys: {} }

/**
 * From the settings of a workspace.
 * @throws Error where they cannot be read: what was hidden does not come to light because a setting is damaged
 */
export function policyOf(settings: Record<string, unknown>): FieldPolicy {
  return settings.fields === undefined ? nothing : fieldPolicy.parse(settings.fields)
}

/** What a role, or a key of that role, may know of customers. */
export function accessOf(policy: FieldPolicy, who: { role: Role; keyId?: string | undefined }): FieldAccess {
  const sets: FieldLimits[] = [policy.roles[who.role] ?? {}]
  const own = who.keyId === undefined ? undefined : policy.keys[who.keyId]
  if (own) sets.push(own)
  return fieldAccess(permissionsOf(who.role).has('customers.unmask'), ...sets)
}

/** Those of the role; identifiers in clear go with the fields. */
export function permissionsWith(
  role: Role,
  fields: FieldAccess,
): ReadonlySet<typeof permissionsOf extends (role: Role) => ReadonlySet<infer P> ? P : never> {
  const list = new Set(permissionsOf(role))
  if (fields.mayUnmask && list.has('customers.read')) list.add('customers.unmask')
  else list.delete('customers.unmask')
  return list
}

/** What somebody may know now; null where they have left the workspace or their key has ended. */
export async function accessOfActor(
  ledger: Ledger,
  workspaceId: number,
  actor: Pick<Actor, 'kind' | 'id'>,
): Promise<FieldAccess | null> {
  const policy = await readPolicy(ledger, workspaceId)
  if (actor.kind === 'key') {
    const key = (await listApiKeys(ledger, workspaceId)).find(({ id }) => id === actor.id)
    return key && key.revokedAt === null ? accessOf(policy, { role: key.role, keyId: key.id }) : null
  }
  if (actor.kind === 'system') return null
  const row = await ledger.db
    .selectFrom('memberships')
    .select('role')
    .where('workspace_id', '=', workspaceId)
    .where((eb) => eb(eb.cast<string>('user_id', 'text'), '=', actor.id))
    .executeTakeFirst()
  return row ? accessOf(policy, { role: row.role }) : null
}

/** @throws fields.unknownField */
function checked(policy: FieldPolicy): FieldPolicy {
  for (const one of [...Object.values(policy.roles), ...Object.values(policy.keys)])
    for (const [field, level] of Object.entries(one ?? {}))
      if (!levelsOf(field)?.includes(level)) throw fieldErrors.unknownField({ field, level })
  return policy
}

export async function readPolicy(ledger: Ledger, workspaceId: number): Promise<FieldPolicy> {
  const { settings } = await ledger.db
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .executeTakeFirstOrThrow()
  return policyOf(settings)
}

/** Sets who may see what, whole; each changed field goes on record. @throws fields.unknownField */
export async function savePolicy(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  input: FieldPolicy,
): Promise<FieldPolicy> {
  const next = checked(input)
  return ledger.transaction(async (trx) => {
    const { settings } = await trx
      .selectFrom('workspaces')
      .select('settings')
      .where('id', '=', workspace.id)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const changes = changesBetween(policyOf(settings), next)
    if (changes.length === 0) return next
    await trx
      .updateTable('workspaces')
      .set({ settings: { ...settings, fields: next } })
      .where('id', '=', workspace.id)
      .execute()
    const subject = { kind: 'workspace', id: workspace.slug }
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'fields.permissions',
      subject,
      detail: { changes },
    })
    return next
  })
}

interface Change {
  who: string
  field: string
  from: string | null
  to: string | null
}

function changesBetween(before: FieldPolicy, after: FieldPolicy): Change[] {
  const flat = ({ roles, keys }: FieldPolicy) =>
    new Map(
      [...Object.entries(roles), ...Object.entries(keys)].flatMap(([who, list]) =>
        Object.entries(list ?? {}).map(([field, level]) => [JSON.stringify([who, field]), level] as const),
      ),
    )
  const [old, fresh] = [flat(before), flat(after)]
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((name) => {
    const [from, to] = [old.get(name) ?? null, fresh.get(name) ?? null]
    if (from === to) return []
    const [who = '', field = ''] = JSON.parse(name) as string[]
    return { who, field, from, to }
  })
}
