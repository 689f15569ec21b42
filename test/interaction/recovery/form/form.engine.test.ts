import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintConfirmationStep, enqueueDeliveries } from '../../../../src/interaction/delivery/enqueue.ts'
import { ownPageOf } from '../../../../src/interaction/tracking/own-pages.ts'
import { signTracked, type TokenUse } from '../../../../src/interaction/tracking/tokens.ts'
import { newId } from '../../../../src/kit/ids.ts'
import { complaintQuestions } from '../../../../src/server/wiring/complaint-confirmations.ts'
import { type WholeApp, wholeApp } from '../../../server/whole-app.ts'

let whole: WholeApp
const keys = new Map<string, number>()
const key = (name: string) => keys.get(name) ?? 0

beforeAll(async () => {
  whole = await wholeApp()
  const names = ['C-1', 'C-2', 'C-3']
  await whole.importLines(['id,mail', ...names.map((id) => `${id},${id.toLowerCase()}@people.example`)], {
    ...{ kind: 'customers', fields: { customer: 'id', email: 'mail' } },
  })
  const workspace = await whole.workspace()
  for (const [name, own] of await whole.app.rooms.customer.persons.resolve(workspace, 'account', names))
    keys.set(name, own)
}, 60_000)
afterAll(() => whole?.close())

