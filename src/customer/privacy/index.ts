import { sql } from 'kysely'
import type { Actor, Route } from '../../kit/api.ts'
import { systemClock } from '../../kit/clock.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, startTask } from '../../stores/ledger/index.ts'
import type { Persons } from '../identity/persons.ts'
import { dayOf } from '../quality/days.ts'
import { settleCorrections } from './correction/settle.ts'
import type { ErasureDeps } from './erasure/erase.ts'
import { runDue, sweepErased } from './erasure/worker.ts'
import { purposeRoutes } from './purposes/routes.ts'
import { type Asked, approve, receive } from './requests.ts'
import { isUnfinished } from './retention/asked.ts'
import { retentionRoutes } from './retention/routes.ts'
import { type OldMails, type RetentionDeps, retain } from './retention/run.ts'
import { privacyRoutes } from './routes.ts'

export { namesOf } from './actor-names.ts'
export { htmlPage, text as htmlText } from './html.ts'
export type { OutsidePlace } from './outside.ts'
export { barrierTo, type LeftOut, leftOutLine } from './purposes/left-out.ts'
export { barredOfMany, limitsOf, type PurposeLimit, requireAllowed } from './purposes/limits.ts'
export { factsSubject, limitableSources, subjectLabel } from './purposes/subjects.ts'
export { usesOf } from './purposes/uses.ts'
export { kindFacts } from './retention/kinds.ts'
export { policiesOf } from './retention/policy.ts'
export type { OldMails } from './retention/run.ts'
export { settingsOf as privacySettingsOf } from './settings.ts'
export type { NamedBy, Subject } from './subject.ts'

/** What customers may ask for, and how it is done. */
export interface Privacy {
  /** Writes a request down and approves it. @returns its id @throws privacy.*, common.notFound */
  ask(workspace: Workspace, asked: Asked, actor: Pick<Actor, 'kind' | 'id'>): Promise<string>
  /** Erases and corrects what is due, and goes on where a crash left it. @returns people erased */
  runDue(workspaceOf: (id: number) => Promise<Workspace>): Promise<number>
  /** Removes what writers that were under way at an erasure brought in after it. @returns rows found */
  sweep(workspaceOf: (id: number) => Promise<Workspace>): Promise<number>
  /**
   * Once a day of the workspace, at night: removes what is older than its period. What a crash or a stop cut off, also
   * what was asked for by hand and not begun, goes on whenever this is called.
   */
  retain(workspace: Workspace): Promise<void>
  routes(): Route[]
}

export function openPrivacy(given: ErasureDeps & { persons: Persons; mails?: OldMails }): Privacy {
  const deps: RetentionDeps & { persons: Persons } = { ...given, mails: given.mails ?? noMails }
  return {
    ask: async (workspace, asked, actor) => {
      const { id } = await receive(deps, workspace, asked, actor)
      await approve(deps, workspace, id, actor)
      return id
    },
    runDue: async (workspaceOf) => {
      await settleCorrections(deps, workspaceOf)
      return runDue(deps, workspaceOf)
    },
    sweep: (workspaceOf) => sweepErased(deps, workspaceOf),
    retain: async (workspace) => {
      const now = workspace.clock.now()
      const day = dayOf(now.getTime(), workspace.timeZone)
      const hour = Number(
        now.toLocaleString('en-GB', { timeZone: workspace.timeZone, hour: '2-digit', hourCycle: 'h23' }),
      )
      const isOpen = await isUnfinished(deps.ledger, workspace.id)
      if (!isOpen && (hour < nightHour || !(await isDue(deps.ledger, workspace.id, day)))) return
      const { done } = await startTask(
        { ledger: deps.ledger, log: deps.log, clock: systemClock },
        { workspaceId: workspace.id, kind: 'retention', createdBy: 'system:retention' },
        (task) => retain(deps, workspace, { cause: 'schedule', actor: 'system:retention', day, task }),
      )
      await done
    },
    routes: () => [...privacyRoutes(deps), ...retentionRoutes(deps), ...purposeRoutes(deps.ledger)],
  }
}

/** Old data go after this hour of the workspace, when few people wait for an answer. */
const nightHour = 3

const noMails: OldMails = { count: () => ({ rows: 0, oldest: null }), remove: () => {} }

/** Whether a kind with a period was not looked at on a day. */
async function isDue(ledger: Ledger, workspaceId: number, day: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM retention_policies p
    WHERE p.workspace_id = ${workspaceId} AND p.days IS NOT NULL
      AND NOT EXISTS (
        SELECT 1 FROM retention_runs r
        WHERE r.workspace_id = p.workspace_id AND r.kind = p.kind AND r.day = ${day}::date)
    LIMIT 1`.execute(ledger.db)
  return rows.length > 0
}
