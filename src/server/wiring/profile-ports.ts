import type { ProfilePorts } from '../../customer/index.ts'
import type { Insight } from '../../insight/index.ts'
import type { Stores } from '../../stores/index.ts'
import { segmentsOf } from './segments-of.ts'

/** What a customer's page shows of the rooms above. */
export function profilePorts({ ledger, warehouse }: Stores, insight: Insight): ProfilePorts {
  return {
    latestSnapshot: (workspace) => insight.features.latest(workspace),
    segmentMembers: async (workspace, segmentId) => {
      const { rule } = await insight.segments.get(workspace, segmentId)
      return insight.segments.compile(workspace, rule)
    },
    ruleMembers: (workspace, rule) => insight.segments.compile(workspace, rule, { prefix: 'rule' }),
    segmentsOf: (workspace, personKey) => segmentsOf(warehouse, insight, workspace, personKey),
    doNotSend: async (workspace, addresses) => {
      const blindIndexes = addresses.map(({ blindIndex }) => blindIndex)
      if (blindIndexes.length === 0) return []
      return ledger.db
        .selectFrom('do_not_send')
        .select(['channel', 'reason', 'at'])
        .where('workspace_id', '=', workspace.id)
        .where('blind_index', 'in', blindIndexes)
        .execute()
    },
  }
}
