import type { Workspace } from '../../../kit/workspace.ts'

/** What one run removes; all of it stands in the ledger before anything goes, so that whoever finds it half done goes on. */
export interface Removal {
  runId: string
  workspace: Workspace
  /** What is older goes. */
  cutoff: Date
  /** And was stored by then, in the engine's time. */
  storedBefore: Date
  /** People under a legal hold when it began. */
  heldKeys: readonly number[]
  /** The run of the kind before this one. */
  before: { cutoff: Date; storedBefore: Date } | null
}
