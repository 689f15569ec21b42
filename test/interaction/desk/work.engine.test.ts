import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialTask, releaseTask, renewTask, undoOutcome } from '../../../src/interaction/desk/hold.ts'
import { listMine, seatView } from '../../../src/interaction/desk/lists.ts'
import { keepOutcome, type SaidOutcome } from '../../../src/interaction/desk/outcome.ts'
import type { CallBar } from '../../../src/interaction/desk/ports.ts'
import { openTask, pullTask } from '../../../src/interaction/desk/pull.ts'
import { deskRound, shareOut } from '../../../src/interaction/desk/round.ts'
import { assignTask, cancelCampaign, cancelTask } from '../../../src/interaction/desk/supervise/by-hand.ts'
import type { Actor } from '../../../src/kit/api.ts'
import { type DeskStage, everyDay, setDesk } from './support.ts'

let desk: DeskStage
let ann: Actor
let ben: Actor
const bars = new Map<number, CallBar | 'later'>()
const optedOut: number[] = []

beforeAll(async () => {
  desk = await setDesk({
    mayCall: async (_w, questions) =>
      new Map(questions.map(({ taskId, personKey }) => [taskId, bars.get(personKey) ?? null])),
    optOut: async (_trx, _w, { personKey }) => void optedOut.push(personKey),
  })
})
beforeEach(async () => {
  bars.clear()
  optedOut.length = 0
  desk.clock.set(new Date('2026-11-21T04:00:00Z')) // noon of a Saturday
  await sql`TRUNCATE desk_tasks, desk_calls, touch_log, audit_log, desk_members, memberships, users CASCADE`.execute(
    desk.ledger.db,
  )
  await sql`UPDATE desk_teams SET hours = ${JSON.stringify(everyDay)}::jsonb`.execute(desk.ledger.db)
  ann = await desk.agent('ann')
  ben = await desk.agent('ben')
})
afterAll(() => desk.close())

const pull = async (who: Actor) => pullTask(desk.deps, desk.workspace, who, 'call')
const keep = (who: Actor, id: string, change: Partial<SaidOutcome>) =>
  keepOutcome(desk.deps, desk.workspace, who, id, {
    ...{
      outcome: 'accepted',
      refusalReason: null,
      consideringUntil: null,
      callBackAt: null,
      nextStep: '',
      note: '',
    },
    ...change,
  })
const touches = async () =>
  (
    await sql<{ touch: Record<string, unknown> }>`SELECT touch FROM touch_log ORDER BY seq`.execute(
      desk.ledger.db,
    )
  ).rows.map(({ touch }) => touch)
const after = (minutes: number) => new Date(desk.clock.now().getTime() + minutes * 60_000)

