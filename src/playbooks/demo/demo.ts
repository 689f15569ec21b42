import { messageOf } from '../../kit/errors.ts'
import { noTask } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { DemoDeps } from './deps.ts'
import {
  type DemoOptions,
  type DemoRecord,
  foundWorld,
  installDemo,
  readRecord,
  saveRecord,
} from './install.ts'
import { numberOfAccount } from './protocol.ts'
import { TimeLapse, type TimeLapsePace, type TimeLapseState, timeOf } from './time-lapse.ts'
import { startWorld, type WorldProcess, worldErrors } from './world-process.ts'

const nothing: TimeLapseState = { state: 'none', day: 0, days: 0, now: null, campaignId: null, note: null }

/** Which campaigns the demo business launches. */
export interface DemoPlan {
  windowDays: number
  /** In the order of their launch; Home shows the newest: the one that the planted response answers. */
  objectives: readonly ('grow' | 'retain')[]
  /** The product's own share where there is none. */
  controlShare?: number
  /** Draws the arms by this instead of by chance, so that a proof can be repeated. */
  drawSalt?: string
}

const shownPlan: DemoPlan = { windowDays: 60, objectives: ['grow', 'retain'] }

/** The demo business: founded once, found again after a restart, lived through on demand. */
export class Demo {
  private readonly deps: DemoDeps
  private readonly lapses = new Map<
    number,
    { lapse: TimeLapse; world: WorldProcess; running: Promise<void> }
  >()

  constructor(deps: DemoDeps) {
    this.deps = deps
  }

  /** Founds the business, plans and launches its campaigns; the world is then ready to live. */
  async install(options: DemoOptions, plan: DemoPlan = shownPlan): Promise<Workspace> {
    const world = startWorld(this.deps.log)
    try {
      const { workspace, record } = await installDemo(this.deps, world, options, noTask)
      const lapse = new TimeLapse(this.deps, world, await this.deps.createKey(workspace.id, 'demo shop'))
      lapse.announce({ state: 'preparing' })
      this.lapses.set(workspace.id, { lapse, world, running: Promise.resolve() })
      await this.launchCampaigns(workspace, record, plan)
      lapse.announce({ state: 'stopped', campaignId: record.campaignIds[0] ?? null })
      return workspace
    } catch (error) {
      await world.close()
      throw error
    }
  }

  async stateFor(workspace: Workspace): Promise<TimeLapseState> {
    const kept = this.lapses.get(workspace.id)
    if (kept) return kept.lapse.state()
    const record = workspace.kind === 'demo' ? await readRecord(this.deps, workspace.id) : null
    if (!record) return nothing
    return {
      ...nothing,
      state: 'stopped',
      now: timeOf(record).toISOString(),
      campaignId: record.campaignIds[0] ?? null,
    }
  }

  /** Starts living and returns; `finished` waits for the end. @throws demo.alreadyRunning */
  async start(workspace: Workspace, pace: TimeLapsePace): Promise<void> {
    const kept = this.lapses.get(workspace.id) ?? (await this.reopen(workspace))
    if (kept.lapse.state().state === 'running') throw worldErrors.alreadyRunning({})
    kept.running = kept.lapse.run(workspace, pace).catch((error) => {
      this.deps.log.error({ err: error }, 'the time-lapse could not run')
      kept.lapse.announce({ state: 'failed', note: messageOf(error) })
    })
  }

  stop(workspace: Workspace): void {
    this.lapses.get(workspace.id)?.lapse.stop()
  }

  async finished(workspace: Workspace): Promise<TimeLapseState> {
    await this.lapses.get(workspace.id)?.running
    return this.stateFor(workspace)
  }

  /** For proofs: what was planted into the readers of a campaign. */
  async truth(workspace: Workspace, campaignId: string) {
    const kept = this.lapses.get(workspace.id) ?? (await this.reopen(workspace))
    return kept.world.ask({ cmd: 'truth', campaignId })
  }

  /**
   * For proofs: the margin of each account's holder up to `toDay`, had the campaign's message come and had it not.
   * @throws demo.worldFailed also for accounts that are none of the demo's
   */
  async outcomes(workspace: Workspace, campaignId: string, accounts: readonly string[], toDay: number) {
    const kept = this.lapses.get(workspace.id) ?? (await this.reopen(workspace))
    const people = accounts.map((account) => {
      const i = numberOfAccount(account)
      if (i === null) throw worldErrors.worldFailed({ problem: `it knows no account ${account}` })
      return i
    })
    return kept.world.ask({ cmd: 'outcomes', campaignId, people, toDay })
  }

  async campaignIds(workspace: Workspace): Promise<string[]> {
    return (await readRecord(this.deps, workspace.id))?.campaignIds ?? []
  }

  /** Removes the world's own database; the workspace and what it learnt stay. */
  async dissolve(workspace: Workspace): Promise<void> {
    const kept = this.lapses.get(workspace.id)
    if (!kept) return
    await kept.world.ask({ cmd: 'dissolve' })
    await kept.world.close()
    this.lapses.delete(workspace.id)
  }

  async close(): Promise<void> {
    for (const { lapse, world, running } of this.lapses.values()) {
      lapse.stop()
      await running
      await world.close()
    }
    this.lapses.clear()
  }

  private async launchCampaigns(workspace: Workspace, record: DemoRecord, plan: DemoPlan): Promise<void> {
    const { campaigns } = this.deps
    for (const objective of plan.objectives) {
      const draft = await campaigns.planFromOpportunity(workspace, objective)
      if (!draft) continue
      if (plan.drawSalt !== undefined) await campaigns.drawBy(workspace, draft.id, plan.drawSalt)
      await campaigns.adjust(workspace, draft.id, {
        outcomeWindowDays: plan.windowDays,
        costPerContactMinor: 5,
        ...(plan.controlShare === undefined ? {} : { controlShare: plan.controlShare }),
      })
      await campaigns.launch(workspace, draft.id)
      record.campaignIds.unshift(draft.id)
      await saveRecord(this.deps, workspace.id, record)
    }
  }

  private async reopen(workspace: Workspace) {
    const record = await readRecord(this.deps, workspace.id)
    if (!record) throw worldErrors.notDemo({ workspace: workspace.name })
    const world = startWorld(this.deps.log)
    await foundWorld(this.deps, world, workspace, record)
    const kept = {
      lapse: new TimeLapse(this.deps, world, await this.deps.createKey(workspace.id, 'demo shop')),
      world,
      running: Promise.resolve(),
    }
    kept.lapse.announce({
      state: 'stopped',
      now: timeOf(record).toISOString(),
      campaignId: record.campaignIds[0] ?? null,
    })
    this.lapses.set(workspace.id, kept)
    return kept
  }
}
