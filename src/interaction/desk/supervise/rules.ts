import { sql } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import { messageOf } from '../../../kit/errors.ts'
import { newId } from '../../../kit/ids.ts'
import type { Log } from '../../../kit/log.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, lockNumbers, writeAudit } from '../../../stores/ledger/index.ts'
import { enqueueTasks } from '../enqueue.ts'
import { deskErrors } from '../errors.ts'
import type { DeskPorts } from '../ports.ts'
import type { ruleBody, ruleShape } from './api.ts'
import { assertPlain } from './by-hand.ts'

export type RuleView = z.output<typeof ruleShape>
export type RuleBody = z.output<typeof ruleBody>

interface Row {
  id: string
  name: string
  segment_id: string
  team_id: string
  skill: string
  value_minor: string
  reason: { en: string; 'zh-CN': string }
  script_id: string | null
  window_days: number
  daily_cap: number
  again_after_days: number
  is_on: boolean
  last_day: string | null
  last_made: number | null
}

const viewOf = (row: Row): RuleView => ({
  id: row.id,
  name: row.name,
  segmentId: row.segment_id,
  teamId: row.team_id,
  skill: row.skill,
  valueMinor: Number(row.value_minor),
  reason: row.reason,
  scriptId: row.script_id,
  windowDays: row.window_days,
  dailyCap: row.daily_cap,
  againAfterDays: row.again_after_days,
  isOn: row.is_on,
  lastDay: row.last_day,
  lastMade: row.last_made,
})

/** Rules by which people of a segment become tasks, by name. */
export async function listRules(ledger: Ledger, workspace: Workspace): Promise<RuleView[]> {
  const { rows } = await sql<Row>`
    SELECT *, last_day::text AS last_day FROM desk_rules
    WHERE workspace_id = ${workspace.id} AND deleted_at IS NULL ORDER BY name, id`.execute(ledger.db)
  return rows.map(viewOf)
}

/** @param id null: a new one @throws desk.unknownRule, desk.unknownTeam, desk.identifierInText */
export async function saveRule(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string | null,
  body: RuleBody,
): Promise<string> {
  assertPlain(body.reason)
  return ledger.transaction(async (trx) => {
    const ruleId = id ?? newId()
    const team =
      await sql`SELECT 1 FROM desk_teams WHERE workspace_id = ${workspace.id} AND id = ${body.teamId}::uuid AND deleted_at IS NULL`.execute(
        trx,
      )
    if (team.rows.length === 0) throw deskErrors.unknownTeam({})
    const { rows } = await sql<{ id: string }>`
      INSERT INTO desk_rules (id, workspace_id, name, segment_id, team_id, skill, value_minor, reason, script_id, window_days,
        daily_cap, again_after_days, is_on, created_at)
      VALUES (${ruleId}::uuid, ${workspace.id}, ${body.name}, ${body.segmentId}::uuid, ${body.teamId}::uuid, ${body.skill},
        ${body.valueMinor}, ${JSON.stringify(body.reason)}::jsonb, ${body.scriptId}::uuid, ${body.windowDays}, ${body.dailyCap},
        ${body.againAfterDays}, ${body.isOn}, ${workspace.clock.now()}::timestamptz)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, segment_id = excluded.segment_id, team_id = excluded.team_id,
        skill = excluded.skill, value_minor = excluded.value_minor, reason = excluded.reason, script_id = excluded.script_id,
        window_days = excluded.window_days, daily_cap = excluded.daily_cap, again_after_days = excluded.again_after_days,
        is_on = excluded.is_on
        WHERE desk_rules.workspace_id = excluded.workspace_id AND desk_rules.deleted_at IS NULL
      RETURNING id`.execute(trx)
    if (!rows[0]) throw deskErrors.unknownRule({})
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: id === null ? 'desk.rule_add' : 'desk.rule_change',
      subject: { kind: 'desk_rule', id: ruleId },
      detail: { segment: body.segmentId, dailyCap: body.dailyCap, isOn: body.isOn },
    })
    return ruleId
  })
}

