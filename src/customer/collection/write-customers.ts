import type { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Warehouse } from '../../stores/warehouse/index.ts'
import { keepKnownBefore } from '../survivorship/choose.ts'
import { chooseForMergedAmong } from '../survivorship/merged.ts'
import { type DecidedRule, pick, type Saying } from '../survivorship/pick.ts'
import { rulesInEngine } from '../survivorship/rules.ts'
import { attributePrefix, nobodyId } from '../survivorship/sayings.ts'
import { applyTraits, type TraitFacts, traitFields } from './apply-traits.ts'
import type { CheckedEvent } from './check-event.ts'
import { engineTime } from './engine-time.ts'
import { type OwnWords, speak } from './own-words.ts'
import { knownCustomers } from './queries/known-customers.query.ts'
import type { Traits } from './traits.ts'
import type { Waiting } from './waiting.ts'

const columns = [
  ...[
    'workspace_id',
    'person_key',
    'first_seen',
    'status',
    'country',
    'region',
    'city',
    'gender',
    'birth_year',
  ],
  ...['tier', 'language', 'reachable', 'attributes', 'import_id', 'updated_at'],
]
const noImport = '00000000-0000-0000-0000-000000000000'

const sayingColumns = [
  ...['workspace_id', 'person_key', 'source_id', 'import_id', 'said', 'said_at', 'observed_at', 'first_seen'],
  ...['reachable', 'stored_at'],
]

/** What a batch says of one person. */
interface News {
  firstMs: number
  bought: boolean
  /** Oldest first, and when each was said. */
  traits: { traits: Traits; at: number }[]
}

/** People of whom nothing new is to be told are not read again. */
export class MetCustomers {
  /** By person key, which is one across all workspaces. */
  readonly #met = new Map<number, { firstMs: number; bought: boolean }>()
  readonly #most: number

  constructor(most = 500_000) {
    this.#most = most
  }

  isNews(personKey: number, event: CheckedEvent): boolean {
    if (event.traits !== null) return true
    const met = this.#met.get(personKey)
    return !met || event.at < met.firstMs || (!met.bought && isSale(event))
  }

