import { sql } from 'kysely'
import type { Guard } from '../../customer/index.ts'
import type { Actor } from '../../kit/api.ts'
import { systemClock } from '../../kit/clock.ts'
import { commonErrors } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import type { AnyChannel } from '../channels/channel.ts'
import { channelOf } from '../channels/index.ts'
import { interactionErrors } from '../errors.ts'
import type { VaultOf } from '../tracking/tokens.ts'
import { assertEncrypted, leadsToTheSame } from './leads.ts'

export interface ConnectionInput {
  name: string
  settings: Record<string, unknown>
  /** Blank or left out: as they are. */
  secrets: Record<string, string>
  perSecond: number | null
  window: number
  costMinor: number
}

/** A connection without its secrets. */
export interface ConnectionRecord {
  id: string
  workspaceId: number
  channel: string
  name: string
  settings: Record<string, unknown>
  secrets: Buffer | null
  perSecond: number | null
  window: number
  costMinor: number
  changedAt: Date
  checkedAt: Date | null
  checkReason: string | null
}

export interface ConnectionDeps {
  ledger: Ledger
  vaultOf: VaultOf
}

/** @throws common.notFound */
export function knownChannel(id: string): AnyChannel {
  const channel = channelOf(id)
  if (!channel) throw commonErrors.notFound({ what: 'channel', id })
  return channel
}

export function secretNames(channel: AnyChannel): string[] {
  const typed = channel.form.filter(({ type }) => type === 'secret').map(({ name }) => name)
  return [...typed, ...(channel.generated?.names ?? [])]
}

/** All connections in use, or those of one workspace. */
export async function connectionsOf(ledger: Ledger, workspaceId: number | null): Promise<ConnectionRecord[]> {
  let query = ledger.db.selectFrom('channel_connections').selectAll().where('deleted_at', 'is', null)
  if (workspaceId !== null) query = query.where('workspace_id', '=', workspaceId)
  const rows = await query.orderBy('workspace_id').orderBy('channel').execute()
  return rows.map((row) => ({
    id: row.id,
    workspaceId: row.workspace_id,
    channel: row.channel,
    name: row.name,
    settings: row.settings,
    secrets: row.secrets,
    perSecond: row.per_second,
    window: row.send_window,
    costMinor: Number(row.cost_minor),
    changedAt: row.changed_at,
    checkedAt: row.checked_at,
    checkReason: row.check_reason,
  }))
}

export async function connectionOf(
  ledger: Ledger,
  workspaceId: number,
  channel: string,
): Promise<ConnectionRecord | null> {
  return (await connectionsOf(ledger, workspaceId)).find((each) => each.channel === channel) ?? null
}

/** Settings with their secrets, as the channel opens them; never for an answer. */
export async function openedSettings(deps: ConnectionDeps, record: ConnectionRecord): Promise<unknown> {
  return knownChannel(record.channel).settings.parse({
    ...record.settings,
    ...(await secretsOf(deps, record)),
  })
}

export async function secretsOf(
  deps: ConnectionDeps,
  { secrets, workspaceId }: Pick<ConnectionRecord, 'secrets' | 'workspaceId'>,
): Promise<Record<string, string>> {
  if (secrets === null) return {}
  return JSON.parse((await deps.vaultOf(workspaceId)).decrypt(secrets)) as Record<string, string>
}

/**
 * Makes or changes the one connection of a channel.
 * @throws interaction.channelSettings naming the field, interaction.plainHttp
 */
