import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { truncatedAddress } from '../../../src/customer/consent/confirm/truncated-address.ts'
import { type Consents, createConsents, type NewConsent } from '../../../src/customer/consent/index.ts'
import { pumpConsents } from '../../../src/customer/consent/pump.ts'
import { allChannels } from '../../../src/customer/consent/purposes.ts'
import { pumpOverrides } from '../../../src/customer/identity/overrides.ts'
import type { Actor, RequestContext } from '../../../src/kit/api.ts'
import { type ManualClock, manualClock } from '../../../src/kit/clock.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import type { SqlFragment } from '../../../src/kit/sql.ts'
import type { Workspace } from '../../../src/kit/workspace.ts'
import { getWorkspace } from '../../../src/stores/ledger/index.ts'
import { int64, type Warehouse } from '../../../src/stores/warehouse/index.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'

const start = new Date('2026-03-01T08:00:00Z')
const actor: Actor = { kind: 'user', id: 'u1', permissions: new Set() }
let fresh: FreshStores
let workspace: Workspace
let clock: ManualClock
let consents: Consents
/** Requests whose message would be sent. */
const asked: string[] = []

beforeAll(async () => {
  fresh = await freshStores()
  clock = manualClock(start)
  workspace = await getWorkspace(fresh.stores.ledger, { id: fresh.workspaceId }, clock)
  consents = createConsents(
    { ...fresh.stores, vaultOf: async () => fresh.vault },
    {
      workspaceOf: async () => workspace,
      send: async (_trx, _workspace, { requestId }) => {
        asked.push(requestId)
      },
    },
  )
})
afterAll(() => fresh?.close())

async function person(): Promise<number> {
  const { person_key } = await fresh.stores.ledger.db
    .insertInto('persons')
    .values({ workspace_id: workspace.id, import_id: null })
    .returning('person_key')
    .executeTakeFirstOrThrow()
  return Number(person_key)
}

const entry = (personKey: number, change: Partial<NewConsent> = {}): NewConsent => ({
  personKey,
  purpose: 'marketing',
  channel: 'email',
  state: 'given',
  source: 'test',
  proof: { kind: 'form' },
  actor: { kind: 'system', id: 'test' },
  ...change,
})
const record = (...entries: NewConsent[]) =>
  fresh.stores.ledger.transaction((trx) => consents.record(trx, workspace, entries))
const email = { purpose: 'marketing', channel: 'email' }
const keysIn = async (people: SqlFragment) =>
  new Set(
    (await fresh.stores.warehouse.rows(people, z.object({ person_key: int64() }))).map((r) => r.person_key),
  )
const refused = async () => keysIn((await consents.selection(workspace, email)).people)
const answer = async (key: number) => (await consents.mayContact(workspace, [key], email)).get(key)

/** The page behind the link in a message; `POST` presses its button. */
async function visit(method: 'GET' | 'POST', token: string, address = '203.0.113.77') {
  const id = method === 'GET' ? 'consentPage' : 'confirmConsent'
  const found = consents.routes().find(({ endpoint }) => endpoint.id === id)
  const input = { params: { token }, query: undefined, body: undefined, upload: null, address }
  return (await found?.handle({ locale: 'en' } as unknown as RequestContext, input)) as {
    raw: string
    status?: number
  }
}

async function call(id: string, input: { params?: object; query?: object; body?: object } = {}) {
  const found = consents.routes().find(({ endpoint }) => endpoint.id === id)
  if (!found) throw new Error(`There is no ${id}.`)
  const { endpoint } = found
  const context = { workspace, actor, locale: 'en' } as unknown as RequestContext
  const reply = await found.handle(context, {
    params: input.params,
    query: endpoint.query?.parse(input.query ?? {}),
    body: endpoint.body?.parse(input.body),
    upload: null,
  })
  return endpoint.response.parse(reply) as Record<string, never> & {
    items: Record<string, unknown>[]
    cells: { purpose: string; channel: string; state: string; allowed: boolean; since: string | null }[]
  }
}

