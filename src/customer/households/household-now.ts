import { type SqlFragment, sql } from '../../kit/sql.ts'
import { personNow } from '../identity/person-now.ts'

/**
 * People of today and their home: `person`, `household`, `head`. Who was merged from two homes lives in the one it
 * joined first.
 * @param workspace the workspace's number, bound
 */
function householdsNow(workspace: SqlFragment): SqlFragment {
  return sql`SELECT ${personNow()} AS person, argMin(household_id, (since, toString(household_id))) AS household,
      argMin(is_head, (since, toString(household_id))) AS head
    FROM household_members FINAL WHERE workspace_id = ${workspace} AND is_live = 1 GROUP BY person`
}

/** One column: those who live with at least one other customer. */
export function inHousehold(workspace: SqlFragment): SqlFragment {
  return sql`SELECT person FROM (SELECT person, count() OVER (PARTITION BY household) AS people
    FROM (${householdsNow(workspace)})) WHERE people > 1`
}

/** One column: those another of their home stands for: the one letters go to, else the lowest number. */
export function representedByOthers(workspace: SqlFragment): SqlFragment {
  return sql`SELECT person FROM (SELECT person, row_number() OVER (PARTITION BY household ORDER BY head DESC, person) AS place
    FROM (${householdsNow(workspace)})) WHERE place > 1`
}
