import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { seatedRoles } from '../../../src/interaction/desk/supervise/teams.ts'
import { createBinder, sql as query } from '../../../src/kit/sql.ts'
import { permissionsOf } from '../../../src/server/auth/roles.ts'
import { role } from '../../../src/server/house/api.ts'
import { type WholeApp, wholeApp } from '../../server/whole-app.ts'
import { everyDay } from './support.ts'

let whole: WholeApp
let teamId: string
let segmentId: string
const keys = new Map<string, number>()
const key = (account: string) => keys.get(account) ?? 0
const reason = { en: 'Their contract ends', 'zh-CN': '合约即将到期' }

interface Brief {
  task: { id: string; customerId: string; label: string; reason: object }
  greeting: string
  phone: string | null
  profile: { label: string; value: { orders: number }; needs: object[] } | null
  calls: { outcome: string; note: string | null }[]
  neverAgain: { reason: string }[]
}
const next = async () => {
  const { body, status } = await whole.ask('agent', 'POST', '/desk/next', { kind: 'call' })
  if (status !== 200) throw new Error(body)
  return JSON.parse(body) as { brief: Brief | null; none: string | null }
}
const word = (personKey: number, purpose: string, channel: string, state: string) =>
  whole.get('POST', `/customers/${personKey}/consents`, {
    ...{ purpose, channel, state },
    proof: { kind: 'form', note: 'Preference page' },
  })

beforeAll(async () => {
  whole = await wholeApp()
  await whole.importLines(
    [
      'id,name,phone,city',
      ...Array.from({ length: 9 }, (_, i) => `D-${i + 1},王小明${i},1380013800${i + 1},Manytown`),
      'D-10,Nophone,,Manytown',
    ],
    { kind: 'customers', fields: { customer: 'id', name: 'name', phone: 'phone', city: 'city' } },
  )
  const { rooms, stores } = whole.app
  const accounts = Array.from({ length: 10 }, (_, i) => `D-${i + 1}`)
  for (const [account, one] of await rooms.customer.persons.resolve(
    await whole.workspace(),
    'account',
    accounts,
  ))
    keys.set(account, one)
  const { rows } = await sql<{
    id: string
  }>`SELECT id FROM users WHERE email = 'agent@whole.example'`.execute(stores.ledger.db)
  teamId = (
    await whole.get<{ id: string }>('POST', '/desk/teams', {
      ...{ name: 'Renewals', kind: 'call', hours: everyDay, distribution: 'pull' },
      members: [{ userId: rows[0]?.id, skills: [], capacity: 50 }],
    })
  ).id
  await whole.get('PUT', '/desk/settings', {
    quiet: { from: '00:00', to: '00:00' },
    ...{ mostTries: 3, retryMinutes: 60, undoMinutes: 5, leaseMinutes: 20 },
  })
  const rule = { all: [{ op: 'attribute_equals', params: { attribute: 'city', value: 'Manytown' } }] }
  segmentId = (await whole.get<{ id: string }>('POST', '/segments', { name: 'In town', rule })).id
}, 60_000)
afterAll(() => whole?.close())

const byHand = (account: string, more: object = {}) =>
  whole.get<{ id: string }>('POST', '/desk/tasks', {
    ...{
      customerId: String(key(account)),
      teamId,
      reason,
      dueUntil: new Date(Date.now() + 86_400_000).toISOString(),
    },
    ...more,
  })
const endAll = () =>
  sql`UPDATE desk_tasks SET state = 'cancelled', lease_until = NULL WHERE state IN ('open', 'claimed')`.execute(
    whole.app.stores.ledger.db,
  )

