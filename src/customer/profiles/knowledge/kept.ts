import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { type Ledger, withWriteGate } from '../../../stores/ledger/index.ts'
import { int64, type Warehouse } from '../../../stores/warehouse/index.ts'
import { needTopicsOf, type Topic } from '../../needs/topics.ts'
import { readSetting } from '../workspace-setting.ts'
import { knowledgeSettings } from './api.ts'
import { type KnowledgeQuestion, sharesSql } from './figures.ts'
import { type KnowledgeSettings, standardSettings } from './formula.ts'

export interface KnowledgeDeps {
  ledger: Ledger
  warehouse: Warehouse
}
type Bind = (type: string, value: unknown) => SqlFragment

export const storedKnowledge = { name: 'knowledge', schema: knowledgeSettings, absent: standardSettings }

/** What a score is made with: what matters how much, and the topics there are. */
export interface KnowledgeTerms {
  settings: KnowledgeSettings
  topics: readonly Topic[]
}

export async function knowledgeTerms(ledger: Ledger, workspaceId: number): Promise<KnowledgeTerms> {
  const [settings, topics] = await Promise.all([
    readSetting(ledger, workspaceId, storedKnowledge),
    needTopicsOf(ledger, workspaceId),
  ])
  return { settings: fillable(settings, topics), topics }
}

/** Without topics nobody can have said what they need: the side counts nothing then. */
export function fillable(settings: KnowledgeSettings, topics: KnowledgeTerms['topics']): KnowledgeSettings {
  return topics.length > 0 ? settings : { ...settings, needs: { ...settings.needs, weight: 0 } }
}

export function questionOf(
  workspace: Workspace,
  { topics }: Pick<KnowledgeTerms, 'topics'>,
): KnowledgeQuestion {
  return { nowMs: workspace.clock.now().getTime(), timeZone: workspace.timeZone, topics }
}

/** SELECT of `person_key` and `shares` as they were last reckoned. @param workspace the workspace's number, bound */
export function keptShares(workspace: SqlFragment): SqlFragment {
  return sql`SELECT person_key, shares FROM knowledge_shares FINAL WHERE workspace_id = ${workspace}`
}

/** When everybody was last reckoned; null: never. */
export async function keptSince(warehouse: Warehouse, workspace: Workspace): Promise<Date | null> {
  const bind = createBinder('kn_')
  const [row] = await warehouse.rows(
    sql`SELECT count() AS n, toUnixTimestamp64Milli(max(computed_at)) AS ms FROM knowledge_shares
      WHERE workspace_id = ${bind('UInt32', workspace.id)}`,
    z.object({ n: int64(), ms: int64() }),
  )
  return row && row.n > 0 ? new Date(row.ms) : null
}

/**
 * Reckons how far everybody is known, beside the snapshot of features: lists and segments read what is kept. Written
 * person by person, each whole; who is nobody any more goes after.
 */
export async function refreshKnowledge(
  { ledger, warehouse }: KnowledgeDeps,
  workspace: Workspace,
): Promise<void> {
  const terms = await knowledgeTerms(ledger, workspace.id)
  await withWriteGate(ledger, async () => {
    const before = await keptSince(warehouse, workspace)
    // Of two reckonings of one instant, or after the clock went back, the later one wins.
    const at = new Date(Math.max(workspace.clock.now().getTime(), (before?.getTime() ?? 0) + 1))
    const bind = createBinder('kr_')
    const ws = bind('UInt32', workspace.id)
    const time = bind("DateTime64(3, 'UTC')", at.toISOString().replace('T', ' ').replace('Z', ''))
    const here = sql`workspace_id = ${ws}`
    await warehouse.command(
      sql`INSERT INTO knowledge_shares (workspace_id, person_key, shares, computed_at)
        SELECT ${ws}, person_key, CAST(shares, 'Array(Float32)'), ${time} FROM (${sharesSql(here, questionOf(workspace, terms), bind)})`,
      { pool: 'long' },
    )
    if (before)
      await warehouse.command(sql`DELETE FROM knowledge_shares WHERE ${here} AND computed_at < ${time}`, {
        pool: 'long',
      })
  })
}

/** Reckons where nothing is kept, or customers changed since and it is older than a minute: for who has sold nothing yet. */
export async function ensureKnowledge(deps: KnowledgeDeps, workspace: Workspace): Promise<void> {
  const kept = await keptSince(deps.warehouse, workspace)
  if (kept && workspace.clock.now().getTime() - kept.getTime() < 60_000) return
  const bind = createBinder('ke_')
  const [row] = await deps.warehouse.rows(
    sql`SELECT count() AS n, toUnixTimestamp64Milli(max(updated_at)) AS ms FROM customers
      WHERE workspace_id = ${bind('UInt32', workspace.id)}`,
    z.object({ n: int64(), ms: int64() }),
  )
  if (row && row.n > 0 && (kept === null || row.ms > kept.getTime())) await refreshKnowledge(deps, workspace)
}

/** SELECT of `person_key` and `shares`: what is kept, or before anything is, of this moment. */
export async function sharesNow(
  { warehouse }: Pick<KnowledgeDeps, 'warehouse'>,
  workspace: Workspace,
  terms: KnowledgeTerms,
  bind: Bind,
): Promise<{ shares: SqlFragment; computedAt: Date | null }> {
  const ws = bind('UInt32', workspace.id)
  const computedAt = await keptSince(warehouse, workspace)
  const shares = computedAt
    ? keptShares(ws)
    : sharesSql(sql`workspace_id = ${ws}`, questionOf(workspace, terms), bind)
  return { shares, computedAt }
}
