import type { Transaction } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger, LedgerSchema } from '../../stores/ledger/index.ts'
import { interactionErrors } from '../errors.ts'

export type DoNotSendSource = 'customer' | 'staff' | 'bounce'

export interface DoNotSendEntry {
  blindIndex: Buffer
  /** In clear, for the masked display; null where it is not at hand. Stored encrypted. */
  address: string | null
}

/** The form an address is compared in. */
export function normaliseEmail(address: string): string {
  return address.normalize('NFKC').trim().toLowerCase()
}

/** Which of these addresses nothing may be sent to, as hex of their blind index. */
export async function listedAmong(
  ledger: Ledger,
  workspaceId: number,
  channel: string,
  blindIndexes: readonly Buffer[],
): Promise<Set<string>> {
  if (blindIndexes.length === 0) return new Set()
  const rows = await ledger.db
    .selectFrom('do_not_send')
    .select('blind_index')
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .where('blind_index', 'in', [...blindIndexes])
    .execute()
  return new Set(rows.map((row) => row.blind_index.toString('hex')))
}

/**
 * Adds addresses. One that is listed stays as it is, except that the customer's own wish replaces any other source.
 * @returns how many are new
 */
export async function addToList(
  trx: Transaction<LedgerSchema>,
  workspace: Workspace,
  vault: Vault,
  entry: { channel: string; source: DoNotSendSource; reason: string; addresses: readonly DoNotSendEntry[] },
): Promise<number> {
  const unique = new Map(entry.addresses.map((each) => [each.blindIndex.toString('hex'), each]))
  if (unique.size === 0) return 0
  const rows = await trx
    .insertInto('do_not_send')
    .values(
      [...unique.values()].map((each) => ({
        id: newId(),
        workspace_id: workspace.id,
        channel: entry.channel,
        blind_index: each.blindIndex,
        ciphertext: each.address === null ? null : vault.encryptAlone(each.address),
        reason: entry.reason,
        source: entry.source,
        at: workspace.clock.now(),
      })),
    )
    .onConflict((conflict) => conflict.columns(['workspace_id', 'channel', 'blind_index']).doNothing())
    .returning('id')
    .execute()
  if (entry.source === 'customer')
    await trx
      .updateTable('do_not_send')
      .set({ source: 'customer', reason: entry.reason })
      .where('workspace_id', '=', workspace.id)
      .where('channel', '=', entry.channel)
      .where('source', '!=', 'customer')
      .where(
        'blind_index',
        'in',
        [...unique.values()].map((each) => each.blindIndex),
      )
      .execute()
  return rows.length
}

/**
 * Allows an address again.
 * @returns false when there is no such entry
 * @throws interaction.customerUnsubscribed
 */
export async function removeFromList(
  trx: Transaction<LedgerSchema>,
  workspaceId: number,
  id: string,
): Promise<boolean> {
  const row = await trx
    .selectFrom('do_not_send')
    .select('source')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return false
  if (row.source === 'customer') throw interactionErrors.customerUnsubscribed({})
  await trx.deleteFrom('do_not_send').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
  return true
}