describe('the desk', () => {
  it('seats the roles that may work there', () => {
    expect([...seatedRoles].sort()).toEqual(
      role.options.filter((one) => permissionsOf(one).has('desk.work')).sort(),
    )
  })

  it('shows an agent the one customer of the task, masked, and nobody else', async () => {
    await byHand('D-1')
    const { brief } = await next()
    expect(brief).toMatchObject({
      task: { customerId: String(key('D-1')), reason },
      greeting: '',
      phone: '138****001',
      profile: { value: { orders: 0 } },
    })
    expect(JSON.stringify(brief)).not.toContain('王小明')
    for (const path of [`/customers/${key('D-1')}`, `/profiles/${key('D-2')}`, '/desk/tasks', '/desk/teams'])
      expect((await whole.ask('agent', 'GET', path)).status, path).toBe(403)
  })

  it('gives the number in clear where the role may see it, and that stands in the audit log', async () => {
    const { brief } = await next()
    const dial = () => whole.ask('agent', 'POST', `/desk/tasks/${brief?.task.id}/dial`)
    expect((await dial()).status).toBe(403)
    await whole.get('PUT', '/field-permissions', {
      roles: { agent: { phone: 'clear', name: 'clear' } },
      keys: {},
    })
    expect(JSON.parse((await dial()).body)).toEqual({ number: '+8613800138001' })
    expect((await next()).brief?.greeting).toContain('王小明')
    const { items } = await whole.get<{ items: { action: string }[] }>('GET', '/audit?limit=5')
    expect(items.map(({ action }) => action)).toContain('desk.dial')
  })

  it('keeps outcome and contact together, and the warehouse hears when it can no longer be taken back', async () => {
    const { brief } = await next()
    const id = brief?.task.id
    const said = { outcome: 'refused', refusalReason: 'price', note: '嫌贵，下月再看' }
    expect((await whole.ask('agent', 'POST', `/desk/tasks/${id}/outcome`, said)).status).toBe(200)
    const { touches } = whole.app.rooms.customer
    expect(await touches.pump()).toBe(0)
    expect((await whole.ask('agent', 'POST', `/desk/tasks/${id}/undo`)).status).toBe(200)
    expect((await whole.ask('agent', 'POST', `/desk/tasks/${id}/outcome`, said)).status).toBe(200)
    await sql`UPDATE touch_log SET hold_until = now() - interval '1 second'`.execute(
      whole.app.stores.ledger.db,
    )
    expect(await touches.pump()).toBe(1)
    const bind = createBinder()
    const told = await whole.app.stores.warehouse.rows(
      query`SELECT toString(outcome) AS outcome, toString(reason) AS reason, toString(channel) AS channel, toString(kind) AS kind
        FROM touches FINAL WHERE person_key = ${bind('UInt64', key('D-1'))}`,
      z.object({ outcome: z.string(), reason: z.string(), channel: z.string(), kind: z.string() }),
    )
    expect(told).toEqual([{ outcome: 'refused', reason: 'price', channel: 'phone', kind: 'called' }])
    await byHand('D-1')
    const again = await next()
    expect(again.brief?.calls[0]).toMatchObject({ outcome: 'refused', note: '嫌贵，下月再看' })
    expect(again.brief?.neverAgain).toMatchObject([{ reason: 'price' }])
    await endAll()
  })

  it('names nobody in a reason, and asks for customers that there are', async () => {
    const bad = { ...reason, en: 'Ring 13800138001' }
    const answer = (change: object) =>
      whole.ask('owner', 'POST', '/desk/tasks', {
        ...{
          customerId: String(key('D-1')),
          teamId,
          reason,
          dueUntil: new Date(Date.now() + 86_400_000).toISOString(),
        },
        ...change,
      })
    expect((await answer({ reason: bad })).body).toContain('desk.identifierInText')
    expect((await answer({ customerId: '999999' })).body).toContain('desk.unknownCustomer')
    expect((await answer({ dueUntil: '2020-01-01T00:00:00Z' })).body).toContain('desk.badTimes')
  })
})

describe('a rule', () => {
  it('makes tasks of today once, with its cap, of whoever has a telephone and refused nothing', async () => {
    await word(key('D-2'), 'profiling', '*', 'withdrawn')
    await word(key('D-3'), 'marketing', 'phone', 'withdrawn')
    const rule = { name: 'Renewal', segmentId, teamId, reason, dailyCap: 5 }
    const { id } = await whole.get<{ id: string }>('POST', '/desk/rules', rule)
    const { desk } = whole.app.rooms
    expect((await desk.round(await whole.workspace())).made).toBe(5)
    expect((await desk.round(await whole.workspace())).made).toBe(0)
    // The next day: those who have none yet, and that is all there are.
    await sql`UPDATE desk_rules SET last_day = last_day - 1`.execute(whole.app.stores.ledger.db)
    expect((await desk.round(await whole.workspace())).made).toBe(2)
    const { rows } = await sql<{
      key: string
    }>`SELECT person_key AS key FROM desk_tasks WHERE origin_id = ${id}::uuid`.execute(
      whole.app.stores.ledger.db,
    )
    const chosen = rows.map((row) => Number(row.key))
    for (const account of ['D-2', 'D-3', 'D-10']) expect(chosen, account).not.toContain(key(account))
    expect(new Set(chosen).size).toBe(7)
  })

  it('asks consent again when a task is opened', async () => {
    const { rows } = await sql<{
      key: string
    }>`SELECT person_key AS key FROM desk_tasks WHERE state = 'open' AND origin = 'rule' ORDER BY person_key`.execute(
      whole.app.stores.ledger.db,
    )
    const [first, second, third, fourth] = rows.map((row) => Number(row.key))
    await word(first ?? 0, 'profiling', '*', 'withdrawn')
    await word(second ?? 0, 'marketing', 'phone', 'withdrawn')
    await whole.get('POST', '/cases', {
      customer: String(third),
      words: '柜台排队太久，没人理',
      channel: 'shop',
    })
    const pausedUntil = new Date(Date.now() + 30 * 86_400_000).toISOString()
    await whole.get('PUT', `/customers/${fourth}/contact-wishes`, { pace: 'any', pausedUntil })
    const seen: string[] = []
    for (;;) {
      const { brief } = await next()
      if (!brief) break
      seen.push(brief.task.customerId)
      await whole.ask('agent', 'POST', `/desk/tasks/${brief.task.id}/outcome`, { outcome: 'accepted' })
    }
    expect(seen).toHaveLength(3)
    for (const one of [first, second, third, fourth]) expect(seen).not.toContain(String(one))
    const ended = await sql<{
      reason: string
    }>`SELECT end_reason AS reason FROM desk_tasks WHERE state = 'cancelled' AND end_reason <> '' ORDER BY 1`.execute(
      whole.app.stores.ledger.db,
    )
    expect(ended.rows.map((row) => row.reason)).toEqual([
      'consent',
      'no_profiling',
      'open_complaint',
      'paused',
    ])
    await whole.get('PUT', `/customers/${fourth}/contact-wishes`, { pace: 'any', pausedUntil: null })
    await word(first ?? 0, 'profiling', '*', 'given')
    await word(second ?? 0, 'marketing', 'phone', 'given')
  })
})

