import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { IdentityRule } from './rules.ts'
import { settleShared } from './settle-shared.ts'
import { peopleNow } from './stitch.ts'

/** Shared values of a kind looked at; a preview that takes minutes is none. */
const mostValues = 200_000

export interface RulePreview {
  kind: IdentityRule['kind']
  /** Values that several people carry and nobody blocked. */
  shared: number
  /** Of them, those left alone because too many people of one system carry them. */
  tooMany: number
  /** Merges the rule would make, after the rules before it. */
  merges: number
  /** Pairs of accounts it would newly propose. */
  proposals: number
  /** Whether only the first of them were looked at. */
  cut: boolean
}

interface SharedValue {
  people: number[]
  sources: string[]
}

/** What looking for duplicates by these rules would do now; nothing is changed. */
export async function previewRules(
  ledger: Ledger,
  workspace: Workspace,
  rules: readonly IdentityRule[],
): Promise<RulePreview[]> {
  return (await simulateRules(ledger, workspace, rules)).previews
}

/** As `previewRules`, with who each key that is merged would belong to. */
export async function simulateRules(
  ledger: Ledger,
  workspace: Workspace,
  rules: readonly IdentityRule[],
): Promise<{ previews: RulePreview[]; person: ReadonlyMap<number, number> }> {
  const { rows: open } = await sql<{ pair: string }>`
    SELECT left_key || ' ' || right_key AS pair FROM merge_proposals WHERE workspace_id = ${workspace.id}`.execute(
    ledger.db,
  )
  const known = new Set(open.map((row) => row.pair))
  /** Who people would be after the rules so far. */
  const person = new Map<number, number>()
  const now = (key: number) => person.get(key) ?? key
  // An account is never merged into anybody, so who was one stays one.
  const accounts = new Set<number>()
  const parted = new Map<string, readonly [number, number]>()
  const previews: RulePreview[] = []
  for (const rule of rules.filter((one) => one.on)) {
    const values = await sharedNow(ledger, workspace.id, rule.kind)
    const carried = values.map(({ people, sources }) => ({ people: people.map(now), sources }))
    const few = carried.filter((value) => mostOfOneSource(value) <= rule.mostPeople)
    const groups = few.flatMap(({ people }) => {
      const distinct = [...new Set(people)].toSorted((a, b) => a - b)
      return distinct.length > 1 ? [distinct] : []
    })
    const today = await peopleNow(ledger.db, workspace.id, [
      ...new Set(values.flatMap(({ people }) => people)),
    ])
    for (const account of today.accounts) accounts.add(account)
    for (const pair of today.parted) parted.set(pair.join(' '), pair)
    const settled = settleShared(groups, {
      current: new Map(),
      accounts,
      parted: [...parted.values()].map(([one, other]) => [now(one), now(other)] as const),
    })
    for (const [key, root] of person) person.set(key, settled.person.get(root) ?? root)
    for (const [key, root] of settled.person) person.set(key, root)
    const fresh = settled.proposals.filter(({ left, right }) => !known.has(`${left} ${right}`))
    for (const { left, right } of fresh) known.add(`${left} ${right}`)
    previews.push({
      kind: rule.kind,
      shared: values.length,
      tooMany: carried.length - few.length,
      merges: settled.merges.length,
      proposals: fresh.length,
      cut: values.length === mostValues,
    })
  }
  return { previews, person }
}

function mostOfOneSource({ people, sources }: SharedValue): number {
  const bySource = new Map<string, Set<number>>()
  sources.forEach((source, i) => {
    const own = bySource.get(source) ?? new Set<number>()
    bySource.set(source, own.add(people[i] ?? 0))
  })
  return Math.max(...[...bySource.values()].map((own) => own.size))
}

async function sharedNow(ledger: Ledger, workspaceId: number, kind: string): Promise<SharedValue[]> {
  const { rows } = await sql<{ people: string[]; sources: string[] }>`
    SELECT array_agg(person ORDER BY id) AS people, array_agg(source ORDER BY id) AS sources FROM (
      SELECT i.id, i.blind_index, i.source, coalesce(o.current_key, i.person_key) AS person
      FROM identifiers i LEFT JOIN person_overrides o ON o.person_key = i.person_key
      WHERE i.workspace_id = ${workspaceId} AND i.kind = ${kind}) AS carried
    GROUP BY blind_index
    HAVING count(DISTINCT person) > 1 AND NOT EXISTS (SELECT 1 FROM identity_blocks b
      WHERE b.workspace_id = ${workspaceId} AND b.kind = ${kind} AND b.blind_index = carried.blind_index)
    ORDER BY min(id) LIMIT ${mostValues}`.execute(ledger.db)
  return rows.map(({ people, sources }) => ({ people: people.map(Number), sources }))
}
