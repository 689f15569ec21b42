import { z } from 'zod'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import { int64, type RunOptions, type Warehouse } from '../../stores/warehouse/index.ts'
import { chooseForMergedAmong } from './merged.ts'
import { chosenValues, knownBefore, saidTexts } from './sayings.ts'

const long: RunOptions = { pool: 'long', maxMemoryBytes: 3 * 1024 ** 3 }
const raw = (text: string): SqlFragment => ({ text, params: {}, isSql: true })

const customerColumns = sql`workspace_id, person_key, first_seen, status, country, region, city, gender, birth_year,
      tier, language, reachable, attributes, import_id, updated_at`
const sayingColumns = sql`workspace_id, person_key, source_id, import_id, said, said_at, observed_at, first_seen, reachable, stored_at`

/** Whose values are chosen, and of which sayings. Names of bound values must be the caller's own. */
export interface Choice {
  /** Condition on `workspace_id`. */
  here: SqlFragment
  /** SELECT of `person_key`. */
  people: SqlFragment
  /** Sayings that no longer count, as a condition on them. */
  without?: SqlFragment
  /** SELECT of the `person_key` of those who bought something; nobody becomes a prospect by this. */
  bought?: SqlFragment
}

/** Keeps as a saying what is known of people of whom nobody's sayings are kept. Call before keeping others of them. */
export async function keepKnownBefore(
  warehouse: Warehouse,
  { here, people }: Pick<Choice, 'here' | 'people'>,
): Promise<void> {
  const where = sql`${here} AND person_key IN (${people})
    AND person_key NOT IN (SELECT person_key FROM customer_sayings WHERE ${here} AND person_key IN (${people}))`
  await warehouse.command(sql`INSERT INTO customer_sayings (${sayingColumns}) ${knownBefore(where)}`, long)
}

/**
 * When a row is written, for tables that keep the latest: never before the row it replaces, or it would be lost where the
 * clock was set back.
 */
export function afterWhatStands(replacedAt: SqlFragment): SqlFragment {
  return sql`greatest(now64(3, 'UTC'), ${replacedAt})`
}

/** Keeps sayings. @param rows SELECT of their columns but the last, in the order of the table */
export async function keepSayings(warehouse: Warehouse, rows: SqlFragment): Promise<void> {
  await warehouse.command(
    sql`INSERT INTO customer_sayings (${sayingColumns}) SELECT *, now64(3, 'UTC') FROM (${rows})`,
    long,
  )
}

/** What is to stand in `customers` of people, beside what stands there (`differs`). Those nobody speaks of are left out. */
function chosen({
  here,
  people,
  without = sql`false`,
  bought = sql`SELECT toUInt64(0)`,
}: Choice): SqlFragment {
  const among = sql`${here} AND person_key IN (${people})`
  const sayings = sql`SELECT *, person_key AS person FROM customer_sayings FINAL WHERE ${among} AND NOT (${without})`
  const pick = raw(saidTexts.map((name) => `v.${name} AS ${name}`).join(', '))
  const other = raw(saidTexts.map((name) => `v.${name} != e.${name}`).join(' OR '))
  return sql`
    SELECT p.workspace_id AS workspace_id, p.person_key AS person_key, p.first_seen AS first_seen,
           if(e.status = 'customer' OR p.person_key IN (${bought}), 'customer', 'prospect') AS status, ${pick},
           v.birth_year AS birth_year, p.reachable AS reachable, if(v.attributes = '', '{}', v.attributes) AS attributes_text,
           p.import_id AS import_id, e.updated_at AS replaced_at,
           e.person_key = 0 OR status != e.status OR p.first_seen != e.first_seen OR ${other} OR v.birth_year != e.birth_year
             OR p.reachable != arraySort(e.reachable) OR p.import_id != e.import_id
             OR CAST(CAST(attributes_text, 'JSON(max_dynamic_paths = 256)'), 'String') != e.attributes_text AS differs
    FROM (
      SELECT workspace_id, person AS person_key, min(first_seen) AS first_seen,
             arraySort(arrayDistinct(arrayFlatten(groupArray(reachable)))) AS reachable,
             argMin(import_id, (stored_at, import_id)) AS import_id
      FROM (${sayings}) GROUP BY workspace_id, person) AS p
    LEFT JOIN (${chosenValues(sayings)}) AS v ON v.person = p.person_key
    LEFT JOIN (SELECT *, attributes::String AS attributes_text FROM customers FINAL WHERE ${among}) AS e ON e.person_key = p.person_key`
}

/** People among these whose row would become another. */
export function peopleToChange(choice: Choice): SqlFragment {
  return sql`SELECT person_key FROM (${chosen(choice)}) WHERE differs`
}

export async function countToChange(warehouse: Warehouse, choice: Choice): Promise<number> {
  const [row] = await warehouse.rows(
    sql`SELECT count() AS n FROM (${peopleToChange(choice)})`,
    z.object({ n: int64() }),
    long,
  )
  return row?.n ?? 0
}

/** Writes the chosen values of people where they are others than those that stand there. Harmless to repeat. */
export async function choose(warehouse: Warehouse, choice: Choice): Promise<void> {
  const texts = raw(saidTexts.slice(0, 4).join(', '))
  const rest = raw(saidTexts.slice(4).join(', '))
  await warehouse.command(
    sql`INSERT INTO customers (${customerColumns})
      SELECT workspace_id, person_key, first_seen, status, ${texts}, birth_year, ${rest}, reachable, attributes_text,
             import_id, ${afterWhatStands(sql`replaced_at`)}
      FROM (${chosen(choice)}) WHERE differs`,
    long,
  )
  await chooseForMergedAmong(warehouse, choice.people, choice.without)
}
