import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../../src/kit/ids.ts'
import { type WholeApp, wholeApp } from '../../../server/whole-app.ts'

let whole: WholeApp
const keys = new Map<string, number>()
const key = (name: string) => keys.get(name) ?? 0

beforeAll(async () => {
  whole = await wholeApp()
  const names = Array.from({ length: 14 }, (_, i) => `C-${i + 1}`)
  await whole.importLines(
    ['id,mail', ...names.map((id) => `${id},${id}@people.example`), 'S-1,shared@people.example'],
    { kind: 'customers', fields: { customer: 'id', email: 'mail' } },
  )
  const workspace = await whole.workspace()
  for (const [name, own] of await whole.app.rooms.customer.persons.resolve(workspace, 'account', names))
    keys.set(name, own)
}, 60_000)
afterAll(() => whole?.close())

interface Found {
  id: string
  channel: string
  origin: { kind: string; id: string } | null
  words: string | null
  steps: { what: string }[]
}
const casesOf = async (name: string) => {
  const { items } = await whole.get<{ items: { id: string }[] }>('GET', `/cases?customer=${key(name)}`)
  return Promise.all(items.map(({ id }) => whole.get<Found>('GET', `/cases/${id}`)))
}
const write = async (name: string, text: string, messageId: string = newId()) => {
  const workspace = await whole.workspace()
  await whole.app.rooms.interaction.inbound.reply({
    ...{ workspaceId: workspace.id, channel: 'email', messageId, from: `${name}@people.example` },
    ...{ to: 'shop@shop.example', subject: 'Re: 新品', text, deliveryId: null, at: workspace.clock.now() },
  })
}
const threadOf = async (name: string) => {
  const { items } = await whole.get<{ items: { id: string; caseId: string | null }[] }>(
    'GET',
    `/inbox?customer=${key(name)}`,
  )
  return items[0] ?? { id: '', caseId: null }
}

describe('an answer that reads like a complaint', () => {
  it('opens one case that leads back to its thread, however often the mail comes', async () => {
    for (let i = 0; i < 3; i++) await write('C-1', '收到的杯子是碎的，气死了', 'mail-1')
    const [one, ...more] = await casesOf('C-1')
    const thread = await threadOf('C-1')
    expect(more).toEqual([])
    expect(one).toMatchObject({
      ...{ channel: 'mail', words: '收到的杯子是碎的，气死了', origin: { kind: 'thread', id: thread.id } },
    })
    expect(thread.caseId).toBe(one?.id)
  })

  it('written again while the case is open is noted there; after it is closed it opens another', async () => {
    await write('C-2', '快递三天了还没动静，太差了')
    await write('C-2', '还是没有收到货，我要投诉')
    const [one, ...more] = await casesOf('C-2')
    expect(more).toEqual([])
    expect(one?.steps.map(({ what }) => what)).toContain('wrote_again')
    await whole.get('POST', `/cases/${one?.id}/closing`, { outcome: 'recovered' })
    await write('C-2', '又没送到，我要投诉')
    expect(await casesOf('C-2')).toHaveLength(1)
  })

  it('opens nothing when it asks, thanks or takes consent back', async () => {
    for (const text of ['请问几点关门', '谢谢，东西很满意', '退订', '别再给我打电话了'])
      await write('C-3', text)
    expect(await casesOf('C-3')).toEqual([])
  })

  it('opens nothing where people decide, until somebody marks it', async () => {
    const settings = await whole.get<{ currency?: string }>('GET', '/recovery-settings')
    const { currency: _, ...body } = settings
    await whole.get('PUT', '/recovery-settings', { ...body, fromAnswers: false })
    await write('C-4', '买的空调不制冷，修了两次还是坏的')
    expect(await casesOf('C-4')).toEqual([])
    const { id } = await threadOf('C-4')
    const mark = () => whole.get<{ id: string; isNew: boolean }>('POST', `/inbox/${id}/case`, {})
    const [first, second] = await Promise.all([mark(), mark()])
    expect([first.isNew, second.isNew].sort()).toEqual([false, true])
    expect(first.id).toBe(second.id)
    expect((await casesOf('C-4')).map(({ origin }) => origin)).toEqual([{ kind: 'thread', id }])
    expect((await whole.ask('viewer', 'POST', `/inbox/${id}/case`, {})).status).toBe(403)
    await whole.get('PUT', '/recovery-settings', { ...body, fromAnswers: true })
  })

  it('of nobody we know is marked once it is linked', async () => {
    await write('stranger', '我要投诉，东西坏了')
    const { items } = await whole.get<{ items: { id: string; customerId: string | null }[] }>('GET', '/inbox')
    const id = items.find(({ customerId }) => customerId === null)?.id ?? ''
    expect((await whole.ask('owner', 'POST', `/inbox/${id}/case`, {})).status).toBe(409)
    expect((await whole.ask('owner', 'POST', `/inbox/${newId()}/case`, {})).status).toBe(404)
  })
})

