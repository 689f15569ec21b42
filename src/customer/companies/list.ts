import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import type { Db } from '../identity/members.ts'
import { loadNameForms } from '../identity/names/forms.ts'
import type { companiesQuery, companyRow } from './api.ts'
import { type Basis, noFigures } from './figures.ts'
import { figuresKept } from './kept-figures.ts'
import { companyName } from './name.ts'
import { companyNumber } from './number.ts'
import { shownName } from './registry.ts'
import type { CompanySize } from './roles.ts'
import type { CompanyDeps } from './room.ts'

export type CompanyRow = z.output<typeof companyRow>
export type ListQuery = z.output<typeof companiesQuery>
export type Wanted = Omit<ListQuery, 'cursor' | 'limit'>

/** Colleagues by their number, for whom a company may be looked after by. */
export async function ownersOf(db: Db, workspaceId: number): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    SELECT u.id, u.display_name AS name FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.workspace_id = ${workspaceId} ORDER BY u.display_name, u.id`.execute(db)
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Of what is said of a company and of those merged into it: its own word, else that of the first merged. */
const said = (column: string) =>
  sql`coalesce(nullif(c.${sql.ref(column)}::text, ''), m.${sql.ref(column)}) AS ${sql.ref(column)}`
const saidByMerged = (column: string, of: RawBuilder<unknown> = sql`x.${sql.ref(column)}`) =>
  sql`(array_agg(${of}::text ORDER BY x.merged_at, x.id) FILTER (WHERE coalesce(${of}::text, '') <> ''))[1] AS ${sql.ref(column)}`

/** Companies as they are today, those merged into another not among them, with their figures; see `companiesNow`. */
const companiesToday = (workspaceId: number, basis: Basis) => sql`
  SELECT c.id, c.name, c.sealed, c.person_key IS NOT NULL AS is_sole, ${said('number')}, ${said('industry')}, ${said('size')},
    ${said('owner_id')}, coalesce(nullif(p.current_id, c.id)::text, m.parent_id) AS parent_id,
    coalesce(f.contacts, 0) AS contacts, coalesce(f.former, 0) AS former, f.knowledge, coalesce(f.orders, 0) AS orders,
    coalesce(f.revenue, 0) AS revenue, f.margin, f.last_order_at, coalesce(f.touches, 0) AS touches, f.last_touch_at, f.r_fifth, f.f_fifth, f.m_fifth
  FROM companies c
  LEFT JOIN companies p ON p.id = c.parent_id
  LEFT JOIN (
    SELECT x.current_id, ${saidByMerged('number')}, ${saidByMerged('industry')}, ${saidByMerged('size')}, ${saidByMerged('owner_id')},
      ${saidByMerged('parent_id', sql`nullif(xp.current_id, x.current_id)`)}
    FROM companies x LEFT JOIN companies xp ON xp.id = x.parent_id
    WHERE x.workspace_id = ${workspaceId} AND x.id <> x.current_id GROUP BY x.current_id) m ON m.current_id = c.id
  LEFT JOIN company_figures f ON f.company_id = c.id AND f.basis = ${basis}
  WHERE c.workspace_id = ${workspaceId} AND c.id = c.current_id`

/** What is not known comes last in either direction; the names in the order of a Chinese dictionary. */
const sorted: Record<Wanted['sort'], string | null> = {
  ...{ name: null, contacts: 'contacts', orders: 'orders', revenue: 'revenue', margin: 'margin' },
  ...{ last_order: 'last_order_at', last_touch: 'last_touch_at', knowledge: 'knowledge' },
}
function orderOf({ sort, direction }: Pick<Wanted, 'sort' | 'direction'>) {
  const way = direction === 'asc' ? sql`ASC` : sql`DESC`
  const column = sorted[sort]
  const named = sql`c.is_sole, c.name COLLATE "zh-x-icu"`
  return column === null
    ? sql`${named} ${way}, c.id`
    : sql`c.${sql.ref(column)} ${way} NULLS LAST, ${named}, c.id`
}

async function conditionsOf(workspace: Workspace, wanted: Wanted) {
  const search = wanted.search?.trim() ?? ''
  const key = companyName(search, await loadNameForms())?.key ?? search
  const quiet =
    wanted.quietDays === undefined
      ? null
      : new Date(workspace.clock.now().getTime() - wanted.quietDays * 86_400_000)
  return sql.join(
    [
      sql`true`,
      // Part of the name of any of those that are one company.
      ...(search === ''
        ? []
        : [
            sql`c.id IN (SELECT s.current_id FROM companies s WHERE s.workspace_id = ${workspace.id}
              AND (strpos(s.name_key, ${key}) > 0 OR s.number = ${companyNumber(search)}))`,
          ]),
      ...(wanted.industry === undefined ? [] : [sql`lower(c.industry) = lower(${wanted.industry})`]),
      ...(wanted.size === undefined ? [] : [sql`c.size = ${wanted.size}`]),
      ...(wanted.owner === undefined ? [] : [sql`c.owner_id = ${wanted.owner}`]),
      ...(wanted.orders === undefined
        ? []
        : [wanted.orders === 'some' ? sql`c.orders > 0` : sql`c.orders = 0`]),
      ...(quiet === null ? [] : [sql`c.last_order_at < ${quiet}`]),
      ...(wanted.minRevenueMinor === undefined ? [] : [sql`c.revenue >= ${wanted.minRevenueMinor}`]),
      ...(wanted.maxKnowledge === undefined ? [] : [sql`coalesce(c.knowledge, 0) < ${wanted.maxKnowledge}`]),
    ],
    sql` AND `,
  )
}

interface Told {
  id: string
  name: string
  sealed: Buffer | null
  is_sole: boolean
  number: string | null
  industry: string | null
  size: CompanySize | null
  owner_id: string | null
  parent_id: string | null
  contacts: number
  former: number
  knowledge: number | null
  orders: number
  revenue: string
  margin: string | null
  last_order_at: Date | null
  touches: number
  last_touch_at: Date | null
  r_fifth: number | null
  f_fifth: number | null
  m_fifth: number | null
}

const figuresOf = (row: Told): CompanyRow['figures'] => ({
  ...noFigures,
  ...{ orders: row.orders, revenueMinor: Number(row.revenue), touches: row.touches },
  marginMinor: row.margin === null ? null : Number(row.margin),
  lastOrderAt: row.last_order_at?.toISOString() ?? null,
  lastTouchAt: row.last_touch_at?.toISOString() ?? null,
  ...{ r: row.r_fifth, f: row.f_fifth, m: row.m_fifth, knowledge: row.knowledge },
})

async function rowsOf(deps: CompanyDeps, workspace: Workspace, told: readonly Told[]): Promise<CompanyRow[]> {
  const { db } = deps.ledger
  const vault = await deps.vaultOf(workspace.id)
  const parents = [...new Set(told.flatMap(({ parent_id: parent }) => parent ?? []))]
  const [owners, { rows: above }] = await Promise.all([
    ownersOf(db, workspace.id),
    sql<{ id: string; name: string; sealed: Buffer | null }>`
      SELECT id, name, sealed FROM companies WHERE workspace_id = ${workspace.id} AND id = ANY(${parents}::uuid[])`.execute(
      db,
    ),
  ])
  const names = new Map(above.map((one) => [one.id, shownName(vault, one)]))
  return told.map((row) => {
    const owner = row.owner_id === null ? undefined : owners.get(row.owner_id)
    const parent = row.parent_id === null ? undefined : names.get(row.parent_id)
    return {
      ...{ id: row.id, name: shownName(vault, row), isSoleTrader: row.is_sole, number: row.number },
      ...{ industry: row.industry ?? '', size: row.size },
      owner: row.owner_id !== null && owner !== undefined ? { id: row.owner_id, name: owner } : null,
      parent: row.parent_id !== null && parent !== undefined ? { id: row.parent_id, name: parent } : null,
      ...{ contacts: row.contacts, former: row.former, figures: figuresOf(row) },
    }
  })
}

/** These companies with the figures as they are kept; one that was merged away is not among them. */
export async function companyRows(
  deps: CompanyDeps,
  workspace: Workspace,
  basis: Basis,
  ids: readonly string[],
): Promise<CompanyRow[]> {
  const { rows } = await sql<Told>`
    SELECT * FROM (${companiesToday(workspace.id, basis)}) AS c WHERE c.id = ANY(${[...ids]}::uuid[])`.execute(
    deps.ledger.db,
  )
  return rowsOf(deps, workspace, rows)
}

/** To which company each belongs that belongs to one. */
export async function parentsOf(db: Db, workspaceId: number): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; parent_id: string }>`
    SELECT c.id, c.parent_id FROM (${companiesToday(workspaceId, 'there')}) AS c WHERE c.parent_id IS NOT NULL ORDER BY c.id`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.id, row.parent_id]))
}

/** All companies that are asked for, in the order asked for, of the facts as they stand: for a file. */
export async function chosenCompanies(
  deps: CompanyDeps,
  workspace: Workspace,
  wanted: Wanted,
): Promise<CompanyRow[]> {
  await figuresKept(deps, workspace, 'now')
  const { rows } = await sql<Told>`
    SELECT * FROM (${companiesToday(workspace.id, wanted.basis)}) AS c
    WHERE ${await conditionsOf(workspace, wanted)} ORDER BY ${orderOf(wanted)}`.execute(deps.ledger.db)
  return rowsOf(deps, workspace, rows)
}

/** One page of the list; a cursor of a company that is no more begins anew. */
export async function listPage(deps: CompanyDeps, workspace: Workspace, query: ListQuery) {
  const state = await figuresKept(deps, workspace)
  const after = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(query.cursor ?? '') ? query.cursor : null
  const { rows } = await sql<Told & { place: string; total: string }>`
    WITH chosen AS (
      SELECT c.*, row_number() OVER (ORDER BY ${orderOf(query)}) AS place, count(*) OVER () AS total
      FROM (${companiesToday(workspace.id, query.basis)}) AS c WHERE ${await conditionsOf(workspace, query)})
    SELECT * FROM chosen WHERE place > coalesce((SELECT place FROM chosen WHERE id = ${after}::uuid), 0)
    ORDER BY place LIMIT ${query.limit}`.execute(deps.ledger.db)
  const items = await rowsOf(deps, workspace, rows)
  const last = rows.at(-1)
  const total = last ? Number(last.total) : after === null ? 0 : null
  return {
    ...{ items, total, isBehind: state.isBehind, computedAt: state.computedAt.toISOString() },
    nextCursor: last && Number(last.place) < Number(last.total) ? last.id : null,
  }
}
