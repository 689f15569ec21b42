import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { refusedByTopic, refusedByWish } from '../../../src/campaign/launch/pressure.ts'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { decide, mergePersons, undoMerge } from '../../../src/customer/identity/merges.ts'
import { marketingChoices, recordChoice } from '../../../src/customer/index.ts'
import { listedAmong } from '../../../src/interaction/do-not-send/list.ts'
import type { RecipientsOf, RecordWithdrawal } from '../../../src/interaction/ports.ts'
import { preferenceRoutes } from '../../../src/interaction/preferences/routes.ts'
import {
  contactTopicsOf,
  keysRefusingTopic,
  saveContactTopics,
  topicRefusals,
} from '../../../src/interaction/preferences/topics.ts'
import { wishesOf } from '../../../src/interaction/preferences/wishes.ts'
import { unsubscribeTracked } from '../../../src/interaction/tracking/engagement.ts'
import { signTracked, type TokenUse } from '../../../src/interaction/tracking/tokens.ts'
import type { RawReply, RequestContext } from '../../../src/kit/api.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { type Bench, openBench } from '../../customer/support.ts'
import { recordTouches } from '../support/outbox.ts'

const dayMs = 86_400_000
const clock = manualClock(new Date('2026-11-21T04:00:00Z'))
let bench: Bench
let person = 0
let other = 0
let delivery = ''
const campaign = randomUUID()

beforeAll(async () => {
  bench = await openBench({ clock })
})
afterAll(() => bench?.close())

beforeEach(async () => {
  const name = randomUUID().slice(0, 8)
  const { persons } = bench.customer
  const known = await persons.resolve(bench.workspace, 'account', [name, `${name}-2`])
  person = known.get(name) ?? 0
  other = known.get(`${name}-2`) ?? 0
  const { ledger } = bench.stores
  await ledger.db
    .insertInto('identifiers')
    .values(
      (['email', 'phone'] as const).map((kind) => ({
        ...{ workspace_id: bench.workspace.id, kind, person_key: person, source: 'test' },
        ...{ blind_index: addressIndex(kind), ciphertext: Buffer.from('x') },
        ...{ first_seen_at: bench.workspace.clock.now(), last_seen_at: bench.workspace.clock.now() },
      })),
    )
    .execute()
  delivery = await sent('email', 40)
})

const addressIndex = (kind: string) => bench.vault.blindIndex(kind, `${person}@shop.example`)
const recipientsOf: RecipientsOf = async (_workspace, keys, kind) =>
  new Map(keys.map((key) => [key, { address: `${person}@shop.example`, blindIndex: addressIndex(kind) }]))
const consents = () => createConsents({ ...bench.stores, vaultOf: async () => bench.vault })
const recordWithdrawal: RecordWithdrawal = async (trx, workspace, { personKey, channel, source }) => {
  await consents().withdraw(trx, workspace, {
    ...{ personKey, purpose: 'marketing', channel, source },
    ...{ proof: { kind: 'unsubscribe_link' }, actor: { kind: 'customer' as const, id: '' } },
  })
}

/** A message that went out some days ago. */
async function sent(channel: string, daysAgo: number, to = person): Promise<string> {
  const id = randomUUID()
  const at = new Date(bench.workspace.clock.now().getTime() - daysAgo * dayMs)
  await bench.stores.ledger.db
    .insertInto('deliveries')
    .values({
      ...{ id, workspace_id: bench.workspace.id, campaign_id: randomUUID(), person_key: to, channel },
      ...{
        status: 'sent',
        not_before: at,
        planned_at: at,
        ended_at: at,
        address_index: addressIndex('email'),
      },
    } as never)
    .execute()
  return id
}

const deps = () => ({
  ledger: bench.stores.ledger,
  vaultOf: async () => bench.vault,
  workspaceOf: async () => bench.workspace,
  recordTouches,
  recipientsOf,
  recordWithdrawal,
  choices: {
    of: (workspace: Bench['workspace'], key: number) => marketingChoices(bench.stores.ledger, workspace, key),
    record: (
      trx: Parameters<typeof recordChoice>[0],
      workspace: Bench['workspace'],
      choice: Parameters<typeof recordChoice>[3],
    ) => recordChoice(trx, workspace, async () => bench.vault, choice),
  },
})

const token = (use: TokenUse = 'preferences') =>
  signTracked(bench.vault, { workspaceId: bench.workspace.id, deliveryId: delivery, linkNo: 0 }, use)

async function ask(id: 'preferencePage' | 'savePreferences', form: object | undefined, of = token()) {
  const route = preferenceRoutes(deps()).find(({ endpoint }) => endpoint.id === id)
  const body = id === 'savePreferences' ? route?.endpoint.body?.parse(form) : undefined
  const reply = (await route?.handle(
    { locale: 'en' } as unknown as RequestContext,
    {
      ...{ params: { token: of }, query: undefined, body, upload: null },
    } as never,
  )) as RawReply
  return { status: reply.status ?? 200, page: String(reply.raw) }
}

