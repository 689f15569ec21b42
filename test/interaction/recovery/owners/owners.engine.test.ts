import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../../src/kit/ids.ts'
import { type WholeApp, wholeApp } from '../../../server/whole-app.ts'

let whole: WholeApp
const keys: number[] = []
const members = new Map<string, string>()
const member = (name: string) => members.get(name) ?? ''
const hour = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString()

beforeAll(async () => {
  whole = await wholeApp()
  const names = Array.from({ length: 30 }, (_, i) => `C-${i + 1}`)
  await whole.importLines(['id', ...names], { kind: 'customers', fields: { customer: 'id' } })
  const workspace = await whole.workspace()
  const found = await whole.app.rooms.customer.persons.resolve(workspace, 'account', names)
  keys.push(...found.values())
  for (const row of await whole.app.stores.ledger.db.selectFrom('users').select(['id', 'email']).execute())
    members.set(row.email.split('@')[0] ?? '', row.id)
}, 60_000)
afterAll(() => whole?.close())

const change = async (part: object) => {
  const { currency: _, ...body } = await whole.get<{ currency: string }>('GET', '/recovery-settings')
  return whole.ask('owner', 'PUT', '/recovery-settings', { ...body, ...part })
}
let next = 0
const open = async (words: string, more: object = {}) => {
  const { id } = await whole.get<{ id: string }>('POST', '/cases', {
    customer: String(keys[next++]),
    words,
    ...more,
  })
  return id
}
interface Found {
  owner: { id: string; name: string } | null
  escalation: string
  escalatedTo: { id: string } | null
  steps: { what: string; detail: Record<string, unknown> }[]
}
const look = (id: string) => whole.get<Found>('GET', `/cases/${id}`)
const round = async () => whole.app.rooms.recovery.round(await whole.workspace())
const audited = async (id: string, action: string) => {
  const { rows } = await sql`SELECT FROM audit_log WHERE subject_id = ${id} AND action = ${action}`.execute(
    whole.app.stores.ledger.db,
  )
  return rows.length
}

describe('the owner of a case', () => {
  it('is nobody without a team, and the least busy of it otherwise, also when many come at once', async () => {
    expect((await look(await open('柜台没人'))).owner).toBeNull()
    const team = [member('agent'), member('marketer'), member('owner')]
    await change({ team })
    const ids = await Promise.all(Array.from({ length: 9 }, () => open('柜台没人，等了半天')))
    const owners = await Promise.all(ids.map(async (id) => (await look(id)).owner?.id))
    expect(team.map((id) => owners.filter((owner) => owner === id).length)).toEqual([3, 3, 3])
    const { items } = await whole.get<{ items: { id: string; open: number; isInTeam: boolean }[] }>(
      'GET',
      '/case-owners',
    )
    expect(items.filter(({ isInTeam }) => isInTeam).map((one) => one.open)).toEqual([3, 3, 3])
    expect(items[0]?.isInTeam).toBe(false)
  })

  it('changes when somebody takes over or hands on, which is on record; only members can own', async () => {
    const id = await open('等了半天')
    const put = (who: 'owner' | 'viewer', userId: string | null) =>
      whole.ask(who, 'PUT', `/cases/${id}/owner`, { userId })
    expect((await put('owner', member('analyst'))).status).toBe(200)
    expect((await look(id)).owner).toMatchObject({ id: member('analyst'), name: 'analyst' })
    expect((await look(id)).steps.at(-1)).toMatchObject({ what: 'assigned', detail: { to: 'analyst' } })
    expect(await audited(id, 'case.assigned')).toBe(1)
    expect((await put('owner', member('analyst'))).status).toBe(200)
    expect(await audited(id, 'case.assigned')).toBe(1)
    expect((await put('owner', newId())).status).toBe(400)
    expect((await put('viewer', null)).status).toBe(403)
    expect((await put('owner', null)).status).toBe(200)
    const mine = async () => (await whole.get<{ items: { id: string }[] }>('GET', '/cases?state=mine')).items
    expect((await mine()).map((one) => one.id)).not.toContain(id)
    await put('owner', member('owner'))
    expect((await mine()).map((one) => one.id)).toContain(id)
    await whole.get('POST', `/cases/${id}/closing`, { outcome: 'recovered' })
    expect((await put('owner', null)).status).toBe(409)
  })
})

describe('a case nobody answers', () => {
  it('goes up by the share of its time that has gone, once a step, audited', async () => {
    await change({
      team: [member('agent')],
      escalation: {
        ...{ warnAt: 0.75, supervisorAt: 1, headAt: 1.5, urgentFrom: 13 },
        ...{ supervisor: member('marketer'), head: member('owner') },
      },
    })
    await round()
    // Severity 2: 48 hours.
    const at = async (hours: number) => open('店里太闷', { receivedAt: ago(hours) })
    const [fresh, warned, late, long] = [await at(30), await at(40), await at(55), await at(80)]
    expect(await round()).toBe(3)
    const now = async (id: string) => {
      const { escalation, escalatedTo } = await look(id)
      return [escalation, escalatedTo?.id]
    }
    expect(await now(fresh)).toEqual(['none', undefined])
    expect(await now(warned)).toEqual(['warned', member('agent')])
    expect(await now(late)).toEqual(['supervisor', member('marketer')])
    expect(await now(long)).toEqual(['head', member('owner')])
    expect(await round()).toBe(0)
    expect(await audited(long, 'case.escalated')).toBe(1)
    const { items } = await whole.get<{ items: { id: string }[] }>('GET', '/cases?state=mine')
    expect(items.map(({ id }) => id)).toContain(long)
  })

  it('goes up sooner where severity × value is high, and no more once it is answered', async () => {
    await change({
      escalation: {
        ...{ warnAt: 0.75, supervisorAt: 1, headAt: 1.5, urgentFrom: 2 },
        supervisor: null,
        head: null,
      },
    })
    const [urgent, answered] = [
      await open('店里太闷', { receivedAt: ago(40) }),
      await open('店里太闷', { receivedAt: ago(200) }),
    ]
    await whole.get('POST', `/cases/${answered}/answers`, { channel: 'call' })
    await round()
    expect((await look(urgent)).escalation).toBe('supervisor')
    expect((await look(answered)).escalation).toBe('none')
  })

  it('is taken up once by two processes at a time', async () => {
    const id = await open('店里太闷', { receivedAt: ago(90) })
    const done = await Promise.all([round(), round(), round()])
    expect(done.reduce((sum, n) => sum + n, 0)).toBe(1)
    expect((await look(id)).steps.filter(({ what }) => what.startsWith('escalated'))).toHaveLength(1)
  })

  it('needs its steps in order', async () => {
    const bad = { warnAt: 1, supervisorAt: 0.5, headAt: 2, urgentFrom: 6, supervisor: null, head: null }
    expect((await change({ escalation: bad })).status).toBe(400)
  })
})
