import { sql as raw } from 'kysely'
import { isPaused } from '../../interaction/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignDeps } from '../deps.ts'
import { concludeCampaign } from '../lessons/conclude.ts'
import { type Launching, rememberFailure } from './launch.ts'

export interface Scheduler {
  /** One round over all workspaces: starts what is due, takes on what was left, evaluates what has ended. */
  round(): Promise<{ advanced: number; concluded: number }>
  /** Rounds until stopped; the first at once, so that a restart goes on where a crash ended. */
  start(everyMs?: number): void
  /** Waits for the round and the launches under way; what a kill leaves is taken on at the next start. */
  stop(): Promise<void>
}

export function openScheduler(deps: CampaignDeps, launching: Launching): Scheduler {
  let timer: NodeJS.Timeout | null = null
  let current: Promise<unknown> = Promise.resolve()
  let stopped = true

  const round: Scheduler['round'] = async () => {
    const done = { advanced: 0, concluded: 0 }
    for (const workspace of await deps.workspaces()) {
      for (const { id, step } of await due(deps, workspace)) {
        try {
          if (step === 'launch') done.advanced += (await launching.advance(workspace, id)) ? 1 : 0
          else done.concluded += (await concludeCampaign(deps, workspace, id)) ? 1 : 0
        } catch (error) {
          deps.log.warn({ err: error, campaignId: id, step }, 'campaign step failed; it is tried again')
          if (step === 'launch') await rememberFailure(deps, id, error)
        }
      }
    }
    return done
  }

  const schedule = (everyMs: number, inMs: number) => {
    timer = setTimeout(() => {
      current = round()
        .catch((error: unknown) => deps.log.warn({ err: error }, 'campaign round failed; it is tried again'))
        .finally(() => {
          if (!stopped) schedule(everyMs, everyMs)
        })
    }, inMs)
    timer.unref()
  }
  return {
    round,
    start: (everyMs = 5_000) => {
      if (!stopped) return
      stopped = false
      schedule(everyMs, 0)
    },
    stop: async () => {
      stopped = true
      if (timer) clearTimeout(timer)
      await current
      await launching.settled()
    },
  }
}

async function due(
  deps: CampaignDeps,
  workspace: Workspace,
): Promise<{ id: string; step: 'launch' | 'conclude' }[]> {
  const now = workspace.clock.now()
  const goesOn = raw<boolean>`NOT ${isPaused(raw`campaigns.workspace_id`, raw`campaigns.id`)}`
  const rows = await deps.ledger.db
    .selectFrom('campaigns')
    .select(['id', 'status'])
    .where('workspace_id', '=', workspace.id)
    .where((where) =>
      where.or([
        where.and([where('status', '=', 'launching'), goesOn]),
        where.and([where('status', '=', 'scheduled'), where('start_at', '<=', now), goesOn]),
        where.and([
          where('status', 'in', ['live', 'stopped']),
          where('window_ends_at', '<=', now),
          where('evaluated_at', 'is', null),
        ]),
      ]),
    )
    .orderBy('created_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    step: row.status === 'live' || row.status === 'stopped' ? ('conclude' as const) : ('launch' as const),
  }))
}
