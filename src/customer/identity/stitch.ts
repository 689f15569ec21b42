import { sql } from 'kysely'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { hasAccount } from './link-anonymous.ts'
import { currentOf, keysOf } from './members.ts'
import { decide, mergePersons, wasParted } from './merges.ts'
import { type IdentityRule, rulesOf } from './rules.ts'

/** Values looked at in one run, for each kind: the next run goes on, since what was merged or proposed is settled. */
const mostValues = 5_000

export interface StitchResult {
  merged: number
  proposed: number
}

/**
 * Applies the rules in their order to everybody. Two records that share a value become one person where at most one of
 * them is an account; two accounts are proposed for review and never merged here. Pairs somebody has taken apart, or
 * answered before, are left alone.
 */
export async function stitch(
  ledger: Ledger,
  workspace: Workspace,
  actor: { kind: string; id: string },
): Promise<StitchResult> {
  const result: StitchResult = { merged: 0, proposed: 0 }
  for (const rule of await rulesOf(ledger, workspace)) {
    if (!rule.on) continue
    for (const people of await sharing(ledger, workspace, rule)) {
      const [first, ...others] = people
      if (first === undefined) continue
      for (const other of others) {
        const done = await settle(ledger, workspace, { rule, people: people.length, first, other, actor })
        if (done) result[done] += 1
      }
    }
  }
  return result
}

/** People, lowest key first, that carry one value; for each value of the kind that few enough share. */
async function sharing(ledger: Ledger, workspace: Workspace, rule: IdentityRule): Promise<number[][]> {
  const { rows } = await sql<{ people: string[] }>`
    SELECT array_agg(DISTINCT coalesce(o.current_key, i.person_key)::text) AS people
    FROM identifiers i LEFT JOIN person_overrides o ON o.person_key = i.person_key
    WHERE i.workspace_id = ${workspace.id} AND i.kind = ${rule.kind}
      AND NOT EXISTS (SELECT 1 FROM identity_blocks b
        WHERE b.workspace_id = i.workspace_id AND b.kind = i.kind AND b.blind_index = i.blind_index)
    GROUP BY i.blind_index
    HAVING count(DISTINCT coalesce(o.current_key, i.person_key)) BETWEEN 2 AND ${rule.mostPeople}::int
      AND NOT EXISTS (SELECT 1 FROM merge_proposals p WHERE p.workspace_id = ${workspace.id}
        AND p.left_key = min(coalesce(o.current_key, i.person_key))
        AND p.right_key = max(coalesce(o.current_key, i.person_key))
        AND count(DISTINCT coalesce(o.current_key, i.person_key)) = 2)
    ORDER BY min(i.id) LIMIT ${mostValues}`.execute(ledger.db)
  return rows.map((row) => row.people.map(Number).toSorted((a, b) => a - b))
}

async function settle(
  ledger: Ledger,
  workspace: Workspace,
  pair: {
    rule: IdentityRule
    people: number
    first: number
    other: number
    actor: { kind: string; id: string }
  },
): Promise<keyof StitchResult | null> {
  const at = workspace.clock.now()
  const evidence = [{ kind: pair.rule.kind, people: pair.people }]
  return decide(ledger, workspace.id, async (trx) => {
    const current = await currentOf(trx, [pair.first, pair.other])
    const [one = pair.first, two = pair.other] = [pair.first, pair.other]
      .map((key) => current.get(key) ?? key)
      .toSorted((a, b) => a - b)
    if (one === two || (await wasParted(trx, one, two))) return null
    const members = await keysOf(trx, [one, two])
    const isAccount = async (key: number) => hasAccount(trx, members.get(key) ?? [key])
    const [oneIs, twoIs] = [await isAccount(one), await isAccount(two)]
    if (oneIs && twoIs) {
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('merge_proposals')
        .values({
          id: newId(),
          workspace_id: workspace.id,
          left_key: one,
          right_key: two,
          evidence: JSON.stringify(evidence),
          proposed_at: at,
          decided_at: null,
          decided_by: null,
          merge_id: null,
        })
        .onConflict((oc) => oc.columns(['workspace_id', 'left_key', 'right_key']).doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n ? 'proposed' : null
    }
    const [keep, merge] = twoIs ? [two, one] : [one, two]
    const { rule, actor } = pair
    const request = { workspaceId: workspace.id, keep, merge, rule: rule.kind, actor, evidence, at }
    return (await mergePersons(trx, request)) ? 'merged' : null
  })
}
