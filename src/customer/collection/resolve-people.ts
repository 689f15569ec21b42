import { systemClock } from '../../kit/clock.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { giveToLast } from '../contact/forget-address.ts'
import { reachBy } from '../contact/reach.ts'
import { normaliseIdentifier, phoneCountry } from '../identity/normalise.ts'
import type { Persons, VaultOf } from '../identity/persons.ts'
import { addIdentifiers, type PersonIdentifier } from '../identity/resolve.ts'
import { MetIds } from './met-ids.ts'
import { type Marker, traitMarks } from './trait-marks.ts'
import type { Waiting } from './waiting.ts'

export interface PeopleDeps {
  ledger: Ledger
  vaultOf: VaultOf
  persons: Persons
}

/** Short-lived, for an import that is undone takes its people away. */
const rememberedMs = 5_000
const mostRemembered = 200_000
const linksAtOnce = 8

const nobody = 0

interface Met {
  account: MetIds
  anonymous: MetIds
  /** Pairs that are one person, each as JSON text. */
  links: MetIds
}

/** Finds whom events are about, and writes down what they say of them in clear. */
export function createPeople({ ledger, vaultOf, persons }: PeopleDeps) {
  const metOf = new Map<number, Met>()
  const remembered = (workspaceId: number): Met => {
    const now = performance.now()
    let met = metOf.get(workspaceId)
    if (!met) {
      const ids = () => new MetIds(rememberedMs, mostRemembered, now)
      met = { account: ids(), anonymous: ids(), links: ids() }
      metOf.set(workspaceId, met)
    }
    for (const ids of [met.account, met.anonymous, met.links]) ids.turn(now)
    return met
  }

  /** @param batch of one workspace @returns the person key of each, 0 of people who were erased */
  async function resolve(batch: readonly Waiting[]): Promise<number[]> {
    const first = batch[0]
    if (!first) return []
    const { workspace } = first
    const met = remembered(workspace.id)
    await linkVisitors(met, batch)
    for (const kind of ['account', 'anonymous'] as const) {
      const wanted = new Set<string>()
      for (const waiting of batch) {
        const id = kind === 'account' ? waiting.event.userId : visitorOf(waiting)
        if (id !== null && met[kind].get(id) === undefined) wanted.add(id)
      }
      if (wanted.size === 0) continue
      const keys = await persons.resolve(workspace, kind, [...wanted], {
        source: first.source.id,
        importId: null,
        at: workspace.clock.now(),
      })
      for (const [id, key] of keys) met[kind].set(id, key)
      // An account or visitor has one person always, unless that person was erased.
      for (const id of wanted) if (!keys.has(id)) met[kind].set(id, nobody)
    }
    return batch.map((waiting) => {
      const { userId, anonymousId } = waiting.event
      const key = userId === null ? met.anonymous.get(anonymousId ?? '') : met.account.get(userId)
      if (key === undefined) throw new Error('An event names nobody.')
      return key
    })
  }

  /** An identify or alias that names both ids says that they are one person. */
  async function linkVisitors(met: Met, batch: readonly Waiting[]): Promise<void> {
    const links = new Map<string, { anonymousId: string; userId: string; waiting: Waiting }>()
    for (const waiting of batch) {
      const { type, userId, anonymousId, previousId } = waiting.event
      const other = type === 'identify' ? anonymousId : type === 'alias' ? previousId : null
      if (userId === null || other === null) continue
      const name = JSON.stringify([other, userId])
      if (met.links.get(name) === undefined) links.set(name, { anonymousId: other, userId, waiting })
    }
    const open = [...links]
    for (let i = 0; i < open.length; i += linksAtOnce) {
      await Promise.all(
        open.slice(i, i + linksAtOnce).map(async ([name, { anonymousId, userId, waiting }]) => {
          const { workspace, source } = waiting
          const { personKey } = await persons.linkAnonymous(workspace, anonymousId, userId, {
            source: source.id,
            importId: null,
            at: workspace.clock.now(),
          })
          met.account.set(userId, personKey)
          met.links.set(name, personKey)
        }),
      )
    }
  }

  /** Encrypts the identifiers of identify calls into the ledger. @returns channels each person is reached by now */
  async function keepIdentifiers(
    batch: readonly Waiting[],
    keys: readonly number[],
  ): Promise<Map<number, Set<string>>> {
    const reach = new Map<number, Set<string>>()
    const first = batch[0]
    if (!first) return reach
    const { workspace } = first
    const country = phoneCountry(workspace)
    const found: PersonIdentifier[] = []
    for (const [i, { event }] of batch.entries()) {
      const personKey = keys[i]
      if (personKey === undefined) continue
      for (const { kind, text } of event.traits?.identifiers ?? []) {
        const normalised = normaliseIdentifier(kind, text, country)
        if (normalised === null) continue
        const channel = reachBy(kind)
        found.push({ personKey, kind, normalised, text: channel && kind !== 'address' ? normalised : text })
        if (!channel) continue
        const channels = reach.get(personKey) ?? new Set<string>()
        reach.set(personKey, channels.add(channel))
      }
    }
    const from = { source: first.source.id, importId: null, at: workspace.clock.now() }
    const vault = await vaultOf(workspace.id)
    await addIdentifiers(ledger, vault, workspace.id, found, from)
    const browsers = found
      .filter(({ kind }) => kind === 'push')
      .map(({ personKey, normalised }) => ({ personKey, index: vault.blindIndex('push', normalised) }))
    await giveToLast(ledger, workspace.id, 'push', browsers)
    return reach
  }

  /** @returns what makes marks of the traits that identify calls of a workspace name today */
  async function markerOf(workspace: Workspace): Promise<Marker> {
    const vault = await vaultOf(workspace.id)
    // The machine's day: what a stream brought is measured by when the engine stored it, also where a demo's clock runs ahead.
    const day = systemClock.now().toLocaleDateString('sv-SE', { timeZone: workspace.timeZone })
    return (waiting) => traitMarks(waiting, day, (text) => vault.blindIndex('trait', text))
  }

  return { resolve, keepIdentifiers, markerOf }
}

/** The anonymous id that stands for the person, where no account does. */
function visitorOf({ event }: Waiting): string | null {
  return event.userId === null ? event.anonymousId : null
}

export type People = ReturnType<typeof createPeople>
