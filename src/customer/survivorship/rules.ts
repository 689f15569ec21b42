import { sql as pg } from 'kysely'
import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { type DecidedRule, survivorshipRules } from './pick.ts'

/** Rules as the engine's queries follow them: of attributes somebody has decided. */
export async function rulesInEngine(
  warehouse: Warehouse,
  workspaceId: number,
): Promise<Map<string, DecidedRule>> {
  const bind = createBinder()
  const rows = await warehouse.rows(
    sql`SELECT attribute, toString(rule) AS rule, sources FROM survivorship_rules FINAL
        WHERE workspace_id = ${bind('UInt32', workspaceId)} AND rule != ''`,
    z.object({ attribute: z.string(), rule: z.enum(survivorshipRules), sources: z.array(z.string()) }),
  )
  return new Map(rows.map(({ attribute, rule, sources }) => [attribute, { rule, sources }]))
}

/** The rules somebody has decided, as the ledger keeps them. */
export async function rulesOf(ledger: Ledger, workspaceId: number): Promise<Map<string, DecidedRule>> {
  const rows = await ledger.db
    .selectFrom('survivorship_rules')
    .select(['attribute', 'rule', 'sources'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('attribute')
    .execute()
  return new Map(rows.map(({ attribute, rule, sources }) => [attribute, { rule, sources }]))
}

export interface RuleState {
  version: number
  /** The version everybody was last reckoned by. */
  applied: number
  changedBy: string | null
  changedAt: Date | null
}

export async function ruleState(ledger: Ledger, workspaceId: number): Promise<RuleState> {
  const row = await ledger.db
    .selectFrom('survivorship_state')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst()
  if (!row) return { version: 0, applied: 0, changedBy: null, changedAt: null }
  return {
    version: Number(row.version),
    applied: Number(row.applied),
    changedBy: row.changed_by,
    changedAt: row.changed_at,
  }
}

/** Replaces all decided rules. @returns the new version */
export function saveRules(
  ledger: Ledger,
  workspaceId: number,
  rules: ReadonlyMap<string, DecidedRule>,
  by: string,
  at: Date,
): Promise<number> {
  return ledger.transaction(async (trx) => {
    const { rows } = await pg<{ version: string }>`
      INSERT INTO survivorship_state (workspace_id, version, applied, changed_by, changed_at)
      VALUES (${workspaceId}, 1, 0, ${by}, ${at})
      ON CONFLICT (workspace_id) DO UPDATE SET version = survivorship_state.version + 1, changed_by = excluded.changed_by,
        changed_at = excluded.changed_at
      RETURNING version`.execute(trx)
    await trx.deleteFrom('survivorship_rules').where('workspace_id', '=', workspaceId).execute()
    if (rules.size > 0)
      await trx
        .insertInto('survivorship_rules')
        .values(
          [...rules].map(([attribute, { rule, sources }]) => ({
            workspace_id: workspaceId,
            attribute,
            rule,
            sources: [...sources],
          })),
        )
        .execute()
    return Number(rows[0]?.version ?? 0)
  })
}

/** Tells the engine the rules of the ledger: the highest version of an attribute counts there. Harmless to repeat. */
export async function tellEngine(ledger: Ledger, warehouse: Warehouse, workspaceId: number): Promise<void> {
  const { version } = await ruleState(ledger, workspaceId)
  const rules = await rulesOf(ledger, workspaceId)
  const bind = createBinder()
  const told = await warehouse.rows(
    sql`SELECT attribute, max(version) AS version FROM survivorship_rules
        WHERE workspace_id = ${bind('UInt32', workspaceId)} GROUP BY attribute`,
    z.object({ attribute: z.string(), version: int64() }),
  )
  const attributes = new Set([...rules.keys(), ...told.map(({ attribute }) => attribute)])
  if (attributes.size === 0) return
  const lines = [...attributes].map((attribute) =>
    JSON.stringify({
      workspace_id: workspaceId,
      attribute,
      rule: rules.get(attribute)?.rule ?? '',
      sources: rules.get(attribute)?.sources ?? [],
      version,
    }),
  )
  await warehouse.insert(
    'survivorship_rules',
    ['workspace_id', 'attribute', 'rule', 'sources', 'version'],
    Buffer.from(lines.join('\n')),
    { format: 'JSONEachRow' },
  )
}
