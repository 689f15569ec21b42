import { messageOf } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { setWorkspaceTime } from '../../stores/ledger/workspaces.ts'
import type { DemoDeps } from './deps.ts'
import { type DemoRecord, readRecord, saveRecord } from './install.ts'
import { type WorldProcess, worldErrors } from './world-process.ts'

export interface TimeLapseState {
  state: 'none' | 'preparing' | 'running' | 'done' | 'stopped' | 'failed'
  day: number
  days: number
  now: string | null
  campaignId: string | null
  note: string | null
}

export interface TimeLapsePace {
  days: number
  secondsPerDay: number
  /** Days lived at a stroke; 1 to watch, more to hurry. */
  stride: number
}

/** Lives through days: mail is read, orders come in, the workspace's clock moves on. Days are lived in order, once. */
export class TimeLapse {
  private current: TimeLapseState = {
    state: 'none',
    day: 0,
    days: 0,
    now: null,
    campaignId: null,
    note: null,
  }
  private stopAsked = false
  private readonly deps: DemoDeps
  private readonly world: WorldProcess
  private readonly shopKey: string

  /** @param shopKey key with which the shop hands its orders in; made anew at each start and kept nowhere */
  constructor(deps: DemoDeps, world: WorldProcess, shopKey: string) {
    this.deps = deps
    this.world = world
    this.shopKey = shopKey
  }

  state(): TimeLapseState {
    return this.current
  }

  announce(state: Partial<TimeLapseState>): void {
    this.current = { ...this.current, ...state }
  }

  stop(): void {
    this.stopAsked = true
  }

  /** @throws demo.alreadyRunning; failures while running end up in the state's note */
  async run(workspace: Workspace, pace: TimeLapsePace): Promise<void> {
    if (this.current.state === 'running') throw worldErrors.alreadyRunning({})
    // Before anything is awaited: of two that start at once, one is refused.
    this.announce({ state: 'running', day: 0, days: pace.days, note: null })
    this.stopAsked = false
    try {
      const record = await readRecord(this.deps, workspace.id)
      if (!record) throw worldErrors.notDemo({ workspace: workspace.name })
      const firstDay = record.day
      this.announce({ campaignId: record.campaignIds[0] ?? null, now: timeOf(record).toISOString() })
      for (let lived = 0; lived < pace.days && !this.stopAsked; lived += pace.stride) {
        const began = performance.now()
        await this.liveFrom(workspace, record, Math.min(pace.stride, pace.days - lived))
        this.announce({ day: record.day - firstDay, now: timeOf(record).toISOString() })
        await pause(pace.secondsPerDay * pace.stride * 1000 - (performance.now() - began))
      }
      await this.deps.refreshFeatures(await this.deps.workspace({ id: workspace.id }), {
        signal: new AbortController().signal,
        report: () => {},
      })
      this.announce({ state: this.stopAsked ? 'stopped' : 'done' })
    } catch (error) {
      this.deps.log.error({ err: error }, 'the time-lapse failed')
      this.announce({ state: 'failed', note: messageOf(error) })
    }
  }

  private async liveFrom(workspace: Workspace, record: DemoRecord, days: number): Promise<void> {
    for (const id of record.campaignIds) await this.deps.settled(workspace, id)
    const api = { url: this.deps.apiUrl(), workspace: workspace.slug, key: this.shopKey }
    await this.world.ask({ cmd: 'live', api, fromDay: record.day, toDay: record.day + days })
    record.day += days
    await this.deps.pumpTouches()
    await saveRecord(this.deps, workspace.id, record)
    await setWorkspaceTime(this.deps.ledger, workspace.id, timeOf(record))
  }
}

export function timeOf(record: DemoRecord): Date {
  return new Date(new Date(record.today).getTime() + record.day * 86_400_000)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)))
}
