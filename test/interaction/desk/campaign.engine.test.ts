import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outcomes, reached, unanswered } from '../../../src/interaction/desk/outcomes.ts'
import type { CallOutcome } from '../../../src/stores/ledger/schema/desk.ts'
import { type WholeApp, wholeApp } from '../../server/whole-app.ts'
import { everyDay } from './support.ts'

const people = 24
let whole: WholeApp
let agentId: string
let segmentId: string
let teamId: string
let scriptId: string
const keys = new Map<string, number>()
const key = (n: number) => keys.get(`C-${n}`) ?? 0

interface Brief {
  task: { id: string; customerId: string; originName: string; reason: { en: string } }
  script: { name: string; steps: { say: string }[] } | null
}
interface Report {
  arms: { arm: string; contacted: number }[]
  cost: { contactMinor: number }
  execution: Record<string, number>
  calls: {
    tasks: number
    open: number
    calls: number
    contacted: number
    talks: number
    accepted: { people: number; estimate: number; lo: number; hi: number } | null
    refusals: { reason: string; label: { en: string }; people: number }[]
    noAnswer: number
    putAway: number
  }
}

beforeAll(async () => {
  whole = await wholeApp()
  await whole.importLines(
    [
      'id,name,phone,city',
      ...Array.from(
        { length: people },
        (_, i) => `C-${i + 1},王小明,13800139${String(i).padStart(3, '0')},Town`,
      ),
      `C-${people + 1},Nophone,,Town`,
    ],
    { kind: 'customers', fields: { customer: 'id', name: 'name', phone: 'phone', city: 'city' } },
  )
  const accounts = Array.from({ length: people + 1 }, (_, i) => `C-${i + 1}`)
  const found = await whole.app.rooms.customer.persons.resolve(await whole.workspace(), 'account', accounts)
  for (const [account, one] of found) keys.set(account, one)
  const { rows } = await sql<{
    id: string
  }>`SELECT id FROM users WHERE email = 'agent@whole.example'`.execute(whole.app.stores.ledger.db)
  agentId = rows[0]?.id ?? ''
  const members = [{ userId: agentId, skills: ['renewal'], capacity: 500 }]
  const team = { name: 'Renewals', kind: 'call', hours: everyDay, distribution: 'pull', members }
  teamId = (await whole.get<{ id: string }>('POST', '/desk/teams', team)).id
  const body = { steps: [{ id: '1', say: 'About {{ offer.name }}', answers: [] }] }
  scriptId = (await whole.get<{ id: string }>('POST', '/desk/scripts', { name: 'Renew', body })).id
  await whole.get('PUT', '/desk/settings', {
    quiet: { from: '00:00', to: '00:00' },
    ...{ mostTries: 1, retryMinutes: 60, undoMinutes: 5, leaseMinutes: 20 },
  })
  const rule = { all: [{ op: 'attribute_equals', params: { attribute: 'city', value: 'Town' } }] }
  segmentId = (await whole.get<{ id: string }>('POST', '/segments', { name: 'In town', rule })).id
}, 60_000)
afterAll(() => whole?.close())

const creative = (more: object = {}) =>
  whole.ask('owner', 'POST', '/creatives', {
    ...{ name: 'Renewal call', channel: 'call', language: 'en' },
    fields: {
      ...{ teamId, scriptId, skill: 'renewal', windowDays: 7, valueMinor: 5_000 },
      ...{ reasonEn: 'Their contract ends', reasonZh: '合约即将到期', ...more },
    },
  })

interface Draft {
  id: string
  version: number
}
async function campaign(name: string, more: object = {}): Promise<Draft> {
  const { id: creativeId } = JSON.parse((await creative()).body) as { id: string }
  return whole.get<Draft>('POST', '/campaigns', {
    ...{ name, objective: 'retain', channel: 'call', segmentId, creativeId, controlShare: 0 },
    ...{ noControlReason: 'A test of the calls', costPerContactMinor: 150, ...more },
  })
}
async function launch({ id, version }: Draft): Promise<void> {
  const { recipients } = await whole.get<{ recipients: number }>('POST', `/campaigns/${id}/forecast`)
  await whole.get('POST', `/campaigns/${id}/launch`, { version, recipients })
  await whole.app.rooms.campaign.launching.settled()
}
const next = async () => {
  const { body } = await whole.ask('agent', 'POST', '/desk/next', { kind: 'call' })
  return (JSON.parse(body) as { brief: Brief | null }).brief
}
async function say(outcome: CallOutcome, more: object = {}): Promise<string> {
  const brief = await next()
  const answer = await whole.ask('agent', 'POST', `/desk/tasks/${brief?.task.id}/outcome`, {
    outcome,
    ...more,
  })
  expect(answer.status, answer.body).toBe(200)
  return brief?.task.customerId ?? ''
}
/** Read by the room itself: a report is kept for some seconds. */
async function report(id: string): Promise<Report> {
  const { campaign: room } = whole.app.rooms
  const workspace = await whole.workspace()
  const row = await room.campaigns.row(workspace, id)
  const { evaluateCampaign } = await import('../../../src/campaign/measurement/report.ts')
  return (await evaluateCampaign(room.deps, workspace, row)) as unknown as Report
}
const tasksOf = async (id: string) => {
  const { items } = await whole.get<{ items: { customerId: string; state: string }[] }>(
    'GET',
    `/desk/tasks?campaign=${id}&limit=100`,
  )
  return items
}

