import { type Kysely, sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { LedgerSchema } from '../../stores/ledger/index.ts'
import type { DeskKind, DeskState } from '../../stores/ledger/schema/desk.ts'
import { deskErrors } from './errors.ts'

/** A task as the ledger holds it. */
export interface TaskRow {
  id: string
  person_key: string
  kind: DeskKind
  origin: 'campaign' | 'rule' | 'person'
  origin_id: string
  step: string
  occurrence: string
  delivery_id: string | null
  offer_id: string | null
  creative_id: string | null
  arm: string
  cost_minor: string
  currency: string
  team_id: string
  skill: string
  value_minor: string
  reason: { en: string; 'zh-CN': string }
  script_id: string | null
  due_from: Date
  due_until: Date
  promised_at: Date | null
  assigned_to: string | null
  state: DeskState
  claimed_by: string | null
  claimed_at: Date | null
  lease_until: Date | null
  for_dialler: boolean
  attempts: number
  end_reason: string | null
  ended_at: Date | null
  created_at: Date
}

export const taskColumns = sql.raw(
  [
    ...[
      'id',
      'person_key',
      'kind',
      'origin',
      'origin_id',
      'step',
      'occurrence',
      'delivery_id',
      'offer_id',
      'creative_id',
      'arm',
    ],
    ...[
      'cost_minor',
      'currency',
      'team_id',
      'skill',
      'value_minor',
      'reason',
      'script_id',
      'due_from',
      'due_until',
    ],
    ...[
      'promised_at',
      'assigned_to',
      'state',
      'claimed_by',
      'claimed_at',
      'lease_until',
      'for_dialler',
      'attempts',
      'end_reason',
    ],
    ...['ended_at', 'created_at'],
  ]
    .map((column) => `t.${column}`)
    .join(', '),
)

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** @throws desk.unknownTask */
export async function findTask(
  db: Kysely<LedgerSchema>,
  workspace: Workspace,
  id: string,
  options: { lock?: boolean } = {},
): Promise<TaskRow> {
  if (!uuid.test(id)) throw deskErrors.unknownTask({})
  const lock = options.lock ? sql`FOR UPDATE` : sql``
  const { rows } = await sql<TaskRow>`
    SELECT ${taskColumns} FROM desk_tasks t WHERE t.workspace_id = ${workspace.id} AND t.id = ${id}::uuid ${lock}`.execute(
    db,
  )
  if (!rows[0]) throw deskErrors.unknownTask({})
  return rows[0]
}

/** A task in the hands of this agent. @throws desk.unknownTask, desk.notYours */
export async function heldTask(
  db: Kysely<LedgerSchema>,
  workspace: Workspace,
  id: string,
  agent: string,
): Promise<TaskRow> {
  const task = await findTask(db, workspace, id, { lock: true })
  if (task.state !== 'claimed' || task.claimed_by !== agent || task.for_dialler) throw deskErrors.notYours({})
  return task
}