/** What a browser sends where nobody touched the list: its first option. */
const chosenPause = (page: string) => /name="pause"><option value="(\w+)"/.exec(page)?.[1]

const allowed = async (channel: string) =>
  (await consents().mayContact(bench.workspace, [person], { purpose: 'marketing', channel })).get(person)
    ?.allowed
const verdict = async (to = person) => {
  const id = randomUUID()
  const due = { id, campaignId: campaign, step: '', occurrence: '', channel: 'email', personKey: to }
  const found = await refusedByWish(
    { ledger: bench.stores.ledger },
    bench.workspace,
    [{ ...due, offerId: null, creativeId: null, arm: 'treatment' }],
    bench.workspace.clock.now(),
  )
  const answer = found.get(id)
  return answer && 'reason' in answer ? answer.reason : (answer?.verdict ?? 'send')
}

it('shows the channels a customer has and what holds, and says nothing of who they are', async () => {
  const { page } = await ask('preferencePage', undefined)
  for (const channel of ['email', 'sms', 'phone']) expect(page).toContain(`name="${channel}" checked`)
  expect(page).not.toContain('name="wechat"')
  expect(page).not.toContain('shop.example')
  expect(chosenPause(page)).toBe('none')
  expect(await allowed('email')).toBe(true)
})

it('takes back what is not ticked, and gives again what is, also where they had unsubscribed', async () => {
  const shown = 'email,sms,phone'
  await ask('savePreferences', { shown, email: 'on', pace: 'any', pause: 'none' })
  expect([await allowed('email'), await allowed('sms'), await allowed('phone')]).toEqual([true, false, false])
  const { ledger } = bench.stores
  const workspace = bench.workspace
  const row = await ledger.db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', '=', delivery)
    .executeTakeFirstOrThrow()
  await unsubscribeTracked(deps(), {
    workspace,
    token: { workspaceId: workspace.id, deliveryId: delivery, linkNo: 0 },
    delivery: { ...row, ms_since: null },
  })
  const listed = () => listedAmong(ledger, workspace.id, 'email', [addressIndex('email')])
  expect([(await listed()).size, await allowed('email')]).toEqual([1, false])
  const { page } = await ask('savePreferences', { shown, email: 'on', sms: 'on', pace: 'any', pause: 'none' })
  expect([(await listed()).size, await allowed('email'), await allowed('sms')]).toEqual([0, true, true])
  expect(page).toContain('name="email" checked')
  expect(page).not.toContain('name="phone" checked')
})

it('leaves alone what the page did not show', async () => {
  await ask('savePreferences', { shown: 'email', email: 'on', pace: 'any' })
  expect(await allowed('sms')).toBe(true)
  await ask('savePreferences', { shown: 'wechat,constructor,__proto__', pace: 'any' })
  expect([await allowed('email'), await allowed('sms')]).toEqual([true, true])
})

it('keeps a pace above every campaign, and a pause until its end', async () => {
  expect(await verdict()).toBe('send')
  await ask('savePreferences', { shown: '', pace: 'weekly', pause: 'none' })
  expect(await verdict()).toBe('send')
  await sent('sms', 8)
  expect(await verdict()).toBe('send')
  await sent('sms', 6)
  expect(await verdict()).toBe('own_pace')
  await ask('savePreferences', { shown: '', pace: 'any', pause: '30' })
  expect(await verdict()).toBe('paused')
  expect(chosenPause((await ask('preferencePage', undefined)).page)).toBe('keep')
  clock.advance(29 * dayMs)
  expect(await verdict()).toBe('paused')
  clock.advance(2 * dayMs)
  expect(await verdict()).toBe('send')
})

it('holds for the whole person while records are merged, by the strictest word, and as before after', async () => {
  await ask('savePreferences', { shown: '', pace: 'monthly', pause: '90' })
  expect(await verdict(other)).toBe('send')
  const made = await decide(bench.stores.ledger, bench.workspace.id, (trx) =>
    mergePersons(trx, {
      ...{ workspaceId: bench.workspace.id, keep: other, merge: person, rule: 'review' },
      ...{ actor: { kind: 'user', id: 'test' }, evidence: [], at: bench.workspace.clock.now() },
    }),
  )
  expect([await verdict(other), await verdict(person)]).toEqual(['paused', 'paused'])
  await decide(bench.stores.ledger, bench.workspace.id, (trx) =>
    undoMerge(trx, {
      ...{ workspaceId: bench.workspace.id, id: made?.id ?? '', by: 'test', at: bench.workspace.clock.now() },
    }),
  )
  expect([await verdict(other), await verdict(person)]).toEqual(['send', 'paused'])
  expect((await wishesOf(bench.stores.ledger.db, bench.workspace, [other])).size).toBe(0)
})

