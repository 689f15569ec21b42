import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { boardOf, figuresOf } from '../../../src/interaction/desk/board/board.ts'
import { scriptFor } from '../../../src/interaction/desk/scripts/spoken.ts'
import {
  listScripts,
  removeScript,
  saveScript,
  setLive,
} from '../../../src/interaction/desk/scripts/store.ts'
import { newId } from '../../../src/kit/ids.ts'
import { seededRandom } from '../../../src/kit/random.ts'
import { asActor, type DeskStage, setDesk } from './support.ts'

let desk: DeskStage
beforeAll(async () => {
  desk = await setDesk()
})
afterAll(() => desk.close())
beforeEach(() =>
  sql`TRUNCATE desk_tasks, desk_calls, desk_scripts, desk_members, memberships, users CASCADE`.execute(
    desk.ledger.db,
  ),
)

/** Conversations that were held, one a task. */
async function plant(
  talks: {
    agent: string
    outcome: string
    source: string
    value: number
    script?: { id: string; version: number }
  }[],
): Promise<void> {
  const ids = talks.map(() => newId())
  const list = <T>(pick: (one: (typeof talks)[number]) => T) => talks.map(pick)
  const at = desk.clock.now()
  await sql`INSERT INTO desk_tasks (id, workspace_id, person_key, kind, origin, origin_id, currency, team_id, value_minor, reason, due_from, due_until, state, created_at, created_by)
    SELECT u.id, ${desk.workspace.id}, row_number() OVER (), 'call', 'campaign', u.source, 'CNY', ${desk.teamId}::uuid, u.value, '{}', ${at}::timestamptz, ${at}::timestamptz, 'done', ${at}::timestamptz, 'test'
    FROM unnest(${ids}::uuid[], ${list((one) => one.source)}::uuid[], ${list((one) => one.value)}::bigint[]) AS u(id, source, value)`.execute(
    desk.ledger.db,
  )
  await sql`INSERT INTO desk_calls (id, workspace_id, task_id, person_key, team_id, agent, at, outcome, script_id, script_version, before, undo_until)
    SELECT gen_random_uuid(), ${desk.workspace.id}, u.id, 1, ${desk.teamId}::uuid, u.agent, ${at}::timestamptz, u.outcome, u.script, u.version, '{}', now()
    FROM unnest(${ids}::uuid[], ${list((one) => one.agent)}::uuid[], ${list((one) => one.outcome)}::text[],
      ${list((one) => one.script?.id ?? null)}::uuid[], ${list((one) => one.script?.version ?? null)}::integer[]) AS u(id, agent, outcome, script, version)`.execute(
    desk.ledger.db,
  )
}
const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one)

