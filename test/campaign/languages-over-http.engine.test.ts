import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sql } from '../../src/kit/sql.ts'
import { type WholeApp, wholeApp } from '../server/whole-app.ts'
import { sendableMjml } from './room.ts'

interface Checked {
  languages: {
    language: string
    problems: { severity: string; message: { en: string } }[]
    missing: string[]
  }[]
  reader: { language: string; theirs: string | null; reason: string } | null
}
interface Listed {
  items: { id: string; label: string }[]
}

const mail = (subject: string, words: string) => ({
  subject,
  preheader: '',
  mjml: sendableMjml.replace('Hello', words),
})
const both = {
  ...{ name: 'Greeting', channel: 'email', language: 'zh-CN' },
  ...mail('您好', '{{ customer.name }}您好 {{ offer.words }}'),
  variants: [{ language: 'en', ...mail('Hello', 'Hello') }],
}

describe('languages and calendar over HTTP', () => {
  let whole: WholeApp
  const numbers: Record<string, string> = {}
  beforeAll(async () => {
    whole = await wholeApp()
    await whole.importLines(
      [
        'no,mail,lang',
        'A1,anna@x.example,English',
        'B1,bo@x.example,zh_CN',
        'C1,chloe@x.example,français',
        'D1,dan@x.example,',
      ],
      { kind: 'customers', fields: { customer: 'no', email: 'mail', language: 'lang' } },
    )
    const { items } = await whole.get<Listed>('GET', '/customers?limit=10')
    expect(items).toHaveLength(4)
    const rows = await whole.app.stores.warehouse.rows(
      sql`SELECT toString(person_key) AS id, toString(language) AS language FROM customers FINAL`,
      z.object({ id: z.string(), language: z.string() }),
    )
    for (const { id, language } of rows) numbers[language] = id
  })
  afterAll(() => whole?.close())
  const check = (body: object) => whole.get<Checked>('POST', `/creatives/check`, body)

  it('names faults by language, and what one leaves out', async () => {
    const faulty = { language: 'ja', ...mail('こんにちは', '{{ customer.nom }}') }
    const { languages, reader } = await check({ ...both, variants: [...both.variants, faulty] })
    expect(reader).toBeNull()
    const errors = Object.fromEntries(
      languages.map(({ language, problems }) => [
        language,
        problems.filter(({ severity }) => severity === 'error').map(({ message }) => message.en),
      ]),
    )
    expect(errors['zh-CN']).toEqual([])
    expect(errors.en).toEqual([])
    expect(errors.ja?.[0]).toContain('customer.nom')
    expect(languages.find(({ language }) => language === 'en')?.missing).toEqual([
      'customer.name',
      'offer.words',
    ])
  })

  it.each([
    ['English', { language: 'en', theirs: 'English', reason: 'theirs' }],
    ['zh_CN', { language: 'zh-CN', theirs: 'zh_CN', reason: 'theirs' }],
    ['français', { language: 'zh-CN', theirs: 'français', reason: 'not_written' }],
    // The workspace of this program speaks English.
    ['', { language: 'en', theirs: null, reason: 'workspace' }],
  ])('says which language somebody of “%s” gets, and why', async (said, reader) => {
    expect((await check({ ...both, customerId: numbers[said] })).reader).toEqual(reader)
  })

  it('tells it to nobody who may see no customers', async () => {
    const answer = await whole.ask('viewer', 'POST', `/creatives/check`, {
      ...both,
      customerId: numbers.English,
    })
    const may = await whole.ask('viewer', 'GET', `/customers?limit=1`)
    expect(answer.status).toBe(200)
    expect((JSON.parse(answer.body) as Checked).reader === null).toBe(may.status === 403)
  })

  it('refuses a creative one of whose languages lacks a subject, and keeps versions of a whole one', async () => {
    const bad = await whole.ask('owner', 'POST', `/creatives`, {
      ...both,
      variants: [{ language: 'en', ...mail('', 'Hello') }],
    })
    expect(bad.status).toBe(400)
    expect(bad.body).toContain('variants')
    const made = await whole.get<{ id: string; version: number }>('POST', `/creatives`, both)
    const changed = await whole.get<{ version: number; variants: { subject: string }[] }>(
      'PUT',
      `/creatives/${made.id}`,
      { ...both, variants: [{ language: 'en', ...mail('Good day', 'Hello') }] },
    )
    expect(changed).toMatchObject({ version: made.version + 1, variants: [{ subject: 'Good day' }] })
  })

  it('serves the calendar by an address without a session until it is revoked, and refuses notes that name somebody', async () => {
    const noted = await whole.ask('owner', 'POST', `/calendar/notes`, {
      day: '2026-03-05',
      text: 'Call 13800138000',
    })
    expect(noted.status).toBe(400)
    const today = new Date().toISOString().slice(0, 10)
    await whole.get('POST', `/calendar/notes`, { day: today, text: 'Fair; hall 3, all day' })
    const feed = await whole.get<{ id: string; url: string }>('POST', `/calendar/feeds`, { name: 'Team' })
    const path = new URL(feed.url).pathname
    const read = await whole.server.inject({ method: 'GET', url: path })
    expect(read.statusCode).toBe(200)
    expect(read.headers['content-type']).toBe('text/calendar; charset=utf-8')
    expect(read.body).toContain('SUMMARY:Fair\\; hall 3\\, all day')
    const listed = await whole.ask('owner', 'GET', `/calendar/feeds`)
    expect(listed.body).not.toContain(path.split('/').at(-1)?.replace('.ics', ''))
    await whole.get('DELETE', `/calendar/feeds/${feed.id}`)
    expect((await whole.server.inject({ method: 'GET', url: path })).statusCode).toBe(404)
    const viewer = await whole.ask('viewer', 'POST', `/calendar/feeds`, { name: 'Mine' })
    expect(viewer.status).toBe(403)
  })
})
