import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withOpenCase } from '../../../src/interaction/index.ts'
import { standardRecovery } from '../../../src/interaction/recovery/settings.ts'
import { type WholeApp, wholeApp } from '../../server/whole-app.ts'

let whole: WholeApp
const hour = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString()
const keys = new Map<string, number>()
const key = (name: string) => keys.get(name) ?? 0

beforeAll(async () => {
  whole = await wholeApp()
  const names = Array.from({ length: 24 }, (_, i) => `C-${i + 1}`)
  await whole.importLines(['id,mail', ...names.map((id) => `${id},${id}@people.example`)], {
    ...{ kind: 'customers', fields: { customer: 'id', email: 'mail' } },
  })
  const day = ago(40 * 24).slice(0, 10)
  await whole.importLines(
    [
      'no,id,at,sku,n,amount',
      ...names.slice(0, 20).map((id, i) => `O${i},${id},${day},S,1,${(i + 1) * 100}`),
    ],
    {
      kind: 'orders',
      fields: {
        order_id: 'no',
        customer: 'id',
        ts: 'at',
        product_id: 'sku',
        quantity: 'n',
        amount: 'amount',
      },
    },
  )
  const workspace = await whole.workspace()
  for (const [name, own] of await whole.app.rooms.customer.persons.resolve(workspace, 'account', names))
    keys.set(name, own)
  await whole.app.rooms.insight.features.refresh(workspace, {})
}, 60_000)
afterAll(() => whole?.close())

type Case = {
  id: string
  severity: number
  tier: string | null
  priority: number
  topics: string[]
  words: string | null
  clock: string
  dueAt: string
  receivedAt: string
  arm: string | null
  outcome: string | null
  closedAt: string | null
  round: number
  codedBy: string | null
  prepared: { remedy: { id: string }; needsApproval: boolean; reaction: { recovered: number; cases: number } }
  fitting: { id: string }[]
  remedies: { state: string; isMine: boolean; label: string }[]
  steps: { what: string; note: string | null }[]
}
const open = async (name: string, words: string, more: object = {}) =>
  (await whole.get<{ id: string }>('POST', '/cases', { customer: String(key(name)), words, ...more })).id
const look = (id: string) => whole.get<Case>('GET', `/cases/${id}`)
const post = (who: 'owner' | 'marketer' | 'viewer', id: string, path: string, body: object = {}) =>
  whole.ask(who, 'POST', `/cases/${id}/${path}`, body)
const silent = async (name: string) => {
  const workspace = await whole.workspace()
  return (await withOpenCase(whole.app.stores.ledger, workspace, [key(name)])).has(key(name))
}

