import { type Permission, permissions } from '../../kit/api.ts'
import type { Role } from '../house/api.ts'

/** What each role may do. Identifiers in clear, people, settings and the audit log are the owner's alone. */
const sets: Record<Role, readonly Permission[]> = {
  owner: permissions,
  marketer: [
    'workspace.read',
    'customers.read',
    'customers.export',
    'customers.edit',
    'customers.merge',
    'consents.edit',
    'imports.run',
    'segments.edit',
    'campaigns.edit',
    'campaigns.launch',
    'messages.read',
    'desk.work',
    'desk.supervise',
  ],
  analyst: ['workspace.read', 'customers.read', 'customers.export', 'imports.run', 'segments.edit'],
  viewer: ['workspace.read'],
  agent: ['workspace.read', 'desk.work'],
}

const asSets = Object.fromEntries(
  Object.entries(sets).map(([role, list]) => [role, new Set(list)]),
) as unknown as Record<Role, ReadonlySet<Permission>>

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return asSets[role]
}