describe('the log of consents', () => {
  it('lets the last word hold, and goes on as before where nothing was said', async () => {
    const key = await person()
    expect(await answer(key)).toEqual({ allowed: true, reason: 'none' })
    await record(entry(key, { state: 'withdrawn' }))
    expect(await answer(key)).toEqual({ allowed: false, reason: 'withdrawn' })
    await record(entry(key))
    expect(await answer(key)).toEqual({ allowed: true, reason: 'given' })
  })

  it('takes a withdrawal for newer even where the clock was set back', async () => {
    const key = await person()
    await record(entry(key))
    clock.set(new Date(start.getTime() - 3_600_000))
    try {
      await record(entry(key, { state: 'withdrawn' }))
      expect(await answer(key)).toMatchObject({ reason: 'withdrawn' })
    } finally {
      clock.set(start)
    }
  })

  it('ends with its time', async () => {
    const key = await person()
    await record(entry(key, { expiresAt: new Date(start.getTime() + 86_400_000) }))
    expect(await answer(key)).toMatchObject({ allowed: true })
    clock.set(new Date(start.getTime() + 86_400_000))
    try {
      expect(await answer(key)).toEqual({ allowed: false, reason: 'expired' })
    } finally {
      clock.set(start)
    }
  })

  it('keeps the same word once, and a repeated withdrawal once, also two at the same moment', async () => {
    const key = await person()
    const at = new Date('2026-02-01T00:00:00Z')
    expect(await record(entry(key, { at }), entry(key, { at }))).toBe(1)
    const { state: _, ...word } = entry(key)
    const withdraw = () => fresh.stores.ledger.transaction((trx) => consents.withdraw(trx, workspace, word))
    expect((await Promise.all([withdraw(), withdraw(), withdraw()])).filter(Boolean)).toHaveLength(1)
  })

  it('cannot be rewritten, and keeps its proof sealed', async () => {
    const key = await person()
    await record(entry(key, { proof: { kind: 'paper', note: 'Binder seven' } }))
    await expect(
      fresh.stores.ledger.db.updateTable('consents').set({ state: 'given' }).execute(),
    ).rejects.toThrow()
    const row = await fresh.stores.ledger.db
      .selectFrom('consents')
      .select('proof')
      .where('person_key', '=', String(key))
      .executeTakeFirstOrThrow()
    expect(row.proof.toString('latin1')).not.toContain('Binder')
  })

  it('answers for several keys of one customer with the strictest', async () => {
    const [a, b] = [await person(), await person()]
    await record(entry(a), entry(b, { channel: allChannels, state: 'withdrawn' }))
    expect(await consents.stateOf(workspace, [a, b], email)).toBe('withdrawn')
    expect(await consents.stateOf(workspace, [a], email)).toBe('given')
  })

  it('asks a merged customer under every key, records under every key, and an undone merge keeps both', async () => {
    const [a, b] = [await person(), await person()]
    await record(entry(a), entry(b, { state: 'withdrawn' }))
    const merge = (current: number) =>
      fresh.stores.ledger.db
        .insertInto('person_overrides')
        .values({ person_key: b, workspace_id: workspace.id, current_key: current, copied_at: null })
        .onConflict((conflict) => conflict.column('person_key').doUpdateSet({ current_key: current }))
        .execute()
    await merge(a)
    await pumpOverrides(fresh.stores.ledger, fresh.stores.warehouse)
    expect(await answer(a)).toEqual({ allowed: false, reason: 'withdrawn' })
    expect(await refused()).toContain(a)
    const { cells } = await call('getConsents', { params: { id: String(a) } })
    expect(cells.find((c) => c.channel === 'email')).toMatchObject({ state: 'withdrawn' })
    await call('recordConsent', {
      params: { id: String(a) },
      body: { ...email, state: 'given', proof: { kind: 'phone', note: 'Asked again' } },
    })
    expect(await answer(a)).toEqual({ allowed: true, reason: 'given' })
    const { state: _, ...word } = entry(a)
    await fresh.stores.ledger.transaction((trx) => consents.withdraw(trx, workspace, word))
    await merge(b)
    expect([await answer(a), await answer(b)]).toMatchObject([
      { reason: 'withdrawn' },
      { reason: 'withdrawn' },
    ])
  })

  it('gives whole audiences the same answer as one person, whatever was recorded', async () => {
    const random = seededRandom(8)
    const keys: number[] = []
    for (let i = 0; i < 120; i++) keys.push(await person())
    const states = ['given', 'pending', 'withdrawn', 'expired'] as const
    for (const key of keys) {
      const entries: NewConsent[] = []
      for (let n = random.below(4); n > 0; n--)
        entries.push(
          entry(key, {
            channel: ['email', 'sms', allChannels][random.below(3)] ?? 'email',
            state: states[random.below(4)] ?? 'given',
            at: new Date(start.getTime() - 86_400_000 * random.below(5)),
            expiresAt: random.below(3) === 0 ? new Date(start.getTime() - 1) : null,
          }),
        )
      await record(...entries)
    }
    for (const allowed of [true, false]) {
      await call('updateConsentPolicy', {
        body: { customPurposes: [], unrecorded: [{ ...email, allowed }] },
      })
      const { mode, people } = await consents.selection(workspace, email)
      const chosen = await keysIn(people)
      expect(mode).toBe(allowed ? 'all_but' : 'only')
      const one = await consents.mayContact(workspace, keys, email)
      for (const key of keys)
        expect(one.get(key)?.allowed, String(key)).toBe(chosen.has(key) === (mode === 'only'))
    }
    await call('updateConsentPolicy', {
      body: { customPurposes: [], unrecorded: [{ ...email, allowed: true }] },
    })
  })
})

