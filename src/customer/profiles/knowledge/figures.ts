import { z } from 'zod'
import { identifier, joinSql, type SqlFragment, sql } from '../../../kit/sql.ts'
import { customersNow } from '../../identity/customers-now.ts'
import { personNow } from '../../identity/person-now.ts'
import { type NeedQuestion, needsKnown } from '../../needs/needs-now.ts'
import { dayOf } from '../../quality/days.ts'
import { facets, type KnowledgeSettings, type KnownFigures, measures } from './formula.ts'

/** What the figures depend on beside the facts. */
export interface KnowledgeQuestion {
  /** What lies later is not known yet. */
  nowMs: number
  timeZone: string
  /** Topics of needs there are. */
  topics: NeedQuestion['topics']
}

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
  needs: z.number(),
  needAge: age,
  family: z.number(),
}) satisfies z.ZodType<KnownFigures>

/**
 * SELECT of `person_key` and the figures of everybody, under the keys of today; each table is read once.
 * @param here condition on `workspace_id`, and on `person_key` where one is asked for (all keys of the person, then)
 */
export function figuresSql(
  here: SqlFragment,
  { nowMs, timeZone, topics }: KnowledgeQuestion,
  bind: Bind,
): SqlFragment {
  const now = bind('Int64', nowMs)
  const said = needsKnown({ here, timeZone, topics, nowMs }, dayOf(nowMs, timeZone), bind)
  const days = (at: SqlFragment) => sql`(${now} - toUnixTimestamp64Milli(${at})) / 86400000.`
  const before = (at: SqlFragment) => sql`toUnixTimestamp64Milli(${at}) <= ${now}`
  const person = personNow()
  return sql`SELECT c.person_key AS person_key, toFloat64(c.channels) AS channels, toFloat64(c.basics) AS basics,
      toFloat64(c.others) AS attributes, c.age AS profileAge, toFloat64(d.n) AS dates, toFloat64(y.n) AS consents,
      toFloat64(o.n) AS orders, if(o.n = 0, NULL, o.age) AS orderAge, toFloat64(e.n) AS events, if(e.n = 0, NULL, e.age) AS eventAge,
      toFloat64(t.n) AS answers, if(t.n = 0, NULL, t.age) AS answerAge,
      toFloat64(n.n) AS needs, if(n.n = 0, NULL, n.days) AS needAge, toFloat64(d.family) + (h.person != 0) AS family
    FROM (SELECT person_key, length(reachable) AS channels,
        (city != '' OR region != '') + (gender != '') + (birth_year > 0) + (language != '') AS basics,
        length(JSONExtractKeys(attributes::String)) AS others, toNullable(${days(sql`updated_at`)}) AS age FROM ${customersNow(here)}) AS c
    LEFT JOIN (SELECT ${person} AS person, countIf(is_live = 1 AND of_family = 0) AS n,
        countIf(is_live = 1 AND of_family = 1) AS family FROM person_dates FINAL WHERE ${here} GROUP BY person) AS d ON d.person = c.person_key
    LEFT JOIN (SELECT ${person} AS person, uniqExact(purpose) AS n FROM consent_states FINAL
      WHERE ${here} AND state IN ('given', 'withdrawn', 'expired') GROUP BY person) AS y ON y.person = c.person_key
    LEFT JOIN (SELECT ${person} AS person, uniqExact(order_id) AS n, ${days(sql`max(ts)`)} AS age FROM order_lines
      WHERE ${here} AND person_key != 0 AND kind = 'sale' AND ${before(sql`ts`)} GROUP BY person) AS o ON o.person = c.person_key
    LEFT JOIN (SELECT ${person} AS person, count() AS n, ${days(sql`max(ts)`)} AS age FROM events
      WHERE ${here} AND person_key != 0 AND ${before(sql`ts`)} GROUP BY person) AS e ON e.person = c.person_key
    LEFT JOIN (SELECT ${person} AS person, uniqExact(touch_id) AS n, ${days(sql`max(ts)`)} AS age FROM touches
      WHERE ${here} AND kind IN ('opened', 'clicked', 'replied') AND is_bot = 0 AND ${before(sql`ts`)} GROUP BY person) AS t ON t.person = c.person_key
    LEFT JOIN (${said}) AS n ON n.person = c.person_key
    LEFT JOIN (SELECT DISTINCT ${person} AS person FROM household_members FINAL WHERE ${here} AND is_live = 1) AS h ON h.person = c.person_key`
}

/**
 * SELECT of `person_key` and `shares`: of each facet, in their order, 0 … 1, less what time takes away and before trust
 * does (`facetShare` with a trust of 1).
 */
export function sharesSql(here: SqlFragment, asked: KnowledgeQuestion, bind: Bind): SqlFragment {
  const number = (value: number) => bind('Float64', value)
  const parts = facets.map((facet) => {
    const { figure, full, age, halfLifeDays } = measures[facet]
    const fresh =
      age === null
        ? sql`1.`
        : sql`ifNull(pow(0.5, greatest(0., ${identifier(age)}) / ${number(halfLifeDays)}), 0.)`
    return sql`least(1., ${identifier(figure)} / ${number(full)}) * ${fresh}`
  })
  return sql`SELECT person_key, [${joinSql(parts, ', ')}] AS shares FROM (${figuresSql(here, asked, bind)})`
}

/** `knowledgeScore` in the engine's words: SELECT of `person_key` and `score`; a test holds the two together. */
export function scoresSql(shares: SqlFragment, settings: KnowledgeSettings, bind: Bind): SqlFragment {
  const weights = facets.map((facet) => settings[facet].weight * settings[facet].reliability)
  const all = facets.reduce((sum, facet) => sum + settings[facet].weight, 0)
  // What was kept before a facet came says nothing of it.
  const each = sql`arrayResize(CAST(shares, 'Array(Float64)'), ${bind('UInt8', facets.length)})`
  return sql`SELECT person_key, 100. * arraySum(arrayMap((w, s) -> w * s, ${bind('Array(Float64)', weights)}, ${each})) / ${bind('Float64', all || 1)} AS score
    FROM (${shares})`
}