  add(personKey: number, firstMs: number, bought: boolean): void {
    if (this.#met.size >= this.#most) this.#met.clear()
    this.#met.set(personKey, { firstMs, bought })
  }
}

function isSale({ lines }: CheckedEvent): boolean {
  return lines.length > 0 && lines.some(({ kind }) => kind === 'sale')
}

/**
 * Brings what is known of customers up to date: what an identify names is this source's word from now on, what it leaves
 * out stays. Whose word counts where others have spoken too the rules say. Written again it says the same, so a retry
 * may repeat it.
 * @param batch of one source, with the person key of each
 */
export async function writeCustomers(
  warehouse: Warehouse,
  met: MetCustomers,
  batch: readonly Waiting[],
  keys: readonly number[],
  reach: ReadonlyMap<number, ReadonlySet<string>>,
): Promise<void> {
  const [first] = batch
  if (!first) return
  const { workspace, source } = first
  const news = newsOf(met, batch, keys)
  const people = [...news.keys()]
  if (people.length === 0) return
  const rows = await warehouse.query(knownCustomers, { workspaceId: workspace.id, people })
  const before = new Map(rows.map((row) => [row.personKey, knownOf(row, source.id)]))
  // Of whom nobody's sayings are kept yet, what is known becomes one before this source speaks.
  const unkept = rows.filter(({ sayings }) => sayings.length === 0).map(({ personKey }) => personKey)
  if (unkept.length > 0) await keepKnownBefore(warehouse, scopeOf(workspace.id, unkept))
  const rules = rows.some(({ sayings }) => sayings.length > 0)
    ? await rulesInEngine(warehouse, workspace.id)
    : new Map<string, DecidedRule>()
  const nowMs = workspace.clock.now().getTime()
  const [lines, sayings]: [string[], string[]] = [[], []]
  const after: [number, number, boolean][] = []
  for (const key of people) {
    const one = news.get(key) ?? nothing
    const old = before.get(key)
    const firstSeen = Math.min(one.firstMs, old?.firstSeenMs ?? one.firstMs)
    const isCustomer = one.bought || old?.status === 'customer'
    after.push([key, firstSeen, isCustomer])
    const channels = reach.get(key) ?? []
    const { facts, own } = told(old, one)
    const said = { sourceId: source.id, importId: noImport, storedMs: nowMs, own: true }
    const mine: Saying = { ...said, said: own.said, saidAt: own.saidAt, observedMs: one.firstMs }
    const shown = old && old.others.length > 0 ? chosenFacts(pick([...old.others, mine], rules)) : facts
    sayings.push(
      JSON.stringify({
        workspace_id: workspace.id,
        person_key: key,
        source_id: source.id,
        import_id: noImport,
        said: own.said,
        said_at: own.saidAt,
        observed_at: engineTime(one.firstMs),
        first_seen: engineTime(Math.min(old?.ownFirstMs ?? one.firstMs, one.firstMs)),
        reachable: [...new Set([...(old?.ownReachable ?? []), ...channels])].sort(),
        stored_at: notBefore(nowMs, old?.own?.storedMs),
      }),
    )
    lines.push(
      JSON.stringify({
        workspace_id: workspace.id,
        person_key: key,
        first_seen: engineTime(firstSeen),
        status: isCustomer ? 'customer' : 'prospect',
        country: shown.country,
        region: shown.region,
        city: shown.city,
        gender: shown.gender,
        birth_year: shown.birthYear,
        tier: shown.tier,
        language: shown.language,
        reachable: [...new Set([...(old?.reachable ?? []), ...channels])].sort(),
        attributes: shown.attributes,
        import_id: old?.importId ?? noImport,
        updated_at: notBefore(nowMs, old?.updatedMs),
      }),
    )
  }
  const json = (texts: readonly string[]) => Buffer.from(texts.join('\n'))
  await Promise.all([
    warehouse.insert('customer_sayings', sayingColumns, json(sayings), { format: 'JSONEachRow' }),
    warehouse.insert('customers', columns, json(lines), { format: 'JSONEachRow' }),
  ])
  const merged = rows.filter(
    ({ personKey, merged }) => merged === 1 && (news.get(personKey)?.traits.length ?? 0) > 0,
  )
  if (merged.length > 0) {
    const theirs = scopeOf(
      workspace.id,
      merged.map(({ personKey }) => personKey),
    )
    await chooseForMergedAmong(warehouse, theirs.people)
  }
  for (const [key, firstMs, bought] of after) met.add(key, firstMs, bought)
}

/** The engine keeps the row with the greatest time: where the clock was set back, the news would lose to what it replaces. */
function notBefore(nowMs: number, replacedMs = 0): string {
  return engineTime(Math.max(nowMs, replacedMs))
}

function scopeOf(workspaceId: number, people: readonly number[]) {
  const bind = createBinder('who')
  return {
    here: sql`workspace_id = ${bind('UInt32', workspaceId)}`,
    people: sql`SELECT arrayJoin(${bind('Array(UInt64)', [...people])}) AS person_key`,
  }
}

/** A customer as known before, with this source's own words apart from those of others. */
type Known = ReturnType<typeof knownOf>

function knownOf(row: z.output<typeof knownCustomers.row>, sourceId: string) {
  const all = row.sayings.map(
    ([source, importId, said, saidAt, observedMs, firstMs, reachable, storedMs]) => ({
      ...{ sourceId: source, importId, said, saidAt, observedMs, firstMs, reachable, storedMs },
      own: true,
    }),
  )
  const isMine = (one: (typeof all)[number]) => one.sourceId === sourceId && one.importId === noImport
  const mine = all.find(isMine)
  const kept = all.filter((one) => !isMine(one))
  // Nobody's sayings are kept yet: what is known is one, older than all others.
  const others: Saying[] = all.length > 0 ? kept : [beforeAll(row)]
  return { ...row, others, own: mine, ownFirstMs: mine?.firstMs, ownReachable: mine?.reachable }
}

function beforeAll(row: z.output<typeof knownCustomers.row>): Saying {
  const { attributes, birthYear, importId } = row
  const texts = traitFields.map((field) => [field, row[field]] as const)
  const free = Object.entries(JSON.parse(attributes) as Record<string, unknown>).map(
    ([name, value]) => [`${attributePrefix}${name}`, JSON.stringify(value)] as const,
  )
  const birth = birthYear === 0 ? [] : [['birth_year', String(birthYear)] as const]
  const said = Object.fromEntries([...texts, ...birth, ...free].filter(([, value]) => value !== ''))
  return { sourceId: nobodyId, importId, said, saidAt: {}, observedMs: 0, storedMs: 0, own: true }
}

/** What is known after the news, and what this source then says of it. */
function told(old: Known | undefined, { traits }: News): { facts: TraitFacts; own: OwnWords } {
  let facts = old ? factsOf(old) : unknown
  const own: OwnWords = { said: { ...old?.own?.said }, saidAt: { ...old?.own?.saidAt } }
  for (const { traits: one, at } of traits) {
    const next = applyTraits(facts, [one])
    speak(own, one, facts, next, at)
    facts = next
  }
  return { facts, own }
}

function chosenFacts(picked: ReadonlyMap<string, { value: string }>): TraitFacts {
  const text = (name: string) => picked.get(name)?.value ?? ''
  const free = [...picked].filter(([name]) => name.startsWith(attributePrefix))
  return {
    country: text('country'),
    region: text('region'),
    city: text('city'),
    gender: text('gender'),
    tier: text('tier'),
    language: text('language'),
    birthYear: Number(text('birth_year')),
    attributes: Object.fromEntries(
      free.map(([name, { value }]) => [name.slice(attributePrefix.length), JSON.parse(value) as unknown]),
    ),
  }
}

const unknown: TraitFacts = {
  ...{ country: '', region: '', city: '', gender: '', tier: '', language: '' },
  birthYear: 0,
  attributes: {},
}

function factsOf(old: Omit<TraitFacts, 'attributes'> & { attributes: string }): TraitFacts {
  return { ...old, attributes: JSON.parse(old.attributes) as Record<string, unknown> }
}

const nothing: News = { firstMs: 0, bought: false, traits: [] }

function newsOf(met: MetCustomers, batch: readonly Waiting[], keys: readonly number[]): Map<number, News> {
  const news = new Map<number, News>()
  for (const [i, { event }] of batch.entries()) {
    const key = keys[i]
    if (key === undefined || !met.isNews(key, event)) continue
    const one = news.get(key) ?? { firstMs: event.at, bought: false, traits: [] }
    one.firstMs = Math.min(one.firstMs, event.at)
    if (isSale(event)) one.bought = true
    if (event.traits) one.traits.push({ traits: event.traits, at: event.at })
    news.set(key, one)
  }
  return news
}