describe('what queries know of consents', () => {
  it('ends with the time of a yes, though nobody told the warehouse anything then', async () => {
    const key = await person()
    await record(entry(key, { expiresAt: new Date(start.getTime() + 86_400_000) }))
    expect(await refused()).not.toContain(key)
    clock.set(new Date(start.getTime() + 86_400_000))
    try {
      expect(await refused()).toContain(key)
    } finally {
      clock.set(start)
    }
  })

  it('is right after the copying died before, while and after it wrote, and whoever copies beside it', async () => {
    const [a, b] = [await person(), await person()]
    await record(entry(a), entry(b))
    const { ledger, warehouse } = fresh.stores
    const dying = (...when: ('before' | 'after')[]): Warehouse => ({
      ...warehouse,
      insert: async (...args) => {
        if (when.includes('after')) await warehouse.insert(...args)
        throw new Error('the process died')
      },
    })
    await expect(pumpConsents(ledger, dying('before'))).rejects.toThrow('died')
    await expect(pumpConsents(ledger, dying('after'))).rejects.toThrow('died')
    await record(entry(a, { state: 'withdrawn' }))
    await Promise.all([pumpConsents(ledger, warehouse), pumpConsents(ledger, warehouse)])
    expect(await pumpConsents(ledger, warehouse)).toBe(0)
    const seen = await refused()
    expect([seen.has(a), seen.has(b)]).toEqual([true, false])
  })

  it('is asked of nobody who cannot be told: no audience is drawn from what held before', async () => {
    const key = await person()
    await record(entry(key, { state: 'withdrawn' }))
    const away: Warehouse = {
      ...fresh.stores.warehouse,
      insert: async () => {
        throw new Error('the engine is away')
      },
    }
    const cut = createConsents({ ...fresh.stores, warehouse: away, vaultOf: async () => fresh.vault })
    await expect(cut.selection(workspace, email)).rejects.toThrow('away')
    expect(await refused()).toContain(key)
  })
})

describe('a customer’s consents', () => {
  it('are recorded with their proof, shown by purpose and channel, and audited', async () => {
    const key = await person()
    const params = { id: String(key) }
    const texts = await call('addConsentText', {
      body: { ...email, language: 'en', body: 'We may write to you about offers.' },
    })
    const done = await call('recordConsent', {
      params,
      body: {
        ...email,
        state: 'given',
        at: '2026-02-28T10:00:00Z',
        expiresAt: '2027-02-28T10:00:00Z',
        proof: { kind: 'paper', note: 'Form in binder 7' },
        textId: texts.id,
      },
    })
    expect(done.recorded).toBe(true)
    const cells = (await call('getConsents', { params })).cells
    expect(cells).toHaveLength(16)
    expect(cells.find((c) => c.purpose === 'marketing' && c.channel === 'email')).toMatchObject({
      state: 'given',
      allowed: true,
      since: '2026-02-28T10:00:00.000Z',
    })
    await call('recordConsent', {
      params,
      body: {
        purpose: 'marketing',
        channel: '*',
        state: 'withdrawn',
        proof: { kind: 'phone', note: 'Called us' },
      },
    })
    const after = (await call('getConsents', { params })).cells.filter((c) => c.purpose === 'marketing')
    expect(new Set(after.map((c) => c.state))).toEqual(new Set(['withdrawn']))
    const history = await call('listConsentHistory', { params, query: { limit: 1 } })
    expect(history.total).toBe(2)
    expect(history.items[0]).toMatchObject({
      state: 'withdrawn',
      proof: { kind: 'phone', note: 'Called us' },
    })
    const older = await call('listConsentHistory', {
      params,
      query: { limit: 1, cursor: history.nextCursor },
    })
    expect(older).toMatchObject({ nextCursor: null })
    expect(older.items[0]).toMatchObject({ text: { version: 1, language: 'en' }, source: 'staff' })
    const audit = await fresh.stores.ledger.db
      .selectFrom('audit_log')
      .select(['action', 'detail'])
      .where('subject_id', '=', String(key))
      .execute()
    expect(audit.map((a) => a.action)).toEqual(['consent.record', 'consent.record'])
    expect(JSON.stringify(audit)).not.toContain('binder')
  })

  it('are refused with the reason: a future time, an end before the beginning, an address in the note', async () => {
    const params = { id: String(await person()) }
    const body = { ...email, state: 'given', proof: { kind: 'form', note: 'Web form' } }
    const refused = (more: object, code: string) =>
      expect(call('recordConsent', { params, body: { ...body, ...more } })).rejects.toMatchObject({ code })
    await refused({ at: '2026-03-02T00:00:00Z' }, 'consent.inFuture')
    await refused({ expiresAt: '2026-01-01T00:00:00Z' }, 'consent.expiresBefore')
    await refused({ proof: { kind: 'form', note: 'mail of li@x.example' } }, 'consent.identifierInNote')
    await refused({ channel: 'pigeon' }, 'consent.unknownChannel')
    await refused({ purpose: 'fun' }, 'consent.unknownPurpose')
    await refused({ textId: 'none' }, 'consent.unknownText')
    await expect(call('getConsents', { params: { id: '999999' } })).rejects.toMatchObject({
      code: 'common.notFound',
    })
  })
})

