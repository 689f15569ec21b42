import { sql } from 'kysely'
import type { DeskDeps } from '../../../src/interaction/desk/deps.ts'
import { enqueueTasks, type TaskBatch } from '../../../src/interaction/desk/enqueue.ts'
import type { CallTouch, DeskPorts } from '../../../src/interaction/desk/ports.ts'
import type { Actor } from '../../../src/kit/api.ts'
import { newId } from '../../../src/kit/ids.ts'
import { silentLog } from '../../../src/kit/log.ts'
import { type Stage, setStage } from '../support/stage.ts'

export interface DeskStage extends Stage {
  deps: DeskDeps
  teamId: string
  /** A colleague in the team. */
  agent(name: string, change?: { capacity?: number; skills?: string[] }): Promise<Actor>
  /** Tasks for people 1 to `count`, unless others are named. */
  tasks(count: number, change?: Partial<TaskBatch>): Promise<string[]>
  row(id: string): Promise<Record<string, unknown>>
}

export const asActor = (id: string): Actor => ({ kind: 'user', id, permissions: new Set() })
export const everyDay = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }]
const nothing = async () => new Map<never, never>()

/** Ports that answer as a company without anything around: everybody may be called, touches go into the log. */
export function plainPorts(change: Partial<DeskPorts> = {}): DeskPorts {
  return {
    mayCall: async (_w, questions) => new Map(questions.map(({ taskId }) => [taskId, null])),
    zonesOf: nothing,
    recordCalls: async (trx, workspace, touches: readonly CallTouch[], holdMs) => {
      for (const touch of touches)
        await sql`INSERT INTO touch_log (workspace_id, touch_id, touch, hold_until)
          VALUES (${workspace.id}, ${touch.touchId}::uuid, ${JSON.stringify(touch)}::jsonb, clock_timestamp() + ${holdMs} * interval '1 millisecond')`.execute(
          trx,
        )
    },
    takeBack: async (trx, workspace, ids) => {
      const gone =
        await sql`DELETE FROM touch_log WHERE workspace_id = ${workspace.id} AND touch_id = ANY(${[...ids]}::uuid[]) AND pumped_at IS NULL`.execute(
          trx,
        )
      return Number(gone.numAffectedRows ?? 0)
    },
    optOut: async () => {},
    complaintOf: async () => async () => {},
    takeBackComplaint: async () => true,
    peopleOf: async () => [],
    profileOf: async () => null,
    habitsOf: async () => ({ channels: [], acts: 0, usual: null }),
    phonesOf: async (_w, keys) =>
      new Map(keys.map((key) => [key, `+861391234${String(key).padStart(4, '0')}`])),
    greetingsOf: async (_w, keys) => new Map(keys.map((key) => [key, `P${key}`])),
    labelsOf: async (_w, keys) => new Map(keys.map((key) => [key, `P*${key}`])),
    campaignNames: nothing,
    offersOf: nothing,
    codeNote: null,
    ...change,
  }
}

/** A ledger with one team of the desk that works around the clock. */
export async function setDesk(change: Partial<DeskPorts> = {}): Promise<DeskStage> {
  const stage = await setStage()
  return deskOn(stage, change)
}

export async function deskOn(stage: Stage, change: Partial<DeskPorts> = {}): Promise<DeskStage> {
  const { ledger, workspace } = stage
  const teamId = newId()
  await sql`INSERT INTO desk_teams (id, workspace_id, name, kind, hours, created_at)
    VALUES (${teamId}::uuid, ${workspace.id}, 'Team', 'call', ${JSON.stringify(everyDay)}::jsonb, now())`.execute(
    ledger.db,
  )
  const deps: DeskDeps = {
    ledger,
    log: silentLog,
    vaultOf: async () => stage.vault,
    ...plainPorts(change),
  }
  return {
    ...stage,
    deps,
    teamId,
    agent: async (name, { capacity = 100, skills = [] } = {}) => {
      const id = newId()
      await sql`INSERT INTO users (id, email, display_name, password_hash) VALUES (${id}::uuid, ${`${name}@desk.example`}, ${name}, '')`.execute(
        ledger.db,
      )
      await sql`INSERT INTO memberships (user_id, workspace_id, role) VALUES (${id}::uuid, ${workspace.id}, 'agent')`.execute(
        ledger.db,
      )
      await sql`INSERT INTO desk_members (team_id, user_id, workspace_id, skills, capacity)
        VALUES (${teamId}::uuid, ${id}::uuid, ${workspace.id}, ${skills}::text[], ${capacity})`.execute(
        ledger.db,
      )
      return asActor(id)
    },
    tasks: (count, more = {}) =>
      ledger.transaction((trx) =>
        enqueueTasks(trx, workspace, {
          ...{
            origin: 'campaign',
            campaignId: stage.campaignId,
            step: '',
            teamId,
            createdBy: 'test',
            costMinor: 50,
          },
          reason: { en: 'Their contract ends', 'zh-CN': '合约即将到期' },
          dueUntil: new Date(stage.clock.now().getTime() + 7 * 86_400_000),
          rows: Array.from({ length: count }, (_, i) => ({ personKey: i + 1 })),
          ...more,
        }),
      ),
    row: async (id) => {
      const { rows } = await sql<
        Record<string, unknown>
      >`SELECT * FROM desk_tasks WHERE id = ${id}::uuid`.execute(ledger.db)
      return rows[0] ?? {}
    },
  }
}
