import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createConsents } from '../../../src/customer/consent/index.ts'
import { setStopped } from '../../../src/interaction/connections/stops.ts'
import { openInbound } from '../../../src/interaction/inbound/index.ts'
import { batchRow } from '../../../src/interaction/letters/batch-row.ts'
import type { LetterDeps } from '../../../src/interaction/letters/deps.ts'
import { batchContent, mailHouseFile } from '../../../src/interaction/letters/files.ts'
import { discardBatch, handOver } from '../../../src/interaction/letters/hand-over.ts'
import { makeBatch } from '../../../src/interaction/letters/make-batch.ts'
import { recordReturned } from '../../../src/interaction/letters/returned.ts'
import { storedLetters } from '../../../src/interaction/letters/settings.ts'
import { lettersNow } from '../../../src/interaction/letters/view.ts'
import type { RecipientsOf } from '../../../src/interaction/ports.ts'
import { findTracked, unsubscribeTracked } from '../../../src/interaction/tracking/engagement.ts'
import type { Actor } from '../../../src/kit/api.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { insertCustomers } from '../../campaign/real-data.ts'
import { draft, openTestRoom, type TestRoom } from '../../campaign/room.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { nobodyThere, recordTouches, recordWithdrawal } from '../support/outbox.ts'

const count = 40
const actor: Actor = { kind: 'user', id: 'test', permissions: new Set() }
let fresh: FreshStores
let t: TestRoom
let keys: number[]
let deps: LetterDeps
/** Address of each, by the place in `keys`: 2k and 2k + 1 live together; these few are special. */
const special = new Map<number, string>([
  [30, '文三路90号'],
  [34, ''],
])
const moved = new Map<number, string>()
const addressOf = (i: number) =>
  moved.get(i) ?? special.get(i) ?? `浙江省杭州市西湖区文三路${Math.floor(i / 2) + 1}号502室`
const nameOf = (i: number) => (i === 32 ? '㛃敏' : `王${i}`)

const recipientsOf: RecipientsOf = async (_, people) =>
  new Map(
    people.flatMap((key) => {
      const i = keys.indexOf(key)
      const address = addressOf(i)
      const blindIndex = fresh.vault.blindIndex('address', address.toLowerCase())
      return address === '' ? [] : [[key, { address, blindIndex, name: nameOf(i) }] as const]
    }),
  )

beforeAll(async () => {
  fresh = await freshStores()
  const { ledger, warehouse } = fresh.stores
  const made = await ledger.db
    .insertInto('persons')
    .values(Array.from({ length: count }, () => ({ workspace_id: fresh.workspaceId, import_id: null })))
    .returning('person_key')
    .execute()
  keys = made.map(({ person_key }) => Number(person_key)).sort((a, b) => a - b)
  const people = keys.map((person) => ({ person, channel: 'post' as const }))
  await insertCustomers(warehouse, fresh.workspaceId, people)
  t = await openTestRoom(fresh.stores, fresh.workspaceId, new Date('2026-03-01T08:00:00Z'))
  const shared = { ledger, log: silentLog, vaultOf: async () => fresh.vault, recordTouches, recipientsOf }
  const inbound = openInbound({
    ...shared,
    ...{
      workspaceOf: async () => t.workspace,
      recordWithdrawal,
      peopleAt: nobodyThere,
      hearComplaint: async () => null,
      forgetAddress: async () => 0,
    },
  })
  deps = {
    ...shared,
    ...{ mayContact: t.room.mayContact, messageFor: t.room.messageFor, receipt: inbound.receipt },
    homesOf: async () => new Map(),
    campaignNames: async (_, ids) => new Map(ids.map((id) => [id, 'Letters'])),
    publicUrl: () => 'https://shop.example',
  }
})
afterAll(() => fresh?.close())

async function launched(): Promise<string> {
  const creative = await t.room.creatives.create(t.workspace, {
    ...{ name: 'Letter', channel: 'post', language: 'zh-CN', templateId: null, subject: '{{ brand.name }}' },
    ...{ preheader: '', mjml: '', text: '{{ customer.name }}您好，新品到店。', templateNumber: '' },
  })
  const campaign = await draft(t.room, t.workspace, {
    ...{ channel: 'post', creativeId: creative.id, contactCap: { contacts: 100, days: 1 } },
  })
  const { recipients } = await t.room.forecast(t.workspace, campaign.id)
  await t.room.launching.launch(
    t.workspace,
    campaign.id,
    { version: campaign.version, recipients },
    'user:test',
  )
  await t.room.launching.settled()
  return campaign.id
}

