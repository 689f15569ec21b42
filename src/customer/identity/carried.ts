import { sql } from 'kysely'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { IdentifierKind } from '../../stores/ledger/schema/customer.ts'
import { keysOf } from './members.ts'
import { maskIdentifier } from './normalise.ts'

/** Kinds of identifiers somebody can be written to by. */
export type AddressKind = 'email' | 'phone' | 'address' | 'openid' | 'wecom' | 'push' | 'account'

const labelOrder: readonly IdentifierKind[] = ['name', 'account', 'email', 'phone']

/** Masked name, else customer number, else masked address, by key. */
export async function labelsOf(
  ledger: Ledger,
  vault: Vault,
  workspaceId: number,
  keys: readonly number[],
): Promise<Map<number, string>> {
  const labels = new Map<number, string>()
  const rank = new Map<number, number>()
  for (const row of await identifiersOf(ledger, workspaceId, keys, labelOrder)) {
    const key = Number(row.person_key)
    const position = labelOrder.indexOf(row.kind)
    if ((rank.get(key) ?? labelOrder.length) < position) continue
    rank.set(key, position)
    labels.set(key, maskIdentifier(row.kind, vault.decrypt(row.ciphertext)))
  }
  return labels
}

/** Addresses in clear, newest of each person. */
export async function addressesOf(
  ledger: Ledger,
  vault: Vault,
  workspaceId: number,
  keys: readonly number[],
  kind: AddressKind,
) {
  const addresses = new Map<number, { address: string; blindIndex: Buffer }>()
  // Oldest first, so the newest stays.
  for (const row of await identifiersOf(ledger, workspaceId, keys, [kind]))
    addresses.set(Number(row.person_key), {
      address: vault.decrypt(row.ciphertext),
      blindIndex: row.blind_index,
    })
  return addresses
}

/**
 * Identifiers of people, oldest first, each under the key that was asked for: those of all keys merged into the same
 * person, the key's own last, so that where one is chosen its own win.
 */
export async function identifiersOf(
  ledger: Ledger,
  workspaceId: number,
  keys: readonly number[],
  kinds: readonly IdentifierKind[],
) {
  if (keys.length === 0) return []
  const members = await keysOf(ledger.db, keys)
  const wanted = new Set([...members.values()].flat())
  const rows = await ledger.db
    .selectFrom('identifiers')
    .select(['person_key', 'kind', 'ciphertext', 'blind_index', 'first_seen_at'])
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`person_key = ANY(${[...wanted]}::bigint[])`)
    .where('kind', 'in', [...kinds])
    .orderBy('last_seen_at')
    .orderBy('id')
    .execute()
  if (wanted.size === keys.length) return rows
  const of = new Map<number, typeof rows>()
  for (const row of rows) {
    const key = Number(row.person_key)
    of.set(key, [...(of.get(key) ?? []), row])
  }
  return keys.flatMap((key) => {
    const others = (members.get(key) ?? []).filter((member) => member !== key)
    const found = [...others, key].flatMap((member) =>
      (of.get(member) ?? []).map((row) => ({ ...row, person_key: String(key) })),
    )
    // What several of the keys carry is said once.
    const said = new Set<string>()
    return found
      .toReversed()
      .filter((row) => {
        const value = `${row.kind} ${row.blind_index.toString('hex')}`
        return !said.has(value) && said.add(value)
      })
      .toReversed()
  })
}
