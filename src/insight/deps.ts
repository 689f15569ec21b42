import type { z } from 'zod'
import type { customerRow } from '../customer/index.ts'
import type { Log } from '../kit/log.ts'
import type { Workspace } from '../kit/workspace.ts'
import type { Ledger } from '../stores/ledger/index.ts'
import type { Warehouse } from '../stores/warehouse/index.ts'

export type CustomerRow = z.output<typeof customerRow>

/** Where a segment is used; a segment in use can go into the bin, but whoever deletes it should know. */
export interface SegmentUse {
  kind: 'campaign' | 'segment'
  id: string
  name: string
}

export interface InsightDeps {
  ledger: Ledger
  warehouse: Warehouse
  log: Log
  /** Rows of these customers as lists show them, in the order given; from the customer room. */
  rowsOf(workspace: Workspace, personKeys: readonly number[]): Promise<CustomerRow[]>
  /** Answered by the campaign room and wired at the top, so that imports stay downward. Without it, nobody uses any. */
  usesOf?(workspace: Workspace, segmentIds: readonly string[]): Promise<Map<string, SegmentUse[]>>
  /** Names of campaigns for rules in words; same wiring. Without it the id is shown. */
  campaignNames?(workspace: Workspace, ids: readonly string[]): Promise<Map<string, string>>
}
