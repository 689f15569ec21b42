import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pauseCampaign, resumeCampaign, underWay } from '../../../src/interaction/delivery/pauses.ts'
import { diallerList } from '../../../src/interaction/desk/dialler/dialler.ts'
import { listMine, seatView } from '../../../src/interaction/desk/lists.ts'
import { openTask, pullTask } from '../../../src/interaction/desk/pull.ts'
import { deskRound, shareOut } from '../../../src/interaction/desk/round.ts'
import type { Actor } from '../../../src/kit/api.ts'
import { newId } from '../../../src/kit/ids.ts'
import { type DeskStage, setDesk } from './support.ts'

let desk: DeskStage
let ann: Actor

beforeAll(async () => {
  desk = await setDesk()
})
beforeEach(async () => {
  desk.clock.set(new Date('2026-11-21T04:00:00Z')) // noon of a Saturday
  await sql`TRUNCATE desk_tasks, desk_calls, touch_log, audit_log, desk_members, memberships, users, campaign_pauses CASCADE`.execute(
    desk.ledger.db,
  )
  ann = await desk.agent('ann')
})
afterAll(() => desk.close())

const pause = () =>
  desk.ledger.transaction((trx) => pauseCampaign(trx, desk.workspace, desk.campaignId, `user:${ann.id}`))
const resume = () => desk.ledger.transaction((trx) => resumeCampaign(trx, desk.workspace, desk.campaignId))
const pull = () => pullTask(desk.deps, desk.workspace, ann, 'call')
const list = () => diallerList(desk.deps, desk.workspace, ann, { teamId: desk.teamId, limit: 50, hours: 1 })
const peopleIn = (csv: string) => csv.trim().split('\r\n').length - 1

describe('calls of a paused campaign', () => {
  it('are in nobody’s queue, list or file, and it says why', async () => {
    const [id = ''] = await desk.tasks(3)
    await pause()
    expect(await pull()).toEqual({ task: null, none: 'paused' })
    await expect(openTask(desk.deps, desk.workspace, ann, id)).rejects.toMatchObject({
      code: 'desk.campaignPaused',
    })
    expect((await listMine(desk.deps, desk.workspace, ann.id, { kind: 'call', limit: 10 })).total).toBe(0)
    expect((await seatView(desk.ledger, desk.workspace, ann.id, 'call')).waiting).toBe(0)
    expect(await shareOut(desk.ledger, desk.workspace, desk.teamId)).toBe(0)
    expect(peopleIn(await list())).toBe(0)
    await resume()
    expect(peopleIn(await list())).toBe(3)
  })

  it('let others through', async () => {
    await desk.tasks(2, { rows: [1, 2].map((personKey) => ({ personKey, valueMinor: 90_000 })) })
    await desk.tasks(1, { campaignId: newId(), rows: [{ personKey: 3 }] })
    await pause()
    expect((await pull()).task?.person_key).toBe('3')
  })

  it('stay with the agent who has one in hand, and count as on their way', async () => {
    await desk.tasks(2)
    const { task } = await pull()
    await pause()
    expect((await pull()).task?.id).toBe(task?.id)
    expect(await underWay(desk.ledger, desk.workspace, desk.campaignId)).toEqual({
      ...{ waiting: 1, leaving: 1, gone: 0 },
    })
  })

  it('keep a promise to the customer: an agreed call-back comes at its minute', async () => {
    const promisedAt = new Date(desk.clock.now().getTime() + 600_000)
    await desk.tasks(0, { rows: [{ personKey: 1, promisedAt }] })
    await pause()
    desk.clock.advance(600_000)
    expect((await pull()).task?.person_key).toBe('1')
  })

  it('end with their time all the same', async () => {
    const [id = ''] = await desk.tasks(1)
    await pause()
    desk.clock.advance(8 * 86_400_000)
    await deskRound(desk.ledger, desk.workspace)
    expect(await desk.row(id)).toMatchObject({ state: 'expired' })
  })
})
