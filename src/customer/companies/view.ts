import { sql as pg } from 'kysely'
import { z } from 'zod'
import { createBinder, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { keysOf } from '../identity/members.ts'
import type { companyDetail, customerCompanies } from './api.ts'
import { companyErrors } from './errors.ts'
import {
  type Basis,
  factsOf,
  figureRow,
  figuresOf,
  figuresSql,
  noFigures,
  type OneCompany,
  orderColumns,
} from './figures.ts'
import { groupOf } from './group.ts'
import { figuresKept, scoresOf } from './kept-figures.ts'
import { companiesNow, companyRecords } from './registry.ts'
import type { CompanyRole } from './roles.ts'
import type { CompanyDeps } from './room.ts'

const isUuid = (id: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)

export type CompanyDetail = z.output<typeof companyDetail>
type Person = CompanyDetail['people'][number]

/**
 * A company as its page shows it: its own figures of this moment, its place among the others and what its group bought as
 * last reckoned for all.
 * @throws company.notFound
 */
export async function companyOf(
  deps: CompanyDeps,
  workspace: Workspace,
  id: string,
  basis: Basis,
): Promise<CompanyDetail> {
  const vault = await deps.vaultOf(workspace.id)
  const record = isUuid(id)
    ? companiesNow(await companyRecords(deps.ledger.db, vault, workspace.id, [id])).get(id)
    : undefined
  if (!record) throw companyErrors.notFound({ id })
  await figuresKept(deps, workspace)
  const stays = await staysAt(deps, id)
  const members = await keysOf(deps.ledger.db, [...new Set(stays.map(({ person }) => person))])
  const question = { company: id, keys: [...members.values()].flat(), basis }
  const [departments, now, bought, months, recent, group] = await Promise.all([
    departmentsOf(
      deps,
      record.members.map((one) => one.id),
    ),
    figuresNow(deps, workspace, question),
    boughtBy(deps, workspace, question),
    monthsOf(deps, workspace, question),
    recentOf(deps, workspace, question),
    groupOf(deps, workspace, question),
  ])
  const found = group.rows.get(id)
  if (!found) throw companyErrors.notFound({ id })
  const labels = await deps.persons.labels(workspace, [
    ...new Set([...stays.map(({ person }) => person), ...recent.map(({ person }) => person)]),
  ])
  const labelOf = (person: number) => labels.get(person) ?? `#${person}`
  return {
    ...found,
    ...{ contacts: now?.contacts ?? 0, former: now?.former ?? 0 },
    figures: { ...noFigures, ...(now && { ...found.figures, ...figuresOf(now) }) },
    ...{
      domain: record.domain,
      currency: workspace.currency,
      computedAt: workspace.clock.now().toISOString(),
    },
    departments: departments.list,
    people: stays.map(
      ({ person, departmentId, ...stay }): Person => ({
        ...stay,
        customerId: String(person),
        label: labelOf(person),
        departmentId: departmentId === null ? null : (departments.shownAs.get(departmentId) ?? null),
        orders: bought.get(person)?.orders ?? 0,
        revenueMinor: bought.get(person)?.revenue ?? 0,
      }),
    ),
    group: group.list,
    merged: record.members.slice(1).map((one) => ({
      ...{ id: one.id, name: one.name, number: one.number },
      at: (one.mergedAt ?? one.createdAt).toISOString(),
      mayUndo: one.mergedInto === id,
    })),
    months,
    recent: recent.map(({ person, ...one }) => ({
      ...one,
      customerId: String(person),
      label: labelOf(person),
    })),
  }
}

/** Departments of a company and of those merged into it: of one path one. */
async function departmentsOf({ ledger }: CompanyDeps, companies: readonly string[]) {
  const { rows } = await pg<{ id: string; parent_id: string | null; name: string; name_key: string }>`
    WITH RECURSIVE tree AS (
      SELECT id, parent_id, name, name_key, 0 AS depth, company_id FROM company_departments
      WHERE company_id = ANY(${[...companies]}::uuid[]) AND parent_id IS NULL
      UNION ALL SELECT d.id, d.parent_id, d.name, d.name_key, t.depth + 1, d.company_id
      FROM tree t JOIN company_departments d ON d.parent_id = t.id)
    SELECT id, parent_id, name, name_key FROM tree
    ORDER BY depth, array_position(${[...companies]}::uuid[], company_id), name, id`.execute(ledger.db)
  const shownAs = new Map<string, string>()
  const byPath = new Map<string, string>()
  const list: CompanyDetail['departments'] = []
  for (const row of rows) {
    const parentId = row.parent_id === null ? null : (shownAs.get(row.parent_id) ?? null)
    const path = `${parentId ?? ''} ${row.name_key}`
    const shown = byPath.get(path)
    shownAs.set(row.id, shown ?? row.id)
    if (shown !== undefined) continue
    byPath.set(path, row.id)
    list.push({ id: row.id, parentId, name: row.name })
  }
  return { list, shownAs }
}

interface StayRow extends Omit<Person, 'customerId' | 'label' | 'orders' | 'revenueMinor'> {
  person: number
}

/** Who works and worked there, as the people they are today: those who are there first, the primary contact ahead. */
async function staysAt({ ledger }: CompanyDeps, id: string): Promise<StayRow[]> {
  const { rows } = await pg<{
    person: string
    department_id: string | null
    role: CompanyRole | null
    title: string | null
    since: string | null
    until: string | null
    is_primary: boolean
  }>`
    SELECT coalesce(o.current_key, k.person_key) AS person, k.department_id, k.role, k.title, k.since::text, k.until::text,
      p.person_key IS NOT NULL AND k.until IS NULL AS is_primary
    FROM company_contacts k LEFT JOIN person_overrides o ON o.person_key = k.person_key
    LEFT JOIN company_primaries p ON p.company_id = k.company_id AND p.person_key = k.person_key
    WHERE k.company_id = ${id}::uuid AND k.is_live
    ORDER BY k.until IS NOT NULL, is_primary DESC, k.until DESC, k.since NULLS FIRST, person, k.n`.execute(
    ledger.db,
  )
  const there = new Set<string>()
  return rows.flatMap((row) => {
    // Of two records of one person that work there one is shown.
    if (row.until === null && there.has(row.person)) return []
    if (row.until === null) there.add(row.person)
    return [
      {
        ...{ person: Number(row.person), departmentId: row.department_id, role: row.role, title: row.title },
        ...{ since: row.since, until: row.until, isPrimary: row.is_primary },
      },
    ]
  })
}

type Question = OneCompany & { basis: Basis }

/** Of this moment; null where nobody of ours works or worked there. */
async function figuresNow(deps: CompanyDeps, workspace: Workspace, question: Question) {
  const scores = await scoresOf(deps, workspace, question.keys)
  const rows = await deps.warehouse.rows(figuresSql(workspace, scores, question), figureRow)
  return rows.find((row) => row.basis === question.basis) ?? null
}

async function boughtBy({ warehouse }: CompanyDeps, workspace: Workspace, question: Question) {
  const bind = createBinder('b')
  const lines = factsOf(workspace, question, bind, 'order_lines', orderColumns(workspace, bind))
  const rows = await warehouse.rows(
    sql`SELECT person, uniqExactIf(order_id, kind = 'sale') AS orders, sumIf(amount_minor, kind != 'charge') AS revenue
      FROM (${lines}) GROUP BY person`,
    z.object({ person: int64(), orders: z.coerce.number(), revenue: int64() }),
  )
  return new Map(rows.map((row) => [row.person, row]))
}

async function monthsOf({ warehouse }: CompanyDeps, workspace: Workspace, question: Question) {
  const bind = createBinder('m')
  const lines = factsOf(workspace, question, bind, 'order_lines', orderColumns(workspace, bind))
  const rows = await warehouse.rows(
    sql`SELECT formatDateTime(d, '%Y-%m') AS month, uniqExactIf((person, order_id), kind = 'sale') AS orders,
        sumIf(amount_minor, kind != 'charge') AS revenue
      FROM (${lines}) GROUP BY month ORDER BY month DESC LIMIT 60`,
    z.object({ month: z.string(), orders: z.coerce.number(), revenue: int64() }),
  )
  return rows.reverse().map(({ month, orders, revenue }) => ({ month, orders, revenueMinor: revenue }))
}

const recentRows = 30

async function recentOf({ warehouse }: CompanyDeps, workspace: Workspace, question: Question) {
  const bind = createBinder('r')
  const lines = factsOf(workspace, question, bind, 'order_lines', orderColumns(workspace, bind))
  const touches = factsOf(
    workspace,
    question,
    bind,
    'touches',
    sql`ts, toString(kind) AS what, toString(channel) AS channel`,
  )
  const rows = await warehouse.rows(
    sql`SELECT * FROM (
        SELECT 'order' AS happened, person, toUnixTimestamp64Milli(min(ts)) AS ms, toNullable(sum(amount_minor)) AS amount,
          any(channel) AS channel, '' AS what
        FROM (${lines}) WHERE kind = 'sale' GROUP BY person, order_id
        UNION ALL SELECT 'touch', person, toUnixTimestamp64Milli(ts), NULL, channel, what
        FROM (${touches}))
      ORDER BY ms DESC, happened, person LIMIT ${bind('UInt32', recentRows)}`,
    z.object({
      ...{ happened: z.enum(['order', 'touch']), person: int64(), ms: int64(), amount: int64().nullable() },
      ...{ channel: z.string(), what: z.string() },
    }),
  )
  return rows.map(({ ms, amount, happened, ...row }) => ({
    ...row,
    kind: happened,
    at: new Date(ms).toISOString(),
    amountMinor: amount,
  }))
}

/** Where a customer works and worked, as the person it is today. */
export async function companiesOfCustomer(
  { ledger, vaultOf }: CompanyDeps,
  workspace: Workspace,
  customer: string,
): Promise<z.output<typeof customerCompanies.response>> {
  const key = Number(customer)
  const keys = Number.isSafeInteger(key) ? ((await keysOf(ledger.db, [key])).get(key) ?? [key]) : []
  const { rows } = await pg<{
    company_id: string
    department: string | null
    role: CompanyRole | null
    title: string | null
    since: string | null
    until: string | null
    is_primary: boolean
  }>`
    SELECT k.company_id, (
        WITH RECURSIVE up AS (
          SELECT d.id, d.parent_id, d.name, 0 AS n FROM company_departments d WHERE d.id = k.department_id
          UNION ALL SELECT d.id, d.parent_id, d.name, up.n + 1 FROM up JOIN company_departments d ON d.id = up.parent_id)
        SELECT string_agg(name, ' › ' ORDER BY n DESC) FROM up) AS department,
      k.role, k.title, k.since::text, k.until::text, p.person_key IS NOT NULL AND k.until IS NULL AS is_primary
    FROM company_contacts k
    LEFT JOIN company_primaries p ON p.company_id = k.company_id AND p.person_key = k.person_key
    WHERE k.workspace_id = ${workspace.id} AND k.person_key = ANY(${keys}::bigint[]) AND k.is_live
    ORDER BY k.until IS NOT NULL, k.until DESC, k.since DESC NULLS LAST, k.n`.execute(ledger.db)
  const vault = await vaultOf(workspace.id)
  const ids = [...new Set(rows.map((row) => row.company_id))]
  const now = companiesNow(ids.length === 0 ? [] : await companyRecords(ledger.db, vault, workspace.id, ids))
  const there = new Set<string>()
  return {
    items: rows.flatMap((row) => {
      const company = now.get(row.company_id)
      if (!company || (row.until === null && there.has(company.id))) return []
      if (row.until === null) there.add(company.id)
      return [
        {
          ...{ companyId: company.id, name: company.name, industry: company.industry },
          ...{ department: row.department ?? '', role: row.role, title: row.title },
          ...{ since: row.since, until: row.until, isPrimary: row.is_primary },
        },
      ]
    }),
  }
}
