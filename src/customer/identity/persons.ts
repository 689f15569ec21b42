import type { Vault } from '../../kit/crypto/index.ts'
import type { Task } from '../../kit/progress.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { type AddressKind, addressesOf, identifiersOf, labelsOf } from './carried.ts'
import { identityErrors } from './errors.ts'
import { findPersons } from './find-persons.ts'
import { greetingName } from './greeting-name.ts'
import { linkAnonymous } from './link-anonymous.ts'
import { currentOf, keysOf } from './members.ts'
import { indexNames } from './names/search.ts'
import { normaliseIdentifier, phoneCountry } from './normalise.ts'
import { loadOverrides, pumpOverrides } from './overrides.ts'
import { addIdentifiers, type PersonIdentifier, type Provenance, resolveIdentifiers } from './resolve.ts'
import { type StitchResult, stitch } from './stitch.ts'

export type VaultOf = (workspaceId: number) => Promise<Vault>

export interface Persons {
  /**
   * Keys of people by one kind of identifier; those not known yet are created. Values that are none of their kind, that
   * named somebody who was erased, and e-mails or telephones that two people share, are left out of the answer. A key is the one the value was first known
   * by, so that facts keep it; whose it is today `personNow` and `currentOf` tell.
   */
  resolve(
    workspace: Workspace,
    kind: 'account' | 'email' | 'phone' | 'anonymous',
    values: readonly string[],
    from?: Provenance,
  ): Promise<Map<string, number>>
  /** Gives known people an address, by key; values that are none of their kind are left out. */
  attach(
    workspace: Workspace,
    kind: AddressKind,
    values: ReadonlyMap<number, string>,
    from?: Provenance,
  ): Promise<void>
  /**
   * The visitor with an anonymous id has identified itself as an account: all it did, before and after, becomes the
   * account's, until the merge is undone. Two accounts never become one by this: where the visitor was somebody else
   * before, nothing is merged.
   * @returns the account's key, for facts, 0 where that customer was erased; and the merge where one was made now
   */
  linkAnonymous(
    workspace: Workspace,
    anonymousId: string,
    userId: string,
    from: Provenance,
  ): Promise<{ personKey: number; mergeId: string | null }>
  /** The person each key belongs to today. */
  currentOf(workspace: Workspace, keys: readonly number[]): Promise<Map<number, number>>
  /** For each key all keys of the same person, itself among them: what asks about one person names its keys. */
  keysOf(workspace: Workspace, keys: readonly number[]): Promise<Map<number, number[]>>
  /** Applies the workspace's rules to everybody (see `stitch.ts`); what follows is told by `pump`. @throws common.cancelled */
  stitch(workspace: Workspace, actor: { kind: string; id: string }, task: Task): Promise<StitchResult>
  /** Tells the warehouse what was merged or undone and not yet told. @returns keys copied */
  pump(): Promise<number>
  /** At a start: what a crash or a restored backup left untold. */
  recover(): Promise<void>
  /** Makes names searchable that are not yet; safe to stop and to repeat. @returns names done */
  indexNames(signal?: AbortSignal): Promise<number>
  /** Masked name, else customer number, else masked address: what pages show. */
  labels(workspace: Workspace, keys: readonly number[]): Promise<Map<number, string>>
  /** Addresses in clear, newest of each person; for delivery only. */
  addresses(
    workspace: Workspace,
    keys: readonly number[],
    kind: AddressKind,
  ): Promise<Map<number, { address: string; blindIndex: Buffer }>>
  /** Keys of those who carry an address, and its blind index; both empty where it is none of its kind. */
  at(
    workspace: Workspace,
    kind: AddressKind,
    address: string,
  ): Promise<{ personKeys: number[]; blindIndex: Buffer | null }>
  /** How each person is greeted, newest name of each, in clear; for delivery only. Without a usable name: left out. */
  greetings(workspace: Workspace, keys: readonly number[]): Promise<Map<number, string>>
  /** Customer numbers of the company's own systems, in clear: lists handed to it are written in its own numbers. */
  accounts(workspace: Workspace, keys: readonly number[]): Promise<Map<number, string>>
}

/** Stands for people who were erased. */
const nobody = 0

