import type { Transaction } from 'kysely'
import type { Route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { DeskDeps } from './deps.ts'
import { enqueueTasks, type TaskBatch } from './enqueue.ts'
import { deskRound, type RoundDone } from './round.ts'
import { workRoutes } from './routes.ts'
import { scriptRoutes } from './scripts/routes.ts'
import { cancelCampaign } from './supervise/by-hand.ts'
import { superviseRoutes } from './supervise/routes.ts'
import { runRules } from './supervise/rules.ts'

type Trx = Transaction<LedgerSchema>

/** Tasks for people at telephones and in shops, who works on which, and what came of it. */
export interface Desk {
  tasks: {
    /** One task a person, once per campaign, step and occurrence, in the caller's transaction. @returns ids of those made now */
    enqueue(trx: Trx, workspace: Workspace, batch: TaskBatch): Promise<string[]>
    /** Ends what is open of a campaign, in the caller's transaction. @returns how many */
    stop(trx: Trx, workspace: Workspace, campaignId: string): Promise<number>
  }
  /** Puts back, ends and gives out what is due; makes the tasks of today's rules. */
  round(workspace: Workspace): Promise<RoundDone & { made: number }>
  routes(): Route[]
}

export function createDesk(deps: DeskDeps): Desk {
  return {
    tasks: { enqueue: enqueueTasks, stop: cancelCampaign },
    round: async (workspace) => {
      const done = await deskRound(deps.ledger, workspace)
      return { ...done, made: await runRules(deps, workspace) }
    },
    routes: () => [...workRoutes(deps), ...superviseRoutes(deps), ...scriptRoutes(deps)],
  }
}