const make = (campaignId: string, level: 'person' | 'household' | 'area' = 'household') =>
  makeBatch(deps, t.workspace, { campaignId, level }, actor, noTask)
const contentOf = async (id: string) =>
  batchContent(deps, t.workspace, await batchRow(fresh.stores.ledger.db, t.workspace, id))
const statuses = async (campaignId: string) => {
  const rows = await fresh.stores.ledger.db
    .selectFrom('deliveries')
    .select(['status', 'reason', 'person_key', 'cost_minor'])
    .where('campaign_id', '=', campaignId)
    .execute()
  return rows.map((row) => ({ ...row, i: keys.indexOf(Number(row.person_key)) }))
}

describe('a campaign by post', () => {
  let campaignId: string
  it('is not printed before there is a return address', async () => {
    campaignId = await launched()
    await expect(make(campaignId)).rejects.toMatchObject({ code: 'letter.noSender' })
    const settings = { ...storedLetters.absent, returnAddress: '上海市南京西路 1266 号' }
    await fresh.stores.ledger.db
      .updateTable('workspaces')
      .set({ settings: { letters: settings } })
      .where('id', '=', fresh.workspaceId)
      .execute()
  })

  it('prints one letter a home, nothing to control, and says of all others why not', async () => {
    const treated = new Set((await statuses(campaignId)).map(({ i }) => i))
    expect(treated.size).toBeGreaterThan(20)
    expect(treated.size).toBeLessThan(count)
    const { id, letters, leftOut } = await make(campaignId)
    const { letters: printed } = await contentOf(id)
    expect(printed).toHaveLength(letters)
    const good = [...treated].filter((i) => ![30, 32, 34].includes(i))
    expect(letters).toBe(new Set(good.map((i) => Math.floor(i / 2))).size)
    expect(letters + leftOut).toBe(treated.size)
    expect(new Set(printed.map(({ address }) => address[0])).size).toBe(letters)
    const written = printed.map(({ body }) => Number(/^王(\d+)您好/.exec(body)?.[1]))
    expect(written.every((i) => treated.has(i))).toBe(true)
    // The longest customer of each home that may get one.
    expect(written.every((i) => i % 2 === 0 || !treated.has(i - 1) || [30, 32, 34].includes(i - 1))).toBe(
      true,
    )
    const after = await statuses(campaignId)
    const reasonOf = (i: number) => after.find((row) => row.i === i)?.reason ?? null
    if (treated.has(30)) expect(reasonOf(30)).toBe('address_incomplete')
    if (treated.has(32)) expect(reasonOf(32)).toBe('sign_not_in_font')
    if (treated.has(34)) expect(reasonOf(34)).toBe('no_address')
    expect(after.filter(({ reason }) => reason === 'same_household')).toHaveLength(good.length - letters)
    expect(after.filter(({ status }) => status === 'planned')).toHaveLength(letters)
    await expect(make(campaignId)).rejects.toMatchObject({ code: 'letter.nothingWaits' })
  })

  it('gives a batch up again, and makes the same letters with other codes', async () => {
    const [first] = (await lettersNow(deps, t.workspace, 'en')).batches
    if (!first) throw new Error('no batch')
    const before = await contentOf(first.id)
    await discardBatch(deps, t.workspace, first.id, actor)
    const again = await contentOf((await make(campaignId)).id)
    expect(again.letters.map(({ body }) => body)).toEqual(before.letters.map(({ body }) => body))
    const codes = new Set(before.letters.map(({ code }) => code))
    expect(again.letters.some(({ code }) => codes.has(code))).toBe(false)
  })

  it('gives the mail house one row a letter, in bytes its programs read', async () => {
    const [batch] = (await lettersNow(deps, t.workspace, 'en')).batches
    if (!batch) throw new Error('no batch')
    const content = await contentOf(batch.id)
    for (const encoding of ['utf-8', 'gb18030'] as const) {
      const chunks = (await mailHouseFile(content, encoding).toArray()) as Buffer[]
      const text = iconv.decode(Buffer.concat(chunks), encoding)
      const rows = parse(text, { columns: true, bom: true }) as Record<string, string>[]
      expect(rows.map((row) => row.code)).toEqual(content.letters.map(({ code }) => code))
      expect(rows[0]?.address_1).toBe(content.letters[0]?.address[0])
      expect(rows[0]?.text).toBe(content.letters[0]?.body)
    }
  })

  it('asks everybody once more when it leaves: who withdrew or moved is taken out of the pile', async () => {
    const { ledger, warehouse } = fresh.stores
    const [batch] = (await lettersNow(deps, t.workspace, 'en')).batches
    if (!batch) throw new Error('no batch')
    const { letters } = await contentOf(batch.id)
    const people = letters.map(({ body }) => Number(/^王(\d+)/.exec(body)?.[1]))
    const [refused = 0, mover = 0] = people
    const consents = createConsents({ ledger, warehouse, vaultOf: async () => fresh.vault })
    await ledger.transaction((trx) =>
      consents.record(trx, t.workspace, [
        {
          ...{ personKey: keys[refused] ?? 0, purpose: 'marketing', channel: 'post', state: 'withdrawn' },
          ...{ source: 'test', proof: { kind: 'form' }, actor: { kind: 'system', id: 'test' } },
        },
      ]),
    )
    moved.set(mover, '浙江省杭州市西湖区文三路900号1室')
    const hand = () => handOver(deps, t.workspace, batch.id, { costMinor: 180 }, actor)
    await setStopped(ledger, t.workspace, 'post', true, actor)
    await expect(hand()).rejects.toMatchObject({ code: 'letter.stopped' })
    await setStopped(ledger, t.workspace, 'post', false, actor)
    // What a crash in the middle of it leaves keeps nobody from trying again.
    await sql`UPDATE deliveries SET lease_id = gen_random_uuid(), lease_until = now() + interval '15 minutes'
      WHERE campaign_id = ${campaignId}::uuid AND status = 'planned'`.execute(ledger.db)
    const [first, second] = await Promise.allSettled([hand(), hand()])
    const done = [first, second].flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(done).toHaveLength(1)
    const { sent, pulled } = done[0] ?? { sent: 0, pulled: [] }
    expect(pulled).toEqual([letters[0]?.code, letters[1]?.code])
    expect(sent).toBe(letters.length - 2)
    const after = await statuses(campaignId)
    expect(after.find(({ i }) => i === refused)).toMatchObject({ status: 'suppressed', reason: 'consent' })
    expect(after.find(({ i }) => i === mover)).toMatchObject({ status: 'planned' })
    const out = after.filter(({ status }) => status === 'sent')
    expect(out.map(({ i }) => i).sort()).toEqual(people.slice(2).sort())
    expect(out.every(({ cost_minor }) => cost_minor === '180')).toBe(true)
    await expect(handOver(deps, t.workspace, batch.id, { costMinor: 180 }, actor)).rejects.toMatchObject({
      code: 'letter.handedOver',
    })
    await expect(discardBatch(deps, t.workspace, batch.id, actor)).rejects.toMatchObject({
      code: 'letter.handedOver',
    })
    // Who moved gets a letter at the new address with the next batch.
    const next = await contentOf((await make(campaignId)).id)
    expect(next.letters.map(({ address }) => address[0])).toEqual([addressOf(mover)])
  })

  it('makes and hands over no batch while the campaign is paused, and takes nobody out of the pile for it', async () => {
    const [batch] = (await lettersNow(deps, t.workspace, 'en')).batches
    if (!batch) throw new Error('no batch')
    await t.room.launching.pause(t.workspace, campaignId, 'user:test')
    await expect(make(campaignId)).rejects.toMatchObject({ code: 'letter.paused' })
    await expect(handOver(deps, t.workspace, batch.id, { costMinor: 180 }, actor)).rejects.toMatchObject({
      code: 'letter.paused',
    })
    const [after] = (await lettersNow(deps, t.workspace, 'en')).batches
    expect(after).toMatchObject({ state: 'ready', pulled: batch.pulled, letters: batch.letters })
    await t.room.launching.resume(t.workspace, campaignId, 'user:test')
  })

  it('keeps letters back that are in a batch when the campaign is stopped', async () => {
    const [batch] = (await lettersNow(deps, t.workspace, 'en')).batches
    if (!batch) throw new Error('no batch')
    await t.room.launching.stop(t.workspace, campaignId, 'user:test')
    expect(await handOver(deps, t.workspace, batch.id, { costMinor: 180 }, actor)).toMatchObject({ sent: 0 })
  })

  it('marks what the post brings back, once, and writes to that address no more', async () => {
    const batch = (await lettersNow(deps, t.workspace, 'en')).batches.at(-1)
    if (!batch) throw new Error('no batch')
    const { letters } = await contentOf(batch.id)
    const code = letters[0]?.code ?? ''
    const misread = code.replace(/.$/, (sign) => (sign === '0' ? '1' : '0'))
    const first = await recordReturned(
      deps,
      t.workspace,
      { codes: [code.toLowerCase(), misread], reason: 'moved' },
      actor,
    )
    expect(first).toEqual({ marked: 1, already: 0, unknown: [misread] })
    expect(await recordReturned(deps, t.workspace, { codes: [code], reason: 'moved' }, actor)).toEqual({
      ...{ marked: 0, already: 1, unknown: [] },
    })
    const listed = await fresh.stores.ledger.db
      .selectFrom('do_not_send')
      .select(['channel', 'source', 'reason'])
      .execute()
    expect(listed).toEqual([{ channel: 'post', source: 'bounce', reason: 'hard moved' }])
    expect((await lettersNow(deps, t.workspace, 'en')).batches.at(-1)).toMatchObject({ returned: 1 })
  })

  it('takes a scan of the second code as an opt-out from letters', async () => {
    const batch = (await lettersNow(deps, t.workspace, 'en')).batches.at(-1)
    const { letters } = await contentOf(batch?.id ?? '')
    const token = /\/t\/u\/(.+)$/.exec(letters[1]?.optOutUrl ?? '')?.[1] ?? ''
    const withdrawn: string[] = []
    const tracking = {
      ...{ ledger: deps.ledger, vaultOf: deps.vaultOf, workspaceOf: async () => t.workspace },
      ...{ recordTouches, recipientsOf },
      recordWithdrawal: async (_: unknown, __: unknown, { channel }: { channel: string }) =>
        void withdrawn.push(channel),
    }
    const tracked = await findTracked(tracking, token, 'unsubscribe')
    if (!tracked) throw new Error('no delivery')
    await unsubscribeTracked(tracking, tracked)
    expect(withdrawn).toEqual(['post'])
    const listed = await fresh.stores.ledger.db
      .selectFrom('do_not_send')
      .select('source')
      .where('channel', '=', 'post')
      .execute()
    expect(listed.map(({ source }) => source).sort()).toEqual(['bounce', 'customer'])
  })
})