describe('the policy', () => {
  it('begins as things were, is changed by cell, and keeps purposes that are in use', async () => {
    const before = await call('getConsentPolicy')
    expect(before.unrecorded).toContainEqual({ purpose: 'marketing', channel: 'sms', allowed: true })
    expect(before.unrecorded).toContainEqual({ purpose: 'sharing', channel: '*', allowed: false })
    const survey = { id: 'survey', label: { en: 'Surveys', 'zh-CN': '问卷调研' }, perChannel: true }
    const key = await person()
    const sms = { purpose: 'marketing', channel: 'sms' }
    await call('updateConsentPolicy', {
      body: { customPurposes: [survey], unrecorded: [{ ...sms, allowed: false }] },
    })
    expect((await consents.mayContact(workspace, [key], sms)).get(key)).toEqual({
      allowed: false,
      reason: 'none',
    })
    expect(await answer(key)).toMatchObject({ allowed: true })
    await record(entry(key, { purpose: 'survey' }))
    await expect(
      call('updateConsentPolicy', { body: { customPurposes: [], unrecorded: [] } }),
    ).rejects.toMatchObject({ code: 'consent.purposeInUse' })
    await expect(
      call('updateConsentPolicy', { body: { customPurposes: [survey, survey], unrecorded: [] } }),
    ).rejects.toMatchObject({ code: 'consent.purposeTaken' })
    const audit = await fresh.stores.ledger.db
      .selectFrom('audit_log')
      .select('detail')
      .where('action', '=', 'consent.policy')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(audit.detail).toEqual({ unrecorded: { 'marketing/sms': false }, purposes: ['survey'] })
  })

  it('numbers the versions of a text, also of two who save at once', async () => {
    const body = { purpose: 'service', channel: '*', language: 'zh-CN', body: '我们会就您的订单与您联系。' }
    await Promise.all([call('addConsentText', { body }), call('addConsentText', { body })])
    const { items } = await call('listConsentTexts')
    expect(items.filter((text) => text.purpose === 'service').map((text) => text.version)).toEqual([2, 1])
  })
})

