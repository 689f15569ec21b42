import type { Warehouse } from '../../stores/warehouse/index.ts'
import { applyTraits, type TraitFacts } from './apply-traits.ts'
import type { CheckedEvent } from './check-event.ts'
import { engineTime } from './engine-time.ts'
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

/** What a batch says of one person. */
interface News {
  firstMs: number
  bought: boolean
  /** Oldest first. */
  traits: Traits[]
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
 * Brings what is known of customers up to date: what an identify names replaces, what it leaves out stays.
 * Written again it says the same, so a retry may repeat it.
 * @param batch of one workspace, with the person key of each
 */
export async function writeCustomers(
  warehouse: Warehouse,
  met: MetCustomers,
  batch: readonly Waiting[],
  keys: readonly number[],
  reach: ReadonlyMap<number, ReadonlySet<string>>,
): Promise<void> {
  const workspace = batch[0]?.workspace
  if (!workspace) return
  const news = newsOf(met, batch, keys)
  const people = [...news.keys()]
  if (people.length === 0) return
  const rows = await warehouse.query(knownCustomers, { workspaceId: workspace.id, people })
  const before = new Map(rows.map((row) => [row.personKey, row]))
  const now = engineTime(workspace.clock.now().getTime())
  const lines: string[] = []
  const after: [number, number, boolean][] = []
  for (const key of people) {
    const { firstMs, bought, traits } = news.get(key) ?? nothing
    const old = before.get(key)
    const first = Math.min(firstMs, old?.firstSeenMs ?? firstMs)
    const isCustomer = bought || old?.status === 'customer'
    after.push([key, first, isCustomer])
    const channels = new Set([...(old?.reachable ?? []), ...(reach.get(key) ?? [])])
    const facts = applyTraits(old ? factsOf(old) : unknown, traits)
    lines.push(
      JSON.stringify({
        workspace_id: workspace.id,
        person_key: key,
        first_seen: engineTime(first),
        status: isCustomer ? 'customer' : 'prospect',
        country: facts.country,
        region: facts.region,
        city: facts.city,
        gender: facts.gender,
        birth_year: facts.birthYear,
        tier: facts.tier,
        language: facts.language,
        reachable: [...channels].sort(),
        attributes: facts.attributes,
        import_id: old?.importId ?? noImport,
        updated_at: now,
      }),
    )
  }
  await warehouse.insert('customers', columns, Buffer.from(lines.join('\n')), { format: 'JSONEachRow' })
  for (const [key, first, bought] of after) met.add(key, first, bought)
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
    if (event.traits) one.traits.push(event.traits)
    news.set(key, one)
  }
  return news
}