/** Tasks it made stay. @throws desk.unknownRule */
export async function removeRule(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    const gone =
      await sql`UPDATE desk_rules SET deleted_at = ${workspace.clock.now()}::timestamptz, is_on = false
      WHERE workspace_id = ${workspace.id} AND id = ${id}::uuid AND deleted_at IS NULL`.execute(trx)
    if (!gone.numAffectedRows) throw deskErrors.unknownRule({})
    const subject = { kind: 'desk_rule', id }
    await writeAudit(trx, { workspaceId: workspace.id, actor, action: 'desk.rule_remove', subject })
  })
}

/**
 * Makes the tasks of today of every rule that has not made its own yet: at most the cap, nobody who had a task of the
 * rule within its pause or has one open. The day and the tasks stand in one transaction, so a crash repeats nothing.
 * @returns tasks made
 */
export async function runRules(
  { ledger, log, peopleOf }: Pick<DeskPorts, 'peopleOf'> & { ledger: Ledger; log: Log },
  workspace: Workspace,
): Promise<number> {
  const now = workspace.clock.now()
  const today = sql`(${now}::timestamptz AT TIME ZONE ${workspace.timeZone})::date`
  const { rows } = await sql<Row & { today: string; kind: 'call' | 'shop'; recent: string[] }>`
    SELECT r.*, ${today}::text AS today, t.kind, (SELECT coalesce(array_agg(DISTINCT k.person_key::text), '{}') FROM desk_tasks k
      WHERE k.workspace_id = r.workspace_id AND ((k.origin_id = r.id
        AND k.created_at > ${now}::timestamptz - r.again_after_days * interval '1 day') OR (k.state IN ('open', 'claimed') AND k.kind = t.kind))) AS recent
    FROM desk_rules r JOIN desk_teams t ON t.id = r.team_id AND t.deleted_at IS NULL
    WHERE r.workspace_id = ${workspace.id} AND r.is_on AND r.deleted_at IS NULL
      AND (r.last_day IS NULL OR r.last_day < ${today}) ORDER BY r.id`.execute(ledger.db)
  let made = 0
  for (const rule of rows) {
    try {
      const people = await peopleOf(workspace, rule.segment_id, {
        limit: rule.daily_cap,
        except: rule.recent.map(Number),
        channel: rule.kind === 'call' ? 'phone' : 'shop',
      })
      made += await makeToday({ ledger }, workspace, rule, people)
    } catch (error) {
      // One rule that cannot be followed holds up no other; it is tried again.
      log.warn({ ruleId: rule.id, problem: messageOf(error) }, 'a rule of the desk made no tasks')
    }
  }
  return made
}

async function makeToday(
  { ledger }: { ledger: Ledger },
  workspace: Workspace,
  rule: Row & { today: string },
  people: readonly number[],
): Promise<number> {
  const now = workspace.clock.now()
  return ledger.transaction(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(${lockNumbers.deskRules}, ${workspace.id})`.execute(trx)
    const mine = await sql`UPDATE desk_rules SET last_day = ${rule.today}::date, last_made = ${people.length}
      WHERE id = ${rule.id}::uuid AND is_on AND (last_day IS NULL OR last_day < ${rule.today}::date)`.execute(
      trx,
    )
    // Another process was first.
    if (!mine.numAffectedRows || people.length === 0) return 0
    const ids = await enqueueTasks(trx, workspace, {
      ...{ origin: 'rule', campaignId: rule.id, step: 'rule', occurrence: rule.today },
      ...{ teamId: rule.team_id, skill: rule.skill, reason: rule.reason, scriptId: rule.script_id },
      dueUntil: new Date(now.getTime() + rule.window_days * 86_400_000),
      createdBy: `rule:${rule.id}`,
      rows: people.map((personKey) => ({ personKey, valueMinor: Number(rule.value_minor) })),
    })
    return ids.length
  })
}