describe('a note', () => {
  it('of a refusal without a reason is coded, and the agent’s own word stands before it', async () => {
    await byHand('D-8')
    const { brief } = await next()
    const said = { outcome: 'refused', note: '不是不想买，是太贵' }
    const answer = await whole.ask('agent', 'POST', `/desk/tasks/${brief?.task.id}/outcome`, said)
    expect(JSON.parse(answer.body)).toMatchObject({ refusalReason: 'price', codedBy: 'model' })
    await whole.ask('agent', 'POST', `/desk/tasks/${brief?.task.id}/undo`)
    const own = { ...said, refusalReason: 'trust' }
    const again = await whole.ask('agent', 'POST', `/desk/tasks/${brief?.task.id}/outcome`, own)
    expect(JSON.parse(again.body)).toMatchObject({ refusalReason: 'trust', codedBy: 'person' })
  })
})

describe('the customer’s word on the telephone', () => {
  it('that they want no more calls withdraws consent on that channel at once', async () => {
    await byHand('D-9')
    const { brief } = await next()
    const said = { outcome: 'refused', refusalReason: 'no_calls' }
    expect((await whole.ask('agent', 'POST', `/desk/tasks/${brief?.task.id}/outcome`, said)).status).toBe(200)
    await byHand('D-9')
    expect(await next()).toEqual({ brief: null, none: 'empty' })
  })
})

describe('a dialler', () => {
  it('gets numbers of whom one may call, holds them, and brings results once, bad rows by number', async () => {
    await endAll()
    for (const account of ['D-4', 'D-5', 'D-6', 'D-3', 'D-10']) await byHand(account)
    const list = await whole.ask('owner', 'POST', '/desk/dialler/list', { teamId })
    const lines = list.body.trim().split('\r\n')
    expect(lines[0]).toBe('task,phone,promised_at,due_until,skill,reason')
    expect(
      lines
        .slice(1)
        .map((line) => line.split(',')[1])
        .sort(),
    ).toEqual(['+8613800138004', '+8613800138005', '+8613800138006'])
    expect((await whole.ask('marketer', 'POST', '/desk/dialler/list', { teamId })).status).toBe(403)
    const ids = lines.slice(1).map((line) => line.split(',')[0])
    // Held for the dialler, while the one without a telephone waits for a person.
    expect((await next()).brief?.task.customerId).toBe(String(key('D-10')))
    const csv = [
      'task,call_id,agent,outcome,refusal_reason,call_back_at,note',
      `${ids[0]},c1,agent@whole.example,accepted,,,`,
      `${ids[1]},c2,,refused,price,,"too dear, she said"`,
      `${ids[2]},c3,nobody@whole.example,accepted,,,`,
      `${ids[2]},c4,,call_back,,,`,
      `${ids[2]},c5,,danced,,,`,
      '',
    ].join('\n')
    const bring = () =>
      whole.get<{ taken: number; already: number; bad: { row: number; problem: { en: string } }[] }>(
        'POST',
        '/desk/dialler/results',
        { csv },
      )
    const first = await bring()
    expect(first).toMatchObject({ taken: 2, already: 0 })
    expect(first.bad.map(({ row }) => row)).toEqual([4, 5, 6])
    expect(first.bad[2]?.problem.en).toContain('outcome')
    expect(await bring()).toMatchObject({ taken: 0, already: 2 })
    const bad = await whole.ask('owner', 'POST', '/desk/dialler/results', { csv: 'a,b\n1,2' })
    expect(bad.body).toContain('desk.badFile')
  })
})