export function createPersons(ledger: Ledger, warehouse: Warehouse, vaultOf: VaultOf): Persons {
  const pump = () => pumpOverrides(ledger, warehouse)
  const resolveOne = async (
    workspace: Workspace,
    kind: 'account' | 'anonymous',
    value: string,
    from: Provenance,
  ) => {
    const normalised = normaliseIdentifier(kind, value, phoneCountry(workspace))
    if (normalised === null) throw identityErrors.emptyId({ kind })
    const vault = await vaultOf(workspace.id)
    const wanted = [{ kind, normalised, text: normalised }]
    const { keys, erased } = await resolveIdentifiers(ledger, vault, workspace.id, wanted, from)
    if (erased.has(normalised)) return nobody
    const key = keys.get(normalised)
    if (key === null || key === undefined)
      throw new Error(`An identifier of kind ${kind} names no one person.`)
    return key
  }
  return {
    pump,
    stitch: (workspace, actor, task) => stitch(ledger, workspace, actor, task),
    recover: async () => {
      await pump()
      await loadOverrides(warehouse)
    },
    indexNames: (signal) => indexNames(ledger, vaultOf, signal),
    currentOf: (_, keys) => currentOf(ledger.db, keys),
    keysOf: (_, keys) => keysOf(ledger.db, keys),
    linkAnonymous: async (workspace, anonymousId, userId, from) => {
      const accountKey = await resolveOne(workspace, 'account', userId, from)
      if (accountKey === nobody) return { personKey: nobody, mergeId: null }
      const anonymousKey = await resolveOne(workspace, 'anonymous', anonymousId, from)
      if (anonymousKey === nobody) return { personKey: accountKey, mergeId: null }
      const link = { anonymousKey, accountKey, at: from.at, source: from.source }
      const mergeId = await linkAnonymous(ledger, workspace, link)
      if (mergeId !== null) await pump()
      return { personKey: accountKey, mergeId }
    },
    resolve: async (workspace, kind, values, from) => {
      const country = phoneCountry(workspace)
      const normalised = new Map<string, string>()
      for (const value of values) {
        const form = normaliseIdentifier(kind, value, country)
        if (form !== null) normalised.set(value, form)
      }
      const wanted = [...new Set(normalised.values())].map((text) => ({ kind, normalised: text, text }))
      const provenance = from ?? { source: 'api', importId: null, at: workspace.clock.now() }
      const { keys } = await resolveIdentifiers(
        ledger,
        await vaultOf(workspace.id),
        workspace.id,
        wanted,
        provenance,
      )
      const result = new Map<string, number>()
      for (const [value, form] of normalised) {
        const key = keys.get(form)
        if (key) result.set(value, key)
      }
      return result
    },
    attach: async (workspace, kind, values, from) => {
      const country = phoneCountry(workspace)
      const found = [...values].flatMap(([personKey, text]): PersonIdentifier[] => {
        const normalised = normaliseIdentifier(kind, text, country)
        return normalised === null ? [] : [{ personKey, kind, normalised, text }]
      })
      const provenance = from ?? { source: 'api', importId: null, at: workspace.clock.now() }
      await addIdentifiers(ledger, await vaultOf(workspace.id), workspace.id, found, provenance)
    },
    labels: async (workspace, keys) => labelsOf(ledger, await vaultOf(workspace.id), workspace.id, keys),
    addresses: async (workspace, keys, kind) =>
      addressesOf(ledger, await vaultOf(workspace.id), workspace.id, keys, kind),
    at: async (workspace, kind, address) => {
      const normalised = normaliseIdentifier(kind, address, phoneCountry(workspace))
      if (normalised === null) return { personKeys: [], blindIndex: null }
      const vault = await vaultOf(workspace.id)
      const personKeys = await findPersons(ledger, vault, workspace, address, [kind])
      return { personKeys, blindIndex: vault.blindIndex(kind, normalised) }
    },
    greetings: async (workspace, keys) => {
      const vault = await vaultOf(workspace.id)
      // Oldest first, so the newest stays.
      const rows = await identifiersOf(ledger, workspace.id, keys, ['name'])
      const names = rows.map(
        (row) => [Number(row.person_key), greetingName(vault.decrypt(row.ciphertext))] as const,
      )
      return new Map(names.filter((entry): entry is readonly [number, string] => entry[1] !== null))
    },
    accounts: async (workspace, keys) => {
      const vault = await vaultOf(workspace.id)
      const rows = await identifiersOf(ledger, workspace.id, keys, ['account'])
      return new Map(rows.map((row) => [Number(row.person_key), vault.decrypt(row.ciphertext)]))
    },
  }
}