/** Makes these the topics; @returns their ids, by English name. */
async function topics(...names: string[]): Promise<Map<string, string>> {
  const { ledger } = bench.stores
  const known = await contactTopicsOf(ledger.db, bench.workspace.id)
  await ledger.transaction((trx) =>
    saveContactTopics(
      trx,
      bench.workspace,
      names.map((en) => ({ id: known.find(({ name }) => name.en === en)?.id, name: { en, 'zh-CN': '' } })),
    ),
  )
  return new Map((await contactTopicsOf(ledger.db, bench.workspace.id)).map(({ id, name }) => [name.en, id]))
}

const wantsTopic = async (topicId: string, to = person) => {
  const id = randomUUID()
  const due = { id, campaignId: campaign, step: '', occurrence: '', channel: 'email', personKey: to }
  const found = await refusedByTopic(bench.stores, bench.workspace, topicId, [
    { ...due, offerId: null, creativeId: null, arm: 'treatment' },
  ])
  return !found.has(id)
}

it('offers topics by name, all wanted until one is unticked, and asks nothing where there are none', async () => {
  await topics()
  expect((await ask('preferencePage', undefined)).page).not.toContain('name="topic_')
  const ids = await topics('Tea', 'Cups & <b>pots</b>')
  const [tea = '', cups = ''] = [ids.get('Tea'), ids.get('Cups & <b>pots</b>')]
  const { page } = await ask('preferencePage', undefined)
  expect(page).toContain(`name="topic_${tea}" checked> Tea`)
  expect(page).not.toContain('<b>pots')
  const shown = [...ids.values()].join(',')
  await ask('savePreferences', { shown: '', topics: shown, pace: 'any', [`topic_${tea}`]: 'on' })
  expect([await wantsTopic(tea), await wantsTopic(cups)]).toEqual([true, false])
  expect((await topicRefusals(bench.stores.ledger.db, bench.workspace.id)).get(cups)).toBe(1)
  // What the page did not show stays, and what is not offered is nothing.
  await ask('savePreferences', { shown: '', topics: `nonsense,__proto__,${randomUUID()}`, pace: 'any' })
  expect([await wantsTopic(tea), await wantsTopic(cups)]).toEqual([true, false])
  await ask('savePreferences', { shown: '', topics: shown, pace: 'any', [`topic_${cups}`]: 'on' })
  expect([await wantsTopic(tea), await wantsTopic(cups)]).toEqual([false, true])
})

it('keeps what was said of a topic that is offered no more', async () => {
  const ids = await topics('Tea', 'News')
  const news = ids.get('News') ?? ''
  await ask('savePreferences', { shown: '', topics: news, pace: 'any' })
  await topics('Tea')
  expect((await ask('preferencePage', undefined)).page).not.toContain(news)
  expect(await wantsTopic(news)).toBe(false)
  await expect(
    bench.stores.ledger.transaction((trx) =>
      saveContactTopics(trx, bench.workspace, [{ id: news, name: { en: 'News', 'zh-CN': '' } }]),
    ),
  ).rejects.toMatchObject({ code: 'interaction.unknownTopic' })
})

it('takes a refusal of one record for the whole person while records are merged', async () => {
  const tea = (await topics('Tea')).get('Tea') ?? ''
  await ask('savePreferences', { shown: '', topics: tea, pace: 'any' })
  const { ledger } = bench.stores
  const refusing = async () => keysRefusingTopic(ledger, bench.workspace.id, tea)
  expect(await wantsTopic(tea, other)).toBe(true)
  expect(await refusing()).toContain(person)
  const made = await decide(ledger, bench.workspace.id, (trx) =>
    mergePersons(trx, {
      ...{ workspaceId: bench.workspace.id, keep: other, merge: person, rule: 'review' },
      ...{ actor: { kind: 'user', id: 'test' }, evidence: [], at: bench.workspace.clock.now() },
    }),
  )
  expect([await wantsTopic(tea, other), await wantsTopic(tea)]).toEqual([false, false])
  expect(await refusing()).toContain(other)
  expect(await refusing()).not.toContain(person)
  await decide(ledger, bench.workspace.id, (trx) =>
    undoMerge(trx, {
      ...{ workspaceId: bench.workspace.id, id: made?.id ?? '', by: 'test', at: bench.workspace.clock.now() },
    }),
  )
  expect([await wantsTopic(tea, other), await wantsTopic(tea)]).toEqual([true, false])
})

it.each([
  ['made to unsubscribe', () => token('unsubscribe')],
  ['altered', () => `${token().slice(0, -1)}x`],
  ['nonsense', () => 'aaaaaaaaaaaaaaaa'],
])('changes nothing by a token that is %s', async (_, make) => {
  const reply = await ask('savePreferences', { shown: 'email', pace: 'monthly', pause: '90' }, make())
  expect(reply.status).toBe(404)
  expect([await allowed('email'), await verdict()]).toEqual([true, 'send'])
})
