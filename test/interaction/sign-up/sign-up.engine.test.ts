import { sql } from 'kysely'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { setStopped } from '../../../src/interaction/connections/stops.ts'
import { addToList } from '../../../src/interaction/do-not-send/list.ts'
import { type ManualClock, manualClock } from '../../../src/kit/clock.ts'
import { type WholeApp, wholeApp } from '../../server/whole-app.ts'
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink.ts'
import { everyoneMay, sameForAll } from '../support/outbox.ts'

let whole: WholeApp
let clock: ManualClock
let sink: SmtpSink
let topics: string[] = []
const day = 86_400_000
const settings = {
  isOpen: true,
  title: { en: 'Hear from us', 'zh-CN': '订阅' },
  intro: { en: 'One message asks you.', 'zh-CN': '我们会先发确认邮件。' },
  keepDays: 7,
}

beforeAll(async () => {
  clock = manualClock(new Date())
  whole = await wholeApp(clock)
  sink = await startSmtpSink({ keep: true })
  await whole.importLines(['id,mail', 'C-1,known@people.example', 'C-2,gone@people.example'], {
    ...{ kind: 'customers', fields: { customer: 'id', email: 'mail' } },
  })
  const listed = await whole.get<{ items: { id: string }[] }>('PUT', '/contact-topics', {
    items: [{ name: { en: 'News', 'zh-CN': '新品' } }, { name: { en: 'Offers', 'zh-CN': '优惠' } }],
  })
  topics = listed.items.map(({ id }) => id)
  const worker = whole.app.rooms.interaction.delivery.startWorker({
    ...{ mayContact: everyoneMay, messageFor: sameForAll, smtpUrl: sink.url },
    ...{ mailFrom: 'Shop <hello@shop.example>', publicUrl: 'http://127.0.0.1:4100', sendConcurrency: 2 },
  })
  closing = () => worker.stop()
}, 60_000)
let closing: () => Promise<void> = async () => {}
beforeEach(async () => {
  sink.mails.length = 0
  await sql`TRUNCATE sign_ups, sign_up_days, do_not_send`.execute(whole.app.stores.ledger.db)
})
afterAll(async () => {
  await closing()
  await sink?.close()
  await whole?.close()
})

