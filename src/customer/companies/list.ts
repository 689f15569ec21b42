import { sql } from 'kysely'
import type { z } from 'zod'
import type { Workspace } from '../../kit/workspace.ts'
import type { Db } from '../identity/members.ts'
import { loadNameForms } from '../identity/names/forms.ts'
import type { companiesQuery, companyRow } from './api.ts'
import { allFigures, contactCounts, noFigures } from './figures.ts'
import { companyName } from './name.ts'
import { companyNumber } from './number.ts'
import { companiesNow, companyRecords } from './registry.ts'
import type { CompanyDeps } from './room.ts'

export type CompanyRow = z.output<typeof companyRow>
type ListQuery = z.output<typeof companiesQuery>
export type Wanted = Omit<ListQuery, 'cursor' | 'limit'>

/** Colleagues by their number, for whom a company may be looked after by. */
export async function ownersOf(db: Db, workspaceId: number): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    SELECT u.id, u.display_name AS name FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.workspace_id = ${workspaceId} ORDER BY u.display_name, u.id`.execute(db)
  return new Map(rows.map((row) => [row.id, row.name]))
}

/** Every company as a row, by id; with its name as it is compared. */
export async function companyRows(
  deps: CompanyDeps,
  workspace: Workspace,
  basis: ListQuery['basis'],
): Promise<Map<string, { row: CompanyRow; nameKey: string; numbers: string[] }>> {
  const { ledger, warehouse } = deps
  const vault = await deps.vaultOf(workspace.id)
  const [records, owners, counts, figures] = await Promise.all([
    companyRecords(ledger.db, vault, workspace.id),
    ownersOf(ledger.db, workspace.id),
    contactCounts(ledger.db, workspace.id),
    allFigures(warehouse, workspace, basis),
  ])
  const now = companiesNow(records)
  return new Map(
    [...now].map(([id, one]) => {
      const owner = one.ownerId === null ? undefined : owners.get(one.ownerId)
      const parent = one.parentId === null ? undefined : now.get(one.parentId)
      const row: CompanyRow = {
        ...{ id, name: one.name, isSoleTrader: one.personKey !== null, number: one.number },
        ...{ industry: one.industry, size: one.size },
        owner: one.ownerId !== null && owner !== undefined ? { id: one.ownerId, name: owner } : null,
        parent: parent ? { id: parent.id, name: parent.name } : null,
        ...(counts.get(id) ?? { contacts: 0, former: 0 }),
        figures: figures.get(id) ?? noFigures,
      }
      const numbers = one.members.flatMap(({ number }) => number ?? [])
      return [id, { row, nameKey: one.members.map(({ nameKey }) => nameKey).join('\n'), numbers }]
    }),
  )
}

/** Companies that are asked for, in the order asked for. */
export async function chosenCompanies(
  deps: CompanyDeps,
  workspace: Workspace,
  wanted: Wanted,
): Promise<CompanyRow[]> {
  const all = await companyRows(deps, workspace, wanted.basis)
  const search = wanted.search?.trim() ?? ''
  const key = search === '' ? null : (companyName(search, await loadNameForms())?.key ?? search)
  const number = search === '' ? null : companyNumber(search)
  const industry = wanted.industry?.toLowerCase()
  const rows = [...all.values()].flatMap(({ row, nameKey, numbers }) =>
    (key === null || nameKey.includes(key) || (number !== null && numbers.includes(number))) &&
    (industry === undefined || row.industry.toLowerCase() === industry) &&
    (wanted.size === undefined || row.size === wanted.size) &&
    (wanted.owner === undefined || row.owner?.id === wanted.owner)
      ? [row]
      : [],
  )
  return rows.toSorted(comparison(wanted))
}

const byName = new Intl.Collator(['zh-CN', 'en'])

function comparison({ sort, direction }: Pick<Wanted, 'sort' | 'direction'>) {
  const sign = direction === 'asc' ? 1 : -1
  const value = ({ contacts, figures }: CompanyRow): number | null => {
    switch (sort) {
      case 'contacts':
        return contacts
      case 'orders':
        return figures.orders
      case 'margin':
        return figures.marginMinor
      case 'last_order':
        return figures.lastOrderAt === null ? null : Date.parse(figures.lastOrderAt)
      case 'last_touch':
        return figures.lastTouchAt === null ? null : Date.parse(figures.lastTouchAt)
      default:
        return figures.revenueMinor
    }
  }
  return (one: CompanyRow, other: CompanyRow): number => {
    if (sort === 'name') return sign * byName.compare(one.name, other.name) || (one.id < other.id ? -1 : 1)
    const a = value(one)
    const b = value(other)
    // What is not known comes last in either direction.
    if (a === null || b === null) return a === b ? byName.compare(one.name, other.name) : a === null ? 1 : -1
    return sign * (a - b) || byName.compare(one.name, other.name) || (one.id < other.id ? -1 : 1)
  }
}

export async function listPage(deps: CompanyDeps, workspace: Workspace, query: ListQuery) {
  const rows = await chosenCompanies(deps, workspace, query)
  const after = rows.findIndex(({ id }) => id === query.cursor)
  const items = rows.slice(after + 1, after + 1 + query.limit)
  const isLast = after + 1 + query.limit >= rows.length
  return { items, nextCursor: isLast ? null : (items.at(-1)?.id ?? null), total: rows.length }
}
