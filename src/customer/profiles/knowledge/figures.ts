import { z } from 'zod'
import { identifier, joinSql, type SqlFragment, sql } from '../../../kit/sql.ts'
import { customersNow } from '../../identity/customers-now.ts'
import { personNow } from '../../identity/person-now.ts'
import { facets, type KnowledgeSettings, type KnownFigures, measures } from './formula.ts'

type Bind = (type: string, value: unknown) => SqlFragment

const age = z.number().nullable()
export const figuresRow = z.object({
  channels: z.number(),
  basics: z.number(),
  attributes: z.number(),
  profileAge: age,
  dates: z.number(),
  consents: z.number(),
  orders: z.number(),
  orderAge: age,
  events: z.number(),
  eventAge: age,
  answers: z.number(),
  answerAge: age,
}) satisfies z.ZodType<KnownFigures>

/**
 * SELECT of `person_key` and the figures of everybody, under the keys of today; each table is read once.
 * @param here condition on `workspace_id`, and on `person_key` where one is asked for (all keys of the person, then)
 * @param nowMs what lies later is not known yet
 */
export function figuresSql(here: SqlFragment, nowMs: number, bind: Bind): SqlFragment {
  const now = bind('Int64', nowMs)
  const days = (at: SqlFragment) => sql`(${now} - toUnixTimestamp64Milli(${at})) / 86400000.`
  const before = (at: SqlFragment) => sql`toUnixTimestamp64Milli(${at}) <= ${now}`
  const person = personNow()
  return sql`SELECT c.person_key AS person_key, toFloat64(c.channels) AS channels, toFloat64(c.basics) AS basics,
      toFloat64(c.others) AS attributes, c.age AS profileAge, toFloat64(d.n) AS dates, toFloat64(y.n) AS consents,
      toFloat64(o.n) AS orders, if(o.n = 0, NULL, o.age) AS orderAge, toFloat64(e.n) AS events, if(e.n = 0, NULL, e.age) AS eventAge,
      toFloat64(t.n) AS answers, if(t.n = 0, NULL, t.age) AS answerAge
    FROM (SELECT person_key, length(reachable) AS channels,
        (city != '' OR region != '') + (gender != '') + (birth_year > 0) + (language != '') AS basics,
        length(JSONExtractKeys(attributes::String)) AS others, toNullable(${days(sql`updated_at`)}) AS age FROM ${customersNow(here)}) AS c
    LEFT JOIN (SELECT ${person} AS person, countIf(is_live = 1) AS n FROM person_dates FINAL WHERE ${here} GROUP BY person) AS d ON d.person = c.person_key
    LEFT JOIN (SELECT ${person} AS person, uniqExact(purpose) AS n FROM consent_states FINAL
      WHERE ${here} AND state IN ('given', 'withdrawn', 'expired') GROUP BY person) AS y ON y.person = c.person_key
    LEFT JOIN (SELECT ${person} AS person, uniqExact(order_id) AS n, ${days(sql`max(ts)`)} AS age FROM order_lines
      WHERE ${here} AND person_key != 0 AND kind = 'sale' AND ${before(sql`ts`)} GROUP BY person) AS o ON o.person = c.person_key
    LEFT JOIN (SELECT ${person} AS person, count() AS n, ${days(sql`max(ts)`)} AS age FROM events
      WHERE ${here} AND person_key != 0 AND ${before(sql`ts`)} GROUP BY person) AS e ON e.person = c.person_key
    LEFT JOIN (SELECT ${person} AS person, uniqExact(touch_id) AS n, ${days(sql`max(ts)`)} AS age FROM touches
      WHERE ${here} AND kind IN ('opened', 'clicked', 'replied') AND is_bot = 0 AND ${before(sql`ts`)} GROUP BY person) AS t ON t.person = c.person_key`
}

/** `knowledgeScore` in the engine's words: SELECT of `person_key` and `score` of everybody; a test holds the two together. */
export function scoresSql(
  here: SqlFragment,
  nowMs: number,
  settings: KnowledgeSettings,
  bind: Bind,
): SqlFragment {
  const number = (value: number) => bind('Float64', value)
  const parts = facets.map((facet) => {
    const { figure, full, age, halfLifeDays } = measures[facet]
    const { weight, reliability } = settings[facet]
    const fresh =
      age === null
        ? sql`1.`
        : sql`ifNull(pow(0.5, greatest(0., ${identifier(age)}) / ${number(halfLifeDays)}), 0.)`
    return sql`${number(weight * reliability)} * least(1., ${identifier(figure)} / ${number(full)}) * ${fresh}`
  })
  const all = facets.reduce((sum, facet) => sum + settings[facet].weight, 0)
  return sql`SELECT person_key, 100. * (${joinSql(parts, ' + ')}) / ${number(all || 1)} AS score
    FROM (${figuresSql(here, nowMs, bind)})`
}
