import fc from 'fast-check'
import { z } from 'zod'
import { addDays, dayOf, fromWarehouseTime, startOfDay, warehouseTime } from '../../../src/insight/days.ts'
import { type Snapshot, snapshotRows } from '../../../src/insight/features/snapshots.ts'
import type { CustomerFacts } from '../../../src/insight/segments/customer-facts.ts'
import { solarToLunar } from '../../../src/kit/calendar/lunar.ts'
import { dayCode, dayText, parseDay } from '../../../src/kit/calendar/yearly-day.ts'
import { createBinder, identifier, sql } from '../../../src/kit/sql.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { int64, type Warehouse } from '../../../src/stores/warehouse/index.ts'
import { insertRows } from './business.ts'
import { loadNeeds, loadShares, type PlantedWord, plantedShares, plantedWords, saidBy } from './needs.ts'

export const cities = ['上海', 'Berlin', '']
export const campaigns = ['0192f000-0000-7000-8000-000000000001', '0192f000-0000-7000-8000-000000000002']
export const products = ['p1', 'p2', 'p3', 'p4']
export const categories: Record<string, string[]> = { p1: ['tea', 'green'], p2: ['cups'], p3: [] }
export const attributeTexts = [
  '',
  'gold',
  'Gold member',
  '12',
  '12.5',
  '-3',
  '1e3',
  '0x10',
  '2024-05-01',
  '2024-05-02 10:00',
  '金卡',
]
/** Of which only the first is 0 of whom nothing is kept. */
export const computedIds = {
  count: '0192f000-0000-7000-8000-0000000000c1',
  average: '0192f000-0000-7000-8000-0000000000c2',
  word: '0192f000-0000-7000-8000-0000000000c3',
}
const status = fc.constantFrom('prospect' as const, 'customer' as const)

/** Instants that matter: the edges of windows in the zone, the moment itself, and anything between. */
function instants(moment: Date, timeZone: string): fc.Arbitrary<Date> {
  const today = dayOf(moment, timeZone)
  const edges = [0, 1, 7, 30, 90, 365].flatMap((days) => {
    const start = startOfDay(addDays(today, -days), timeZone).getTime()
    return [start - 1, start, start + 1]
  })
  return fc.oneof(
    fc
      .constantFrom(...edges, moment.getTime() - 1, moment.getTime(), moment.getTime() + 1)
      .map((ms) => new Date(ms)),
    fc.integer({ min: 0, max: 400 * 86_400_000 }).map((ago) => new Date(moment.getTime() - ago)),
  )
}

/** Where somebody lives, as the ledger would have told it. */
interface Home {
  number: number
  isHead: boolean
}

/** A company somebody works at, as the ledger would have told it. */
interface Work {
  company: number
  role: string
  isPrimary: boolean
}
export const colleagues = [
  '0192f000-0000-7000-8000-0000000000a1',
  '0192f000-0000-7000-8000-0000000000a2',
] as const
const firms = [
  { name: 'acme', industry: 'telecom', size: 'small', owner: colleagues[0] },
  { name: '华为技术', industry: '电信', size: 'huge', owner: colleagues[1] },
  { name: "o'neill", industry: '', size: '', owner: '' },
]

interface Visit {
  at: Date
  utmSource: string
  utmCampaign: string
}
export type Person = Omit<CustomerFacts, 'features'> & {
  home?: Home | null
  works?: Work[]
  words?: PlantedWord[]
  prospect?: CustomerFacts['prospect'] & { visits: Visit[] }
}

