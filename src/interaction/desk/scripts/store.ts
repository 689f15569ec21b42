import { proportionInterval } from '@liangti/models'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Actor } from '../../../kit/api.ts'
import type { FieldAccess } from '../../../kit/fields.ts'
import { newId } from '../../../kit/ids.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../../stores/ledger/index.ts'
import type { DeskKind } from '../../../stores/ledger/schema/desk.ts'
import { deskErrors } from '../errors.ts'
import { talks } from '../outcomes.ts'
import type { DeskPorts } from '../ports.ts'
import type { scriptShape } from './api.ts'
import { checkScript, type ScriptBody, scriptBody } from './body.ts'
import { type Spoken, scopeOf, speak } from './spoken.ts'

export type ScriptView = z.output<typeof scriptShape>

interface Row {
  id: string
  name: string
  kind: DeskKind
  version: number
  body: unknown
  weight: number
  created_at: Date
  talks: string
  accepted: string
}

/** Scripts by name, with their versions and what came of conversations: of each task the last that came to a word. */
export async function listScripts(ledger: Ledger, workspace: Workspace): Promise<ScriptView[]> {
  const { rows } = await sql<Row>`
    WITH said AS (
      SELECT DISTINCT ON (c.task_id) c.script_id, c.script_version, c.outcome FROM desk_calls c
      WHERE c.workspace_id = ${workspace.id} AND c.script_id IS NOT NULL AND c.undone_at IS NULL
        AND c.outcome = ANY(${[...talks]}::text[])
      ORDER BY c.task_id, c.at DESC, c.id DESC)
    SELECT s.id, s.name, s.kind, v.version, v.body, v.weight, v.created_at, count(c.outcome) AS talks,
      count(c.outcome) FILTER (WHERE c.outcome = 'accepted') AS accepted
    FROM desk_scripts s JOIN desk_script_versions v ON v.script_id = s.id
    LEFT JOIN said c ON c.script_id = s.id AND c.script_version = v.version
    WHERE s.workspace_id = ${workspace.id} AND s.deleted_at IS NULL
    GROUP BY s.id, v.script_id, v.version ORDER BY s.name, s.id, v.version DESC`.execute(ledger.db)
  const scripts = new Map<string, ScriptView>()
  for (const row of rows) {
    const script = scripts.get(row.id) ?? { id: row.id, name: row.name, kind: row.kind, versions: [] }
    script.versions.push({
      ...{ version: row.version, body: scriptBody.parse(row.body), weight: row.weight },
      ...{ createdAt: row.created_at.toISOString(), talks: Number(row.talks) },
      accepted: proportionInterval(Number(row.accepted), Number(row.talks)),
    })
    scripts.set(row.id, script)
  }
  return [...scripts.values()]
}

/** @throws desk.badScript, desk.unknownScript */
export async function saveScript(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  script: { id: string | null; name: string; kind: DeskKind; body: ScriptBody },
): Promise<{ id: string; version: number }> {
  checkScript(script.body)
  return ledger.transaction(async (trx) => {
    const now = workspace.clock.now()
    const id = script.id ?? newId()
    if (script.id === null)
      await trx
        .insertInto('desk_scripts')
        .values({
          ...{ id, workspace_id: workspace.id, name: script.name, kind: script.kind },
          ...{ created_at: now, deleted_at: null },
        })
        .execute()
    else {
      // Held, so that two who save at once get two versions.
      const known = await sql`UPDATE desk_scripts SET name = ${script.name}
        WHERE workspace_id = ${workspace.id} AND id = ${id}::uuid AND deleted_at IS NULL`.execute(trx)
      if (!known.numAffectedRows) throw deskErrors.unknownScript({})
    }
    const { rows } = await sql<{ version: number }>`
      INSERT INTO desk_script_versions (script_id, version, body, weight, created_at, created_by)
      SELECT ${id}::uuid, coalesce(max(version), 0) + 1, ${JSON.stringify(script.body)}::jsonb, CASE WHEN count(*) = 0 THEN 1 ELSE 0 END,
        ${now}::timestamptz, ${`${actor.kind}:${actor.id}`} FROM desk_script_versions WHERE script_id = ${id}::uuid
      RETURNING version`.execute(trx)
    const version = rows[0]?.version ?? 1
    const subject = { kind: 'desk_script', id }
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'desk.script_save',
      subject,
      detail: { version },
    })
    return { id, version }
  })
}

/** Versions that are not named are not live. @throws desk.unknownScript */
export async function setLive(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
  weights: Readonly<Record<string, number>>,
): Promise<number[]> {
  return ledger.transaction(async (trx) => {
    const versions = Object.keys(weights).map(Number)
    const { rows } = await sql<{ version: number; weight: number }>`
      UPDATE desk_script_versions v SET weight = coalesce((SELECT u.weight FROM unnest(${versions}::integer[],
          ${Object.values(weights)}::smallint[]) AS u(version, weight) WHERE u.version = v.version), 0)
      FROM desk_scripts s WHERE s.id = v.script_id AND s.workspace_id = ${workspace.id} AND s.id = ${id}::uuid AND s.deleted_at IS NULL
      RETURNING v.version, v.weight`.execute(trx)
    const known = new Set(rows.map(({ version }) => version))
    if (rows.length === 0 || versions.some((version) => !known.has(version)))
      throw deskErrors.unknownScript({})
    const subject = { kind: 'desk_script', id }
    await writeAudit(trx, {
      workspaceId: workspace.id,
      actor,
      action: 'desk.script_live',
      subject,
      detail: { weights },
    })
    return rows.flatMap(({ version, weight }) => (weight > 0 ? [version] : [])).sort((a, b) => a - b)
  })
}

/** @throws desk.unknownScript */
export async function removeScript(
  ledger: Ledger,
  workspace: Workspace,
  actor: Actor,
  id: string,
): Promise<void> {
  await ledger.transaction(async (trx) => {
    const gone = await sql`UPDATE desk_scripts SET deleted_at = ${workspace.clock.now()}::timestamptz
      WHERE workspace_id = ${workspace.id} AND id = ${id}::uuid AND deleted_at IS NULL`.execute(trx)
    if (!gone.numAffectedRows) throw deskErrors.unknownScript({})
    const subject = { kind: 'desk_script', id }
    await writeAudit(trx, { workspaceId: workspace.id, actor, action: 'desk.script_remove', subject })
  })
}

/** As it would be spoken to a customer, by the same code. @throws desk.badScript, desk.unknownCustomer */
export async function previewScript(
  deps: Pick<DeskPorts, 'profileOf' | 'greetingsOf'>,
  workspace: Workspace,
  asked: { body: ScriptBody; customerId: string },
  see: FieldAccess,
): Promise<Spoken> {
  checkScript(asked.body)
  const key = Number(asked.customerId)
  const profile = Number.isSafeInteger(key) ? await deps.profileOf(workspace, key, see) : null
  if (profile === null) throw deskErrors.unknownCustomer({ customer: asked.customerId })
  const greeting =
    see.of('name') === 'clear' ? ((await deps.greetingsOf(workspace, [key])).get(key) ?? '') : ''
  return speak(
    { id: '', name: '', version: 0 },
    asked.body,
    scopeOf(workspace, { greeting, profile, reason: '' }),
  )
}
