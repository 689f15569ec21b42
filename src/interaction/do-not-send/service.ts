import { maskIdentifier } from '../../customer/index.ts'
import type { Actor } from '../../kit/api.ts'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type AuditEntry, type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import { channels, printed, type WrittenChannel, writtenChannel } from '../channels/index.ts'
import { knownChannel } from '../connections/store.ts'
import type { VaultOf } from '../tracking/tokens.ts'
import { addressOf } from './addresses.ts'
import { addToList, type DoNotSendSource, listedAmong, removeFromList } from './list.ts'

export interface DoNotSendRow {
  id: string
  channel: string
  masked: string
  reason: string
  source: string
  at: string
}

export interface DoNotSend {
  /** Hex of the blind indexes, among those given, that nothing may be sent to. */
  has(workspace: Workspace, channel: string, blindIndexes: readonly Buffer[]): Promise<Set<string>>
  add(
    workspace: Workspace,
    entry: { channel: string; addresses: readonly string[]; reason: string; source: DoNotSendSource },
    actor: Actor,
  ): Promise<{ added: number; already: number; invalid: string[] }>
  /** @returns false when there is no such entry. @throws interaction.customerUnsubscribed */
  remove(workspace: Workspace, id: string, actor: Actor): Promise<boolean>
  /** Newest first; `address` finds one exactly. */
  list(
    workspace: Workspace,
    query: { cursor?: string | undefined; limit: number; address?: string | undefined },
  ): Promise<{ items: DoNotSendRow[]; nextCursor: string | null; total: number }>
}

const chunk = 1_000

export function createDoNotSend(ledger: Ledger, vaultOf: VaultOf): DoNotSend {
  return {
    has: (workspace, channel, blindIndexes) => listedAmong(ledger, workspace.id, channel, blindIndexes),

    add: async (workspace, { channel, addresses, reason, source }, actor) => {
      const vault = await vaultOf(workspace.id)
      const target = writtenChannel(channel) ?? knownChannel(channel)
      const found = addresses.map((given) => ({ given, as: addressOf(target, vault, workspace, given) }))
      const good = found.flatMap(({ as }) => (as ? [as] : []))
      const invalid = found.filter(({ as }) => as === null)
      const entries = [...new Map(good.map((each) => [each.address, each])).values()]
      const added = await ledger.transaction(async (trx) => {
        let count = 0
        for (let at = 0; at < entries.length; at += chunk)
          count += await addToList(trx, workspace, vault, {
            channel,
            source,
            reason,
            addresses: entries.slice(at, at + chunk),
          })
        await writeAudit(trx, auditOf(workspace, actor, 'do_not_send.add', channel, { added: count }))
        return count
      })
      return { added, already: good.length - added, invalid: invalid.map(({ given }) => given) }
    },

    remove: (workspace, id, actor) =>
      ledger.transaction(async (trx) => {
        const removed = await removeFromList(trx, workspace.id, id)
        if (removed) await writeAudit(trx, auditOf(workspace, actor, 'do_not_send.remove', id, {}))
        return removed
      }),

    list: async (workspace, query) => {
      const vault = await vaultOf(workspace.id)
      const all = ledger.db.selectFrom('do_not_send').where('workspace_id', '=', workspace.id)
      const matching = query.address
        ? all.where('blind_index', 'in', indexesOf(vault, workspace, query.address))
        : all
      const page = query.cursor ? matching.where('id', '<', query.cursor) : matching
      const [rows, { total }] = await Promise.all([
        page
          .selectAll()
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute(),
        matching.select(({ fn }) => fn.countAll<string>().as('total')).executeTakeFirstOrThrow(),
      ])
      const items = rows.slice(0, query.limit)
      return {
        items: items.map((row) => ({
          id: row.id,
          channel: row.channel,
          masked: maskedOf(vault, row.channel, row.ciphertext),
          reason: row.reason,
          source: row.source,
          at: row.at.toISOString(),
        })),
        nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null,
        total: Number(total),
      }
    },
  }
}

function maskedOf(vault: Vault, channel: string, ciphertext: Buffer | null): string {
  const kind = writtenChannel(channel)?.addressType ?? 'email'
  return ciphertext === null ? '***' : maskIdentifier(kind, vault.decrypt(ciphertext))
}

/** As it would stand in the list, of whichever kind it is. */
function indexesOf(vault: Vault, workspace: Workspace, typed: string): Buffer[] {
  const found = (Object.values({ ...channels, ...printed }) as unknown as WrittenChannel[]).flatMap(
    (channel) => addressOf(channel, vault, workspace, typed)?.blindIndex ?? [],
  )
  return found.length > 0 ? found : [Buffer.alloc(0)]
}

function auditOf(
  workspace: Workspace,
  actor: Actor,
  action: string,
  subject: string,
  detail: object,
): AuditEntry {
  return {
    workspaceId: workspace.id,
    actor,
    action,
    subject: { kind: 'do_not_send', id: subject },
    detail: { ...detail },
  }
}
