import type { Workspace } from '../../kit/workspace.ts'

/** The zone of a workspace and the day it is there. */
export function todayOf(workspace: Workspace): { zone: string; today: string } {
  return { zone: workspace.timeZone, today: dayOf(workspace.clock.now().getTime(), workspace.timeZone) }
}

/** Calendar day of a moment in a zone. */
export function dayOf(ms: number, timeZone: string): string {
  return new Date(ms).toLocaleDateString('sv-SE', { timeZone })
}