describe('a complaint', () => {
  it('is coded, ranked by severity and value, and its clock runs', async () => {
    const id = await open('C-20', '这个月话费多扣了三十，太过分了')
    const one = await look(id)
    expect(one.topics).toContain('billing')
    expect([one.severity, one.tier, one.priority]).toEqual([3, 'high', 9])
    expect(new Date(one.dueAt).getTime() - new Date(one.receivedAt).getTime()).toBe(24 * hour)
    expect(one.prepared).toMatchObject({ remedy: { id: 'manager' }, needsApproval: true })
    const { items } = await whole.get<{ items: Case[] }>('GET', '/cases')
    expect(items[0]?.id).toBe(id)
  })

  it('keeps what was written sealed in the ledger', async () => {
    const marker = '冰箱漏水把地板泡了，暗号七七四九'
    const id = await open('C-1', marker)
    const row = await whole.app.stores.ledger.db
      .selectFrom('cases')
      .select('words')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(row.words.includes(Buffer.from('暗号'))).toBe(false)
    expect((await look(id)).words).toBe(marker)
  })

  it('of one mail is one case, however often it is told', async () => {
    const [a, b] = [
      await open('C-2', 'parcel arrived broken', { channel: 'mail', ref: 'm-1' }),
      await open('C-2', 'again', { channel: 'mail', ref: 'm-1' }),
    ]
    expect(b).toBe(a)
  })

  it('is refused for nobody, from the future and without words', async () => {
    const ask = async (body: object) => whole.ask('owner', 'POST', '/cases', body)
    expect((await ask({ customer: '999999', words: 'hello there' })).status).toBe(404)
    const later = ago(-1)
    expect((await ask({ customer: String(key('C-3')), words: 'hello', receivedAt: later })).status).toBe(400)
    expect((await ask({ customer: String(key('C-3')), words: ' ' })).status).toBe(400)
    expect(
      (await whole.ask('viewer', 'POST', '/cases', { customer: String(key('C-3')), words: 'hello' })).status,
    ).toBe(403)
  })

  it('silences marketing until it is closed, and says so', async () => {
    const id = await open('C-4', 'where is my parcel')
    expect(await silent('C-4')).toBe(true)
    expect(await silent('C-5')).toBe(false)
    const now = async () =>
      (
        await whole.get<{ now: { reasons: string[]; sentence: { en: string } } }>(
          'GET',
          `/customers/${key('C-4')}/contacts`,
        )
      ).now
    expect((await now()).reasons).toContain('open_complaint')
    expect((await now()).sentence.en).toContain('a complaint that is not closed')
    await post('owner', id, 'closing', { outcome: 'recovered', satisfaction: 5 })
    expect(await silent('C-4')).toBe(false)
    expect((await now()).reasons).not.toContain('open_complaint')
    await post('owner', id, 'reopening', { isUndo: true })
    expect(await silent('C-4')).toBe(true)
  })

  it('is late when nobody answers in time; the first answer stops the clock', async () => {
    const id = await open('C-6', '柜台没人，等了半天', { receivedAt: ago(80) })
    expect((await look(id)).clock).toBe('late')
    const { total } = await whole.get<{ total: number }>('GET', '/cases?state=late')
    expect(total).toBeGreaterThan(0)
    expect((await post('owner', id, 'answers', { channel: 'call', note: 'said sorry' })).status).toBe(200)
    const after = await look(id)
    expect(after.clock).toBe('answered_late')
    expect(after.steps.at(-1)).toMatchObject({ what: 'answered', note: 'said sorry' })
    const fresh = await open('C-7', '店里太闷')
    await post('owner', fresh, 'answers', { channel: 'call' })
    expect((await look(fresh)).clock).toBe('answered')
  })

  it('coded otherwise by a person is due anew', async () => {
    const id = await open('C-8', '服务一般')
    const body = { topics: ['staff'], sentiment: -1, severity: 4, note: null }
    expect((await post('owner', id, 'coding', body)).status).toBe(200)
    const one = await look(id)
    expect([one.severity, one.topics]).toEqual([4, ['staff']])
    expect(new Date(one.dueAt).getTime() - new Date(one.receivedAt).getTime()).toBe(4 * hour)
    expect(one.codedBy).not.toBeNull()
  })
})

describe('a remedy', () => {
  it('above the limit waits for another person, and is given once', async () => {
    const id = await open('C-19', '账单乱扣钱，气死了')
    expect((await post('marketer', id, 'remedies', { remedy: 'manager' })).status).toBe(200)
    expect((await look(id)).remedies[0]).toMatchObject({ state: 'waiting', isMine: false })
    expect((await post('marketer', id, 'remedies/given')).status).toBe(409)
    expect((await post('marketer', id, 'remedies/decision', { approve: true })).status).toBe(403)
    expect((await post('owner', id, 'remedies/decision', { approve: true })).status).toBe(200)
    const twice = await Promise.all([
      post('marketer', id, 'remedies/given'),
      post('owner', id, 'remedies/given'),
    ])
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await post('owner', id, 'remedies', { remedy: 'apology' })).status).toBe(409)
    const one = await look(id)
    expect(one.remedies.map(({ state }) => state)).toEqual(['given'])
    expect((await post('owner', id, 'closing', { outcome: 'recovered' })).status).toBe(200)
    expect((await look(id)).prepared.reaction).toMatchObject({ recovered: 1, cases: 1 })
    expect((await post('owner', id, 'remedies/given')).status).toBe(409)
  })

  it('again is possible only where the customer came back, not by an undo', async () => {
    const id = await open('C-18', 'the kettle leaks, I am annoyed')
    await post('owner', id, 'remedies', { remedy: 'apology' })
    await post('owner', id, 'remedies/given')
    await post('owner', id, 'closing', { outcome: 'recovered' })
    await post('owner', id, 'reopening', { isUndo: true })
    expect((await post('owner', id, 'remedies', { remedy: 'apology' })).status).toBe(409)
    await post('owner', id, 'closing', { outcome: 'lost' })
    await post('owner', id, 'reopening', { isUndo: false })
    expect((await post('owner', id, 'remedies', { remedy: 'apology' })).status).toBe(200)
  })

  it('that is promised keeps the case open; withdrawn it does not', async () => {
    const id = await open('C-17', 'where is my refund')
    await post('owner', id, 'remedies', { remedy: 'apology' })
    const answer = await post('owner', id, 'closing', { outcome: 'lost' })
    expect([answer.status, answer.body]).toEqual([409, expect.stringContaining('promised and not given')])
    await post('owner', id, 'remedies/withdrawal')
    expect((await post('owner', id, 'closing', { outcome: 'lost' })).status).toBe(200)
    expect((await post('owner', id, 'answers', { channel: 'call' })).status).toBe(409)
  })

  it('that does not fit the case is refused', async () => {
    const id = await open('C-21', '想问下几点关门')
    expect((await post('owner', id, 'remedies', { remedy: 'manager' })).status).toBe(400)
    expect((await post('owner', id, 'remedies', { remedy: 'nothing-of-ours' })).status).toBe(400)
  })

  it('is shown before anything happened', async () => {
    const { tier, prepared } = await whole.get<{
      tier: string
      prepared: { severity: number; remedy: { id: string } }[]
    }>('GET', `/customers/${key('C-16')}/recovery`)
    expect(tier).toBe('middle')
    expect(prepared.map(({ remedy }) => remedy.id)).toEqual([
      'apology',
      'coupon',
      'coupon_plus',
      'coupon_plus',
    ])
  })
})

