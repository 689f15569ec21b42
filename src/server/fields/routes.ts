import type { z } from 'zod'
import { type Route, route } from '../../kit/api.ts'
import type { Localized } from '../../kit/api-shapes.ts'
import { type FieldLevel, fieldGroups } from '../../kit/fields.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { KeyMemory } from '../auth/key-memory.ts'
import { listApiKeys } from '../auth/keys.ts'
import { permissionsOf } from '../auth/roles.ts'
import { type Role, role } from '../house/api.ts'
import * as api from './api.ts'
import { type FieldPolicy, readPolicy, savePolicy } from './policy.ts'

export interface FieldDeps {
  ledger: Ledger
  keyMemory: KeyMemory
  /** Attributes customers have here, and those computed for them. */
  attributesOf(workspace: Workspace): Promise<{ name: string; label: Localized }[]>
  computedOf(workspace: Workspace): Promise<{ id: string; label: string }[]>
}

type Shown = z.input<typeof api.getFieldPermissions.response>

/** Who may know what of customers. */
export function fieldRoutes(deps: FieldDeps): Route[] {
  return [
    route(api.getFieldPermissions, async ({ workspace }) =>
      shown(deps, workspace, await readPolicy(deps.ledger, workspace.id)),
    ),
    route(api.saveFieldPermissions, async ({ workspace, actor }, { body }) => {
      const live = new Set((await listApiKeys(deps.ledger, workspace.id)).map(({ id }) => id))
      const keys = Object.fromEntries(Object.entries(body.keys).filter(([id]) => live.has(id)))
      const saved = await savePolicy(deps.ledger, workspace, actor, { roles: body.roles, keys })
      deps.keyMemory.forget()
      return shown(deps, workspace, saved)
    }),
  ]
}

const standardOf = (isIdentifier: boolean) =>
  Object.fromEntries(
    role.options.map((one) => [
      one,
      isIdentifier && !permissionsOf(one).has('customers.unmask') ? 'masked' : 'clear',
    ]),
  ) as Record<Role, FieldLevel>

async function shown(deps: FieldDeps, workspace: Workspace, policy: FieldPolicy): Promise<Shown> {
  const [keys, attributes, computed] = await Promise.all([
    listApiKeys(deps.ledger, workspace.id),
    deps.attributesOf(workspace),
    deps.computedOf(workspace),
  ])
  const fields: Shown['fields'] = fieldGroups.map(({ id, label, help, levels, ...rest }) => ({
    id,
    group: id,
    label,
    help,
    levels: [...levels],
    standard: standardOf('kinds' in rest),
  }))
  const single = (group: 'attributes' | 'computed', name: string, label: Localized) => ({
    id: `${group}/${name}`,
    group,
    label,
    help: null,
    levels: ['hidden' as const, 'masked' as const, 'clear' as const],
    standard: standardOf(false),
  })
  return {
    fields: [
      ...fields,
      ...attributes.map(({ name, label }) => single('attributes', name, label)),
      ...computed.map(({ id, label }) => single('computed', id, { en: label, 'zh-CN': label })),
    ],
    roles: {
      owner: policy.roles.owner ?? {},
      marketer: policy.roles.marketer ?? {},
      analyst: policy.roles.analyst ?? {},
      viewer: policy.roles.viewer ?? {},
      agent: policy.roles.agent ?? {},
    },
    keys: keys
      .filter(({ revokedAt }) => !revokedAt)
      .map(({ id, name, role }) => ({ id, name, role, limits: policy.keys[id] ?? {} })),
  }
}