describe('a call in which the customer complained', () => {
  it('opens a case; taken back it is gone, worked on it stands', async () => {
    const workspace = await whole.workspace()
    const db = whole.app.stores.ledger.db
    const owner = await db
      .selectFrom('users')
      .select('id')
      .where('email_lower', '=', 'owner@whole.example')
      .executeTakeFirstOrThrow()
    const teamId = newId()
    await sql`INSERT INTO desk_teams (id, workspace_id, name, kind, hours, created_at) VALUES (${teamId}::uuid, ${workspace.id}, 'Calls', 'call', '[]', now())`.execute(
      db,
    )
    const taskId = newId()
    await sql`INSERT INTO desk_tasks (id, workspace_id, person_key, kind, origin, origin_id, currency, team_id, reason, due_from, due_until, state, claimed_by, claimed_at, lease_until, created_at, created_by)
      VALUES (${taskId}::uuid, ${workspace.id}, ${key('C-5')}, 'call', 'person', ${newId()}::uuid, 'CNY', ${teamId}::uuid,
        '{"en":"a","zh-CN":"b"}', now(), now() + interval '1 day', 'claimed', ${owner.id}::uuid, now(), now() + interval '1 hour', now(), 'user:x')`.execute(
      db,
    )
    const keep = (note: string) =>
      whole.ask('owner', 'POST', `/desk/tasks/${taskId}/outcome`, {
        ...{ outcome: 'complaint', note },
      })
    expect((await keep('')).status).toBe(400)
    expect((await keep('客户说门店排队一个小时没人管')).status).toBe(200)
    const [one] = await casesOf('C-5')
    expect(one).toMatchObject({ channel: 'call', origin: { kind: 'call', id: taskId } })
    expect((await whole.ask('owner', 'POST', `/desk/tasks/${taskId}/undo`, {})).status).toBe(200)
    expect(await casesOf('C-5')).toEqual([])
    expect((await keep('客户说门店没人管')).status).toBe(200)
    const [again] = await casesOf('C-5')
    await whole.get('POST', `/cases/${again?.id}/answers`, { channel: 'call' })
    const undo = await whole.ask('owner', 'POST', `/desk/tasks/${taskId}/undo`, {})
    expect([undo.status, undo.body]).toEqual([409, expect.stringContaining('worked on')])
    expect(await casesOf('C-5')).toHaveLength(1)
  })
})

describe('complaints from a file', () => {
  const csv = (lines: string[]) => ({
    csv: ['ref,customer,email,phone,words,received_at', ...lines].join('\n'),
  })
  const bring = (lines: string[]) =>
    whole.get<{ opened: number; already: number; bad: { row: number; problem: { en: string } }[] }>(
      'POST',
      '/cases/import',
      csv(lines),
    )

  it('come in once, whoever they name them by; bad rows are named', async () => {
    const lines = [
      `T-1,${key('C-6')},,,"The parcel arrived broken, twice",2020-01-02T03:04:05Z`,
      'T-2,,C-7@people.example,,退款两周了还没到账,',
      'T-3,,nobody@people.example,,who is this,',
      'T-4,,,,nobody at all,',
      ',1,,,no ref,',
      `T-6,${key('C-6')},,,from the future,2999-01-01T00:00:00Z`,
    ]
    const first = await bring(lines)
    expect([first.opened, first.already, first.bad.map(({ row }) => row)]).toEqual([2, 0, [4, 5, 6, 7]])
    const second = await bring(lines)
    expect([second.opened, second.already, second.bad.length]).toEqual([0, 2, 4])
    expect((await casesOf('C-7')).map(({ channel, words }) => [channel, words])).toEqual([
      ['import', '退款两周了还没到账'],
    ])
  })

  it('are refused whole without the columns', async () => {
    const answer = await whole.ask('owner', 'POST', '/cases/import', { csv: 'a,b\n1,2' })
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining('ref and words')])
    expect((await whole.ask('viewer', 'POST', '/cases/import', { csv: 'ref,words' })).status).toBe(403)
  })
})
