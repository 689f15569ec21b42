import { sql } from 'kysely'
import { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import { keysOf } from '../identity/members.ts'
import type { IdentityDeps } from '../identity/review.ts'
import { uuid } from '../identity/review.ts'
import type { household } from './api.ts'
import { householdErrors } from './errors.ts'
import { evidenceKinds } from './homes.ts'

export type Household = z.output<typeof household>
type Member = Household['members'][number]

interface Row {
  id: string
  state: Household['state']
  created_at: Date
  decided_at: Date | null
  decided_by: string | null
  total: string
}

interface MemberRow {
  household_id: string
  person: string
  state: Member['state']
  is_head: boolean
  evidence: unknown
  since: Date | null
  until: Date | null
}

const evidence = z.array(z.enum(evidenceKinds))

export interface HouseholdQuery {
  state?: 'proposed' | 'live' | 'ended' | undefined
  customer?: string | undefined
  id?: string
  cursor?: string | undefined
  limit: number
}

/** Households with who is or was in them, as the people they are today. */
export async function listHouseholdsOf(deps: IdentityDeps, workspace: Workspace, query: HouseholdQuery) {
  const before = query.cursor !== undefined && uuid.test(query.cursor) ? query.cursor : null
  const asked = query.customer === undefined ? null : Number(query.customer)
  const keys = asked === null ? null : ((await keysOf(deps.ledger.db, [asked])).get(asked) ?? [asked])
  const { rows } = await sql<Row>`
    WITH list AS (
      SELECT h.* FROM households h
      WHERE h.workspace_id = ${workspace.id} AND (${query.id ?? null}::uuid IS NULL OR h.id = ${query.id ?? null}::uuid)
        AND (${query.state ?? null}::text IS NULL OR CASE ${query.state ?? ''}::text
          WHEN 'live' THEN h.state = 'live' WHEN 'ended' THEN h.state IN ('refused', 'dissolved')
          ELSE EXISTS (SELECT 1 FROM household_members p WHERE p.household_id = h.id AND p.state = 'proposed') END)
        AND (${keys}::bigint[] IS NULL OR EXISTS (
          SELECT 1 FROM household_members c WHERE c.household_id = h.id AND c.person_key = ANY(${keys}::bigint[]))))
    SELECT l.id, l.state, l.created_at, l.decided_at,
      coalesce(u.display_name, split_part(l.decided_by, ':', 1)) AS decided_by, (SELECT count(*) FROM list) AS total
    FROM list l LEFT JOIN users u ON l.decided_by = 'user:' || u.id::text
    WHERE ${before}::uuid IS NULL OR l.id < ${before}::uuid ORDER BY l.id DESC LIMIT ${query.limit + 1}`.execute(
    deps.ledger.db,
  )
  const shown = rows.slice(0, query.limit)
  const members = await membersOf(
    deps,
    workspace,
    shown.map(({ id }) => id),
  )
  return {
    items: shown.map(
      (row): Household => ({
        id: row.id,
        state: row.state,
        members: members.get(row.id) ?? [],
        createdAt: row.created_at.toISOString(),
        decidedAt: row.decided_at?.toISOString() ?? null,
        decidedBy: row.decided_by,
      }),
    ),
    nextCursor: rows.length > query.limit ? (shown.at(-1)?.id ?? null) : null,
    total: Number(rows[0]?.total ?? 0),
  }
}

/** @throws household.notFound */
export async function householdOf(deps: IdentityDeps, workspace: Workspace, id: string): Promise<Household> {
  const { items } = await listHouseholdsOf(deps, workspace, { id, limit: 1 })
  const [found] = items
  if (!found) throw householdErrors.notFound({ id })
  return found
}

async function membersOf(
  deps: IdentityDeps,
  workspace: Workspace,
  households: readonly string[],
): Promise<Map<string, Member[]>> {
  // Somebody who was merged from two of them, or came back, stands once: as what it is now.
  const { rows } = await sql<MemberRow>`
    SELECT DISTINCT ON (m.household_id, person) m.household_id, coalesce(o.current_key, m.person_key) AS person, m.state,
      m.is_head AND m.state = 'member' AS is_head, m.evidence, m.since, m.until
    FROM household_members m LEFT JOIN person_overrides o ON o.person_key = m.person_key
    WHERE m.household_id = ANY(${[...households]}::uuid[])
    ORDER BY m.household_id, person, array_position(ARRAY['member', 'proposed', 'left', 'refused'], m.state), m.id DESC`.execute(
    deps.ledger.db,
  )
  const labels = await deps.persons.labels(workspace, [...new Set(rows.map((row) => Number(row.person)))])
  const members = new Map<string, Member[]>()
  for (const row of rows) {
    const list = members.get(row.household_id) ?? []
    list.push({
      customerId: row.person,
      label: labels.get(Number(row.person)) ?? `#${row.person}`,
      state: row.state,
      isHead: row.is_head,
      evidence: evidence.parse(row.evidence),
      since: row.since?.toISOString() ?? null,
      until: row.until?.toISOString() ?? null,
    })
    members.set(row.household_id, list)
  }
  return members
}
