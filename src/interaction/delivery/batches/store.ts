import { sql, type Transaction } from 'kysely'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../../stores/ledger/index.ts'
import { type TouchContext, touchContextColumns } from '../../touch.ts'
import { markSending } from '../lease.ts'
import type { ReadyDelivery } from '../prepare.ts'

type Trx = Transaction<LedgerSchema>

/** A batch that is not closed, as whoever asks about it holds it. */
export interface OpenBatch {
  id: string
  state: 'handing' | 'waiting'
  providerId: string | null
  content: unknown
  isCancelled: boolean
  /** The database's clock, as `ageMs` is. */
  handedAt: Date
  ageMs: number
  asks: number
}

/** A message of a batch that waits for its fate. */
export type WaitingDelivery = TouchContext & { address_index: Buffer; attempts: number; status: string }

/**
 * Writes down that these are about to be handed over, before they are: from the commit on a crash leaves them in doubt,
 * and the batch is what they are looked for by.
 * @returns what may be handed over now; others were stopped, or went to another worker
 */
export async function openBatch(
  ledger: Ledger,
  workspace: Workspace,
  of: { channel: string; leaseId: string; leaseMs: number },
  content: unknown,
  items: readonly ReadyDelivery[],
): Promise<{ id: string; items: ReadyDelivery[] } | null> {
  return ledger.transaction(async (trx) => {
    const rows = items.map(({ delivery, ...row }) => ({ ...row, id: delivery.id }))
    const marked = await markSending(trx, of.leaseId, of.leaseMs, rows)
    const kept = items.filter(({ delivery }) => marked.has(delivery.id))
    const [first] = kept
    if (!first) return null
    const id = newId()
    await trx
      .insertInto('adviser_batches')
      .values({
        ...{ id, workspace_id: workspace.id, channel: of.channel, state: 'handing', provider_id: null },
        campaign_id: first.delivery.campaignId,
        content: JSON.stringify(content),
        customers: kept.length,
        ask_at: sql<Date>`now() + ${of.leaseMs} * interval '1 millisecond'` as unknown as Date,
        closed_at: null,
      })
      .execute()
    const ids = kept.map(({ delivery }) => delivery.id)
    // Without an end: what became of them is asked by the batch, not taken from a lease that ran out.
    await sql`UPDATE deliveries SET lease_id = ${id}::uuid, lease_until = NULL WHERE id = ANY(${ids}::uuid[])`.execute(
      trx,
    )
    return { id, items: kept }
  })
}

/** Takes batches whose time to be asked about has come; others leave them alone until `ms` have passed. */
export async function claimDue(
  ledger: Ledger,
  workspaceId: number,
  channel: string,
  ms: number,
): Promise<OpenBatch[]> {
  const { rows } = await sql<{
    id: string
    state: 'handing' | 'waiting'
    provider_id: string | null
    content: unknown
    is_cancelled: boolean
    handed_at: Date
    age_ms: number
    asks: number
  }>`
    UPDATE adviser_batches SET ask_at = now() + ${ms} * interval '1 millisecond', asks = asks + 1
    WHERE id IN (SELECT id FROM adviser_batches
                 WHERE workspace_id = ${workspaceId} AND channel = ${channel} AND state <> 'closed' AND ask_at <= now()
                 ORDER BY ask_at LIMIT 20 FOR UPDATE SKIP LOCKED)
    RETURNING id, state, provider_id, content, is_cancelled, handed_at, asks,
              (extract(epoch FROM now() - handed_at) * 1000)::float8 AS age_ms`.execute(ledger.db)
  return rows.map((row) => ({
    ...{ id: row.id, state: row.state, providerId: row.provider_id, content: row.content },
    ...{ isCancelled: row.is_cancelled, handedAt: row.handed_at, ageMs: row.age_ms, asks: row.asks },
  }))
}

/** Messages of a batch that nothing is known of yet, locked until the transaction ends. */
export async function waitingOf(trx: Trx, batchId: string): Promise<WaitingDelivery[]> {
  const rows = await trx
    .selectFrom('deliveries')
    .select([...touchContextColumns, 'address_index', 'attempts', 'status'])
    .where('lease_id', '=', batchId)
    .where('lease_until', 'is', null)
    .where('status', '=', 'sending')
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map((row) => ({ ...row, address_index: row.address_index ?? Buffer.alloc(0) }))
}

/** The platform has it: its deliveries say whom they wait for. */
export async function markWaiting(
  trx: Trx,
  batchId: string,
  providerId: string,
  askInMs: number,
): Promise<boolean> {
  const changed = await trx
    .updateTable('adviser_batches')
    .set({
      ...{ state: 'waiting', provider_id: providerId, asks: 0 },
      ask_at: sql<Date>`now() + ${askInMs} * interval '1 millisecond'`,
    })
    .where('id', '=', batchId)
    .where('state', '=', 'handing')
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) return false
  await trx
    .updateTable('deliveries')
    .set({ reason: 'waits_for_adviser', provider_id: providerId })
    .where('lease_id', '=', batchId)
    .where('status', '=', 'sending')
    .execute()
  return true
}

export async function askAgain(ledger: Ledger, batchId: string, askInMs: number): Promise<void> {
  await ledger.db
    .updateTable('adviser_batches')
    .set({ ask_at: sql<Date>`now() + ${askInMs} * interval '1 millisecond'` })
    .where('id', '=', batchId)
    .where('state', '<>', 'closed')
    .execute()
}

/** Nothing more is asked about it. */
export async function closeBatch(trx: Trx, batchId: string): Promise<void> {
  await trx
    .updateTable('adviser_batches')
    .set({ state: 'closed', closed_at: sql<Date>`now()` })
    .where('id', '=', batchId)
    .where('state', '<>', 'closed')
    .execute()
}

/** Numbers the platform gave to other batches. */
export async function knownNumbers(
  ledger: Ledger,
  workspaceId: number,
  channel: string,
): Promise<Set<string>> {
  const rows = await ledger.db
    .selectFrom('adviser_batches')
    .select('provider_id')
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .where('provider_id', 'is not', null)
    .execute()
  return new Set(rows.map((row) => row.provider_id ?? ''))
}