describe('the board', () => {
  it('gives the table of twelve agents: success 19 to 32 %, refusal 7 to 24 %', async () => {
    const source = newId()
    const planted = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const { id } = await desk.agent(`agent-${String(i).padStart(2, '0')}`)
        return { id, accepted: Math.round(19 + (13 * i) / 11), refused: Math.round(24 - (17 * i) / 11) }
      }),
    )
    await plant(
      planted.flatMap(({ id, accepted, refused }) => [
        ...times(accepted, { agent: id, outcome: 'accepted', source, value: 0 }),
        ...times(refused, { agent: id, outcome: 'refused', source, value: 0 }),
        ...times(100 - accepted - refused, { agent: id, outcome: 'considering', source, value: 0 }),
        // Who was not spoken to is in no share.
        ...times(30, { agent: id, outcome: 'no_answer', source, value: 0 }),
      ]),
    )
    const { agents } = await boardOf(desk.ledger, desk.workspace, 28)
    expect(agents).toHaveLength(12)
    const of = (pick: (one: (typeof agents)[number]) => { estimate: number }) =>
      agents.map((one) => Math.round(pick(one).estimate * 100)).sort((a, b) => a - b)
    expect([of((one) => one.accepted)[0], of((one) => one.accepted).at(-1)]).toEqual([19, 32])
    expect([of((one) => one.refused)[0], of((one) => one.refused).at(-1)]).toEqual([7, 24])
    for (const one of agents) {
      expect(one.talks).toBe(100)
      expect(one.accepted.count + one.considering.count + one.refused.count).toBe(100)
      expect(one.accepted.lo).toBeLessThan(one.accepted.estimate)
      // All had the same tasks: nothing to adjust for.
      expect(Math.abs(one.adjusted.estimate - one.accepted.estimate)).toBeLessThan(0.01)
    }
  })

  it('ranks fairly who got the harder campaign and the better customers', async () => {
    const [good, weak] = [await desk.agent('good'), await desk.agent('weak')]
    const [easy, hard] = [newId(), newId()]
    const random = seededRandom(1)
    const held = (agent: string, source: string, n: number, p: number) =>
      Array.from({ length: n }, () => ({
        agent,
        source,
        value: 100,
        outcome: random.next() < p ? 'accepted' : 'refused',
      }))
    await plant([
      ...held(good.id, easy, 80, 0.6),
      ...held(good.id, hard, 320, 0.24),
      ...held(weak.id, easy, 320, 0.5),
      ...held(weak.id, hard, 80, 0.2),
    ])
    const figures = await figuresOf(desk.ledger, desk.workspace, 28)
    const one = (id: string) => figures.find(({ userId }) => userId === id)
    expect(one(good.id)?.accepted.estimate).toBeLessThan(one(weak.id)?.accepted.estimate ?? 0)
    expect(one(good.id)?.adjusted.estimate).toBeGreaterThan(one(weak.id)?.adjusted.estimate ?? 1)
    expect(await figuresOf(desk.ledger, desk.workspace, 1)).toHaveLength(2)
    desk.clock.advance(2 * 86_400_000)
    expect(await figuresOf(desk.ledger, desk.workspace, 1)).toEqual([])
  })

  it('counts what waits, by team', async () => {
    await desk.agent('ann', { capacity: 7 })
    await desk.tasks(3)
    const { teams } = await boardOf(desk.ledger, desk.workspace, 28)
    expect(teams).toMatchObject([{ waiting: 3, promised: 0, held: 0, capacityLeft: 7, isOpen: true }])
  })
})

describe('scripts', () => {
  const actor = asActor(newId())
  const body = (say: string) => ({ steps: [{ id: 'a', say, answers: [] }], objections: [], offers: [] })
  const save = (id: string | null, say: string) =>
    saveScript(desk.ledger, desk.workspace, actor, { id, name: 'Renewal', kind: 'call', body: body(say) })

  it('have versions that are never changed, of which the live ones are drawn and compared', async () => {
    const { id } = await save(null, 'first {{ agent.reason }}')
    expect(await save(id, 'second')).toEqual({ id, version: 2 })
    await expect(save(newId(), 'x')).rejects.toMatchObject({ code: 'desk.unknownScript' })
    const [task = ''] = await desk.tasks(1, { scriptId: id })
    const row = { id: task, script_id: id, offer_id: null, reason: { en: 'why', 'zh-CN': '来由' } }
    const spoken = () => scriptFor(desk.deps, desk.workspace, row, { greeting: '', profile: null })
    expect(await spoken()).toMatchObject({ version: 1, steps: [{ say: 'first 来由' }] })
    expect(await setLive(desk.ledger, desk.workspace, actor, id, { 1: 0, 2: 3 })).toEqual([2])
    expect((await spoken())?.version).toBe(2)
    await expect(setLive(desk.ledger, desk.workspace, actor, id, { 9: 1 })).rejects.toMatchObject({
      code: 'desk.unknownScript',
    })
    const of = (version: number, outcome: string) => ({
      agent: actor.id,
      outcome,
      source: newId(),
      value: 0,
      script: { id, version },
    })
    await plant([
      ...times(30, of(1, 'accepted')),
      ...times(70, of(1, 'refused')),
      ...times(45, of(2, 'accepted')),
      ...times(55, of(2, 'considering')),
    ])
    const [script] = await listScripts(desk.ledger, desk.workspace)
    expect(
      script?.versions.map(({ version, weight, talks, accepted }) => [
        version,
        weight,
        talks,
        accepted?.estimate,
      ]),
    ).toEqual([
      [2, 3, 100, 0.45],
      [1, 0, 100, 0.3],
    ])
    await removeScript(desk.ledger, desk.workspace, actor, id)
    expect(await spoken()).toBeNull()
  })
})