export async function saveConnection(
  deps: ConnectionDeps & { guard: Pick<Guard, 'resolve'> },
  workspace: Workspace,
  channelId: string,
  input: ConnectionInput,
  by: Actor,
): Promise<void> {
  const channel = knownChannel(channelId)
  const before = await connectionOf(deps.ledger, workspace.id, channelId)
  const { settings, secrets } = await checked(deps, channel, before, input)
  await assertEncrypted(deps.guard, settings)
  const sealed =
    Object.keys(secrets).length === 0
      ? null
      : (await deps.vaultOf(workspace.id)).encrypt(JSON.stringify(secrets))
  const values = {
    name: input.name,
    settings: JSON.stringify(settings),
    secrets: sealed,
    per_second: input.perSecond,
    send_window: input.window,
    cost_minor: input.costMinor,
    changed_at: sql<Date>`clock_timestamp()`,
    checked_at: null,
    check_reason: null,
  }
  const id = before?.id ?? newId()
  await deps.ledger.transaction(async (trx) => {
    if (before) await trx.updateTable('channel_connections').set(values).where('id', '=', id).execute()
    else
      await trx
        .insertInto('channel_connections')
        .values({ id, workspace_id: workspace.id, channel: channelId, ...values })
        .execute()
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor: by,
      action: before ? 'channel.update' : 'channel.create',
      subject: { kind: 'channel', id: channelId },
      detail: {
        before: before && shown(before),
        after: {
          ...input,
          settings,
          secrets: Object.keys(input.secrets).filter((name) => input.secrets[name]),
        },
      },
    })
  })
}

function shown({ name, settings, perSecond, window, costMinor }: ConnectionRecord) {
  return { name, settings, perSecond, window, costMinor }
}

/** Splits what was entered into settings and secrets; kept secrets only go where they were entered for. */
async function checked(
  deps: ConnectionDeps,
  channel: AnyChannel,
  before: ConnectionRecord | null,
  input: ConnectionInput,
): Promise<{ settings: Record<string, unknown>; secrets: Record<string, string> }> {
  const names = secretNames(channel)
  // What we make ourselves is nobody's to type in.
  const typed = names.filter((name) => !channel.generated?.names.includes(name))
  const kept = before && leadsToTheSame(before.settings, input.settings) ? await secretsOf(deps, before) : {}
  const given = Object.fromEntries(
    Object.entries(input.secrets).filter(([name, text]) => text !== '' && typed.includes(name)),
  )
  const fields = channel.form.filter(({ type }) => type !== 'secret').map(({ name }) => name)
  const entered = Object.fromEntries(Object.entries(input.settings).filter(([name]) => fields.includes(name)))
  const made = channel.generated?.isPublic ? channel.generated.make({}, systemClock.now()) : {}
  const parsed = channel.settings.safeParse({ ...entered, ...made, ...kept, ...given })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw interactionErrors.channelSettings({
      field: issue?.path.join('.') ?? '',
      problem: issue?.message ?? 'not readable',
    })
  }
  const all = parsed.data as Record<string, unknown>
  const secrets = Object.fromEntries(
    names.flatMap((name) => (typeof all[name] === 'string' && all[name] !== '' ? [[name, all[name]]] : [])),
  )
  return { settings: Object.fromEntries(fields.map((name) => [name, all[name]])), secrets }
}

/** Away, or back again: messages take the installation's way meanwhile. @throws common.notFound, interaction.connectionThere */
export async function setConnectionDeleted(
  ledger: Ledger,
  workspace: Workspace,
  channel: string,
  deleted: boolean,
  by: Actor,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    const rows = await trx
      .selectFrom('channel_connections')
      .select(['id', 'deleted_at'])
      .where('workspace_id', '=', workspace.id)
      .where('channel', '=', channel)
      .orderBy('deleted_at', (order) => order.desc().nullsFirst())
      .forUpdate()
      .execute()
    const standing = rows.find((row) => row.deleted_at === null)
    const row = deleted ? standing : rows.find((each) => each.deleted_at !== null)
    if (!deleted && standing) throw interactionErrors.connectionThere({})
    if (!row) throw commonErrors.notFound({ what: 'connection', id: channel })
    await trx
      .updateTable('channel_connections')
      .set({
        deleted_at: deleted ? sql<Date>`clock_timestamp()` : null,
        changed_at: sql<Date>`clock_timestamp()`,
      })
      .where('id', '=', row.id)
      .execute()
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor: by,
      action: deleted ? 'channel.delete' : 'channel.restore',
      subject: { kind: 'channel', id: channel },
    })
  })
}

export async function noteCheck(ledger: Ledger, id: string, at: Date, reason: string | null): Promise<void> {
  await ledger.db
    .updateTable('channel_connections')
    .set({ checked_at: at, check_reason: reason })
    .where('id', '=', id)
    .execute()
}