export function people(moment: Date, timeZone: string): fc.Arbitrary<Person[]> {
  const at = instants(moment, timeZone)
  const profile = fc.record({
    status,
    country: fc.constantFrom('CN', 'DE', ''),
    region: fc.constantFrom('east', ''),
    city: fc.constantFrom(...cities),
    gender: fc.constantFrom('f', 'm', ''),
    birthYear: fc.constantFrom(0, 1970, 1995),
    tier: fc.constantFrom('gold', 'silver', ''),
    language: fc.constantFrom('zh', 'en', ''),
    reachable: fc.subarray(['email', 'sms']),
    attributes: fc.dictionary(fc.constantFrom('level', '爱好'), fc.constantFrom(...attributeTexts.slice(1)), {
      maxKeys: 2,
    }),
  })
  const line = fc.record({
    ts: at,
    orderId: fc.constantFrom('o1', 'o2', 'o3', 'o4'),
    kind: fc.constantFrom(
      'sale' as const,
      'sale' as const,
      'sale' as const,
      'return' as const,
      'charge' as const,
    ),
    productId: fc.constantFrom(...products),
    currency: fc.constantFrom('CNY', 'CNY', 'CNY', 'USD'),
    amountMinor: fc.constantFrom(0, 100, 500, 1_000, 25_000),
  })
  const touch = fc.record({
    ts: at,
    campaignId: fc.constantFrom(...campaigns),
    kind: fc.constantFrom('sent', 'failed', 'opened', 'clicked', 'unsubscribed', 'replied'),
    isBot: fc.boolean(),
  })
  const list = fc
    .array(
      fc.record({
        profile: fc.option(profile, { nil: null, freq: 6 }),
        orderLines: fc.array(line, { maxLength: 6 }),
        touches: fc.array(touch, { maxLength: 3 }),
        dates: fc.array(
          fc.record({
            kind: fc.constantFrom('birthday', 'wedding', 'anniversary'),
            day: soonDays(moment, timeZone),
            yearly: fc.constant(true),
          }),
          { maxLength: 3 },
        ),
        home: fc.option(fc.record({ number: fc.integer({ min: 1, max: 6 }), isHead: fc.boolean() }), {
          nil: null,
        }),
        works: fc.uniqueArray(
          fc.record({
            company: fc.nat(firms.length - 1),
            role: fc.constantFrom('', 'buyer', 'user'),
            isPrimary: fc.boolean(),
          }),
          { maxLength: 2, selector: ({ company }) => company },
        ),
        prospect: fc.record({
          // Of customers first seen later than the moment the engine knows nothing yet.
          firstSeen: at.map((seen) => (seen > moment ? moment : seen)),
          words: fc.array(
            fc.oneof(
              fc.record({
                aspect: fc.constant('stage' as const),
                value: fc.constantFrom('new', 'contacted', 'opportunity', 'lost'),
                at,
              }),
              fc.record({
                aspect: fc.constant('owner' as const),
                value: fc.constantFrom('', ...colleagues),
                at,
              }),
              fc.record({
                aspect: fc.constant('source' as const),
                value: fc.constantFrom('', '展会', 'Fair'),
                at,
              }),
            ),
            { maxLength: 5 },
          ),
          visits: fc.array(
            fc.record({
              at,
              utmSource: fc.constantFrom('', 'weibo', 'Fair'),
              utmCampaign: fc.constantFrom('', '618'),
            }),
            { maxLength: 3 },
          ),
        }),
        computed: fc.record(
          {
            [computedIds.count]: fc.constantFrom(1, 2.5),
            [computedIds.average]: fc.constantFrom(-1, 0, 1, 2.5),
            [computedIds.word]: fc.constantFrom('tea', "o'k"),
          },
          { requiredKeys: [] },
        ),
      }),
      { minLength: 12, maxLength: 40 },
    )
    .map((list) =>
      list.map((person, i) => ({
        ...person,
        personKey: i + 1,
        ...householdOf(list, i),
        dates: oneBirthday(person.dates),
        companies: companiesOf(list, i),
        prospect: prospectOf(person.prospect),
        computed: Object.fromEntries(
          Object.entries(person.computed).flatMap(([id, one]) => (one === undefined ? [] : [[id, one]])),
        ),
        profile: person.profile && { ...person.profile, attributes: { ...person.profile.attributes } },
        orderLines: person.orderLines.map((l) => ({
          ...l,
          amountMinor: l.kind === 'return' ? -l.amountMinor : l.amountMinor,
          categories: categories[l.productId] ?? [],
        })),
      })),
    )
  // Drawn after the rest, so that it stays what it was.
  return fc
    .tuple(
      list,
      fc.array(plantedWords(at), { minLength: 40, maxLength: 40 }),
      fc.array(plantedShares, { minLength: 40, maxLength: 40 }),
    )
    .map(([all, words, shares]) =>
      all.map((person, i) => {
        const own = words[i] ?? []
        const known = shares[i]
        return {
          ...person,
          ...(known ? { shares: known } : {}),
          words: own,
          needs: saidBy(own, person.personKey, moment, timeZone),
        }
      }),
    )
}

