import type { Locale } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import type { VaultOf } from '../identity/persons.ts'
import type { Violation } from '../quality/contracts/contract.schema.ts'
import type { LiveContract, LiveContracts } from '../quality/contracts/live-checks.ts'
import type { CheckContext, EventType } from './check-event.ts'
import { collectionErrors } from './errors.ts'
import type { Flusher } from './flusher.ts'
import type { Quarantine } from './quarantine.ts'
import { knownAccounts } from './sensors/known-accounts.ts'
import { fromSensors, openIdOf } from './sensors/translate.ts'
import { type Good, type Problem, refusalOf, type SortedHow, sortEvents } from './sort-events.ts'
import { SourceState } from './source-state.ts'
import type { OpenSource, Sources } from './sources.ts'
import type { Tail } from './tail.ts'
import { Ticket, type Waiting } from './waiting.ts'

export interface IntakeDeps {
  ledger: Ledger
  warehouse: Warehouse
  vaultOf: VaultOf
  workspaceOf(id: number): Promise<Workspace>
  sources: Sources
  quarantine: Quarantine
  tail: Tail
  flusher: Flusher
  contracts: LiveContracts
  /** Message ids remembered of each source. */
  window: number
  /** What an earlier life of this process has answered is stored, so that what was sent twice is seen. */
  isCaughtUp(): boolean
}

/** What became of the events of a request. */
export interface Received {
  accepted: number
  /** Sent before, and stored then. */
  duplicates: number
  /** Kept in quarantine. */
  quarantined: number
  /** The first reasons, by place in the batch. */
  problems: Problem[]
}

export interface Parcel {
  /** Of the address: 'batch', or the type all its events have. */
  method: EventType | 'batch'
  /** User of the basic authentication. */
  key: string | null
  body: unknown
  /** The body once more, where it is kept as bytes; without it what was parsed is kept until it is stored. */
  again?: () => unknown
  bytes: number
  locale: Locale
}

/** A request of a Sensors Analytics client. */
export interface SensorsParcel {
  /** `token` of the address. */
  key: string | null
  /** One record or a list of them, parsed. */
  records: unknown
  again: () => unknown
  bytes: number
  locale: Locale
  /** Only say whether they are good: the clients' way to try out what they send. */
  dry: boolean
}

interface Taking extends SortedHow {
  sentAt: unknown
  dry?: boolean
  /** The event at a place, as it is shown to whoever repairs it. */
  rawAt: (index: number) => unknown
}

