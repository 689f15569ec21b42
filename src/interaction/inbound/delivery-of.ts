import type { Transaction } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { writtenChannel } from '../channels/index.ts'
import type { DoNotSendEntry } from '../do-not-send/list.ts'
import type { AddressType, RecipientsOf } from '../ports.ts'
import { type TouchContext, touchContextColumns } from '../touch.ts'

/** A message we sent, as answers to it need it. */
export interface AnsweredDelivery extends TouchContext {
  status: string
  address_index: Buffer | null
  ended_at: Date | null
}

type Db = Ledger['db'] | Transaction<LedgerSchema>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const columns = [...touchContextColumns, 'status', 'address_index', 'ended_at'] as const

function sentBy(db: Db, workspaceId: number, channel: string) {
  return db
    .selectFrom('deliveries')
    .select(columns)
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
}

/** @returns null when the message is not of this workspace and channel, or is gone */
export async function deliveryById(
  db: Db,
  workspaceId: number,
  channel: string,
  id: string,
): Promise<AnsweredDelivery | null> {
  if (!uuid.test(id)) return null
  const row = await sentBy(db, workspaceId, channel).where('id', '=', id).executeTakeFirst()
  return row ?? null
}

/** Providers count their ids round: the newest message is meant. */
export async function deliveryByProvider(
  db: Db,
  workspaceId: number,
  channel: string,
  providerId: string,
): Promise<AnsweredDelivery | null> {
  const row = await sentBy(db, workspaceId, channel)
    // As the index says it: mail is found by its own number.
    .where('channel', '!=', 'email')
    .where('provider_id', '=', providerId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** The newest message that went to an address: what somebody who names none most likely answers. */
export async function deliveryToAddress(
  db: Db,
  workspaceId: number,
  channel: string,
  addressIndex: Buffer,
): Promise<AnsweredDelivery | null> {
  const row = await sentBy(db, workspaceId, channel)
    .where('address_index', '=', addressIndex)
    .where('status', 'in', ['sent', 'unknown'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

/** The address a message went to, as the do-not-send list keeps it; in clear only where it still is the person's. */
export async function listEntryOf(
  recipientsOf: RecipientsOf,
  workspace: Workspace,
  delivery: Pick<AnsweredDelivery, 'person_key' | 'address_index' | 'channel'>,
): Promise<DoNotSendEntry | null> {
  const personKey = Number(delivery.person_key)
  const known = (await recipientsOf(workspace, [personKey], addressTypeOf(delivery.channel))).get(personKey)
  const blindIndex = delivery.address_index ?? known?.blindIndex
  if (!blindIndex) return null
  return { blindIndex, address: known?.blindIndex.equals(blindIndex) ? known.address : null }
}

/** Kind of identifier a channel writes to. */
export function addressTypeOf(channel: string): AddressType {
  return writtenChannel(channel)?.addressType ?? 'phone'
}