describe('a campaign by call', () => {
  let first: Draft

  it('counts every outcome either as a contact or as a number nobody took', () => {
    expect([...reached, ...unanswered].sort()).toEqual([...outcomes].sort())
  })

  it('refuses words that name somebody, a missing team, and a creative of another channel', async () => {
    const named = await creative({ reasonEn: 'Ring 13800139000' })
    expect(named.status).toBe(400)
    const gone = await whole.get<{ id: string }>('POST', '/desk/teams', {
      ...{ name: 'Gone', kind: 'call', hours: everyDay, distribution: 'pull', members: [] },
    })
    await whole.get('DELETE', `/desk/teams/${gone.id}`)
    const { id: creativeId } = JSON.parse((await creative({ teamId: gone.id })).body) as { id: string }
    const draft = await campaign('Without a team', { creativeId })
    const launched = await whole.ask('owner', 'POST', `/campaigns/${draft.id}/launch`, {
      ...{ version: draft.version, recipients: people },
    })
    expect(launched.body).toContain('desk.unknownTeam')
    const mail = await campaign('With a mail', { creativeId: await whole.creative() })
    const other = await whole.ask('owner', 'POST', `/campaigns/${mail.id}/launch`, {
      ...{ version: mail.version, recipients: people },
    })
    expect(other.body).toContain('campaign.otherChannel')
  })

  it('makes a task for whom one may call, and names why not for the others', async () => {
    await whole.get('POST', `/customers/${key(1)}/consents`, {
      ...{ purpose: 'marketing', channel: 'phone', state: 'withdrawn' },
      proof: { kind: 'form', note: 'Preference page' },
    })
    await whole.get('POST', '/do-not-send', { channel: 'sms', addresses: ['13800139001'], reason: 'asked' })
    first = await campaign('Renewals', { controlShare: 0.3, noControlReason: '' })
    const forecast = await whole.get<{ silent: { reason: string; customers: number }[] }>(
      'POST',
      `/campaigns/${first.id}/forecast`,
    )
    expect(Object.fromEntries(forecast.silent.map(({ reason, customers }) => [reason, customers]))).toEqual({
      ...{ consent: 1, do_not_send: 1, no_address: 1 },
    })
    await launch(first)
    const { rows } = await sql<{ person_key: string }>`SELECT person_key FROM deliveries`.execute(
      whole.app.stores.ledger.db,
    )
    expect(rows).toEqual([])
    const workspace = await whole.workspace()
    const row = await whole.app.rooms.campaign.campaigns.row(workspace, first.id)
    const counts = row.counts as { recipients: number; ghosts: number }
    const tasks = await tasksOf(first.id)
    expect(tasks.length).toBe(counts.recipients)
    expect(counts.ghosts).toBeGreaterThan(0)
    const control = await whole.get<{ items: { customerId: string }[] }>(
      'GET',
      `/campaigns/${first.id}/people?arm=control&limit=50`,
    )
    const barred = [...control.items.map(({ customerId }) => customerId), String(key(1)), String(key(2))]
    expect(tasks.filter(({ customerId }) => barred.includes(customerId))).toEqual([])
    // The same launch taken on again makes nothing twice.
    await whole.app.rooms.campaign.launching.advance(workspace, first.id)
    expect(await tasksOf(first.id)).toHaveLength(tasks.length)
  })

  it('gives the agent reason and script, and reports what customers said', async () => {
    const brief = await next()
    expect(brief?.task).toMatchObject({ originName: 'Renewals', reason: { en: 'Their contract ends' } })
    expect(brief?.script).toMatchObject({ name: 'Renew' })
    const accepted = await say('accepted')
    await say('refused', { refusalReason: 'price' })
    const silent = await say('no_answer')
    const { calls, arms, cost, execution } = await report(first.id)
    expect(calls).toMatchObject({
      ...{ calls: 3, contacted: 2, talks: 2, noAnswer: 1, putAway: 0 },
      open: calls.tasks - 3,
      accepted: { people: 1, estimate: 0.5 },
      refusals: [{ reason: 'price', label: { en: 'Price' }, people: 1 }],
    })
    // Wilson: of one in two 0.095 to 0.905.
    expect(calls.accepted?.lo).toBeCloseTo(0.0945, 3)
    expect(calls.accepted?.hi).toBeCloseTo(0.9055, 3)
    expect(arms.find(({ arm }) => arm === 'treatment')?.contacted).toBe(2)
    expect(cost.contactMinor).toBe(3 * 150)
    expect(execution).toMatchObject({ sent: 2, failed: 1, planned: calls.tasks })
    const why = async (customer: string) => {
      const path = `/customers/${customer}/contacts`
      const { items } = await whole.get<{
        items: { outcome: string; sentence: { en: string; 'zh-CN': string } }[]
      }>('GET', path)
      return items[0]
    }
    const { items } = await whole.get<{ items: { customerId: string; delivery: string | null }[] }>(
      'GET',
      `/campaigns/${first.id}/people?arm=treatment&limit=50`,
    )
    const stateOf = (customer: string) => items.find(({ customerId }) => customerId === customer)?.delivery
    expect([stateOf(accepted), stateOf(silent)]).toEqual(['sent', 'failed'])
    expect(await why(accepted)).toMatchObject({ outcome: 'sent' })
    expect((await why(accepted))?.sentence.en).toContain('was told by telephone of')
    expect((await why(silent))?.sentence['zh-CN']).toContain('电话无人接听')
  })

  it('asks a withdrawal and a number that was listed since, when a task is opened', async () => {
    const open = (await tasksOf(first.id)).filter(({ state }) => state === 'open')
    const [a, b] = open.map(({ customerId }) => customerId)
    await whole.get('POST', `/customers/${a}/consents`, {
      ...{ purpose: 'marketing', channel: 'phone', state: 'withdrawn' },
      proof: { kind: 'form', note: 'Preference page' },
    })
    const number = [...keys].find(([, person]) => String(person) === b)?.[0].slice(2)
    await whole.get('POST', '/do-not-send', {
      ...{
        channel: 'sms',
        addresses: [`13800139${String(Number(number) - 1).padStart(3, '0')}`],
        reason: 'asked',
      },
    })
    const until = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
    const called = new Set<string>()
    for (let brief = await next(); brief !== null && called.size < people; brief = await next()) {
      if (called.size === open.length - 3) break
      called.add(await say('considering', { consideringUntil: until }))
    }
    expect(called.size).toBe(open.length - 3)
    expect(called.has(a ?? '')).toBe(false)
    expect(called.has(b ?? '')).toBe(false)
  })

  it('stops in the middle: what is open ends, what was said stays, nobody is called any more', async () => {
    const held = await next()
    await whole.get('POST', `/campaigns/${first.id}/stop`)
    const states = (await tasksOf(first.id)).map(({ state }) => state)
    expect(states).not.toContain('open')
    expect(states).not.toContain('claimed')
    expect(await next()).toBeNull()
    if (held) {
      const late = await whole.ask('agent', 'POST', `/desk/tasks/${held.task.id}/outcome`, {
        outcome: 'accepted',
      })
      expect(late.body).toContain('desk.notYours')
    }
    const { calls } = await report(first.id)
    expect(calls).toMatchObject({ open: 0, accepted: { people: 1 } })
  })

  it('counts calls against the cap of everything that leaves afterwards, mails too', async () => {
    const { rows } = await sql<{ person: string }>`
      SELECT person_key::text AS person FROM desk_calls WHERE outcome = ANY(${[...reached]}::text[])`.execute(
      whole.app.stores.ledger.db,
    )
    const contacted = [...new Set(rows.map(({ person }) => person))]
    const silent = (
      await sql<{ person: string }>`
      SELECT person_key::text AS person FROM desk_calls WHERE outcome = 'no_answer'`.execute(
        whole.app.stores.ledger.db,
      )
    ).rows.map(({ person }) => person)
    const second = await campaign('Again', { contactCap: { contacts: 1, days: 7 } })
    await launch(second)
    const told = (await tasksOf(second.id)).map(({ customerId }) => customerId)
    // The warehouse has not heard of the calls yet, so the draw does not know them; opening asks the ledger.
    expect(contacted.filter((person) => told.includes(person)).length).toBeGreaterThan(0)
    const workspace = await whole.workspace()
    const ask = (person: string, channel: string) => ({
      ...{
        id: crypto.randomUUID(),
        campaignId: second.id,
        personKey: Number(person),
        channel,
        arm: 'treatment',
      },
      ...{ step: '', occurrence: '', offerId: null, creativeId: null },
    })
    const all = [...contacted, ...silent]
    const called: string[] = []
    for (let brief = await next(); brief !== null; brief = await next())
      called.push(await say('accepted').then((customer) => customer))
    expect(called.filter((person) => contacted.includes(person))).toEqual([])
    expect(called).toEqual(expect.arrayContaining(silent.filter((person) => told.includes(person))))
    const asked = all.map((person) => ask(person, 'email'))
    const verdicts = await whole.app.rooms.campaign.mayContact(workspace, asked, workspace.clock.now())
    for (const one of asked) {
      const verdict = verdicts.get(one.id)
      if (contacted.includes(String(one.personKey)))
        expect(verdict).toMatchObject({ verdict: 'never', reason: 'contact_cap' })
    }
  })
})
