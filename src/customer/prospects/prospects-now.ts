import { type SqlFragment, sql } from '../../kit/sql.ts'
import { personNow } from '../identity/person-now.ts'
import { noSources } from '../survivorship/sayings.ts'
import { firstStage, wonStage } from './stages.ts'

const text = (value: string): SqlFragment => ({ text: `'${value}'`, params: {}, isSql: true })
const start = text(firstStage)
const won = text(wonStage)
const noTime = sql`CAST(NULL, 'Nullable(DateTime64(3, \\'UTC\\'))')`

/** Whom the statements speak of: the workspace's number, the moment (`DateTime64`), and a condition on `person_key`. */
export interface Scope {
  workspace: SqlFragment
  moment: SqlFragment
  /** Kept to these keys, all those of the people asked for; null: everybody. */
  only?: SqlFragment | null
}

const kept = ({ workspace, only }: Scope) =>
  only ? sql`workspace_id = ${workspace} AND ${only}` : sql`workspace_id = ${workspace}`

/**
 * People of today and where they stand at a moment: `person`, `first_seen`, `bought_at` (null: never), `steps` (when, which
 * stage, in order), `stage`, `since`, `owner`, `said_source`, `next_on`, `reason`, `was_prospect`. As `foldStages` has it.
 * Of records that are one person the newest word about each thing counts, whichever it was said of.
 */
export function prospectStates(scope: Scope): SqlFragment {
  const { moment } = scope
  const here = kept(scope)
  return sql`
    SELECT person, first_seen, bought_at, owner, said_source, next_on, reason, said_steps != [] OR bought_at IS NULL OR first_seen < bought_at AS was_prospect,
      arrayConcat([(first_seen, ${start})], said_steps, if(bought_at IS NULL, [], [(assumeNotNull(bought_at), ${won})])) AS moves,
      arrayFilter((move, i) -> i = 1 OR move.2 != moves[i - 1].2, moves, arrayEnumerate(moves)) AS steps,
      steps[-1].2 AS stage, steps[-1].1 AS since
    FROM (
      SELECT p.person AS person, p.first_seen AS first_seen, w.owner AS owner, w.said_source AS said_source,
        if(w.next_on = '', NULL, toDateOrNull(w.next_on)) AS next_on, w.reason AS reason,
        multiIf(b.sales = 0 AND p.is_customer, toNullable(p.first_seen), b.first_at IS NULL, ${noTime}, b.first_at) AS bought_at,
        arrayMap(word -> (word.1, word.3), arrayFilter(word -> bought_at IS NULL OR word.1 < bought_at, w.words)) AS said_steps
      FROM (SELECT ${personNow()} AS person, min(first_seen) AS first_seen, max(status = 'customer') AS is_customer
            FROM customers FINAL WHERE ${here} GROUP BY person) AS p
      LEFT JOIN (SELECT ${personNow()} AS person,
            arraySort(groupArrayIf((at, word_id, toString(value)), aspect = 'stage')) AS words,
            toString(argMaxIf(value, (at, word_id), aspect = 'owner')) AS owner,
            toString(argMaxIf(value, (at, word_id), aspect = 'source')) AS said_source,
            toString(argMaxIf(value, (at, word_id), aspect = 'next')) AS next_on,
            toString(argMaxIf(reason, (at, word_id), aspect = 'stage')) AS reason
          FROM prospect_words FINAL WHERE ${here} AND is_live = 1 AND at <= ${moment} GROUP BY person) AS w ON w.person = p.person
      LEFT JOIN (SELECT ${personNow()} AS person, count() AS sales,
            minIf(toNullable(ts), ts <= ${moment}) AS first_at
          FROM order_lines WHERE ${here} AND kind = 'sale' AND person_key != 0 GROUP BY person) AS b ON b.person = p.person)`
}

/**
 * The first each person is known to have done, and the first campaign that brought them: `person`, `at`, `event`,
 * `channel`, `utm_source`, `utm_medium`, `utm_campaign`. Facts keep the key they came with, so what somebody did before
 * they were known is theirs as soon as the two are one.
 */
export function firstTouches(scope: Scope): SqlFragment {
  const utm = (name: string): SqlFragment => ({
    text: `ifNull(toString(properties.utm_${name}), '')`,
    params: {},
    isSql: true,
  })
  return sql`
    SELECT person, min(ts) AS at, argMin(name, (ts, message_id)) AS event, argMin(channel, (ts, message_id)) AS channel,
      argMinIf(source, (ts, message_id), source != '') AS utm_source,
      argMinIf(medium, (ts, message_id), source != '') AS utm_medium,
      argMinIf(campaign, (ts, message_id), source != '') AS utm_campaign
    FROM (SELECT ${personNow()} AS person, ts, message_id, toString(name) AS name, toString(channel) AS channel,
        ${utm('source')} AS source, ${utm('medium')} AS medium, ${utm('campaign')} AS campaign
      FROM (SELECT person_key, ts, message_id, name, channel, properties FROM events
            WHERE ${kept(scope)} AND ts <= ${scope.moment} AND person_key != 0))
    GROUP BY person`
}

/**
 * The first campaign that brought each person, where one did: `person`, `utm_source`; as `firstTouches` has it. Most events
 * name none and go before anything is compared.
 */
export function firstCampaigns(scope: Scope): SqlFragment {
  return sql`
    SELECT ${personNow()} AS person, argMin(source, (ts, message_id)) AS utm_source
    FROM (SELECT person_key, ts, message_id, ifNull(toString(properties.utm_source), '') AS source FROM events
          WHERE ${kept(scope)} AND ts <= ${scope.moment} AND person_key != 0 AND source != '')
    GROUP BY person`
}

/** The first source of data that told of each person: `person`, `source_id`. */
export function firstSources(scope: Scope): SqlFragment {
  return sql`
    SELECT ${personNow()} AS person, toString(argMin(y.source_id, (y.first_seen, y.stored_at, y.source_id))) AS source_id
    FROM customer_sayings AS y FINAL WHERE ${kept(scope)} AND y.source_id NOT IN (${noSources}) GROUP BY person`
}

/** What was said, else the first campaign, else the data source: `source_kind`, `source` of rows `s`, `t`, `d`. */
export const sourceColumns = sql`
  multiIf(s.said_source != '', 'said', t.utm_source != '', 'campaign', d.source_id != '', 'data', '') AS source_kind,
  multiIf(s.said_source != '', s.said_source, t.utm_source != '', t.utm_source, d.source_id) AS source`
