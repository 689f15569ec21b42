import type { Clock } from '../../kit/clock.ts'
import { type Ledger, toWorkspace } from '../../stores/ledger/index.ts'
import type { Gate } from '../http/gate.ts'
import { findApiKey } from './keys.ts'
import { findSession } from './sessions.ts'

/** The door as the ledger knows it: nothing is remembered between requests, so a revoked key or role ends at once. */
export function createGate(ledger: Ledger, clock: Clock): Gate {
  return {
    identify: async ({ kind, token }) => {
      if (kind === 'key') {
        const key = await findApiKey(ledger, clock, token)
        return key && { kind: 'key', ...key }
      }
      const user = await findSession(ledger, clock, token)
      return user && { kind: 'user', ...user }
    },
    enter: async (caller, slug) => {
      if (caller.kind === 'key') {
        const row = await ledger.db
          .selectFrom('workspaces')
          .selectAll()
          .where('slug', '=', slug)
          .where('id', '=', caller.workspaceId)
          .executeTakeFirst()
        return row ? { workspace: toWorkspace(row, clock), role: caller.role } : null
      }
      const row = await ledger.db
        .selectFrom('workspaces')
        .innerJoin('memberships', 'memberships.workspace_id', 'workspaces.id')
        .selectAll('workspaces')
        .select('memberships.role')
        .where('workspaces.slug', '=', slug)
        .where('memberships.user_id', '=', caller.userId)
        .executeTakeFirst()
      return row ? { workspace: toWorkspace(row, clock), role: row.role } : null
    },
  }
}
