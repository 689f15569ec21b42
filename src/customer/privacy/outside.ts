import type { Workspace } from '../../kit/workspace.ts'
import type { Subject } from './subject.ts'

/**
 * Something outside the two stores that holds what people were sent or said, owned by a room above and handed over by
 * the composition root.
 */
export interface OutsidePlace {
  /** As certificates name it: `mail_catcher`. */
  name: string
  count(workspace: Workspace, subject: Subject): Promise<number>
  /** Safe to repeat. */
  remove(workspace: Workspace, subject: Subject): Promise<void>
}
