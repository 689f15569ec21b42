import type { Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { setWorkspaceTime } from '../../stores/ledger/workspaces.ts'
import type { DemoDeps } from './deps.ts'
import { demoAccount, demoAddress } from './protocol.ts'
import type { WorldProcess } from './world-process.ts'

export interface DemoOptions {
  slug: string
  name: string
  seed: number
  customers: number
  /** Multiplies the planted response; 0 plants none. */
  effect: number
  locale: 'zh-CN' | 'en'
  /** Midnight, UTC, at which history ends; without it 90 days ago. */
  today?: Date
}

/** What is kept in the workspace's settings, so that a restart finds the world again. */
export interface DemoRecord {
  seed: number
  customers: number
  effect: number
  /** Midnight at which history ended. */
  today: string
  day: number
  campaignIds: string[]
}

export const historyEndsDaysAgo = 90
const horizonDays = 300
const importId = '00000000-0000-0000-0000-00000000de30'

const dayMs = 86_400_000

function midnightsUntil(at: Date): number {
  return Math.floor(at.getTime() / dayMs)
}

export function worldDatabase(workspace: Workspace): string {
  return `liangti_demo_world_${workspace.id}`
}

/** Founds the demo business: people, their history until 90 days ago, and the workspace that knows them. */
export async function installDemo(
  deps: DemoDeps,
  world: WorldProcess,
  options: DemoOptions,
  task: Task,
): Promise<{ workspace: Workspace; record: DemoRecord }> {
  const today = options.today ?? new Date((midnightsUntil(deps.clock.now()) - historyEndsDaysAgo) * dayMs)
  const created = await deps.createWorkspace({
    slug: options.slug,
    name: options.name,
    kind: 'demo',
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    locale: options.locale,
  })
  await setWorkspaceTime(deps.ledger, created.id, today)
  const workspace = await deps.workspace({ id: created.id })
  task.report({ phase: 'people', done: 0, total: options.customers, unit: 'customers' })
  await foundWorld(deps, world, workspace, { ...options, today: today.toISOString() })
  const people = Array.from({ length: options.customers }, (_, i) => ({
    account: demoAccount(i + 1),
    email: demoAddress(i + 1),
  }))
  const personKeys = await deps.registerPeople(workspace, people)
  task.report({ phase: 'history', done: 0, total: null, unit: 'events' })
  await world.ask({
    cmd: 'history',
    productDatabase: deps.engine.database,
    workspaceId: workspace.id,
    importId,
    currency: workspace.currency,
    personKeys,
  })
  await deps.refreshFeatures(workspace, task)
  const record: DemoRecord = {
    seed: options.seed,
    customers: options.customers,
    effect: options.effect,
    today: today.toISOString(),
    day: 0,
    campaignIds: [],
  }
  await saveRecord(deps, workspace.id, record)
  return { workspace, record }
}

export async function foundWorld(
  deps: DemoDeps,
  world: WorldProcess,
  workspace: Workspace,
  of: Pick<DemoRecord, 'seed' | 'customers' | 'effect' | 'today'>,
): Promise<void> {
  const { url, user, password } = deps.engine
  await world.ask({
    cmd: 'found',
    seed: of.seed,
    customers: of.customers,
    effect: of.effect,
    today: of.today,
    horizonDays,
    engine: { url, user, password, database: worldDatabase(workspace) },
  })
}

export async function readRecord(
  deps: Pick<DemoDeps, 'ledger'>,
  workspaceId: number,
): Promise<DemoRecord | null> {
  const row = await deps.ledger.db
    .selectFrom('workspaces')
    .select('settings')
    .where('id', '=', workspaceId)
    .executeTakeFirst()
  return (row?.settings.demo as DemoRecord | undefined) ?? null
}

export async function saveRecord(
  deps: Pick<DemoDeps, 'ledger'>,
  workspaceId: number,
  record: DemoRecord,
): Promise<void> {
  await deps.ledger.db
    .updateTable('workspaces')
    .set((eb) => ({
      settings: eb.fn('jsonb_set', [
        'settings',
        eb.val('{demo}'),
        eb.cast(eb.val(JSON.stringify(record)), 'jsonb'),
      ]),
    }))
    .where('id', '=', workspaceId)
    .execute()
}