describe('taking tasks', () => {
  it('gives two agents never one task, and an agent the one they hold', async () => {
    await desk.tasks(40)
    const agents = await Promise.all(Array.from({ length: 8 }, (_, i) => desk.agent(`a${i}`)))
    // Each asks from two windows at once.
    const taken = await Promise.all([...agents, ...agents].map(pull))
    const ids = taken.map(({ task }) => task?.id)
    expect(new Set(ids.slice(0, 8)).size).toBe(8)
    expect(ids.slice(8)).toEqual(ids.slice(0, 8))
  })

  it('makes nothing twice for a campaign, step and occurrence', async () => {
    expect(await desk.tasks(5)).toHaveLength(5)
    expect(await desk.tasks(7)).toHaveLength(2)
    expect(await desk.tasks(7, { occurrence: '2026-11-21' })).toHaveLength(7)
  })

  it('follows value, and stops at the day’s capacity', async () => {
    const few = await desk.agent('few', { capacity: 2 })
    const rows = [1, 2, 3].map((personKey) => ({ personKey, valueMinor: personKey * 10_000 }))
    await desk.tasks(0, { rows })
    const order: (string | undefined)[] = []
    for (let i = 0; i < 3; i++) {
      const { task, none } = await pull(few)
      order.push(task?.person_key ?? none ?? '')
      if (task) await keep(few, task.id, {})
    }
    expect(order).toEqual(['3', '2', 'capacity'])
    desk.clock.advance(86_400_000)
    expect((await pull(few)).task?.person_key).toBe('1')
  })

  it('says why there is none', async () => {
    expect((await pull(ann)).none).toBe('empty')
    const { id } = { id: '018f0000-0000-7000-8000-000000000001' }
    expect((await pull({ ...ann, id })).none).toBe('no_team')
    await sql`UPDATE desk_teams SET hours = '[{"days":[1],"from":"09:00","to":"18:00"}]'`.execute(
      desk.ledger.db,
    )
    expect((await pull(ann)).none).toBe('closed') // a Saturday
  })

  it('asks for a skill', async () => {
    await desk.tasks(1, { skill: 'cantonese' })
    expect((await pull(ann)).none).toBe('empty')
    const wong = await desk.agent('wong', { skills: ['cantonese'] })
    expect((await pull(wong)).task).not.toBeNull()
  })

  it('puts away who must not be called now, and goes on to the next', async () => {
    bars.set(1, 'consent').set(2, 'open_complaint').set(3, 'later')
    const ids = await desk.tasks(4, {
      rows: [4, 3, 2, 1].map((personKey) => ({ personKey, valueMinor: (5 - personKey) * 1_000 })),
    })
    expect((await pull(ann)).task?.person_key).toBe('4')
    const states = await Promise.all(ids.map(desk.row))
    expect(
      states.map(({ person_key, state, end_reason }) => `${person_key} ${state} ${end_reason}`).sort(),
    ).toEqual(['1 cancelled consent', '2 cancelled open_complaint', '3 open null', '4 claimed null'])
  })

  it('rings nobody in quiet hours, but whoever asked for that minute', async () => {
    desk.clock.set(new Date('2026-11-21T14:00:00Z')) // 22:00
    await desk.tasks(1)
    expect((await pull(ann)).none).toBe('empty')
    const [promised] = await desk.tasks(0, {
      occurrence: 'p',
      rows: [{ personKey: 9, promisedAt: after(-1) }],
    })
    expect((await pull(ann)).task?.id).toBe(promised)
    await keep(ann, promised ?? '', {})
    desk.clock.set(new Date('2026-11-22T01:00:00Z')) // 09:00
    expect((await pull(ann)).task?.person_key).toBe('1')
  })

  it('goes by the clock of the customer', async () => {
    desk.clock.set(new Date('2026-11-21T14:00:00Z')) // 22:00 in Shanghai, 14:00 in London
    desk.deps.zonesOf = async () => new Map([[2, ['Europe/London']]])
    await desk.tasks(2)
    expect((await pull(ann)).task?.person_key).toBe('2')
    desk.deps.zonesOf = async () => new Map()
  })
})

