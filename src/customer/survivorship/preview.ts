import { z } from 'zod'
import { createBinder, type SqlFragment, sql } from '../../kit/sql.ts'
import { int64, type RunOptions, type Warehouse } from '../../stores/warehouse/index.ts'
import { personNow } from '../identity/person-now.ts'
import { type DecidedRule, standardRule } from './pick.ts'
import { rulesInEngine } from './rules.ts'
import { keptRules, opinionsOf, weight, wordsOf } from './sayings.ts'

const long: RunOptions = { pool: 'long', maxMemoryBytes: 3 * 1024 ** 3 }

/** How many people would have another value, in all and by attribute. Only attributes whose rule changes are looked at. */
export async function previewRules(
  warehouse: Warehouse,
  workspaceId: number,
  draft: ReadonlyMap<string, DecidedRule>,
): Promise<{ customers: number; attributes: { attribute: string; customers: number }[] }> {
  const now = await rulesInEngine(warehouse, workspaceId)
  const say = (rules: ReadonlyMap<string, DecidedRule>, attribute: string) => {
    const found = rules.get(attribute) ?? { rule: standardRule(attribute), sources: [] }
    return found.rule === 'trusted' ? `trusted ${found.sources.join()}` : found.rule
  }
  const changed = [...new Set([...now.keys(), ...draft.keys()])].filter(
    (attribute) => say(now, attribute) !== say(draft, attribute),
  )
  if (changed.length === 0) return { customers: 0, attributes: [] }
  const bind = createBinder('d')
  const id = bind('UInt32', workspaceId)
  const asked = bind('Array(String)', changed)
  const sayings = sql`SELECT * REPLACE (mapFilter((k, v) -> has(${asked}, k), said) AS said), ${personNow()} AS person
    FROM customer_sayings FINAL WHERE workspace_id = ${id}`
  const rules = draftRules(id, draft, bind)
  const chosen = (by: SqlFragment) => sql`
    SELECT person, attribute, argMax(word, ${weight}) AS value FROM (${opinionsOf(wordsOf(sayings, by))}) GROUP BY person, attribute`
  const rows = await warehouse.rows(
    sql`SELECT attribute, uniqExact(person) AS customers FROM (
          SELECT a.person AS person, arrayJoin(['', a.attribute]) AS attribute
          FROM (${chosen(keptRules)}) AS a INNER JOIN (${chosen(rules)}) AS b ON b.person = a.person AND b.attribute = a.attribute
          WHERE a.value != b.value)
        GROUP BY attribute ORDER BY customers DESC, attribute`,
    z.object({ attribute: z.string(), customers: int64() }),
    long,
  )
  return {
    customers: rows.find(({ attribute }) => attribute === '')?.customers ?? 0,
    attributes: rows.filter(({ attribute }) => attribute !== ''),
  }
}

function draftRules(
  workspaceId: SqlFragment,
  draft: ReadonlyMap<string, DecidedRule>,
  bind: (type: string, value: unknown) => SqlFragment,
): SqlFragment {
  const names = bind('Array(String)', [...draft.keys()])
  const kinds = bind(
    'Array(String)',
    [...draft.values()].map(({ rule }) => rule),
  )
  const sources = bind(
    'Array(String)',
    [...draft.values()].map((one) => one.sources.join()),
  )
  return sql`SELECT ${workspaceId} AS workspace_id, one.1 AS attribute, one.2 AS rule,
      arrayMap(x -> toUUID(x), arrayFilter(x -> x != '', splitByChar(',', one.3))) AS sources
    FROM (SELECT arrayJoin(arrayZip(${names}, ${kinds}, ${sources})) AS one)`
}