/** Days of both calendars around today, and some of those years do not always have. */
function soonDays(moment: Date, timeZone: string): fc.Arbitrary<string> {
  const today = dayOf(moment, timeZone)
  return fc.oneof(
    fc.integer({ min: -3, max: 60 }).map((days) => addDays(today, days).replace(/^\d{4}/, '1984')),
    fc.integer({ min: -3, max: 60 }).map((days) => {
      const lunar = solarToLunar(addDays(today, days))
      return lunar ? dayText({ calendar: 'lunar', ...lunar, year: null }) : '--02-29'
    }),
    fc.constantFrom('--02-29', 'lunar --06-01 leap', 'lunar --12-30', 'lunar --11-30', '--02-28'),
  )
}

/** Of several own birthdays the last noted counts. */
function oneBirthday<T extends { kind: string }>(dates: readonly T[]): T[] {
  const last = dates.findLastIndex(({ kind }) => kind === 'birthday')
  return dates.filter(({ kind }, i) => kind !== 'birthday' || i === last)
}

/** Words in the order they were said; the first campaign that brought them, of visits of one moment the first. */
function prospectOf(said: {
  firstSeen: Date
  words: { aspect: 'stage' | 'owner' | 'source'; value: string; at: Date }[]
  visits: Visit[]
}): NonNullable<Person['prospect']> {
  const first = said.visits
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .find(({ utmSource }) => utmSource !== '')
  return {
    firstSeen: said.firstSeen,
    words: said.words.map(({ at, ...word }, i) => ({ ...word, at: at.getTime(), id: i + 1 })),
    campaign: first
      ? { at: first.at.getTime(), utmSource: first.utmSource, utmCampaign: first.utmCampaign }
      : null,
    visits: said.visits,
  }
}

/** The first of a home: whom letters go to, else who has the lowest number. */
function householdOf(list: readonly { home: Home | null }[], i: number): Pick<Person, 'household'> {
  const own = list[i]?.home
  if (!own) return {}
  const living = list.flatMap(({ home }, at) =>
    home?.number === own.number ? [{ at, isHead: home.isHead }] : [],
  )
  const first = living.find(({ isHead }) => isHead) ?? living[0]
  return { household: { people: living.length, isFirst: first?.at === i } }
}

/** The contact of a company: the primary one, else who has the lowest number. */
function companiesOf(list: readonly { works: Work[] }[], i: number): NonNullable<Person['companies']> {
  return (list[i]?.works ?? []).flatMap(({ company, role }) => {
    const there = list.flatMap(({ works }, at) =>
      works.flatMap((one) => (one.company === company ? [{ at, isPrimary: one.isPrimary }] : [])),
    )
    const first = there.find(({ isPrimary }) => isPrimary) ?? there[0]
    const firm = firms[company]
    return firm ? [{ ...firm, role, isFirst: first?.at === i }] : []
  })
}

const none = '00000000-0000-0000-0000-000000000000'
let serial = 1
const homeId = (n: number) => `0192f000-0000-7000-8000-00000000000${n}`

