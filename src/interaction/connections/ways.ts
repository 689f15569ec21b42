import { createGuard } from '../../customer/index.ts'
import type { Log } from '../../kit/log.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { AnyChannel, ChannelTools } from '../channels/channel.ts'
import { channelOf, channels } from '../channels/index.ts'
import { type Installation, installationSettings } from './installation.ts'
import {
  type ConnectionDeps,
  type ConnectionRecord,
  connectionOf,
  connectionsOf,
  openedSettings,
} from './store.ts'

/** What the administrator of the installation names may be anywhere. */
const anywhere = createGuard(['0.0.0.0/0', '::/0'])

/** How the messages of a channel leave: by a connection of a workspace, or the installation's own. */
export interface Way {
  key: string
  /** Another one where the connection was changed. */
  fingerprint: string
  channel: AnyChannel
  settings: unknown
  /** Null: all workspaces that have no connection of their own. */
  workspaceId: number | null
  guard: ChannelTools['guard']
  window: number
  perSecond: number | null
}

export interface WayOptions extends ConnectionDeps, Installation {
  log: Log
  /** Where connections that workspaces enter may lead. */
  guard: ChannelTools['guard']
  /** Messages in flight by the installation's own ways. */
  sendConcurrency: number
}

/** All ways as they should be open now. */
export async function allWays(options: WayOptions, workspaces: readonly Workspace[]): Promise<Way[]> {
  const own = await connectionsOf(options.ledger, null)
  const has = (channel: string, workspaceId: number) =>
    own.some((each) => each.channel === channel && each.workspaceId === workspaceId)
  const ways = await Promise.all(own.map((record) => ownWay(options, record)))
  const ofInstallation = (Object.values(channels) as unknown as AnyChannel[]).flatMap((channel) =>
    installationWays(
      options,
      channel,
      workspaces.filter(({ id }) => !has(channel.id, id)),
    ),
  )
  return [...ways.filter((way) => way !== null), ...ofInstallation]
}

/** How the messages of one workspace leave; null where nothing sends them. */
export async function wayOf(
  options: WayOptions,
  workspace: Workspace,
  channel: AnyChannel,
): Promise<Way | null> {
  const own = await connectionOf(options.ledger, workspace.id, channel.id)
  return own ? ownWay(options, own) : (installationWays(options, channel, [workspace])[0] ?? null)
}

async function ownWay(options: WayOptions, record: ConnectionRecord): Promise<Way | null> {
  const channel = channelOf(record.channel)
  if (!channel) return null
  try {
    return {
      key: record.id,
      fingerprint: String(record.changedAt.getTime()),
      channel,
      settings: await openedSettings(options, record),
      workspaceId: record.workspaceId,
      guard: options.guard,
      window: record.window,
      perSecond: record.perSecond,
    }
  } catch (error) {
    // One that was sealed by a key that is gone keeps no other from sending.
    options.log.error({ err: error, channel: record.channel }, 'settings of a connection cannot be read')
    return null
  }
}

/** Of the installation: one lane for all where they share its server, else one for each workspace. */
function installationWays(options: WayOptions, channel: AnyChannel, without: readonly Workspace[]): Way[] {
  const found = installationSettings(options, channel.id)
  if (!found) return []
  const way = (key: string, workspaceId: number | null, settings: object): Way => ({
    key,
    workspaceId,
    settings: channel.settings.parse(settings),
    fingerprint: '',
    channel,
    guard: anywhere,
    window: options.sendConcurrency,
    perSecond: channel.limits.perSecond,
  })
  return found.shared
    ? [way(channel.id, null, found.settings)]
    : without.flatMap((workspace) => {
        const settings = found.settings(workspace)
        return settings ? [way(`${channel.id}/${workspace.id}`, workspace.id, settings)] : []
      })
}
