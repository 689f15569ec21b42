import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import { int64, type RunOptions, type Warehouse } from '../../stores/warehouse/index.ts'
import { involvedKeys } from '../identity/customers-now.ts'
import { personNow } from '../identity/person-now.ts'
import { chosenValues, knownBefore } from './sayings.ts'

const long: RunOptions = { pool: 'long', maxMemoryBytes: 3 * 1024 ** 3 }
const sayingColumns = sql`workspace_id, person_key, source_id, import_id, said, said_at, observed_at, first_seen, reachable, stored_at`

/** People named one by one in a statement at most. */
const mostNamed = 2_000

/** The keys under which each person made of several has a row among the customers. */
const groups = sql`
  SELECT workspace_id, ${personNow()} AS person, arraySort(groupUniqArray(person_key)) AS members
  FROM customers WHERE person_key IN ${involvedKeys} GROUP BY workspace_id, person`

/** Keys of the people among these that are made of several. */
export function mergedAmong(people: SqlFragment): SqlFragment {
  return sql`SELECT ${personNow()} FROM (${people}) WHERE person_key IN ${involvedKeys}`
}

/** Chooses anew for those who are made of other keys than when it was last done. Call after the dictionary was loaded. */
export function chooseForMerged(warehouse: Warehouse): Promise<void> {
  return write(
    warehouse,
    sql`(workspace_id, person, members) NOT IN (SELECT workspace_id, person_key, members FROM merged_values FINAL)`,
  )
}

/**
 * Chooses anew for people of whom something else is said now.
 * @param people SELECT of `person_key`, any of their keys @param without sayings that no longer count
 */
export function chooseForMergedAmong(
  warehouse: Warehouse,
  people: SqlFragment,
  without?: SqlFragment,
): Promise<void> {
  return write(warehouse, sql`person IN (${mergedAmong(people)})`, without)
}

async function write(
  warehouse: Warehouse,
  which: SqlFragment,
  without: SqlFragment = sql`false`,
): Promise<void> {
  const found = sql`SELECT workspace_id, person, members FROM (${groups}) WHERE ${which}`
  // Most often few are asked for, or nobody: named one by one, they spare a statement that finds them again and again.
  const few = await warehouse.rows(
    sql`${found} LIMIT ${{ text: String(mostNamed + 1), params: {}, isSql: true }}`,
    z.object({ workspace_id: z.int(), person: int64(), members: z.array(int64()) }),
    long,
  )
  if (few.length === 0) return
  const bind = createBinder('m')
  const [wanted, keys] =
    few.length > mostNamed
      ? [found, sql`SELECT arrayJoin(members) FROM (${found})`]
      : [
          sql`SELECT one.1 AS workspace_id, one.2 AS person, arrayMap(x -> toUInt64(x), splitByChar(',', one.3)) AS members
              FROM (SELECT arrayJoin(arrayZip(${bind(
                'Array(UInt32)',
                few.map((one) => one.workspace_id),
              )}, ${bind(
                'Array(UInt64)',
                few.map(({ person }) => person),
              )}, ${bind(
                'Array(String)',
                few.map(({ members }) => members.join()),
              )})) AS one)`,
          bind('Array(UInt64)', [...new Set(few.flatMap(({ members }) => members))]),
        ]
  const sayings = sql`SELECT *, ${personNow()} AS person FROM (
      SELECT ${sayingColumns} FROM customer_sayings FINAL WHERE person_key IN (${keys}) AND NOT (${without})
      UNION ALL SELECT ${sayingColumns} FROM (${knownBefore(sql`person_key IN (${keys})
        AND person_key NOT IN (SELECT person_key FROM customer_sayings WHERE person_key IN (${keys}))`)}))`
  await warehouse.command(
    sql`INSERT INTO merged_values
          (workspace_id, person_key, members, country, region, city, gender, birth_year, tier, language, attributes, stored_at)
        SELECT w.workspace_id, w.person, w.members, v.country, v.region, v.city, v.gender, v.birth_year, v.tier, v.language,
               if(v.attributes = '', '{}', v.attributes),
               greatest(now64(3, 'UTC'), (SELECT max(stored_at) FROM merged_values))
        FROM (${wanted}) AS w LEFT JOIN (${chosenValues(sayings)}) AS v
          ON v.workspace_id = w.workspace_id AND v.person = w.person`,
    long,
  )
}
