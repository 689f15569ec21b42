export { type AuditEntry, writeAudit } from './audit.ts'
/** The transactional store: real PostgreSQL, embedded or by URL. */
export { type LedgerOptions, openLedger, redact } from './connect.ts'
export { isRepeatable, toLedgerError } from './driver-errors.ts'
export { ledgerErrors } from './errors.ts'
export { type EnqueueOptions, type Job, type JobOptions, type Jobs, openJobs } from './jobs.ts'
export { findRunningLedger, type LedgerServer, startLedgerServer } from './launcher.ts'
export { lockNumbers } from './locks.ts'
export { type MigrationState, migrateLedger, migrationState } from './migrate.ts'
export { addTree, destroyUnits } from './person-keys.ts'
export { pumpAll } from './pump.ts'
export { countSealedBefore, oldKeysOf, sealedColumns } from './reseal.ts'
export {
  beginRotation,
  continueRotations,
  graceDays,
  leadMs,
  type Rotation,
  rewrapKeys,
  rotationsOf,
} from './rotate.ts'
export type { LedgerSchema } from './schema/index.ts'
export { getTask, listTasks, type TaskRecord, taskShapeOf, tasksNow } from './task-records.ts'
export {
  askCancel,
  type RunningTask,
  recoverTasks,
  startTask,
  type TaskContext,
  type TaskOptions,
  taskErrors,
} from './tasks.ts'
export type { Ledger } from './types.ts'
export {
  checkMasterKey,
  createWorkspaceKeys,
  forgetVault,
  hasDataKeys,
  openVault,
  refreshVaults,
} from './vault.ts'
export {
  createWorkspaceRow,
  getWorkspace,
  listWorkspaces,
  setWorkspaceTime,
  toWorkspace,
  type WorkspaceInput,
} from './workspaces.ts'
export { withGateClosed, withWriteGate } from './write-gate.ts'
