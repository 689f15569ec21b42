import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enqueueDeliveries } from '../../../src/interaction/delivery/enqueue.ts'
import { ownPageOf } from '../../../src/interaction/tracking/own-pages.ts'
import { signTracked } from '../../../src/interaction/tracking/tokens.ts'
import { newId } from '../../../src/kit/ids.ts'
import { caseFollowUps } from '../../../src/server/wiring/follow-ups.ts'
import { type WholeApp, wholeApp } from '../../server/whole-app.ts'

let whole: WholeApp
const keys: number[] = []
const people = 60

beforeAll(async () => {
  whole = await wholeApp()
  const names = Array.from({ length: people }, (_, i) => `C-${i + 1}`)
  await whole.importLines(['id,city', ...names.map((id, i) => `${id},${i < 30 ? 'Wien' : 'Graz'}`)], {
    ...{ kind: 'customers', fields: { customer: 'id', city: 'city' } },
  })
  const workspace = await whole.workspace()
  keys.push(...(await whole.app.rooms.customer.persons.resolve(workspace, 'account', names)).values())
}, 60_000)
afterAll(() => whole?.close())

const reader =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36'
const visit = async (
  method: 'GET' | 'POST',
  url: string,
  form: Record<string, string> = {},
  agent = reader,
) => {
  const answer = await whole.server.inject({
    ...{ method, url },
    headers: {
      ...{ 'accept-language': 'en', 'user-agent': agent },
      ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(method === 'POST' ? { payload: new URLSearchParams(form).toString() } : {}),
  })
  return { status: answer.statusCode, body: answer.body }
}
const nps = {
  ...{ name: 'After the parcel', kind: 'nps', opensCase: true, point: 'delivery' },
  question: { en: 'How likely would you recommend us?', 'zh-CN': '您有多大可能向朋友推荐我们？' },
  reason: {
    question: { en: 'What decided it?', 'zh-CN': '主要因为什么？' },
    options: [
      { id: 'speed', label: { en: 'Speed', 'zh-CN': '速度' } },
      { id: 'price', label: { en: 'Price', 'zh-CN': '价格' } },
    ],
  },
}
const make = async (body: object = nps) => (await whole.get<{ id: string }>('POST', '/surveys', body)).id

/** A campaign whose text links to the survey, sent to some people. @returns the links they find */
async function send(
  surveyId: string,
  some: readonly number[],
  channel: 'email' | 'sms' = 'email',
): Promise<string[]> {
  const workspace = await whole.workspace()
  const { ledger } = whole.app.stores
  const campaignId = newId()
  await ledger.transaction((trx) =>
    enqueueDeliveries(trx, workspace, {
      campaignId,
      channel,
      rows: some.map((personKey) => ({ personKey })),
    }),
  )
  await sql`UPDATE deliveries SET status = 'sent', settled_at = now() - interval '1 hour' WHERE campaign_id = ${campaignId}::uuid`.execute(
    ledger.db,
  )
  const url = `http://127.0.0.1:4100/t/survey/${surveyId}`
  await sql`INSERT INTO campaign_links (workspace_id, campaign_id, link_no, url) VALUES (${workspace.id}, ${campaignId}::uuid, 3, ${url})`.execute(
    ledger.db,
  )
  const rows = await ledger.db
    .selectFrom('deliveries')
    .select(['id', 'person_key'])
    .where('campaign_id', '=', campaignId)
    .execute()
  const vault = await whole.app.stores.vault(workspace.id)
  const byKey = new Map(rows.map((row) => [Number(row.person_key), row.id]))
  return some.map((key) => {
    const of = { workspaceId: workspace.id, deliveryId: byKey.get(key) ?? '', linkNo: 3 }
    return ownPageOf(vault, url, 'http://127.0.0.1:4100', of) ?? ''
  })
}
interface Figures {
  score: { n: number; estimate: number; lo: number; hi: number } | null
  response: {
    asked: number
    answered: number
    rate: number | null
    bounds: { lo: number; hi: number } | null
  }
  spread: { score: number; n: number }[]
  channels: { key: string; n: number }[]
  campaigns: { key: string; n: number }[]
  reasons: { key: string; label: string | null; n: number }[]
  weeks: { n: number }[]
}
const figures = (id: string, query = '') => whole.get<Figures>('GET', `/surveys/${id}/figures${query}`)
const answers = (query: string) =>
  whole.get<{
    items: { score: number; words: string | null; caseId: string | null; customerId: string }[]
    total: number
  }>('GET', `/survey-answers?${query}`)

describe('an answer', () => {
  it('counts once for a message, only when a person sends it, and may be changed for half an hour', async () => {
    const id = await make()
    const [link = ''] = await send(id, keys.slice(0, 1))
    for (let i = 0; i < 3; i++) expect((await visit('GET', link)).status).toBe(200)
    expect((await figures(id)).response).toMatchObject({ asked: 1, answered: 0 })
    const scanner = await visit('POST', link, { score: '0' }, 'Barracuda Sentinel (EE)')
    expect(scanner.status).toBe(200)
    expect((await answers(`survey=${id}`)).total).toBe(0)
    expect((await visit('POST', link, {})).status).toBe(400)
    expect((await visit('POST', link, { score: '11' })).status).toBe(400)
    expect((await visit('POST', link, { score: '9', reason_speed: 'on', reason_evil: 'on' })).body).toContain(
      'half an hour',
    )
    await visit('POST', link, { score: '10', words: 'Schnell & gut <b>', reason_price: 'on' })
    const shown = await visit('GET', link)
    expect(shown.body).toContain('value="10" checked')
    expect(shown.body).not.toContain('<b>')
    expect((await answers(`survey=${id}`)).items).toMatchObject([{ score: 10, words: 'Schnell & gut <b>' }])
    await sql`UPDATE survey_answers SET open_until = now() - interval '1 second'`.execute(
      whole.app.stores.ledger.db,
    )
    await visit('POST', link, { score: '0' })
    expect((await answers(`survey=${id}`)).items).toMatchObject([{ score: 10 }])
    expect((await visit('GET', link)).body).not.toContain('<form')
  })

  it('is sealed where it is words, and gone with the person', async () => {
    const { rows } = await sql<{ all: string }>`
      SELECT string_agg(row_to_json(a)::text, '') AS all FROM survey_answers a`.execute(
      whole.app.stores.ledger.db,
    )
    expect(rows[0]?.all).not.toContain('Schnell')
  })

  it('of somebody dissatisfied who says why is a complaint, once', async () => {
    const id = await make()
    const [angry = '', silent = ''] = await send(id, keys.slice(1, 3))
    await visit('POST', angry, { score: '2', words: 'The parcel arrived broken and nobody answers' })
    await visit('POST', angry, { score: '3', words: 'The parcel arrived broken, still' })
    await visit('POST', silent, { score: '2' })
    const { items } = await answers(`survey=${id}&only=dissatisfied`)
    expect(items.map(({ caseId }) => caseId !== null).sort()).toEqual([false, true])
    const found = await whole.get<{ items: { id: string; channel: string }[] }>(
      'GET',
      `/cases?customer=${keys[1]}`,
    )
    expect(found.items.map(({ channel }) => channel)).toEqual(['survey'])
    const one = await whole.get<{ origin: { kind: string } }>('GET', `/cases/${found.items[0]?.id}`)
    expect(one.origin.kind).toBe('survey')
  })

  it('is not taken by a link of another use, of nobody, or of a survey that ended', async () => {
    const id = await make()
    const [link = ''] = await send(id, keys.slice(3, 4))
    const vault = await whole.app.stores.vault(1)
    const foreign = signTracked(vault, { workspaceId: 1, deliveryId: newId(), linkNo: 3 }, 'survey')
    expect((await visit('GET', `/t/s/${foreign}`)).status).toBe(404)
    expect((await visit('GET', `/t/s/${link.slice(5, -2)}xx`)).status).toBe(404)
    await whole.get('POST', `/surveys/${id}/closing`, { isClosed: true })
    expect((await visit('POST', link, { score: '9' })).body).toContain('has ended')
    expect((await answers(`survey=${id}`)).total).toBe(0)
    const preview = await visit('GET', `/t/survey/${id}`)
    expect([preview.status, preview.body.includes('<button')]).toEqual([200, false])
  })
})

describe('figures', () => {
  it('tell the score with its interval, who was silent, and each part of it; two ways agree', async () => {
    const id = await make()
    const [mail, sms] = [await send(id, keys.slice(0, 40)), await send(id, keys.slice(40, 60), 'sms')]
    const given = [...mail.slice(0, 20), ...sms.slice(0, 10)]
    const scores = given.map((_, i) => (i % 5 === 0 ? 3 : i % 5 === 1 ? 7 : 9))
    for (const [i, link] of given.entries())
      await visit('POST', link, { score: String(scores[i]), ...(i % 2 === 0 ? { reason_speed: 'on' } : {}) })
    const found = await figures(id)
    expect(found.score?.n).toBe(30)
    // 18 promoters, 6 in between, 6 detractors.
    expect(found.score?.estimate).toBeCloseTo(12 / 30, 10)
    expect(found.score?.lo).toBeLessThan(0.4)
    expect(found.response).toMatchObject({ asked: 60, answered: 30, rate: 0.5 })
    expect(found.response.bounds).toEqual({
      lo: expect.closeTo(0.2 - 0.5, 10),
      hi: expect.closeTo(0.2 + 0.5, 10),
    })
    expect(found.spread.reduce((sum, { n }) => sum + n, 0)).toBe(30)
    expect(found.channels.map(({ key, n }) => [key, n])).toEqual([
      ['email', 20],
      ['sms', 10],
    ])
    expect(found.campaigns).toHaveLength(2)
    expect(found.reasons).toMatchObject([{ key: 'speed', label: 'Speed', n: 15 }])
    expect(found.weeks.reduce((sum, { n }) => sum + n, 0)).toBe(30)
    const { rows } = await sql<{ score: number }>`
      SELECT (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6))::float8 / count(*) AS score
      FROM survey_answers WHERE survey_id = ${id}::uuid`.execute(whole.app.stores.ledger.db)
    expect(found.score?.estimate).toBeCloseTo(rows[0]?.score ?? Number.NaN, 10)
    const { items } = await whole.get<{ items: { id: string; score: { n: number } | null }[] }>(
      'GET',
      '/surveys',
    )
    expect(items.find((one) => one.id === id)?.score?.n).toBe(30)
    // Of one segment alone.
    const segment = await whole.get<{ id: string }>('POST', '/segments', {
      ...{ name: 'Wien', rule: { op: 'attribute_equals', params: { attribute: 'city', value: 'Wien' } } },
    })
    expect((await figures(id, `?segment=${segment.id}`)).score?.n).toBe(20)
  })

  it('are not told of few people to who may not see them by name', async () => {
    await whole.speakOf(5)
    const id = await make()
    const links = await send(id, keys.slice(0, 4))
    for (const link of links) await visit('POST', link, { score: '1' })
    const told = JSON.parse((await whole.ask('analyst', 'GET', `/surveys/${id}/figures`)).body) as Figures
    expect([told.score, told.spread, told.channels]).toEqual([null, [], []])
    expect((await figures(id)).score?.n).toBe(4)
  })

  it('keep their meaning: kind and options of an answered survey stay', async () => {
    const id = await make({ ...nps, opensCase: false })
    const put = (body: object) => whole.ask('owner', 'PUT', `/surveys/${id}`, body)
    expect((await put({ ...nps, kind: 'csat' })).status).toBe(200)
    expect((await put(nps)).status).toBe(200)
    const [link = ''] = await send(id, keys.slice(0, 1))
    await visit('POST', link, { score: '8' })
    expect((await put({ ...nps, kind: 'csat' })).status).toBe(409)
    expect((await put({ ...nps, name: 'Other name' })).status).toBe(200)
    expect((await whole.ask('viewer', 'PUT', `/surveys/${id}`, nps)).status).toBe(403)
    const [option] = nps.reason.options
    expect((await put({ ...nps, reason: { ...nps.reason, options: [option, option] } })).status).toBe(400)
  })
})

describe('after a complaint', () => {
  it('everybody is asked once, a day later, unless the case was opened again; the answer is its satisfaction', async () => {
    const survey = await make({
      ...{ name: 'Handled', kind: 'csat', point: 'complaint' },
      question: { en: 'How satisfied are you?', 'zh-CN': '您满意吗？' },
    })
    const { currency: _, ...settings } = await whole.get<{ currency: string }>('GET', '/recovery-settings')
    await whole.get('PUT', '/recovery-settings', { ...settings, followUp: { survey, afterHours: 24 } })
    const open = async (key: number | undefined) =>
      (
        await whole.get<{ id: string }>('POST', '/cases', {
          customer: String(key),
          words: 'the kettle leaks',
        })
      ).id
    const [one, unfounded] = [await open(keys[10]), await open(keys[11])]
    await whole.get('POST', `/cases/${one}/closing`, { outcome: 'recovered' })
    await whole.get('POST', `/cases/${unfounded}/closing`, { outcome: 'unfounded' })
    const db = whole.app.stores.ledger.db
    const planned = await db
      .selectFrom('deliveries')
      .select(['id', 'campaign_id', 'not_before', 'planned_at'])
      .where('step', '=', 'case_survey')
      .execute()
    expect(planned.map((row) => row.campaign_id)).toEqual([one])
    const [row] = planned
    expect((row?.not_before?.getTime() ?? 0) - (row?.planned_at.getTime() ?? 0)).toBeCloseTo(
      24 * 3_600_000,
      -4,
    )
    const { customer, surveys } = whole.app.rooms
    const own = caseFollowUps(customer, surveys, () => 'http://shop.example')
    const workspace = await whole.workspace()
    const due = {
      ...{ id: row?.id ?? '', campaignId: one, step: 'case_survey', occurrence: survey, channel: 'email' },
      ...{ personKey: keys[10] ?? 0, offerId: null, creativeId: null, arm: '' },
    }
    const verdict = async () => (await own.verdictsOf(workspace, [due])).get(due.id)
    expect(await verdict()).toEqual({ verdict: 'send' })
    await whole.get('POST', `/cases/${one}/reopening`, { isUndo: false })
    expect(await verdict()).toMatchObject({ reason: 'follow_up_over' })
    await whole.get('POST', `/cases/${one}/closing`, { outcome: 'recovered' })
    const plan = (await own.plansOf(workspace, [due])).get(due.id)
    const path = new URL(plan?.variables.links.main ?? '').pathname
    expect((await visit('POST', path, { score: '4' })).status).toBe(200)
    expect((await whole.get<{ satisfaction: number }>('GET', `/cases/${one}`)).satisfaction).toBe(4)
    expect((await figures(survey)).campaigns).toEqual([])
  })
})