describe('what came of a call', () => {
  it('ends the task and becomes a touch with agent, outcome, reason and cost', async () => {
    const [id = ''] = await desk.tasks(1)
    await pull(ann)
    await keep(ann, id, { outcome: 'refused', refusalReason: 'price', note: '嫌贵' })
    expect(await desk.row(id)).toMatchObject({ state: 'done', end_reason: 'refused' })
    expect(await touches()).toMatchObject([
      {
        kind: 'called',
        channel: 'phone',
        agent: ann.id,
        outcome: 'refused',
        reason: 'price',
        costMinor: 50,
        personKey: 1,
      },
    ])
    const { rows } = await sql<{ note: Buffer }>`SELECT note FROM desk_calls`.execute(desk.ledger.db)
    expect(rows[0]?.note.includes('嫌贵')).toBe(false)
    expect(desk.vault.decrypt(rows[0]?.note ?? Buffer.alloc(0))).toBe('嫌贵')
  })

  it('is refused from whoever does not hold the task', async () => {
    const [id = ''] = await desk.tasks(1)
    await expect(keep(ann, id, {})).rejects.toMatchObject({ code: 'desk.notYours' })
    await pull(ben)
    await expect(keep(ann, id, {})).rejects.toMatchObject({ code: 'desk.notYours' })
    expect(await touches()).toEqual([])
  })

  it.each([
    [{ outcome: 'call_back' }],
    [{ outcome: 'considering' }],
    [{ outcome: 'accepted', refusalReason: 'price' }],
    [{ outcome: 'call_back', callBackAt: new Date('2026-11-20T00:00:00Z') }],
    [{ outcome: 'considering', consideringUntil: '2029-01-01' }],
  ] as [Partial<SaidOutcome>][])('needs what belongs to it: %j', async (said) => {
    const [id = ''] = await desk.tasks(1)
    await pull(ann)
    await expect(keep(ann, id, said)).rejects.toMatchObject({ code: 'desk.badOutcome' })
    expect(await desk.row(id)).toMatchObject({ state: 'claimed' })
  })

  it('brings an agreed call-back to the same agent at its minute, and to anybody when they are away', async () => {
    const [id = ''] = await desk.tasks(1)
    await pull(ann)
    await keep(ann, id, { outcome: 'call_back', callBackAt: after(30) })
    await desk.tasks(1, { occurrence: 'other', rows: [{ personKey: 7, valueMinor: 1_000_000 }] })
    desk.clock.advance(29 * 60_000)
    expect((await pull(ann)).task?.person_key).toBe('7')
    desk.clock.advance(60_000)
    expect((await pull(ben)).none).toBe('empty')
    desk.clock.advance(5 * 60_000)
    expect((await pull(ben)).task?.id).toBe(id)
  })

  it('tries again where nobody answered, so often and no more', async () => {
    const [id = ''] = await desk.tasks(1)
    for (let i = 1; i <= 3; i++) {
      expect((await pull(ann)).task?.id, `try ${i}`).toBe(id)
      await keep(ann, id, { outcome: 'no_answer' })
      expect((await pull(ann)).none).toBe('empty')
      desk.clock.advance(121 * 60_000)
    }
    expect(await desk.row(id)).toMatchObject({ state: 'done', end_reason: 'no_answer', attempts: 3 })
  })

  it('brings back who considers on the day they named', async () => {
    const [id = ''] = await desk.tasks(1)
    await pull(ann)
    await keep(ann, id, { outcome: 'considering', consideringUntil: '2026-12-05' })
    expect((await desk.row(id)).due_from).toEqual(new Date('2026-12-04T16:00:00Z'))
  })

  it('is the customer’s word where they want no more calls', async () => {
    const [id = ''] = await desk.tasks(1)
    await pull(ann)
    await keep(ann, id, { outcome: 'refused', refusalReason: 'no_calls' })
    expect(optedOut).toEqual([1])
    await expect(undoOutcome(desk.deps, desk.workspace, ann, id)).rejects.toMatchObject({
      code: 'desk.customersWord',
    })
  })
})

describe('taking an outcome back', () => {
  it('leaves no touch, and the task as it was in the agent’s hands', async () => {
    const [id = ''] = await desk.tasks(1)
    await pull(ann)
    const before = await desk.row(id)
    await keep(ann, id, { outcome: 'no_answer' })
    await expect(undoOutcome(desk.deps, desk.workspace, ben, id)).rejects.toMatchObject({
      code: 'desk.tooLate',
    })
    await undoOutcome(desk.deps, desk.workspace, ann, id)
    expect(await touches()).toEqual([])
    const { lease_until: _, ...now } = await desk.row(id)
    const { lease_until: __, ...then } = before
    expect(now).toEqual(then)
    await keep(ann, id, { outcome: 'accepted' })
    expect(await touches()).toHaveLength(1)
  })

  it('is too late when its minutes are over, or the touch has gone on', async () => {
    const [id = '', other = ''] = await desk.tasks(2)
    for (const one of [id, other]) {
      await openTask(desk.deps, desk.workspace, ann, one)
      await keep(ann, one, {})
    }
    await sql`UPDATE desk_calls SET undo_until = now() - interval '1 second' WHERE task_id = ${id}::uuid`.execute(
      desk.ledger.db,
    )
    await sql`UPDATE touch_log SET pumped_at = now()`.execute(desk.ledger.db)
    for (const one of [id, other])
      await expect(undoOutcome(desk.deps, desk.workspace, ann, one)).rejects.toMatchObject({
        code: 'desk.tooLate',
      })
  })
})

