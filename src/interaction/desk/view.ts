import { sql } from 'kysely'
import type { z } from 'zod'
import type { Localized } from '../../kit/api-shapes.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { deskTask } from './api.ts'
import type { DeskPorts } from './ports.ts'
import { barWords } from './pull.ts'
import type { TaskRow } from './task.ts'

export type TaskView = z.output<typeof deskTask>

const endWords: Readonly<Record<string, Localized>> = {
  ...barWords,
  accepted: { en: 'Accepted', 'zh-CN': '已接受' },
  refused: { en: 'Refused', 'zh-CN': '已拒绝' },
  no_answer: { en: 'Nobody answered', 'zh-CN': '无人接听' },
  wrong_number: { en: 'Wrong number', 'zh-CN': '号码错误' },
  complaint: { en: 'Complained; a case is open', 'zh-CN': '客户投诉，已建工单' },
  expired: { en: 'Its time was over', 'zh-CN': '已过期' },
  supervisor: { en: 'Ended by a supervisor', 'zh-CN': '主管终止' },
  team_removed: { en: 'The team was removed', 'zh-CN': '团队已删除' },
}

/** Why a task ended, in words; a code nobody knows is shown as it is. */
export const endInWords = (code: string | null): Localized | null =>
  code === null ? null : (endWords[code] ?? { en: code, 'zh-CN': code })

/** Tasks as pages show them: masked names, names of teams, colleagues and of what they come from. */
export async function viewsOf(
  deps: Pick<DeskPorts, 'labelsOf' | 'campaignNames'> & { ledger: Ledger },
  workspace: Workspace,
  rows: readonly TaskRow[],
): Promise<TaskView[]> {
  if (rows.length === 0) return []
  const distinct = <T>(values: readonly (T | null)[]): T[] =>
    [...new Set(values.flatMap((one) => one ?? []))] as T[]
  const campaigns = distinct(rows.map((row) => (row.origin === 'campaign' ? row.origin_id : null)))
  const [labels, campaignNames, names] = await Promise.all([
    deps.labelsOf(workspace, distinct(rows.map((row) => Number(row.person_key)))),
    deps.campaignNames(workspace, campaigns),
    namesOf(deps.ledger, {
      teams: distinct(rows.map((row) => row.team_id)),
      users: distinct(rows.flatMap((row) => [row.assigned_to, row.claimed_by])),
      rules: distinct(rows.map((row) => (row.origin === 'rule' ? row.origin_id : null))),
    }),
  ])
  const originName = (row: TaskRow) =>
    row.origin === 'campaign' ? campaignNames.get(row.origin_id) : names.get(row.origin_id)
  return rows.map((row) => ({
    id: row.id,
    customerId: row.person_key,
    label: labels.get(Number(row.person_key)) ?? row.person_key,
    kind: row.kind,
    state: row.state,
    origin: row.origin,
    originName: originName(row) ?? '',
    reason: row.reason,
    valueMinor: Number(row.value_minor),
    currency: row.currency,
    dueFrom: row.due_from.toISOString(),
    dueUntil: row.due_until.toISOString(),
    promisedAt: row.promised_at?.toISOString() ?? null,
    skill: row.skill,
    teamId: row.team_id,
    teamName: names.get(row.team_id) ?? '',
    assignedTo: row.assigned_to === null ? null : (names.get(row.assigned_to) ?? null),
    heldBy: row.state !== 'claimed' || row.claimed_by === null ? null : (names.get(row.claimed_by) ?? ''),
    attempts: row.attempts,
    endReason: endInWords(row.end_reason),
  }))
}

async function namesOf(
  ledger: Ledger,
  ids: { teams: string[]; users: string[]; rules: string[] },
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    SELECT id, name FROM desk_teams WHERE id = ANY(${ids.teams}::uuid[])
    UNION ALL SELECT id, display_name FROM users WHERE id = ANY(${ids.users}::uuid[])
    UNION ALL SELECT id, name FROM desk_rules WHERE id = ANY(${ids.rules}::uuid[])`.execute(ledger.db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