/** Takes requests in: who sends, what of it is good, what is known already; answers when the good is stored. */
export function createIntake(deps: IntakeDeps) {
  const { warehouse, vaultOf, sources, quarantine, tail, flusher } = deps
  const states = new Map<string, SourceState>()
  const workspaceOf = remembering(deps.workspaceOf)

  /** @throws collection.*, warehouse.*, ledger.* */
  async function receive(parcel: Parcel): Promise<Received> {
    const { body } = parcel
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw collectionErrors.notJson({ problem: 'object' })
    const envelope = body as Readonly<Record<string, unknown>>
    const source = await openSource(parcel.key ?? envelope.writeKey)
    const events = eventsOf(parcel.method, body)
    if (!Array.isArray(events)) throw collectionErrors.noBatch({})
    const forced = parcel.method === 'batch' ? null : parcel.method
    const { again = () => body } = parcel
    return take(source, events, {
      forced,
      sentAt: envelope.sentAt,
      bytes: parcel.bytes,
      locale: parcel.locale,
      rawAt: (index) => (eventsOf(parcel.method, again()) as readonly unknown[])[index],
    })
  }

  /** @throws collection.*, warehouse.*, ledger.* */
  async function receiveSensors(parcel: SensorsParcel): Promise<Received> {
    const { bytes, locale, dry } = parcel
    const source = await openSource(parcel.key)
    const listOf = (records: unknown): readonly unknown[] => (Array.isArray(records) ? records : [records])
    const list = listOf(parcel.records)
    const workspace = await workspaceOf(source.workspaceId)
    const ids = new Set(list.flatMap((record) => openIdOf(record) ?? []))
    const accounts = await knownAccounts(deps.ledger, vaultOf, workspace, ids)
    const vault = await vaultOf(source.workspaceId)
    const context = {
      isAccount: (id: string) => accounts.has(id),
      pseudonym: (text: string) => vault.blindIndex('message', text).toString('base64url'),
    }
    const translate = (raw: unknown) => fromSensors(raw, context)
    const rawAt = (index: number) => translate(listOf(parcel.again())[index])
    return take(source, list, { forced: null, sentAt: undefined, bytes, locale, translate, dry, rawAt })
  }

  /** @throws collection.badKey, collection.off */
  async function openSource(secret: unknown): Promise<OpenSource> {
    const source = typeof secret === 'string' ? await sources.open(secret) : null
    if (!source) throw collectionErrors.badKey({})
    if (!source.enabled) throw collectionErrors.off({ source: source.name })
    return source
  }

  /** @throws collection.badEvent, collection.eventTooLarge where not one event is good */
  async function take(source: OpenSource, events: readonly unknown[], how: Taking): Promise<Received> {
    if (!deps.isCaughtUp()) throw collectionErrors.busy({})
    const workspace = await workspaceOf(source.workspaceId)
    const vault = await vaultOf(source.workspaceId)
    const now = workspace.clock.now()
    const context: CheckContext = {
      arrivedAt: now.getTime(),
      sentAt: how.sentAt,
      currency: workspace.currency,
      pseudonym: (text) => vault.blindIndex('message', text).toString('base64url'),
    }
    const contracts = await deps.contracts.of(source.id)
    const { good, aside, problems } = sortEvents(events, how, context, (raw, event) => {
      const contract = contracts?.get(event.name)
      const broken = contract ? heldAgainst(contract, raw, how.dry === true) : null
      return contract && broken ? { contract, broken } : null
    })
    if (how.dry) {
      if (problems[0]) throw refusalOf(problems[0], how, events.length)
      return { accepted: 0, duplicates: 0, quarantined: 0, problems }
    }
    const state = stateOf(source)
    await state.load(warehouse, now)
    const { accepted, duplicates, refused } = await store(state, workspace, good, how.rawAt)
    await quarantine.keep(source, aside, now)
    const refusals = aside.map(({ type, code, field }) => ({ type, name: '', properties: '', code, field }))
    tail.noteMany(source.id, now, 'refused', refusals)
    const result = { accepted, duplicates, quarantined: aside.length + refused, problems }
    if (good.length === 0 && problems[0]) throw refusalOf(problems[0], how, events.length)
    return result
  }

  /** What an event breaks of a contract that is enforced; one that watches counts alone. */
  function heldAgainst(contract: LiveContract, raw: unknown, dry: boolean): Violation | null {
    const violation = contract.check(raw as Readonly<Record<string, unknown>>)
    if (!dry) deps.contracts.note(contract, violation)
    return contract.mode === 'enforce' ? violation : null
  }

  async function store(
    state: SourceState,
    workspace: Workspace,
    good: readonly Good[],
    rawAt: Taking['rawAt'],
  ): Promise<{ accepted: number; duplicates: number; refused: number }> {
    const { fresh, repeated, others } = apart(state, good)
    const ticket = new Ticket(fresh.length, rawAt)
    if (fresh.length > 0) {
      flusher.add(
        fresh.map(({ event, index }): Waiting => ({ source: state, workspace, event, index, ticket })),
      )
      for (const { event } of fresh) state.inFlight.set(event.messageId, ticket.done)
      await ticket.done
    }
    // What somebody else sent first is answered when that is stored, and fails with it.
    await Promise.all(others)
    const now = workspace.clock.now()
    tail.noteMany(state.id, now, 'accepted', fresh.map(eventOf))
    tail.noteMany(state.id, now, 'duplicate', repeated.map(eventOf))
    return { accepted: fresh.length - ticket.refused, duplicates: repeated.length, refused: ticket.refused }
  }

  function stateOf(source: OpenSource): SourceState {
    const known = states.get(source.id)
    if (known) return known
    const state = new SourceState(source, deps.window)
    states.set(source.id, state)
    return state
  }

  return { receive, receiveSensors, take }
}

const eventOf = ({ event }: Good) => event

function eventsOf(method: Parcel['method'], body: unknown): unknown {
  return method === 'batch' ? (body as { batch?: unknown }).batch : [body]
}

/** What is new, what was sent before, and whom to wait for: those messages may be on their way still. */
function apart(state: SourceState, good: readonly Good[]) {
  const fresh: Good[] = []
  const repeated: Good[] = []
  const own = new Set<string>()
  const others = new Set<Promise<void>>()
  for (const one of good) {
    const { messageId } = one.event
    const before = state.inFlight.get(messageId)
    if (before) others.add(before)
    if (before || own.has(messageId) || state.recent.has(messageId)) {
      repeated.push(one)
      continue
    }
    own.add(messageId)
    fresh.push(one)
  }
  return { fresh, repeated, others }
}

const rememberedMs = 5_000

/** Asked for each request, and changed hardly ever. */
function remembering(ask: (id: number) => Promise<Workspace>): (id: number) => Promise<Workspace> {
  const known = new Map<number, { workspace: Workspace; until: number }>()
  return async (id) => {
    const now = performance.now()
    const found = known.get(id)
    if (found && found.until > now) return found.workspace
    const workspace = await ask(id)
    known.set(id, { workspace, until: now + rememberedMs })
    return workspace
  }
}