describe('in whose hands', () => {
  it('is given back, put off, taken over or ended', async () => {
    const [id = ''] = await desk.tasks(1)
    await pull(ann)
    await releaseTask(desk.ledger, desk.workspace, ann, id, after(60))
    expect((await pull(ann)).none).toBe('empty')
    desk.clock.advance(61 * 60_000)
    expect((await pull(ben)).none, 'put off by Ann, for Ann').toBe('empty')
    expect((await pull(ann)).task?.id).toBe(id)
    await assignTask(desk.ledger, desk.workspace, ann, id, ben.id)
    await expect(renewTask(desk.ledger, desk.workspace, ann, id)).rejects.toMatchObject({
      code: 'desk.notYours',
    })
    expect((await pull(ben)).task?.id).toBe(id)
    await cancelTask(desk.ledger, desk.workspace, ann, id)
    await expect(keep(ben, id, {})).rejects.toMatchObject({ code: 'desk.notYours' })
    await expect(assignTask(desk.ledger, desk.workspace, ann, id, null)).rejects.toMatchObject({
      code: 'desk.taken',
    })
  })

  it('returns to the queue when the agent is gone, and ends with its time', async () => {
    const [id = ''] = await desk.tasks(1)
    await pull(ann)
    await sql`UPDATE desk_tasks SET lease_until = now() - interval '1 second'`.execute(desk.ledger.db)
    expect((await deskRound(desk.ledger, desk.workspace)).released).toBe(1)
    expect((await pull(ben)).task?.id).toBe(id)
    await releaseTask(desk.ledger, desk.workspace, ben, id, null)
    desk.clock.advance(8 * 86_400_000)
    expect((await deskRound(desk.ledger, desk.workspace)).expired).toBe(1)
    expect(await desk.row(id)).toMatchObject({ state: 'expired' })
  })

  it('is shared out by what each has had of today, and then nobody else takes it', async () => {
    await desk.tasks(11)
    expect(await shareOut(desk.ledger, desk.workspace, desk.teamId)).toBe(11)
    const mine = await listMine(desk.deps, desk.workspace, ann.id, { kind: 'call', limit: 50 })
    expect([5, 6]).toContain(mine.total)
    for (let i = 0; i < mine.total; i++) {
      const { task } = await pull(ann)
      expect(task?.assigned_to).toBe(ann.id)
      await keep(ann, task?.id ?? '', {})
    }
    expect((await pull(ann)).none).toBe('empty')
    expect(await seatView(desk.ledger, desk.workspace, ann.id, 'call')).toMatchObject({
      waiting: 0,
      seats: [{ used: mine.total, capacity: 100, isOpen: true }],
    })
  })

  it('shows the number only to whoever holds the task, and that it was shown', async () => {
    const [id = ''] = await desk.tasks(1)
    await pull(ann)
    expect(await dialTask(desk.deps, desk.workspace, ann, id)).toBe('+8613912340001')
    await expect(dialTask(desk.deps, desk.workspace, ben, id)).rejects.toMatchObject({
      code: 'desk.notYours',
    })
    const { rows } = await sql<{
      n: string
    }>`SELECT count(*) AS n FROM audit_log WHERE action = 'desk.dial'`.execute(desk.ledger.db)
    expect(rows[0]?.n).toBe('1')
  })

  it('ends with its campaign', async () => {
    const ids = await desk.tasks(3)
    await pull(ann)
    const stop = () => desk.ledger.transaction((trx) => cancelCampaign(trx, desk.workspace, desk.campaignId))
    expect(await stop()).toBe(3)
    expect(await stop()).toBe(0)
    expect(await desk.row(ids[0] ?? '')).toMatchObject({ state: 'cancelled', end_reason: 'campaign_stopped' })
  })
})