describe('a consent confirmed by mail', () => {
  const ask = async (key: number, language: 'zh-CN' | 'en' = 'en') => {
    await call('askConfirmation', {
      params: { id: String(key) },
      body: { purpose: 'marketing', channel: 'email', language },
    })
    const id = asked.at(-1) ?? ''
    const path = (await consents.confirmationMessages(workspace, [id])).get(id)?.path ?? ''
    return path.replace('/t/a/', '')
  }
  const reader = async () => {
    const key = await person()
    await fresh.stores.ledger.db
      .insertInto('identifiers')
      .values({
        workspace_id: workspace.id,
        person_key: key,
        kind: 'email',
        blind_index: Buffer.from(`mail of ${key}`),
        ciphertext: Buffer.from('sealed'),
        source: 'test',
        import_id: null,
        last_import_id: null,
        first_seen_at: start,
        last_seen_at: start,
      })
      .execute()
    return key
  }
  const history = async (key: number) =>
    (await call('listConsentHistory', { params: { id: String(key) } })).items as {
      state: string
      actor: string
      proof: { kind: string; note: string }
      text: { version: number } | null
    }[]

  it('is pending until the button is pressed, whoever looks at the page; then it is given with its proof', async () => {
    const key = await reader()
    await call('addConsentText', {
      body: { purpose: 'marketing', channel: 'email', language: 'zh-CN', body: '我同意接收 <优惠> 邮件。' },
    })
    const token = await ask(key, 'zh-CN')
    expect(await answer(key)).toEqual({ allowed: false, reason: 'pending' })
    for (let scan = 0; scan < 3; scan++) {
      const { raw } = await visit('GET', token)
      expect(raw).toContain('我同意接收 &#60;优惠&#62; 邮件。')
      expect(raw).toContain('<form method="post">')
    }
    expect(await answer(key)).toEqual({ allowed: false, reason: 'pending' })
    const pages = await Promise.all([visit('POST', token), visit('POST', token), visit('POST', token)])
    for (const page of pages) expect(page.raw).toContain('谢谢，您已同意')
    expect(await answer(key)).toEqual({ allowed: true, reason: 'given' })
    const entries = await history(key)
    expect(entries.map(({ state }) => state)).toEqual(['given', 'pending'])
    expect(entries[0]).toMatchObject({
      actor: 'customer',
      proof: { kind: 'confirmation', note: '203.0.113.0/24' },
      text: { version: 1 },
    })
  })

  it('holds no longer than its link, lifts no later withdrawal, and asks nobody again and again', async () => {
    const late = await reader()
    const old = await ask(late)
    clock.set(new Date(start.getTime() + 7 * 86_400_000))
    try {
      expect((await visit('POST', old)).raw).toContain('This link has run out')
      expect(await answer(late)).toMatchObject({ allowed: false })
    } finally {
      clock.set(start)
    }
    const gone = await reader()
    const link = await ask(gone)
    clock.set(new Date(start.getTime() + 60_000))
    try {
      await record(entry(gone, { state: 'withdrawn', channel: allChannels }))
      expect((await visit('POST', link)).raw).toContain('You have withdrawn your consent since')
      expect(await answer(gone)).toMatchObject({ reason: 'withdrawn' })
      await expect(ask(gone)).rejects.toMatchObject({ code: 'consent.askedRecently' })
      for (const minutes of [11, 22]) {
        clock.set(new Date(start.getTime() + minutes * 60_000))
        await ask(gone)
      }
      clock.set(new Date(start.getTime() + 86_400_000))
      await expect(ask(gone)).rejects.toMatchObject({ code: 'consent.askedRecently' })
    } finally {
      clock.set(start)
    }
    expect((await visit('GET', `${link}x`)).status).toBe(404)
    expect((await visit('POST', 'no link of ours at all')).status).toBe(404)
    await expect(ask(await person())).rejects.toMatchObject({ code: 'consent.noAddress' })
  })

  it('is asked for where the policy says so', async () => {
    const key = await reader()
    const said = { purpose: 'marketing', channel: 'email', state: 'given' }
    const yes = (kind: string) =>
      call('recordConsent', {
        params: { id: String(key) },
        body: { ...said, proof: { kind, note: 'Binder 7' } },
      })
    const { purposes } = (await call('getConsentPolicy')) as unknown as {
      purposes: { id: string; label: object; perChannel: boolean; custom: boolean }[]
    }
    const customPurposes = purposes.filter((each) => each.custom)
    const confirmed = (...channels: string[]) => ({
      body: {
        customPurposes,
        unrecorded: [],
        confirmed: channels.map((channel) => ({ purpose: 'marketing', channel })),
      },
    })
    await expect(call('updateConsentPolicy', confirmed('sms'))).rejects.toMatchObject({
      code: 'consent.notByMail',
    })
    await call('updateConsentPolicy', confirmed('email'))
    await expect(yes('phone')).rejects.toMatchObject({ code: 'consent.needsConfirmation' })
    expect(await answer(key)).toMatchObject({ reason: 'none' })
    await yes('paper')
    expect(await answer(key)).toMatchObject({ reason: 'given' })
    await call('updateConsentPolicy', confirmed())
  })
})

describe('the network address kept as a proof', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:85a3:8d3:1319:8a2e:370:7348', '2001:db8:85a3::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['::1', '0:0:0::/48'],
    ['unknown', ''],
  ])('%s names a network and no machine: %s', (address, network) => {
    expect(truncatedAddress(address)).toBe(network)
  })
})
