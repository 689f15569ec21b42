import { type SqlFragment, sql } from '../../kit/sql.ts'
import { personNow } from './person-now.ts'

/** Stands in the overrides for "as of this version"; no person has this key. */
export const versionKey = sql`18446744073709551615`

/** Keys that take part in a merge: both sides. */
export const involvedKeys = sql`(SELECT arrayJoin([person_key, current_key]) FROM merged_persons WHERE person_key != ${versionKey})`

/** Condition on rows of `customers`: nobody was merged into or from them, so the row is the person. */
export const unmerged: SqlFragment = sql`person_key NOT IN ${involvedKeys}`

/** The chosen value, else that of the person's own key. */
function best(column: 'country' | 'region' | 'city' | 'gender' | 'tier' | 'language'): SqlFragment {
  const name: SqlFragment = { text: column, params: {}, isSql: true }
  return sql`if(m.person_key = 0, p.${name}, m.${name}) AS ${name}`
}

/**
 * One row for each person made of several keys, with the columns of `customers`: a customer if any of them is, known
 * since the first, reachable by whatever reaches one of them; values as the rules choose among what was said of any of
 * them (`survivorship/merged.ts`). Before that was reckoned, which is a moment after a merge, those of its own key.
 * @param here condition on `workspace_id`, and on `person_key` where few are asked for (all keys of each person, then)
 */
export function mergedCustomers(here: SqlFragment): SqlFragment {
  return sql`(SELECT p.workspace_id AS workspace_id, p.person AS person_key, p.first_seen AS first_seen, p.status AS status,
      ${best('country')}, ${best('region')}, ${best('city')}, ${best('gender')},
      if(m.person_key = 0, p.birth_year, m.birth_year) AS birth_year, ${best('tier')}, ${best('language')},
      p.reachable AS reachable, if(m.person_key = 0, p.attributes, m.attributes) AS attributes, p.updated_at AS updated_at
    FROM (
      SELECT any(c.workspace_id) AS workspace_id, c.person AS person, min(c.first_seen) AS first_seen,
        if(countIf(c.status = 'customer') > 0, 'customer', 'prospect') AS status,
        ${own('country')}, ${own('region')}, ${own('city')}, ${own('gender')},
        argMax(c.birth_year, (c.birth_year != 0, c.person_key = c.person, c.updated_at)) AS birth_year,
        ${own('tier')}, ${own('language')},
        arraySort(arrayDistinct(arrayFlatten(groupArray(c.reachable)))) AS reachable,
        argMax(c.attributes, (toString(c.attributes) != '{}', c.person_key = c.person, c.updated_at)) AS attributes,
        max(c.updated_at) AS updated_at, arraySort(groupUniqArray(c.person_key)) AS members
      FROM (SELECT *, ${personNow()} AS person FROM customers FINAL WHERE ${here} AND person_key IN ${involvedKeys}) AS c
      GROUP BY c.person) AS p
    LEFT JOIN (SELECT * FROM merged_values FINAL WHERE ${here}) AS m ON m.person_key = p.person AND m.members = p.members)`
}

/** The row of the person's own key wins, then the newest; what is unknown never wins. */
function own(column: 'country' | 'region' | 'city' | 'gender' | 'tier' | 'language'): SqlFragment {
  const name: SqlFragment = { text: column, params: {}, isSql: true }
  return sql`toString(argMax(c.${name}, (c.${name} != '', c.person_key = c.person, c.updated_at))) AS ${name}`
}

const columns = sql`workspace_id, person_key, first_seen, toString(status) AS status, toString(country) AS country,
  toString(region) AS region, toString(city) AS city, toString(gender) AS gender, birth_year, toString(tier) AS tier,
  toString(language) AS language, CAST(reachable, 'Array(String)') AS reachable, attributes, updated_at`

/**
 * `customers` as the people they are today, for a FROM: one row a person, under the key it has today.
 * @param here as in `mergedCustomers`
 */
export function customersNow(here: SqlFragment): SqlFragment {
  return sql`(SELECT ${columns} FROM customers FINAL WHERE ${here} AND ${unmerged}
    UNION ALL SELECT ${columns} FROM ${mergedCustomers(here)})`
}
