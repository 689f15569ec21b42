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
    subjectsOf: async (workspace, { segment, rule, computed = [] }) => [
      ...(segment
        ? await insight.segments.subjectsOf(workspace, (await insight.segments.get(workspace, segment)).rule)
        : []),
      ...(rule ? await insight.segments.subjectsOf(workspace, rule) : []),
      ...(await insight.computed.subjectsOf(workspace, computed)),
    ],
    ruleMembers: (workspace, rule) => insight.segments.compile(workspace, rule, { prefix: 'rule' }),
    segmentsOf: async (workspace, personKey) =>
      (await segmentsOf(warehouse, insight, workspace, [personKey])).get(personKey) ?? [],
    segmentsOfMany: (workspace, personKeys) => segmentsOf(warehouse, insight, workspace, personKeys),
    computedColumns: (workspace) => insight.computed.columns(workspace),
    computedSql: (workspace, id, bind) => insight.computed.valuesSql(workspace, id, bind),
    computedOf: async (workspace, personKeys) => {
      const columns = await insight.computed.columns(workspace)
      if (columns.length === 0) return new Map()
      const values = await insight.computed.valuesOf(workspace, personKeys)
      return new Map(
        personKeys.map((key) => [
          key,
          columns.map(({ id, label, type, isZero }) => ({
            id,
            label,
            type,
            value: values.get(key)?.get(id) ?? (isZero ? 0 : null),
          })),
        ]),
      )
    },
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