describe('a campaign by post in two languages', () => {
  it('prints each letter in the language of its reader, and keeps to it', async () => {
    const { ledger, warehouse } = fresh.stores
    const english = new Set(keys.filter((_, i) => i % 4 === 0))
    await insertCustomers(
      warehouse,
      fresh.workspaceId,
      keys.map((person) => ({
        ...{ person, channel: 'post' as const, language: english.has(person) ? 'English' : '中文' },
      })),
      '2026-02-01 00:00:00',
    )
    const words = { preheader: '', mjml: '', templateNumber: '', subject: '' }
    const { id: creativeId } = await t.room.creatives.create(t.workspace, {
      ...{ ...words, name: 'Two', channel: 'post', language: 'zh-CN', templateId: null, text: '新品到店。' },
      variants: [{ ...words, language: 'en', text: 'New in our shop.' }],
    })
    const campaign = await draft(t.room, t.workspace, {
      ...{ channel: 'post', creativeId, contactCap: { contacts: 100, days: 1 } },
    })
    const { recipients } = await t.room.forecast(t.workspace, campaign.id)
    const confirmed = { version: campaign.version, recipients }
    await t.room.launching.launch(t.workspace, campaign.id, confirmed, 'user:test')
    await t.room.launching.settled()
    const { id } = await make(campaign.id, 'person')
    const { letters } = await contentOf(id)
    expect(new Set(letters.map(({ language }) => language))).toEqual(new Set(['zh-CN', 'en']))
    for (const { language, body, date } of letters) {
      expect(body).toBe(language === 'en' ? 'New in our shop.' : '新品到店。')
      expect(date).toMatch(language === 'en' ? /^1 March 2026$/ : /^2026-03-01$/)
    }
    const kept = await ledger.db
      .selectFrom('deliveries as d')
      .innerJoin('letters as l', 'l.delivery_id', 'd.id')
      .select(['d.person_key', 'd.language'])
      .where('l.batch_id', '=', id)
      .execute()
    expect(kept).toHaveLength(letters.length)
    for (const { person_key, language } of kept)
      expect(language).toBe(english.has(Number(person_key)) ? 'en' : 'zh-CN')
  })
})
