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
import { TimeLapse, type TimeLapsePace, type TimeLapseState, timeOf } from './time-lapse.ts'
import { startWorld, type WorldProcess, worldErrors } from './world-process.ts'

const nothing: TimeLapseState = { state: 'none', day: 0, days: 0, now: null, campaignId: null, note: null }

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
  async install(options: DemoOptions, plan: { windowDays: number } = { windowDays: 60 }): Promise<Workspace> {
    const world = startWorld(this.deps.log)
    try {
      const { workspace, record } = await installDemo(this.deps, world, options, noTask)
      const lapse = new TimeLapse(this.deps, world, await this.deps.createKey(workspace.id, 'demo shop'))
      lapse.announce({ state: 'preparing' })
      this.lapses.set(workspace.id, { lapse, world, running: Promise.resolve() })
      await this.launchCampaigns(workspace, record, plan.windowDays)
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

  private async launchCampaigns(
    workspace: Workspace,
    record: DemoRecord,
    outcomeWindowDays: number,
  ): Promise<void> {
    const { campaigns } = this.deps
    // Home shows the newest: the one that the planted response answers.
    for (const objective of ['grow', 'retain'] as const) {
      const draft = await campaigns.planFromOpportunity(workspace, objective)
      if (!draft) continue
      await campaigns.adjust(workspace, draft.id, { outcomeWindowDays, costPerContactMinor: 5 })
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
