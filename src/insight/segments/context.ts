import type { KnowledgeSettings, Stance } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { addDays, dayOf, startOfDay } from '../days.ts'
import { isHistory } from '../features/moment.ts'
import type { Snapshot } from '../features/snapshots.ts'

/** What an evaluator needs besides the customer. */
export interface RuleContext {
  workspace: Pick<Workspace, 'id' | 'currency' | 'timeZone'>
  /** Facts up to and including this instant count; windows look back from here. */
  moment: Date
  /** Calendar day of the moment in the workspace's zone. */
  day: string
  /** The clock itself, where it is not the moment: imported history ends earlier. */
  now?: Date
  /** Number of RFM scores, of the snapshot in force. */
  bins: number
  /** Computed attributes that are 0, not unknown, of whom no value is kept. */
  zeroes?: ReadonlySet<string>
  /** Topics of needs there are, and what a bare yes of a file means on each. */
  topics?: ReadonlyMap<string, Stance>
  /** What counts how much for the knowledge score. */
  knowledge?: KnowledgeSettings
}

/**
 * The context of a rule at the workspace's clock. Imported history is looked at from its own end: the last 90 days of a
 * file from 2011 are days of 2011.
 */
export function ruleContext(workspace: Workspace, snapshot: Snapshot | null): RuleContext {
  const now = workspace.clock.now()
  const moment = snapshot && isHistory(snapshot.moment, now) ? snapshot.moment : now
  return {
    workspace,
    moment,
    now,
    day: dayOf(moment, workspace.timeZone),
    bins: snapshot?.settings.bins ?? 5,
  }
}

/** What people say is said now, also to a workspace whose orders end years ago. */
export function nowOf({ now, moment }: RuleContext): Date {
  return now ?? moment
}

/**
 * Where "within the last N days" begins: the start of the calendar day N days before the moment's, so that an order lies
 * in the window exactly when its recency is at most N days.
 */
export function windowStart(context: RuleContext, days: number): Date {
  return startOfDay(addDays(context.day, -days), context.workspace.timeZone)
}

/** Whether an instant lies in the window; null: everything up to the moment. */
export function inWindow(context: RuleContext, at: Date, withinDays: number | null): boolean {
  if (at > context.moment) return false
  return withinDays === null || at >= windowStart(context, withinDays)
}
