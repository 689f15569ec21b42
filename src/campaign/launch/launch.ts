import { pausesOf, resumeCampaign } from '../../interaction/index.ts'
import { isAppError } from '../../kit/errors.ts'
import { noTask, type Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { lockNumbers, type RunningTask, startTask } from '../../stores/ledger/index.ts'
import { auditDeed } from '../audit.ts'
import type { CampaignDeps } from '../deps.ts'
import { campaignErrors } from '../errors.ts'
import type { Creatives, Offers } from '../offers/index.ts'
import type { Campaigns } from '../plans/campaigns.ts'
import type { Campaign } from '../plans/plan.ts'
import { claim } from './claim.ts'
import { checked, freeze } from './freeze.ts'
import { setPaused } from './pause.ts'
import { decideStep, enqueueStep } from './steps.ts'

export interface Launching {
  /**
   * Fixes the plan and sets the launch going (or waiting for its time). Of two at once one wins, the other gets
   * campaign.notDraft. The answer does not wait for the draw; `taskId` can be watched.
   * @throws campaign.incomplete, campaign.changedMeanwhile, campaign.audienceChanged, campaign.nobody, campaign.inBin
   */
  launch(
    workspace: Workspace,
    id: string,
    confirmed: { version: number; recipients: number },
    actorId: string,
  ): Promise<Campaign>
  /**
   * Takes a launch on from wherever it stands, in this or a dead process; harmless at any time. Only one process works
   * on a campaign at once; the others return at once.
   * @returns whether this call did the work
   */
  advance(workspace: Workspace, id: string, task?: Task): Promise<boolean>
  /** Nothing of it begins from the answer on, until it goes on. @throws campaign.notRunningToPause */
  pause(workspace: Workspace, id: string, actorId: string): Promise<Campaign>
  /** @throws campaign.notRunningToPause */
  resume(workspace: Workspace, id: string, actorId: string): Promise<Campaign>
  /** @throws campaign.notRunning */
  stop(workspace: Workspace, id: string, actorId: string): Promise<Campaign>
  /**
   * Launches a campaign on the channel `list` without asking for the count that was shown, and waits until the
   * decisions stand: for programs, which see no forecast before.
   * @throws as launch
   */
  handOver(workspace: Workspace, id: string, actorId: string, task?: Task): Promise<Campaign>
  /** Resolves when what this process began has ended, one way or the other. */
  settled(): Promise<void>
}

const lockSpace = lockNumbers.launches

export function openLaunching(
  deps: CampaignDeps,
  parts: { campaigns: Campaigns; offers: Offers; creatives: Creatives },
): Launching {
  const { ledger, log } = deps
  const running = new Set<Promise<unknown>>()

  const advance: Launching['advance'] = async (workspace, id, task = noTask) =>
    withLaunchLock(deps, id, async () => {
      const read = () => parts.campaigns.row(workspace, id)
      let row = await read()
      if (row.status === 'scheduled' && row.start_at !== null && row.start_at > workspace.clock.now()) return
      if ((await pausesOf(ledger.db, workspace)).has(id)) return
      if (row.status === 'scheduled' || (row.status === 'launching' && row.step !== 'enqueuing')) {
        await decideStep(deps, workspace, row, task)
        row = await read()
      }
      if (row.status === 'launching' && row.step === 'enqueuing')
        await enqueueStep(deps, workspace, row, task)
    })

  /** As a task people can watch; a failure is kept with the campaign and tried again by the scheduler. */
  const begin = async (workspace: Workspace, id: string, actorId: string): Promise<RunningTask> => {
    const task = await startTask(
      { ledger, log, clock: workspace.clock },
      { workspaceId: workspace.id, kind: 'launch', subjectId: id, createdBy: actorId },
      async (t) => {
        try {
          await advance(workspace, id, t)
          return { campaignId: id }
        } catch (error) {
          await rememberFailure(deps, id, error)
          throw error
        }
      },
    )
    const ended = task.done.finally(() => running.delete(ended))
    running.add(ended)
    return task
  }

  return {
    advance,
    async launch(workspace, id, confirmed, actorId) {
      const frozen = await freeze(
        deps,
        parts,
        workspace,
        await checked(parts.campaigns, workspace, id, confirmed.version),
        confirmed.recipients,
      )
      const claimed = await claim(deps, workspace, parts.campaigns, id, confirmed.version, frozen, actorId)
      if (claimed.status === 'launching') {
        const task = await begin(workspace, id, actorId)
        await ledger.db.updateTable('campaigns').set({ task_id: task.id }).where('id', '=', id).execute()
      }
      return parts.campaigns.get(workspace, id)
    },
    async handOver(workspace, id, actorId, task = noTask) {
      const row = await parts.campaigns.row(workspace, id)
      const plan = await checked(parts.campaigns, workspace, id, row.version)
      const frozen = await freeze(deps, parts, workspace, plan, null)
      await claim(deps, workspace, parts.campaigns, id, row.version, frozen, actorId)
      await advance(workspace, id, task)
      return parts.campaigns.get(workspace, id)
    },
    pause: (workspace, id, actorId) => setPaused(deps, parts.campaigns, workspace, id, true, actorId),
    resume: (workspace, id, actorId) => setPaused(deps, parts.campaigns, workspace, id, false, actorId),
    async stop(workspace, id, actorId) {
      const before = await parts.campaigns.row(workspace, id)
      await ledger.transaction(async (trx) => {
        const now = workspace.clock.now()
        const stopped = await trx
          .updateTable('campaigns')
          .set({ status: 'stopped', stopped_at: now, updated_at: now })
          .where('id', '=', id)
          .where('status', 'in', ['scheduled', 'launching', 'live'])
          .executeTakeFirst()
        await resumeCampaign(trx, workspace, id)
        if (stopped.numUpdatedRows === 0n)
          throw campaignErrors.notRunning({ name: before.name, status: before.status })
        const messages = await deps.delivery.stop(trx, workspace, id)
        const calls = await deps.calls.stop(trx, workspace, id)
        const subject = { kind: 'campaign', id }
        await auditDeed(trx, workspace, actorId, 'campaign.stop', subject, { messages, calls })
      })
      return parts.campaigns.get(workspace, id)
    },
    settled: async () => {
      await Promise.allSettled([...running])
    },
  }
}

/** A lock of the session: it ends with the process that holds it, so a killed launch can be taken on at once. */
async function withLaunchLock(deps: CampaignDeps, id: string, work: () => Promise<void>): Promise<boolean> {
  const client = await deps.ledger.pool.connect()
  let broken = false
  try {
    const { rows } = await client.query<{ held: boolean }>(
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS held',
      [lockSpace, id],
    )
    if (!rows[0]?.held) return false
    try {
      await work()
      return true
    } finally {
      await client.query('SELECT pg_advisory_unlock($1, hashtext($2))', [lockSpace, id])
    }
  } catch (error) {
    broken = !isAppError(error)
    throw error
  } finally {
    // A connection of unknown state is thrown away; the lock goes with it.
    client.release(broken)
  }
}

export async function rememberFailure(deps: CampaignDeps, id: string, error: unknown): Promise<void> {
  const kept = isAppError(error)
    ? { code: error.code, message: error.message }
    : { code: 'common.internal', message: 'The launch was interrupted; it is tried again.' }
  await deps.ledger.db.updateTable('campaigns').set({ launch_error: kept }).where('id', '=', id).execute()
}