const visit = async (
  method: 'GET' | 'POST',
  url: string,
  form: Record<string, string> = {},
  language = 'en',
) => {
  const answer = await whole.server.inject({
    ...{ method, url },
    headers: {
      'accept-language': language,
      ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(method === 'POST' ? { payload: new URLSearchParams(form).toString() } : {}),
  })
  return { status: answer.statusCode, body: answer.body }
}
const page = '/t/complaint/my-business'
const casesOf = async (name: string) =>
  (await whole.get<{ items: { id: string; channel: string }[] }>('GET', `/cases?customer=${key(name)}`)).items
const questions = async () => {
  const { rows } = await sql<{ id: string; person_key: string; campaign_id: string }>`
    SELECT id, person_key, campaign_id FROM deliveries WHERE step = ${complaintConfirmationStep} ORDER BY id`.execute(
    whole.app.stores.ledger.db,
  )
  return rows
}
const token = async (deliveryId: string, use: TokenUse) =>
  signTracked(await whole.app.stores.vault(1), { workspaceId: 1, deliveryId, linkNo: 0 }, use)
const openForm = async (isFormOpen: boolean) => {
  const { currency: _, ...body } = await whole.get<{ currency: string }>('GET', '/recovery-settings')
  await whole.get('PUT', '/recovery-settings', { ...body, isFormOpen })
}

describe('the public page', () => {
  it('is there only where the workspace opened it, in both languages, and escapes what comes back', async () => {
    expect((await visit('GET', page)).status).toBe(404)
    expect((await visit('POST', page, { words: 'broken', contact: 'a@b.example' })).status).toBe(404)
    await openForm(true)
    expect((await visit('GET', page)).body).toContain('Tell us what went wrong')
    expect((await visit('GET', page, {}, 'zh-CN')).body).toContain('请告诉我们哪里出了问题')
    expect((await visit('GET', '/t/complaint/nobody')).status).toBe(404)
    const lacking = await visit('POST', page, { words: '"><script>alert(1)</script>', contact: 'x' })
    expect([lacking.status, lacking.body.includes('<script>')]).toEqual([400, false])
  })

  it('keeps what nobody has confirmed as of nobody, asks who carries the address once, and answers all alike', async () => {
    const send = (contact: string, words: string) => visit('POST', page, { words, contact })
    const known = await send('c-1@people.example', 'The parcel arrived broken')
    const unknown = await send('stranger@people.example', 'Nobody knows me')
    const phone = await send('+86 139 1234 5678', '电话联系我')
    expect([known.status, known.body]).toEqual([200, unknown.body])
    expect(phone.body).toBe(known.body)
    await send('c-1@people.example', 'The parcel arrived broken')
    await send('c-1@people.example', 'And again, other words')
    expect((await questions()).map(({ person_key }) => Number(person_key))).toEqual([key('C-1')])
    expect(await casesOf('C-1')).toEqual([])
    const { items } = await whole.get<{ items: { customerId: string | null; channel: string }[] }>(
      'GET',
      '/inbox',
    )
    expect(items.map(({ customerId, channel }) => [customerId, channel])).toEqual([
      [null, 'form'],
      [null, 'form'],
      [null, 'form'],
    ])
  })

  it('takes nothing from machines that fill in what nobody sees', async () => {
    const before = await whole.get<{ total: number }>('GET', '/inbox')
    await visit('POST', page, { words: 'buy pills', contact: 'spam@x.example', website: 'https://x.example' })
    expect((await whole.get<{ total: number }>('GET', '/inbox')).total).toBe(before.total)
  })

  it('makes the thread and a case the customer’s when they confirm, once', async () => {
    const [question] = await questions()
    const own = `/t/kc/${await token(question?.id ?? '', 'complaint_confirm')}`
    const asked = await visit('GET', own)
    expect(asked.body).toContain('The parcel arrived broken')
    expect(await casesOf('C-1')).toEqual([])
    for (let i = 0; i < 2; i++) expect((await visit('POST', own)).status).toBe(200)
    expect((await casesOf('C-1')).map(({ channel }) => channel)).toEqual(['form'])
    const { total } = await whole.get<{ total: number }>('GET', `/inbox?customer=${key('C-1')}`)
    expect(total).toBe(1)
  })

  it('sends the question as a service message as long as nobody has answered it', async () => {
    await visit('POST', page, { words: 'the kettle leaks', contact: 'c-2@people.example' })
    const [, second] = await questions()
    const { customer, recovery } = whole.app.rooms
    const workspace = await whole.workspace()
    const due = {
      ...{
        id: second?.id ?? '',
        campaignId: second?.campaign_id ?? '',
        personKey: key('C-2'),
        channel: 'email',
      },
      ...{ step: complaintConfirmationStep, occurrence: '', offerId: null, creativeId: null, arm: '' },
    }
    const own = complaintQuestions(customer, recovery, () => 'http://shop.example')
    expect((await own.verdictsOf(workspace, [due])).get(due.id)).toEqual({ verdict: 'send' })
    const plan = (await own.plansOf(workspace, [due])).get(due.id)
    const path = new URL(plan?.variables.links.main ?? '').pathname
    expect((await visit('POST', path)).status).toBe(200)
    expect((await own.verdictsOf(workspace, [due])).get(due.id)).toMatchObject({
      reason: 'confirmation_over',
    })
    expect(await casesOf('C-2')).toHaveLength(1)
  })
})

describe('the page behind the link of a message', () => {
  it('knows who writes and opens a case at once, the same words once', async () => {
    const workspace = await whole.workspace()
    const campaignId = newId()
    await whole.app.stores.ledger.transaction((trx) =>
      enqueueDeliveries(trx, workspace, { campaignId, channel: 'email', rows: [{ personKey: key('C-3') }] }),
    )
    const { id } = await whole.app.stores.ledger.db
      .selectFrom('deliveries')
      .select('id')
      .where('campaign_id', '=', campaignId)
      .executeTakeFirstOrThrow()
    const own = `/t/k/${await token(id, 'complaint')}`
    expect((await visit('GET', own)).body).not.toContain('name="contact"')
    expect((await visit('POST', own, { words: '' })).status).toBe(400)
    for (let i = 0; i < 2; i++)
      expect((await visit('POST', own, { words: '收到的杯子是碎的' })).status).toBe(200)
    expect(await casesOf('C-3')).toHaveLength(1)
    // A token of another use, and a message that asks for no confirmation, open nothing.
    expect((await visit('POST', `/t/k/${await token(id, 'open')}`, { words: 'x y' })).status).toBe(404)
    expect((await visit('POST', `/t/kc/${await token(id, 'complaint_confirm')}`)).status).toBe(404)
  })

  it('stands behind our own address alone', async () => {
    const vault = await whole.app.stores.vault(1)
    const of = { workspaceId: 1, deliveryId: newId(), linkNo: 1 }
    const own = (url: string) => ownPageOf(vault, url, 'https://l.example', of)
    expect(own('https://l.example/t/complaint/my-business')).toMatch(/^\/t\/k\/.{40,}/)
    expect(own('https://evil.example/t/complaint/my-business')).toBeNull()
    expect(own('https://l.example/anything')).toBeNull()
  })
})
