import { joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import { personNow } from '../identity/person-now.ts'
import type { CompanyRole, CompanySize } from './roles.ts'

/** How the warehouse writes a day nobody said, and one that has not come. */
export const unknownDay = '1900-01-01'
export const openDay = '2299-12-31'

/** A sole trader's business goes with the person; what others did there names it still. */
const here = (workspace: SqlFragment) =>
  sql`workspace_id = ${workspace} AND is_live = 1 AND company_id IN (SELECT company_id FROM companies WHERE workspace_id = ${workspace})`

/**
 * People of today and their times at companies: `person`, `company`, `spans` (since, until) and whether they are there.
 * Who was merged from two records that worked there stands once, with the times of both.
 * @param workspace the workspace's number, bound
 * @param company kept to this one, bound; null: all
 */
export function spansOf(workspace: SqlFragment, company: SqlFragment | null = null): SqlFragment {
  const one = company === null ? sql`` : sql` AND company_id = ${company}`
  return sql`SELECT ${personNow()} AS person, company_id AS company, groupArray((since, until)) AS spans,
      max(until) = toDate32('${{ text: openDay, params: {}, isSql: true }}') AS is_there
    FROM company_contacts FINAL WHERE ${here(workspace)}${one} GROUP BY person, company`
}

/** Who works where now: `person`, `company`, `roles`, `primary`. */
function contactsNow(workspace: SqlFragment): SqlFragment {
  return sql`SELECT ${personNow()} AS person, company_id AS company, groupUniqArray(role) AS roles, max(is_primary) AS primary
    FROM company_contacts FINAL
    WHERE ${here(workspace)} AND until = toDate32('${{ text: openDay, params: {}, isSql: true }}') GROUP BY person, company`
}

export interface CompanyQuestion {
  industry?: string | undefined
  size?: CompanySize | undefined
  /** Part of a name, as `companyName` compares it, or plain lower case. */
  name?: string | undefined
  owner?: string | undefined
  role?: CompanyRole | undefined
}

/** One column: who works at a company of which all of this is so, in this role. */
export function worksWhere(
  workspace: SqlFragment,
  bind: (type: string, value: unknown) => SqlFragment,
  question: CompanyQuestion,
): SqlFragment {
  const { industry, size, name, owner, role } = question
  const ofCompany = [
    ...(industry === undefined ? [] : [sql`lowerUTF8(industry) = ${bind('String', industry.toLowerCase())}`]),
    ...(size === undefined ? [] : [sql`size = ${bind('String', size)}`]),
    ...(name === undefined ? [] : [sql`position(name_key, ${bind('String', name)}) > 0`]),
    ...(owner === undefined ? [] : [sql`owner = ${bind('String', owner)}`]),
  ]
  const all = [
    ...(ofCompany.length === 0
      ? []
      : [
          sql`company IN (SELECT company_id FROM companies FINAL
              WHERE workspace_id = ${workspace} AND company_id = current_id AND ${joinSql(ofCompany, ' AND ')})`,
        ]),
    ...(role === undefined ? [] : [sql`has(roles, ${bind('String', role)})`]),
  ]
  const where = all.length === 0 ? sql`` : sql` WHERE ${joinSql(all, ' AND ')}`
  return sql`SELECT person FROM (${contactsNow(workspace)})${where}`
}

/** One column: contacts another of their company stands for: the primary one, else the lowest number. */
export function representedAtCompany(workspace: SqlFragment): SqlFragment {
  return sql`SELECT person FROM (
      SELECT person, row_number() OVER (PARTITION BY company ORDER BY primary DESC, person) AS place
      FROM (${contactsNow(workspace)}))
    GROUP BY person HAVING min(place) > 1`
}
