export type { ComputedAttributes, ComputedColumn } from './computed/index.ts'
export type { ConcentrationView } from './concentration/index.ts'
export type { InsightDeps, SegmentUse } from './deps.ts'
export { smallestCellFor } from './disclosure.ts'
export { segmentErrors } from './errors.ts'
export type { Features } from './features/index.ts'
export { type Snapshot, snapshotRows } from './features/snapshots.ts'
export { type Insight, openInsight } from './insight.ts'
export type { Overview } from './overview/index.ts'
export {
  answersSelect,
  type HourWindow,
  type ReachHabits,
  type ReachHabitsView,
} from './reach-habits/index.ts'
export type { RfmSettings } from './rfm/api.ts'
export type { RfmGrid } from './rfm/grid.ts'
export { type RfmGroup, type RfmGroupId, rfmGroups } from './rfm/groups.ts'
export type { Rfm } from './rfm/index.ts'
export { insightRoutes } from './routes.ts'
export { fieldsRead } from './segments/fields-read.ts'
export type { PreviewView, Segments, SegmentView } from './segments/index.ts'
export { type SegmentRule, segmentRule } from './segments/rule.schema.ts'
export type { SegmentInput } from './segments/store.ts'