/** Replaces everything the engine holds by this population; some rows stand twice, as a retry leaves them. */
export async function load(
  warehouse: Warehouse,
  workspace: Workspace,
  list: readonly Person[],
): Promise<void> {
  const ws = workspace.id
  for (const table of [
    'customers',
    'products',
    'order_lines',
    'touches',
    'customer_features',
    'computed_values',
    'computed_runs',
    'household_members',
    'person_dates',
    'person_needs',
    'knowledge_shares',
    'customer_sayings',
    'companies',
    'company_contacts',
    'prospect_words',
    'events',
  ])
    await warehouse.command(sql`TRUNCATE TABLE ${identifier(table)}`)
  const profiles = list.flatMap(({ personKey, profile, prospect }) =>
    profile
      ? [
          {
            workspace_id: ws,
            person_key: personKey,
            first_seen: prospect ? warehouseTime(prospect.firstSeen) : '2026-01-01 00:00:00',
            status: profile.status,
            country: profile.country,
            region: profile.region,
            city: profile.city,
            gender: profile.gender,
            birth_year: profile.birthYear,
            tier: profile.tier,
            language: profile.language,
            reachable: profile.reachable,
            attributes: profile.attributes,
            updated_at: '2026-01-02 00:00:00',
          },
        ]
      : [],
  )
  // An older version of a profile must not be seen.
  const older = profiles.map((row) => ({
    ...row,
    city: 'Berlin',
    reachable: ['email', 'sms'],
    status: 'customer',
    attributes: { level: 'gold' },
    updated_at: '2026-01-01 00:00:00',
  }))
  await insertRows(warehouse, 'customers', older)
  await insertRows(warehouse, 'customers', profiles)
  await insertRows(
    warehouse,
    'products',
    Object.entries(categories).map(([id, path]) => ({
      workspace_id: ws,
      product_id: id,
      category: path[0] ?? '',
      category_path: path,
      updated_at: '2026-01-01 00:00:00',
    })),
  )
  await insertRows(
    warehouse,
    'order_lines',
    list.flatMap(({ personKey, orderLines }) =>
      orderLines.map((line) => ({
        workspace_id: ws,
        person_key: personKey,
        ts: warehouseTime(line.ts),
        order_id: line.orderId,
        row_key: serial++,
        kind: line.kind,
        product_id: line.productId,
        quantity: 1,
        currency: line.currency,
        amount_minor: line.amountMinor,
        import_id: none,
      })),
    ),
  )
  const touches = list.flatMap(({ personKey, touches: own }) =>
    own.map((touch) => ({
      workspace_id: ws,
      campaign_id: touch.campaignId,
      person_key: personKey,
      ts: warehouseTime(touch.ts),
      touch_id: `0192f000-0000-7000-9000-${String(serial++).padStart(12, '0')}`,
      delivery_id: none,
      kind: touch.kind,
      channel: 'email',
      is_bot: touch.isBot ? 1 : 0,
    })),
  )
  await insertRows(warehouse, 'touches', touches)
  await insertRows(warehouse, 'touches', touches)
  const computedAt = '2026-01-02 00:00:00'
  await insertRows(
    warehouse,
    'computed_values',
    list.flatMap(({ personKey, computed }) =>
      Object.entries(computed ?? {}).flatMap(([attribute, value]) => {
        const row = { workspace_id: ws, attribute, person_key: personKey }
        const told = typeof value === 'number' ? { number: value, text: '' } : { number: null, text: value }
        // What an older run said must not be seen.
        return [
          { ...row, ...told, computed_at: computedAt },
          { ...row, number: 1, text: 'tea', computed_at: '2026-01-01 00:00:00' },
        ]
      }),
    ),
  )
  await insertRows(
    warehouse,
    'household_members',
    list.flatMap(({ personKey, home }) => {
      const row = { workspace_id: ws, person_key: personKey, since: '2026-01-01 00:00:00' }
      // A home they left must not be seen.
      const left = { ...row, household_id: homeId(9), is_live: 0, is_head: 1, version: 2 }
      return home
        ? [
            left,
            { ...row, household_id: homeId(home.number), is_live: 0, is_head: 0, version: 1 },
            {
              ...row,
              household_id: homeId(home.number),
              is_live: 1,
              is_head: home.isHead ? 1 : 0,
              version: 2,
            },
          ]
        : [left]
    }),
  )
  await insertRows(
    warehouse,
    'person_dates',
    list.flatMap(({ personKey, dates }) =>
      (dates ?? []).flatMap(({ kind, day }, n) => {
        const said = parseDay(day)
        if (!said) return []
        // Birthdays of files; of other days each was noted by hand, so that several of a kind stand side by side.
        const byHand = kind === 'birthday' ? 0 : 1
        const row = { workspace_id: ws, person_key: personKey, kind, of_family: 0, by_hand: byHand }
        const at = { date_id: homeId(n + 1), noted_at: '2026-01-02 00:00:00', is_live: 1, version: 2 }
        return [
          { ...row, ...at, code: dayCode(said) },
          // What was changed, removed, or said earlier of a birthday must not be seen.
          { ...row, ...at, code: 's0101', version: 1 },
          { ...row, ...at, date_id: homeId(8), code: 's0101', is_live: 0 },
          ...(kind === 'birthday'
            ? [{ ...row, ...at, date_id: homeId(7), noted_at: '2026-01-01 00:00:00', code: 's0102' }]
            : []),
        ]
      }),
    ),
  )
  const firmId = (n: number) => `0192f000-0000-7000-8000-0000000000f${n}`
  await insertRows(
    warehouse,
    'companies',
    firms.flatMap(({ name, ...firm }, n) => {
      const row = { workspace_id: ws, company_id: firmId(n), current_id: firmId(n), person_key: 0 }
      // What it was before must not be seen.
      return [
        { ...row, name_key: 'acme', industry: 'telecom', size: 'small', owner: colleagues[0], version: 1 },
        { ...row, ...firm, name_key: name, version: 2 },
      ]
    }),
  )
  await insertRows(
    warehouse,
    'company_contacts',
    list.flatMap(({ personKey, works }) => {
      const row = { workspace_id: ws, person_key: personKey, since: '1900-01-01', is_live: 1, version: 1 }
      const open = (works ?? []).map(({ company, role, isPrimary }, n) => ({
        ...{
          ...row,
          n,
          company_id: firmId(company),
          role,
          until: '2299-12-31',
          is_primary: isPrimary ? 1 : 0,
        },
      }))
      // Where they worked once, and what was taken back, must not be seen.
      const former = { ...row, company_id: firmId(0), role: 'buyer', is_primary: 1 }
      return [
        ...open,
        { ...former, n: 8, until: '2020-01-01' },
        { ...former, n: 9, until: '2299-12-31', is_live: 0, version: 2 },
        { ...former, n: 9, until: '2299-12-31' },
      ]
    }),
  )
  await loadShares(warehouse, ws, list)
  await loadNeeds(warehouse, workspace, workspace.clock.now(), list)
  await insertRows(
    warehouse,
    'prospect_words',
    list.flatMap(({ personKey, prospect }) => {
      const row = { workspace_id: ws, person_key: personKey, reason: '', version: 2 }
      // What was taken back, and what a word was told as before, must not be seen.
      const gone = { ...row, word_id: 99, aspect: 'stage', value: 'lost', at: '2026-01-01 00:00:00' }
      return [
        { ...gone, is_live: 0 },
        { ...gone, is_live: 1, version: 1 },
        ...(prospect?.words ?? []).map(({ aspect, value, at, id }) => ({
          ...{ ...row, word_id: id, aspect, value, at: warehouseTime(new Date(at)), is_live: 1 },
        })),
      ]
    }),
  )
  await insertRows(
    warehouse,
    'events',
    list.flatMap(({ personKey, prospect }) =>
      (prospect?.visits ?? []).map(({ at, utmSource, utmCampaign }, i) => ({
        ...{
          workspace_id: ws,
          name: 'page',
          person_key: personKey,
          ts: warehouseTime(at),
          message_id: `m${i}`,
        },
        properties: { utm_source: utmSource, utm_campaign: utmCampaign },
      })),
    ),
  )
  await insertRows(warehouse, 'computed_runs', [
    { workspace_id: ws, computed_at: computedAt, moment: '2026-01-01 00:00:00' },
  ])
}

