import type { Warehouse } from '../../stores/warehouse/index.ts'
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
  readonly #met = new Map<string, { firstMs: number; bought: boolean }>()
  readonly #most: number

  constructor(most = 500_000) {
    this.#most = most
  }

  isNews(workspaceId: number, personKey: number, news: News): boolean {
    if (news.traits.length > 0) return true
    const met = this.#met.get(`${workspaceId} ${personKey}`)
    return !met || news.firstMs < met.firstMs || (news.bought && !met.bought)
  }

  add(workspaceId: number, personKey: number, firstMs: number, bought: boolean): void {
    if (this.#met.size >= this.#most) this.#met.clear()
    this.#met.set(`${workspaceId} ${personKey}`, { firstMs, bought })
  }
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
  const news = newsOf(batch, keys)
  const people = [...news.keys()].filter((key) => met.isNews(workspace.id, key, news.get(key) ?? nothing))
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
    const latest = (name: 'country' | 'region' | 'city' | 'gender' | 'tier' | 'language') =>
      traits.findLast((one) => one[name] !== '')?.[name] ?? old?.[name] ?? ''
    const attributes: unknown = old ? JSON.parse(old.attributes) : {}
    lines.push(
      JSON.stringify({
        workspace_id: workspace.id,
        person_key: key,
        first_seen: engineTime(first),
        status: isCustomer ? 'customer' : 'prospect',
        country: latest('country'),
        region: latest('region'),
        city: latest('city'),
        gender: latest('gender'),
        birth_year: traits.findLast((one) => one.birthYear !== 0)?.birthYear ?? old?.birthYear ?? 0,
        tier: latest('tier'),
        language: latest('language'),
        reachable: [...channels].sort(),
        attributes: Object.assign({}, attributes, ...traits.map((one) => one.attributes)),
        import_id: old?.importId ?? noImport,
        updated_at: now,
      }),
    )
  }
  await warehouse.insert('customers', columns, Buffer.from(lines.join('\n')), { format: 'JSONEachRow' })
  for (const [key, first, bought] of after) met.add(workspace.id, key, first, bought)
}

const nothing: News = { firstMs: 0, bought: false, traits: [] }

function newsOf(batch: readonly Waiting[], keys: readonly number[]): Map<number, News> {
  const news = new Map<number, News>()
  for (const [i, { event }] of batch.entries()) {
    const key = keys[i]
    if (key === undefined) continue
    const one = news.get(key) ?? { firstMs: event.at, bought: false, traits: [] }
    one.firstMs = Math.min(one.firstMs, event.at)
    if (event.lines.some(({ kind }) => kind === 'sale')) one.bought = true
    if (event.traits) one.traits.push(event.traits)
    news.set(key, one)
  }
  return news
}

/** `YYYY-MM-DD hh:mm:ss.SSS` in UTC. */
export function engineTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 23).replace('T', ' ')
}
