import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { isControl } from '../../../src/campaign/audience/draw.ts'
import { startDeliveryWorker } from '../../../src/interaction/delivery/worker.ts'
import { drawVersion } from '../../../src/interaction/desk/scripts/spoken.ts'
import { createBinder, sql } from '../../../src/kit/sql.ts'
import { automatedDecisions } from '../../../src/server/automated/decisions/index.ts'
import { int64 } from '../../../src/stores/warehouse/index.ts'
import { recordTouches, settled, workerOptions } from '../../interaction/support/outbox.ts'
import { startSmtpSink } from '../../support/smtp-sink.ts'
import { type WholeApp, wholeApp } from '../whole-app.ts'

/**
 * For each automated decision a case in which somebody who refused to be selected by personal characteristics is present.
 * A new decision in the register fails here until it has one.
 */
const buyers = 40
const prospects = 25
const inTown = { all: [{ op: 'attribute_equals', params: { attribute: 'city', value: 'Manytown' } }] }
const everybody = { all: [] }
/** They refused: who spent most, who spent least, and one who never bought. */
const [most, least, never] = ['P-1', 'P-2', 'N-1'] as const
/** Stands beside them and refused nothing. */
const other = 'P-7'

let whole: WholeApp
let creativeId: string
const keys = new Map<string, number>()
const key = (account: string) => keys.get(account) ?? 0
const before = { features: '', opportunities: '' }

async function word(personKey: number, state: 'given' | 'withdrawn'): Promise<void> {
  await whole.get('POST', `/customers/${personKey}/consents`, {
    ...{ purpose: 'profiling', channel: '*', state },
    proof: { kind: 'form', note: 'Preference page' },
  })
}

beforeAll(async () => {
  whole = await wholeApp()
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)
  const teamOf = (i: number) => (i >= 20 && i < 32 ? 'mailed' : 'not')
  const number = (i: number) => String(i).padStart(2, '0')
  const people = [
    ...Array.from({ length: buyers }, (_, i) => `P-${i + 1}`),
    ...Array.from({ length: prospects }, (_, i) => `N-${i + 1}`),
  ]
  await whole.importLines(
    [
      'id,mail,city,team',
      ...people.map((id, i) => `${id},${id.toLowerCase()}@people.example,Manytown,${teamOf(i)}`),
    ],
    {
      ...{ kind: 'customers', fields: { customer: 'id', email: 'mail', city: 'city' } },
      attributes: { team: 'team' },
    },
  )
  const spend = (i: number) => (i === 1 ? 90_000 : i === 2 ? 1 : 100 * i)
  await whole.importLines(
    [
      'no,id,at,sku,n,amount',
      ...Array.from({ length: buyers }, (_, n) => n + 1).map(
        (i) => `O${number(i)},P-${i},${day(5 + i)},S,1,${spend(i)}`,
      ),
    ],
    {
      kind: 'orders',
      fields: {
        ...{ order_id: 'no', customer: 'id', ts: 'at', product_id: 'sku', quantity: 'n', amount: 'amount' },
      },
    },
  )
  const { rooms } = whole.app
  const workspace = await whole.workspace()
  for (const [account, personKey] of await rooms.customer.persons.resolve(workspace, 'account', people))
    keys.set(account, personKey)
  await rooms.insight.features.refresh(workspace, {})
  before.features = await featuresOf(most)
  before.opportunities = await opportunities()
  for (const account of [most, least, never]) await word(key(account), 'withdrawn')
  creativeId = await whole.creative()
}, 60_000)
afterAll(() => whole?.close())

const rows = <T extends z.ZodObject>(
  query: Parameters<WholeApp['app']['stores']['warehouse']['rows']>[0],
  row: T,
) => whole.app.stores.warehouse.rows(query, row)

async function featuresOf(account: string): Promise<string> {
  const bind = createBinder()
  const found = await rows(
    sql`SELECT frequency, monetary_minor AS monetary, breadth, r, f, m FROM customer_features FINAL
        WHERE person_key = ${bind('UInt64', key(account))} ORDER BY as_of DESC LIMIT 1`,
    z.object({
      ...{ frequency: z.int(), monetary: int64(), breadth: z.int(), r: z.int(), f: z.int(), m: z.int() },
    }),
  )
  return JSON.stringify(found)
}