describe('the comparison', () => {
  it('is off until a workspace signs it, and then holds the standard remedy against the rest', async () => {
    const standard = standardRecovery('en')
    await whole.get('PUT', '/recovery-settings', {
      ...standard,
      trial: { share: 0.5, severity4: false, days: 7 },
    })
    const arms = new Map<string, string | null>()
    for (let i = 1; i <= 20; i++) {
      const id = await open(`C-${i}`, 'you overcharged me again, I am angry', {
        ...{ ref: `t${i}`, channel: 'import', receivedAt: ago(8 * 24) },
      })
      const one = await look(id)
      arms.set(id, one.arm)
      if (one.arm === 'standard') {
        expect(one.prepared.remedy.id).toBe('make_good')
        expect((await post('owner', id, 'remedies', { remedy: 'coupon' })).status).toBe(409)
      }
      await post('owner', id, 'remedies', { remedy: one.prepared.remedy.id })
    }
    const drawn = [...arms.values()].filter((arm) => arm !== null)
    expect(drawn.length).toBe(20)
    expect(new Set(drawn)).toEqual(new Set(['full', 'standard']))
    type Figures = {
      received: number
      inTime: { estimate: number | null }
      trial: {
        full: number
        standard: number
        spendMinor: { estimate: number | null; lo: number; hi: number }
      }
    }
    const figures = await whole.get<Figures>('GET', '/case-figures?days=90')
    expect(figures.trial.full + figures.trial.standard).toBe(20)
    expect(figures.trial.full).toBe(drawn.filter((arm) => arm === 'full').length)
    // Nobody bought meanwhile, so the two are alike.
    expect(figures.trial.spendMinor).toMatchObject({ estimate: 0, lo: 0, hi: 0 })
    expect(figures.received).toBeGreaterThan(20)
    expect(figures.inTime.estimate).toBeLessThan(1)
  })

  it('compares what customers bought afterwards', async () => {
    const { ledger } = whole.app.stores
    const rows = await ledger.db
      .selectFrom('cases')
      .select(['person_key', 'arm'])
      .where('arm', 'is not', null)
      .execute()
    const nameOf = new Map([...keys].map(([name, own]) => [own, name]))
    const day = ago(5 * 24)
    await whole.importLines(
      [
        'no,id,at,sku,n,amount',
        ...rows.map(
          (row, i) =>
            `T${i},${nameOf.get(Number(row.person_key))},${day},S,1,${row.arm === 'full' ? 300 : 100}`,
        ),
      ],
      {
        kind: 'orders',
        fields: {
          order_id: 'no',
          customer: 'id',
          ts: 'at',
          product_id: 'sku',
          quantity: 'n',
          amount: 'amount',
        },
      },
    )
    const { trial } = await whole.get<{ trial: { spendMinor: { estimate: number; verdict: string } } }>(
      'GET',
      '/case-figures',
    )
    expect(trial.spendMinor.estimate).toBeCloseTo(20_000, 0)
    expect(trial.spendMinor.verdict).toBe('positive')
  })

  it('refuses a catalogue in which somebody would get nothing', async () => {
    const standard = standardRecovery('en')
    const answer = await whole.ask('owner', 'PUT', '/recovery-settings', {
      ...standard,
      remedies: standard.remedies.slice(1),
    })
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining('would get nothing')])
    expect((await whole.ask('marketer', 'PUT', '/recovery-settings', standard)).status).toBe(403)
  })
})
