import type { Localized } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { AnyChannel } from '../channels/channel.ts'
import { channels } from '../channels/index.ts'
import { reasonInWords } from '../delivery/reasons.ts'
import type { DeliveryWorker, LaneState } from '../delivery/worker.ts'
import type { ChannelView } from './api.ts'
import { installationSettingsFor } from './installation.ts'
import { heldBy, stopsOf } from './stops.ts'
import {
  type ConnectionDeps,
  type ConnectionRecord,
  connectionsOf,
  knownChannel,
  secretsOf,
} from './store.ts'

const idle = { planned: 0, due: 0, sending: 0 }

/** Channels as their page shows them. @param mayEdit whether the reader is shown the settings */
export async function channelViews(
  deps: ConnectionDeps,
  worker: DeliveryWorker | null,
  workspace: Workspace,
  mayEdit: boolean,
): Promise<ChannelView[]> {
  const [own, stops, held, removed] = await Promise.all([
    connectionsOf(deps.ledger, workspace.id),
    stopsOf(deps.ledger, workspace.id),
    heldBy(deps.ledger, workspace),
    removedOf(deps.ledger, workspace.id),
  ])
  return Promise.all(
    (Object.values(channels) as unknown as AnyChannel[]).map(async (channel) => {
      const record = own.find((each) => each.channel === channel.id) ?? null
      const stop = stops.get(channel.id)
      return {
        id: channel.id,
        label: channel.label,
        addressType: channel.addressType,
        generates: channel.generated !== undefined,
        proven: channel.proven,
        form: formOf(channel),
        way: record ? 'own' : wayByInstallation(worker, channel.id, workspace),
        connection: record && (await connectionView(deps, record, mayEdit)),
        removed: record === null && removed.has(channel.id),
        stopped: stop ? { at: stop.at.toISOString(), by: stop.by } : null,
        held: held.get(channel.id) ?? idle,
        lane: laneView(worker, channel.id, workspace.id, record !== null),
      }
    }),
  )
}

function formOf({ form }: AnyChannel): ChannelView['form'] {
  return form.map(({ options, when, ...field }) => ({
    ...field,
    ...(options ? { options: [...options] } : {}),
    ...(when ? { when: { field: when.field, is: [...when.is] } } : {}),
  }))
}

function wayByInstallation(
  worker: DeliveryWorker | null,
  channel: string,
  workspace: Workspace,
): ChannelView['way'] {
  if (!worker || !installationSettingsFor(worker.options, channel, workspace)) return 'none'
  return worker.options.catching?.includes(channel) ? 'catcher' : 'server'
}

async function connectionView(
  deps: ConnectionDeps,
  record: ConnectionRecord,
  mayEdit: boolean,
): Promise<NonNullable<ChannelView['connection']>> {
  const { name, perSecond, window, costMinor, checkedAt, checkReason } = record
  const secrets = mayEdit ? await secretsOf(deps, record) : {}
  const { generated } = knownChannel(record.channel)
  return {
    name,
    perSecond,
    window,
    costMinor,
    settings: mayEdit ? (record.settings as Record<string, string>) : null,
    secretsSet: Object.keys(secrets),
    publicKey: generated?.isPublic ? (secrets[generated.secret] ?? null) : null,
    callbackPath: mayEdit ? callbackPathOf(record) : null,
    checkedAt: checkedAt?.toISOString() ?? null,
    checkProblem: words(checkReason),
  }
}

/** Null where nothing comes back over such an address. */
function callbackPathOf({ channel, workspaceId, id }: ConnectionRecord): string | null {
  return channel === 'wechat' ? `/v1/inbound/wechat/${workspaceId}/${id}` : null
}

function laneView(
  worker: DeliveryWorker | null,
  channel: string,
  workspaceId: number,
  isOwn: boolean,
): ChannelView['lane'] {
  const serves = (lane: LaneState) =>
    lane.channel === channel && (lane.workspaceId === workspaceId || (!isOwn && lane.workspaceId === null))
  const lane = worker?.lanes().find(serves)
  if (!lane) return null
  const { inFlight, perMinute, last, waitingFor } = lane
  return {
    inFlight,
    perMinute,
    waitingFor: words(waitingFor),
    last: last && { at: last.at.toISOString(), problem: reasonInWords(last.reason, last.params) },
  }
}

function words(reason: string | null): Localized | null {
  return reasonInWords(reason, {})
}

async function removedOf(ledger: Ledger, workspaceId: number): Promise<Set<string>> {
  const rows = await ledger.db
    .selectFrom('channel_connections')
    .select('channel')
    .distinct()
    .where('workspace_id', '=', workspaceId)
    .where('deleted_at', 'is not', null)
    .execute()
  return new Set(rows.map(({ channel }) => channel))
}