async function opportunities(): Promise<string> {
  const { items } = await whole.get<{ items: { id: string; customers: number }[] }>('GET', '/opportunities')
  return JSON.stringify(items.map(({ id, customers }) => [id, customers]))
}

/** Every arm that was drawn here. */
const drawn: { campaign: string; person: number; arm: string }[] = []

interface Decided {
  id: string
  of(account: string): { arm: string; action: string; reason: string } | undefined
}

async function draft(rule: object, more: object = {}): Promise<string> {
  const segment = await whole.get<{ id: string }>('POST', '/segments', {
    name: `Rule ${Math.trunc(performance.now() * 1_000)}`,
    rule,
  })
  const { id } = await whole.get<{ id: string }>('POST', '/campaigns', {
    ...{ name: 'Spring', objective: 'retain', segmentId: segment.id, creativeId },
    ...{ contactCap: { contacts: 100, days: 7 }, ...more },
  })
  return id
}

/** Launches a campaign and reads what was decided of everybody. */
async function launched(rule: object, more: object = {}): Promise<Decided> {
  return launch(await draft(rule, more))
}

async function launch(id: string): Promise<Decided> {
  const { recipients } = await whole.get<{ recipients: number }>('POST', `/campaigns/${id}/forecast`)
  const { version } = await whole.get<{ version: number }>('GET', `/campaigns/${id}`)
  await whole.get('POST', `/campaigns/${id}/launch`, { version, recipients })
  const { launching } = whole.app.rooms.campaign
  await launching.settled()
  const bind = createBinder()
  const decisions = await rows(
    sql`SELECT person_key AS person, toString(arm) AS arm, toString(action) AS action, toString(reason) AS reason
        FROM decisions FINAL WHERE campaign_id = ${bind('UUID', id)}`,
    z.object({ person: int64(), arm: z.string(), action: z.string(), reason: z.string() }),
  )
  for (const { person, arm } of decisions) drawn.push({ campaign: id, person, arm })
  const byPerson = new Map(decisions.map(({ person, ...decision }) => [person, decision]))
  return { id, of: (account) => byPerson.get(key(account)) }
}

interface Contacts {
  now: { allowed: boolean; sentence: { en: string } }
  items: { campaignId: string; outcome: string; reason: string; sentence: { en: string } }[]
}
const contactsOf = (account: string) => whole.get<Contacts>('GET', `/customers/${key(account)}/contacts`)

/** The customer's page says both: what became of this campaign, and what holds from now on. */
async function pageSays(account: string, campaign: string, outcome: string): Promise<void> {
  const { now, items } = await contactsOf(account)
  const item = items.find(({ campaignId }) => campaignId === campaign)
  expect(item).toMatchObject({ outcome, reason: 'no_profiling' })
  expect(item?.sentence.en).toContain('do not want to be selected by personal characteristics')
  expect(now.sentence.en).toContain('campaigns that do not select by personal characteristics')
}

async function deliveriesOf(
  campaign: string,
): Promise<Map<number, { status: string; reason: string | null }>> {
  const found = await whole.app.stores.ledger.db
    .selectFrom('deliveries')
    .select(['person_key', 'status', 'reason'])
    .where('campaign_id', '=', campaign)
    .execute()
  return new Map(found.map((row) => [Number(row.person_key), { status: row.status, reason: row.reason }]))
}

const silent = { action: 'silent', reason: 'no_profiling' }

