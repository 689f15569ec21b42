import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import type { Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'

/** What the demo needs of the product; `server/compose.ts` hands it over. */
export interface DemoDeps {
  ledger: Ledger
  warehouse: Warehouse
  clock: Clock
  log: Log
  /** Where the engine is, for the world's own database beside the product's. */
  engine: { url: string; user: string; password: string; database: string }
  /** Address of the product as its customers reach it; known once it listens. */
  apiUrl(): string
  createWorkspace(input: {
    slug: string
    name: string
    kind: 'demo'
    currency: string
    timeZone: string
    locale: 'zh-CN' | 'en'
  }): Promise<Workspace>
  workspace(which: { id: number } | { slug: string }): Promise<Workspace>
  /** A key with the marketer's rights that takes the place of one with the same name; returns the secret. */
  createKey(workspaceId: number, name: string): Promise<string>
  /** Registers people with their addresses, encrypted; answers their keys in the order given. */
  registerPeople(
    workspace: Workspace,
    people: readonly { account: string; email: string }[],
  ): Promise<number[]>
  refreshFeatures(workspace: Workspace, task: Task): Promise<void>
  campaigns: {
    /** Opportunity → segment, offer, creative and draft. */
    planFromOpportunity(
      workspace: Workspace,
      objective: 'acquire' | 'retain' | 'grow' | 'return',
    ): Promise<{ id: string; version: number } | null>
    adjust(
      workspace: Workspace,
      id: string,
      change: {
        name?: string
        outcomeWindowDays?: number
        controlShare?: number
        costPerContactMinor?: number
      },
    ): Promise<{ version: number }>
    /** Draws a draft's arms by this salt instead of the one made with it. */
    drawBy(workspace: Workspace, id: string, salt: string): Promise<void>
    /** Launches with the forecast's own count and waits until the outbox is filled. */
    launch(workspace: Workspace, id: string): Promise<void>
  }
  /** Waits until nothing of a campaign is planned or in flight. */
  settled(workspace: Workspace, campaignId: string): Promise<void>
  /** Copies what deliveries reported into the warehouse. */
  pumpTouches(): Promise<void>
}
