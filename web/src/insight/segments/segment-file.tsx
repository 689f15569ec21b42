import type { Segment } from '../../api/types.ts'
import { ExportDialog } from '../../customers/list/export-dialog.tsx'
import type { ListState } from '../../customers/list/list-state.ts'

/** Where they live, what they bought and how they score. */
const columns = [
  ...['status', 'country', 'region', 'city', 'tier', 'first_order', 'last_order', 'recency', 'orders'],
  ...['monetary', 'breadth', 'r', 'f', 'm'],
]

/** The people of a segment as a file: the list of customers, under the same rules. */
export function SegmentFile({ segment, onClose }: { segment: Segment; onClose: () => void }) {
  const state: ListState = {
    columns,
    sort: { column: 'monetary', direction: 'desc' },
    segment: segment.id,
    rule: null,
  }
  return <ExportDialog state={state} search="" onClose={onClose} />
}