const featureRow = z.object({
  person_key: int64(),
  first_order_at: z.string(),
  recency_days: z.int(),
  frequency: z.int(),
  monetary_minor: int64(),
  breadth: z.int(),
  length_days: z.int(),
  r: z.int(),
  f: z.int(),
  m: z.int(),
})

/** The population with the features of the snapshot beside; those are proved right by the test of the refresh. */
export async function withFeatures(
  warehouse: Warehouse,
  workspace: Workspace,
  snapshot: Snapshot | null,
  list: readonly Person[],
): Promise<CustomerFacts[]> {
  const rows = snapshot
    ? await warehouse.rows(
        sql`SELECT * FROM ${snapshotRows(workspace, snapshot, createBinder())}`,
        featureRow,
      )
    : []
  const byKey = new Map(rows.map((row) => [row.person_key, row]))
  return list.map((person) => {
    const row = byKey.get(person.personKey)
    const features = row
      ? {
          firstOrderAt: fromWarehouseTime(row.first_order_at),
          recencyDays: row.recency_days,
          frequency: row.frequency,
          monetaryMinor: row.monetary_minor,
          breadth: row.breadth,
          lengthDays: row.length_days,
          r: row.r,
          f: row.f,
          m: row.m,
        }
      : null
    return { ...person, features }
  })
}
