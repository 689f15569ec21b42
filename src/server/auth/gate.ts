import { privacySettingsOf } from '../../customer/index.ts'
import type { Clock } from '../../kit/clock.ts'
import { type Ledger, toWorkspace } from '../../stores/ledger/index.ts'
import { accessOf, policyOf } from '../fields/policy.ts'
import type { Entry, Gate } from '../http/gate.ts'
import type { KeyMemory } from './key-memory.ts'
import { findApiKey, type KeyCaller } from './keys.ts'
import { findSession } from './sessions.ts'
import { hashToken } from './tokens.ts'

/**
 * The door as the ledger knows it. Of people nothing is remembered between requests, so a changed role or an ended
 * session counts at once; keys are remembered for a second, and forgotten at once when one ends.
 */
export function createGate(ledger: Ledger, clock: Clock, memory: KeyMemory): Gate {
  return {
    identify: async ({ kind, token }) => {
      if (kind === 'key') {
        const name = hashToken(token).toString('base64')
        const key = await memory.callers.of(name, () => findApiKey(ledger, clock, token))
        return key && { kind: 'key', ...key }
      }
      const user = await findSession(ledger, clock, token)
      return user && { kind: 'user', ...user }
    },
    enter: async (caller, slug) => {
      if (caller.kind === 'key') {
        // A demo's clock moves from moment to moment: it is read each time.
        const isKept = ({ workspace }: Entry) => workspace.clock === clock
        return memory.entries.of(
          `${caller.keyId} ${slug}`,
          () => enterByKey(ledger, clock, caller, slug),
          isKept,
        )
      }
      const row = await ledger.db
        .selectFrom('workspaces')
        .innerJoin('memberships', 'memberships.workspace_id', 'workspaces.id')
        .selectAll('workspaces')
        .select('memberships.role')
        .where('workspaces.slug', '=', slug)
        .where('memberships.user_id', '=', caller.userId)
        .executeTakeFirst()
      return row
        ? {
            workspace: toWorkspace(row, clock),
            role: row.role,
            fields: accessOf(policyOf(row.settings), { role: row.role }),
          }
        : null
    },
    ruleOf: async (workspaceId, segmentId) => {
      const row = await ledger.db
        .selectFrom('segments')
        .select('rule')
        .where('workspace_id', '=', workspaceId)
        .where((eb) => eb(eb.cast<string>('id', 'text'), '=', segmentId))
        .executeTakeFirst()
      return row?.rule ?? null
    },
    smallestGroup: async (workspaceId) => (await privacySettingsOf(ledger.db, workspaceId)).smallestCell,
  }
}

async function enterByKey(
  ledger: Ledger,
  clock: Clock,
  caller: KeyCaller,
  slug: string,
): Promise<Entry | null> {
  const row = await ledger.db
    .selectFrom('workspaces')
    .selectAll()
    .where('slug', '=', slug)
    .where('id', '=', caller.workspaceId)
    .executeTakeFirst()
  const { role, keyId } = caller
  return row
    ? { workspace: toWorkspace(row, clock), role, fields: accessOf(policyOf(row.settings), { role, keyId }) }
    : null
}
