import type { SqlFragment } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'

/** Names the rows of one computation: who was merged or parted since an earlier one of the same day is not mixed in. */
export interface ScoreSnapshot {
  /** YYYY-MM-DD. */
  asOf: string
  computedAt: Date
}

/** An attribute the workspace computes. */
export interface ComputedColumn {
  id: string
  label: string
  type: 'number' | 'text'
  /** 0, not unknown, of whom no value is kept. */
  isZero: boolean
}

export interface ComputedValue {
  id: string
  label: string
  type: 'number' | 'text'
  value: string | number | null
}

/** What profiles show that rooms above know; wired at the composition root. */
export interface ProfilePorts {
  /** The newest feature snapshot, or null before the first. */
  latestSnapshot(workspace: Workspace): Promise<ScoreSnapshot | null>
  /** A SELECT yielding one column, person_key. @throws common.notFound */
  segmentMembers(workspace: Workspace, segmentId: string): Promise<SqlFragment>
  /** The same for a rule that no segment holds. @throws segment.* */
  ruleMembers(workspace: Workspace, rule: Record<string, unknown>): Promise<SqlFragment>
  /** What a segment's rule, a rule and computed attributes look at, as purposes are limited: attributes, kinds of facts. */
  subjectsOf(
    workspace: Workspace,
    of: {
      segment?: string | undefined
      rule?: Record<string, unknown> | undefined
      computed?: readonly string[]
    },
  ): Promise<string[]>
  computedColumns(workspace: Workspace): Promise<ComputedColumn[]>
  /** SELECT of `person_key`, `number`, `text` of one computed attribute. */
  computedSql(
    workspace: Workspace,
    id: string,
    bind: (type: string, value: unknown) => SqlFragment,
  ): SqlFragment
  /** Computed attributes of each person, in the order of their names. */
  computedOf(workspace: Workspace, personKeys: readonly number[]): Promise<Map<number, ComputedValue[]>>
  /** Live segments each person is in, asked in one statement. */
  segmentsOfMany(
    workspace: Workspace,
    personKeys: readonly number[],
  ): Promise<Map<number, { id: string; name: string }[]>>
  segmentsOf(workspace: Workspace, personKey: number): Promise<{ id: string; name: string }[]>
  /** Entries of the do-not-send list for these addresses. */
  doNotSend(
    workspace: Workspace,
    addresses: readonly { channel: string; blindIndex: Buffer }[],
  ): Promise<{ channel: string; reason: string; at: Date }[]>
}
