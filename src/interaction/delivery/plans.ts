import type { Actor } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { setStopped } from '../connections/stops.ts'
import { connectionsOf } from '../connections/store.ts'
import { allWays, type Way } from '../connections/ways.ts'
import { askDelaysMs, openBatchLane } from './batches/lane.ts'
import { openLane } from './lane.ts'
import type { LanePlan, OpenLane } from './lanes.ts'
import type { HeldDelivery } from './lease.ts'
import type { WorkerOptions } from './options.ts'
import { prepareDeliveries } from './prepare.ts'
import { retryDelaysMs } from './settle.ts'

const provider: Actor = { kind: 'system', id: 'provider', permissions: new Set() }

/** The lanes as they should run now: one for each way out. */
export async function lanePlans(options: WorkerOptions): Promise<LanePlan[]> {
  const ways = await allWays(options, await options.workspaces())
  return ways.map((way) => planOf(options, way))
}

function planOf(options: WorkerOptions, way: Way): LanePlan {
  const { channel, key, workspaceId, fingerprint } = way
  return { key, channel: channel.id, workspaceId, fingerprint, open: () => openWay(options, way) }
}

function openWay(options: WorkerOptions, way: Way): OpenLane {
  const { channel, settings, workspaceId } = way
  const { ledger, log } = options
  let clock: Workspace['clock'] | null = null
  const serves = async () => {
    const all = await options.workspaces()
    const served =
      workspaceId === null
        ? await withoutOwn(options, channel.id, all)
        : all.filter(({ id }) => id === workspaceId)
    clock = served[0]?.clock ?? null
    return served
  }
  const sender = channel.open(settings, {
    log,
    concurrency: way.window,
    guard: way.guard,
    workspaceId,
    inbound: options.inbound,
    now: () => clock?.now() ?? new Date(),
    stopChannel: (reason) => stopByProvider(options, way, reason),
  })
  const compose = channel.compose(settings, options)
  const shared = {
    ...{ channel: channel.id, ledger, log, recordTouches: options.recordTouches, workspaces: serves },
    prepare: (workspace: Workspace, held: readonly HeldDelivery[]) =>
      prepareDeliveries({ ...options, channel, compose }, workspace, held),
    ...{ leaseMs: options.leaseMs ?? 30_000, pollMs: options.pollMs ?? 500 },
  }
  const { confirmed } = sender
  const lane = confirmed
    ? openBatchLane({
        ...shared,
        ...{ confirmed, addressType: channel.addressType, vaultOf: options.vaultOf },
        ...{ gone: options.inbound.gone, check: () => sender.check() },
        retryDelaysMs: options.retryDelaysMs ?? retryDelaysMs,
        askDelaysMs: options.askDelaysMs ?? askDelaysMs,
      })
    : openLane({
        ...{ ...shared, sender, window: way.window, perSecond: way.perSecond },
        ...(options.retryDelaysMs ? { retryDelaysMs: options.retryDelaysMs } : {}),
      })
  return {
    lane,
    stop: async () => {
      await lane.stop()
      await sender.close()
    },
  }
}

/** What the provider refuses for good goes on only after somebody has looked. */
async function stopByProvider(options: WorkerOptions, { channel, workspaceId }: Way, reason: string) {
  options.log.error(
    { channel: channel.id, workspaceId, reason },
    'the provider wants no more; channel stopped',
  )
  const all = await options.workspaces()
  const workspace = all.find(({ id }) => id === workspaceId)
  // A way of the installation serves others too; theirs is for its administrator to stop.
  if (workspace) await setStopped(options.ledger, workspace, channel.id, true, provider)
}

/** Asked at each round, so that a connection made a moment ago takes over at once. */
async function withoutOwn(
  { ledger }: WorkerOptions,
  channel: string,
  workspaces: readonly Workspace[],
): Promise<readonly Workspace[]> {
  const own = await connectionsOf(ledger, null)
  return workspaces.filter(
    ({ id }) => !own.some((each) => each.channel === channel && each.workspaceId === id),
  )
}