const visit = async (method: 'GET' | 'POST', url: string, form: Record<string, string> = {}) => {
  const answer = await whole.server.inject({
    ...{ method, url, remoteAddress: '203.0.113.77' },
    headers: {
      'accept-language': 'en',
      ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(method === 'POST' ? { payload: new URLSearchParams(form).toString() } : {}),
  })
  return { status: answer.statusCode, body: answer.body }
}
/** As a page says that it was opened a while ago. */
const madeAgo = async (ms: number) =>
  (await whole.app.stores.vault(1)).sign([1, Date.now() - ms], 'sign-up/form')
const signUp = async (email: string, more: Record<string, string> = {}) =>
  visit('POST', '/t/signup/my-business', {
    ...{ email, language: 'en', website: '', made: await madeAgo(10_000) },
    ...more,
  })
const round = async () => whole.app.rooms.signUps.round(await whole.workspace())
const rows = () => whole.app.stores.ledger.db.selectFrom('sign_ups').selectAll().orderBy('asked_at').execute()
const linkIn = async (mail: SmtpSink['mails'][number] | undefined) => {
  const { text } = await new PostalMime().parse(`${mail?.head}\r\n\r\n${mail?.body}`)
  return /\/t\/su\/[\w.-]+/.exec(text ?? '')?.[0] ?? ''
}
const personWith = async (email: string) => {
  const found = await whole.app.rooms.customer.persons.at(await whole.workspace(), 'email', email)
  return found.personKeys
}
const list = async (email: string, source: 'customer' | 'bounce', reason: string) => {
  const vault = await whole.app.stores.vault(1)
  const entry = { address: email, blindIndex: vault.blindIndex('email', email) }
  const workspace = await whole.workspace()
  await whole.app.stores.ledger.transaction((trx) =>
    addToList(trx, workspace, vault, { channel: 'email', source, reason, addresses: [entry] }),
  )
}
const stop = async (stopped: boolean) =>
  setStopped(whole.app.stores.ledger, await whole.workspace(), 'email', stopped, {
    ...{ kind: 'system', id: 'test', permissions: new Set<never>() },
  })
const counts = async () => (await whole.get<{ counts: object }>('GET', '/sign-up')).counts

describe('a page on which strangers sign up', () => {
  it('opens only when there are words to agree to, and is not there before', async () => {
    expect((await visit('GET', '/t/signup/my-business')).status).toBe(404)
    const refused = await whole.ask('owner', 'PUT', '/sign-up', { ...settings, topics })
    expect(refused.status).toBe(409)
    expect(refused.body).toContain('sign_up.noWords')
    for (const language of ['en', 'zh-CN'])
      await whole.get('POST', '/consent-texts', {
        ...{ purpose: 'marketing', channel: 'email', language },
        body: language === 'en' ? 'I agree to mails.' : '我同意接收新品与优惠邮件。',
      })
    await whole.get('PUT', '/sign-up', { ...settings, topics })
    const page = await visit('GET', '/t/signup/my-business?language=zh-CN')
    expect(page.status).toBe(200)
    for (const said of ['订阅', '我同意接收新品与优惠邮件。', '新品', '优惠'])
      expect(page.body).toContain(said)
    expect((await visit('GET', '/t/signup/another')).status).toBe(404)
  })

  it('keeps the address sealed, and asks once', async () => {
    expect((await signUp('New@People.example')).body).toContain('Look into your mailbox')
    const [row] = await rows()
    expect(row?.state).toBe('waiting')
    expect(JSON.stringify(row)).not.toContain('people.example')
    expect(await personWith('new@people.example')).toEqual([])
    expect(await round()).toEqual({ asked: 1, expired: 0 })
    expect(await round()).toEqual({ asked: 0, expired: 0 })
    expect(sink.mails.map(({ to }) => to.toLowerCase())).toEqual(['new@people.example'])
    expect(await personWith('new@people.example')).toEqual([])
    expect(await counts()).toEqual({ asked: 1, confirmed: 0, expired: 0, open: 1 })
  })

  it('makes somebody of whoever confirms, with consent, proof, topics and language; looking changes nothing', async () => {
    await signUp('joins@people.example', { [`topic_${topics[1]}`]: 'on' })
    await round()
    const link = await linkIn(sink.mails[0])
    expect((await visit('GET', link)).body).toContain('I agree to mails.')
    await visit('GET', link)
    expect(await personWith('joins@people.example')).toEqual([])
    // Two windows at once.
    const both = await Promise.all([visit('POST', link), visit('POST', link)])
    for (const { body } of both) expect(body).toContain('you are signed up')
    const people = await personWith('joins@people.example')
    expect(people).toHaveLength(1)
    const [person = 0] = people
    const history = await whole.get<{ items: Record<string, unknown>[] }>(
      'GET',
      `/customers/${person}/consents/history`,
    )
    expect(history.items).toHaveLength(1)
    expect(history.items[0]).toMatchObject({
      ...{ purpose: 'marketing', channel: 'email', state: 'given', source: 'sign_up' },
    })
    expect(JSON.stringify(history.items[0])).toContain('203.0.113.0/24')
    const wishes = await whole.get<{ topics: { id: string; wants: boolean }[] }>(
      'GET',
      `/customers/${person}/contact-wishes`,
    )
    expect(wishes.topics.map(({ wants }) => wants)).toEqual([false, true])
    const [row] = await rows()
    expect(row).toMatchObject({ state: 'confirmed', sealed: null, address_index: null })
    expect(await counts()).toEqual({ asked: 1, confirmed: 1, expired: 0, open: 0 })
  })

  it('answers alike for known, unknown and refused addresses, and asks nobody twice in a moment', async () => {
    await list('bounced@people.example', 'bounce', 'hard')
    const answers = await Promise.all(
      ['known@people.example', 'unknown@people.example', 'bounced@people.example'].map((one) => signUp(one)),
    )
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1)
    const again = await signUp('known@people.example')
    expect(again.body).toBe(answers[0]?.body)
    expect(await rows()).toHaveLength(3)
    await round()
    expect(sink.mails.map(({ to }) => to).sort()).toEqual(['known@people.example', 'unknown@people.example'])
  })

  it('adds to the customer who has the address', async () => {
    const before = await personWith('known@people.example')
    await signUp('known@people.example')
    await round()
    await visit('POST', await linkIn(sink.mails[0]))
    expect(await personWith('known@people.example')).toEqual(before)
  })

  it('asks an address whose owner unsubscribed once, and their confirmation lifts it', async () => {
    await list('left@people.example', 'customer', 'unsubscribed')
    await signUp('left@people.example')
    await round()
    expect(sink.mails).toHaveLength(1)
    clock.advance(3_600_000)
    await signUp('left@people.example')
    await round()
    expect(sink.mails).toHaveLength(1)
    expect((await rows()).map(({ state }) => state).sort()).toEqual(['asked', 'kept_back'])
    await visit('POST', await linkIn(sink.mails[0]))
    const { rows: listed } = await sql`SELECT 1 FROM do_not_send`.execute(whole.app.stores.ledger.db)
    expect(listed).toEqual([])
  })

  it('shows a form of another site, or one sent by a machine, once more and takes nothing', async () => {
    for (const made of ['', 'x'.repeat(80), await madeAgo(100), await madeAgo(2 * day)]) {
      const answer = await signUp('embedded@people.example', { made })
      expect(answer.status).toBe(200)
      expect(answer.body).toContain('value="embedded@people.example"')
    }
    expect((await signUp('bot@people.example', { website: 'http://spam.example' })).body).toContain(
      'Look into your mailbox',
    )
    expect((await signUp('no address')).status).toBe(400)
    expect(await rows()).toEqual([])
  })

  it('deletes what nobody confirmed, and its link leads nowhere', async () => {
    await signUp('late@people.example')
    await round()
    const link = await linkIn(sink.mails[0])
    clock.advance(8 * day)
    expect((await visit('GET', link)).status).toBe(404)
    expect(await round()).toEqual({ asked: 0, expired: 1 })
    expect((await visit('POST', link)).status).toBe(404)
    expect(await rows()).toEqual([])
    expect(await personWith('late@people.example')).toEqual([])
    // Whoever was signed in is not any more, so many days later.
    const { rows: days } = await sql`SELECT asked, confirmed, expired FROM sign_up_days`.execute(
      whole.app.stores.ledger.db,
    )
    expect(days).toEqual([{ asked: 1, confirmed: 0, expired: 1 }])
  })

  it('sends nothing while the channel is stopped, and never again what a crash may have sent', async () => {
    await stop(true)
    await signUp('waits@people.example')
    expect(await round()).toMatchObject({ asked: 0 })
    await stop(false)
    await sql`UPDATE sign_ups SET state = 'sending'`.execute(whole.app.stores.ledger.db)
    expect(await round()).toMatchObject({ asked: 0 })
    expect(sink.mails).toEqual([])
  })
})