const cases: Readonly<Record<string, () => Promise<void>>> = {
  audience: async () => {
    const chosen = await launched(inTown)
    for (const account of [most, least, never]) {
      expect(chosen.of(account)).toMatchObject(silent)
      await pageSays(account, chosen.id, 'silent')
    }
    expect(chosen.of(other)?.reason).toBe('')
    const planned = await deliveriesOf(chosen.id)
    expect([...planned.keys()]).not.toContain(key(most))
    const all = await launched(everybody)
    for (const account of [most, never]) expect(all.of(account)?.reason).toBe('')
  },
  sending: async () => {
    // What waits of other cases stays where it is.
    for (const campaign of new Set(drawn.map((one) => one.campaign)))
      await whole.get('POST', `/campaigns/${campaign}/stop`)
    const mailed = { op: 'attribute_equals', params: { attribute: 'team', value: 'mailed' } }
    const sent = await launched(mailed, { controlShare: 0.1 })
    const planned = [...(await deliveriesOf(sent.id)).keys()]
    const late = [...keys].find(([, one]) => one === planned[0])?.[0] ?? ''
    await word(key(late), 'withdrawn')
    const { ledger } = whole.app.stores
    const [workspace, sink] = [await whole.workspace(), await startSmtpSink({})]
    const { mayContact } = whole.app.rooms.campaign
    const vault = await whole.app.stores.vault(workspace.id)
    const worker = startDeliveryWorker(
      workerOptions(ledger, workspace, vault, sink.url, { mayContact, recordTouches }),
    )
    try {
      await settled(ledger)
    } finally {
      await worker.stop()
      await sink.close()
    }
    const ended = await deliveriesOf(sent.id)
    expect(ended.get(key(late))).toEqual({ status: 'suppressed', reason: 'no_profiling' })
    expect(ended.get(planned[1] ?? 0)?.status).toBe('sent')
    await pageSays(late, sent.id, 'suppressed')
    await word(key(late), 'given')
  },
  best_hour: async () => {
    const { customer } = whole.app.rooms
    const workspace = await whole.workspace()
    const hourOf = (at: Date) =>
      Number(
        at.toLocaleTimeString('en-US', { timeZone: workspace.timeZone, hour: '2-digit', hourCycle: 'h23' }),
      )
    const hours = Array.from({ length: 24 * 12 }, (_, i) => new Date(Date.now() - (i + 30) * 3_600_000))
    const clicks = (account: string, hour: number) =>
      hours
        .filter((at) => hourOf(at) === hour)
        .map((at) => ({
          ...{ touchId: randomUUID(), personKey: key(account), at, kind: 'clicked', channel: 'email' },
          deliveryId: randomUUID(),
        }))
    const morning = Array.from({ length: 15 }, (_, i) => clicks(`P-${i + 20}`, 10)).flat()
    await customer.touches.record(whole.app.stores.ledger, workspace, [
      ...[...morning, ...clicks(most, 20), ...clicks(other, 20)],
    ])
    await customer.touches.pump()
    const bestHour = { fromHour: 8, toHour: 22, withinDays: 2 }
    const { id } = await launched(everybody, {
      bestHour,
      controlShare: 0,
      noControlReason: 'Everybody gets it',
    })
    const due = await whole.app.stores.ledger.db
      .selectFrom('deliveries')
      .select(['person_key', 'not_before'])
      .where('campaign_id', '=', id)
      .execute()
    const planned = new Map(due.map((row) => [Number(row.person_key), hourOf(row.not_before)]))
    expect(planned.get(key(other))).toBe(20)
    expect(planned.get(key(most))).toBe(10)
    expect(planned.get(key(never))).toBe(10)
    await whole.get('POST', `/campaigns/${id}/stop`)
  },
  budget: async () => {
    const paid = (contacts: number) =>
      launched(everybody, { costPerContactMinor: 100, budgetMinor: contacts * 100 })
    // Of 65 the ten who spent most: who refused counts as the one in the middle, not as the first.
    const few = await paid(8)
    expect(few.of(most)?.reason).toBe('budget')
    expect(few.of('P-40')?.reason).not.toBe('budget')
    // Of 65 fifty: who spent least of all who bought is in the middle too, before those who spent nothing.
    const many = await paid(40)
    expect(many.of(never)?.reason).not.toBe('budget')
    expect(many.of(least)?.reason).not.toBe('budget')
    const last = Array.from({ length: prospects }, (_, i) => many.of(`N-${i + 1}`)?.reason)
    expect(last.filter((reason) => reason === 'budget')).toHaveLength(15)
    const { items } = await contactsOf(most)
    expect(items.find(({ campaignId }) => campaignId === few.id)?.reason).toBe('budget')
  },
  arms: async () => {
    if (drawn.length === 0) await launched(inTown)
    const campaigns = await whole.app.stores.ledger.db
      .selectFrom('campaigns')
      .select(['id', 'salt', 'plan'])
      .where('id', 'in', [...new Set(drawn.map(({ campaign }) => campaign))])
      .execute()
    // The same number for all, made of nothing but the campaign and the customer's number.
    for (const { campaign, person, arm } of drawn) {
      const row = campaigns.find(({ id }) => id === campaign)
      const { controlShare } = z.object({ controlShare: z.number() }).parse(row?.plan)
      expect(arm).toBe(isControl(row?.salt ?? '', person, controlShare) ? 'control' : 'treatment')
    }
    expect(drawn.map(({ person }) => person)).toContain(key(most))
  },
  opportunities: async () => {
    expect(await opportunities()).toBe(before.opportunities)
    const plan = await whole.get<{ id: string }>('POST', '/opportunities/acquire-prospects/plan')
    expect((await deliveriesOf(plan.id)).size).toBe(0)
    const made = await launch(plan.id)
    expect(made.of(never)).toMatchObject(silent)
    expect(made.of('N-2')?.reason).toBe('')
    await pageSays(never, plan.id, 'silent')
  },
  scores: async () => {
    const { insight } = whole.app.rooms
    await insight.features.refresh(await whole.workspace(), {})
    expect(await featuresOf(most)).toBe(before.features)
    const { id } = await whole.get<{ id: string }>('POST', '/computed-attributes', {
      label: 'Orders of all time',
      definition: { from: 'orders', measure: 'count' },
    })
    await insight.computed.refresh(await whole.workspace())
    const scored = { op: 'rfm_score', params: { measure: 'm', compare: 'at_least', value: 5 } }
    const computed = { op: 'computed_compare', params: { attribute: id, compare: 'at_least', value: 1 } }
    const chosen = await launched({ all: [scored, computed] })
    // Chosen by both, and left alone for that reason only.
    expect(chosen.of(most)).toMatchObject(silent)
    expect(chosen.of('P-40')?.reason).toBe('')
    await pageSays(most, chosen.id, 'silent')
  },
  served: async () => {
    interface Profile {
      consents: { purpose: string; allowed: boolean }[]
    }
    const allowed = async (account: string) => {
      const { consents } = await whole.get<Profile>('GET', `/profiles/${key(account)}`)
      return consents.find(({ purpose }) => purpose === 'profiling')?.allowed
    }
    expect(await allowed(most)).toBe(false)
    expect(await allowed(other)).toBe(true)
    const card = async (account: string) => {
      const { url } = await whole.get<{ url: string }>('POST', `/customers/${key(account)}/card`, {})
      return (await whole.server.inject({ method: 'GET', url: new URL(url).pathname })).body
    }
    expect(await card(most)).toContain('No personalised selection')
    expect(await card(other)).not.toContain('No personalised selection')
    // Who looks through lists finds everybody: a list decides nothing.
    const list = await whole.get<{ total: number }>('POST', '/customers/list', {})
    expect(list.total).toBe(buyers + prospects)
  },
  merging: async () => {
    const { persons } = whole.app.rooms.customer
    const from = { source: 'test', importId: null, at: new Date() }
    const workspace = await whole.workspace()
    const refusing = async () => {
      const { silent: none } = await whole.get<{ silent: { reason: string; customers: number }[] }>(
        'POST',
        `/campaigns/${await draft(inTown)}/forecast`,
      )
      return none.find(({ reason }) => reason === 'no_profiling')?.customers
    }
    const visitor = (await persons.resolve(workspace, 'anonymous', ['cookie-7'], from)).get('cookie-7') ?? 0
    await word(visitor, 'withdrawn')
    expect(await refusing()).toBe(3)
    // Records of one person are joined whether or not somebody refused, and then the strictest word holds for both.
    const { mergeId } = await persons.linkAnonymous(workspace, 'cookie-7', other, from)
    expect(mergeId).not.toBeNull()
    const joined = await launched(inTown)
    expect(joined.of(other)).toMatchObject(silent)
    await pageSays(other, joined.id, 'silent')
    await whole.get('POST', `/identity/merges/${mergeId}/undo`)
    expect(await refusing()).toBe(3)
    expect((await contactsOf(other)).now.sentence.en).not.toContain('personal characteristics')
  },
  households: async () => {
    const home = async (head: string, second: string) => {
      const { id } = await whole.get<{ id: string }>('POST', '/households', {
        customers: [String(key(head)), String(key(second))],
      })
      await whole.get('POST', `/households/${id}/changes`, { change: 'head', customer: String(key(head)) })
    }
    await home(most, 'P-11')
    await home('P-12', 'P-13')
    await whole.app.rooms.customer.households.pump()
    const one = await launched({ all: [{ op: 'one_per_household', params: {} }] })
    expect(one.of(most)).toMatchObject(silent)
    // Nobody of the home is drawn in their place by what is known of it.
    expect(one.of('P-11')).toBeUndefined()
    expect(one.of('P-12')?.reason).toBe('')
    expect(one.of('P-13')).toBeUndefined()
    await pageSays(most, one.id, 'silent')
  },
  desk: async () => {
    const { desk } = whole.app.rooms
    const { ledger } = whole.app.stores
    const { id: teamId } = await whole.get<{ id: string }>('POST', '/desk/teams', {
      ...{ name: 'Shop', kind: 'shop', distribution: 'pull', members: [] },
      hours: [{ days: [1], from: '09:00', to: '18:00' }],
    })
    const taskOf = async (rule: object): Promise<Set<number>> => {
      const segment = await whole.get<{ id: string }>('POST', '/segments', { name: 'Chosen', rule })
      const { id } = await whole.get<{ id: string }>('POST', '/desk/rules', {
        ...{ name: 'Ring', segmentId: segment.id, teamId, dailyCap: 1_000 },
        reason: { en: 'A word', 'zh-CN': '联系' },
      })
      await desk.round(await whole.workspace())
      const made = await ledger.db
        .selectFrom('desk_tasks')
        .select('person_key')
        .where('origin_id', '=', id)
        .execute()
      // Whoever has a task open gets no second one.
      await ledger.db.updateTable('desk_tasks').set({ state: 'cancelled' }).execute()
      return new Set(made.map((row) => Number(row.person_key)))
    }
    const chosen = await taskOf(inTown)
    expect(chosen.has(key(other))).toBe(true)
    for (const account of [most, least, never]) expect(chosen.has(key(account))).toBe(false)
    const all = await taskOf(everybody)
    for (const account of [most, least, never]) expect(all.has(key(account))).toBe(true)
  },
  scripts: async () => {
    const live = [
      { version: 1, weight: 1 },
      { version: 2, weight: 1 },
    ]
    // Made of the script and the task: whom the task is about is not even asked.
    const drawn = Array.from({ length: 200 }, (_, i) => drawVersion('script', `task ${i}`, live))
    expect(new Set(drawn)).toEqual(new Set([1, 2]))
    expect(drawVersion.length).toBe(3)
  },
  recovery: async () => {
    const prepared = async (account: string) => {
      const { tier, prepared } = await whole.get<{
        tier: string | null
        prepared: { remedy: { id: string } }[]
      }>('GET', `/customers/${key(account)}/recovery`)
      return { tier, ids: prepared.map(({ remedy }) => remedy.id).join() }
    }
    const [first, last] = [await prepared(most), await prepared(least)]
    expect([first.tier, last.tier]).toEqual([null, null])
    expect(first.ids).toBe(last.ids)
    expect((await prepared(other)).tier).not.toBeNull()
  },
  confirmations: async () => {
    for (const account of [most, other]) {
      const asked = await whole.ask('owner', 'POST', `/customers/${key(account)}/consents/confirmation`, {
        ...{ purpose: 'marketing', channel: 'email' },
      })
      expect(asked.status, `${account}: ${asked.body}`).toBe(200)
    }
  },
}

it('no case is of a decision that is gone', () => {
  const ids = automatedDecisions.map(({ id }) => id)
  expect(Object.keys(cases).filter((id) => !ids.includes(id))).toEqual([])
})

it.each(automatedDecisions.map(({ id }) => id))(
  '%s treats who refused as the register says',
  async (id) => {
    const shown = cases[id]
    if (!shown) throw new Error(`The decision ${id} has no case here in which somebody refused.`)
    await shown()
  },
  30_000,
)
