import type { Transaction } from 'kysely'
import type { Route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import { type CallBatch, type CallCounts, checkCalls, countCalls, enqueueCalls } from './campaign.ts'
import type { CallCreative } from './creative.ts'
import type { DeskDeps } from './deps.ts'
import { deskRound, type RoundDone } from './round.ts'
import { workRoutes } from './routes.ts'
import { scriptRoutes } from './scripts/routes.ts'
import { cancelCampaign } from './supervise/by-hand.ts'
import { superviseRoutes } from './supervise/routes.ts'
import { runRules } from './supervise/rules.ts'

type Trx = Transaction<LedgerSchema>

/** Tasks for people at telephones and in shops, who works on which, and what came of it. */
export interface Desk {
  /** Campaigns by call. */
  calls: {
    /** @throws desk.unknownTeam, desk.unknownScript */
    check(workspace: Workspace, call: CallCreative): Promise<void>
    /** One task a person, once per campaign, in the caller's transaction. @returns ids of those made now */
    enqueue(trx: Trx, workspace: Workspace, batch: CallBatch): Promise<string[]>
    /** Ends what is open of a campaign, in the caller's transaction. @returns how many */
    stop(trx: Trx, workspace: Workspace, campaignId: string): Promise<number>
    counts(workspace: Workspace, campaignId: string): Promise<CallCounts>
  }
  /** Puts back, ends and gives out what is due; makes the tasks of today's rules. */
  round(workspace: Workspace): Promise<RoundDone & { made: number }>
  routes(): Route[]
}

export function createDesk(deps: DeskDeps): Desk {
  return {
    calls: {
      check: (workspace, call) => checkCalls(deps.ledger.db, workspace, call),
      enqueue: enqueueCalls,
      stop: cancelCampaign,
      counts: (workspace, campaignId) => countCalls(deps.ledger, workspace, campaignId),
    },
    round: async (workspace) => {
      const done = await deskRound(deps.ledger, workspace)
      return { ...done, made: await runRules(deps, workspace) }
    },
    routes: () => [...workRoutes(deps), ...superviseRoutes(deps), ...scriptRoutes(deps)],
  }
}
