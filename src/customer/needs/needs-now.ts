import { type SqlFragment, sql } from '../../kit/sql.ts'
import { personNow } from '../identity/person-now.ts'
import { attributePrefix } from '../survivorship/sayings.ts'
import { type Stance, statedName } from './topics.ts'
import { spoken } from './words.ts'

type Bind = (type: string, value: unknown) => SqlFragment

/** Stands for "until something else is said": the last day the engine's type knows. */
export const forever = '2149-06-06'

export interface NeedQuestion {
  /** Condition on `workspace_id`, and on `person_key` where few are asked for (all keys of each person, then). */
  here: SqlFragment
  timeZone: string
  /** Topics asked about and their kinds; null: it is in the catalogue no more, and files say nothing of it. */
  topics: readonly { id: string; kind: Stance | null }[]
  /** What was noted later is not known yet. */
  nowMs: number
}

/**
 * The newest word of each person on each topic: `person`, `topic`, `stance` (none: taken back), `strength`, `said_on`,
 * `until`. What was noted by hand and what files and programs told stand side by side; the later word counts, whoever
 * brought it.
 */
export function newestWords({ here, timeZone, topics, nowMs }: NeedQuestion, bind: Bind): SqlFragment {
  const now = bind('Int64', nowMs)
  const ids = topics.map(({ id }) => id)
  const byHand = sql`SELECT ${personNow()} AS person, toString(topic) AS topic, toString(stance) AS stance, toUInt8(strength) AS strength, said_on,
      valid_until AS until, toUnixTimestamp64Milli(noted_at) AS ms, 1 AS by_hand, toString(need_id) AS id
    FROM person_needs FINAL
    WHERE ${here} AND topic IN (${bind('Array(String)', ids)}) AND is_live = 1 AND toUnixTimestamp64Milli(noted_at) <= ${now}`
  const known = topics.flatMap(({ id, kind }) => (kind === null ? [] : [{ id, kind }]))
  const all = known.length === 0 ? byHand : sql`${byHand} UNION ALL ${told(here, timeZone, known, now, bind)}`
  return sql`SELECT person, topic, w.1 AS stance, w.2 AS strength, w.3 AS said_on, w.4 AS until
    FROM (SELECT person, topic, argMax((stance, strength, said_on, until), (said_on, ms, by_hand, id, stance)) AS w FROM (${all}) GROUP BY person, topic)`
}

/** What files and programs told: the attribute of each topic among what each source said. Words nobody knows are left out. */
function told(
  here: SqlFragment,
  timeZone: string,
  topics: readonly { id: string; kind: Stance }[],
  now: SqlFragment,
  bind: Bind,
): SqlFragment {
  const texts = (list: readonly string[]) => bind('Array(String)', [...list])
  const attributes = texts(topics.map(({ id }) => `${attributePrefix}${statedName(id)}`))
  const each = sql`arrayZip(${attributes}, ${texts(topics.map(({ id }) => id))}, ${texts(topics.map(({ kind }) => kind))})`
  return sql`SELECT person, topic, if(meaning = 'yes', kind, meaning) AS stance, toUInt8(0) AS strength,
      toDate(fromUnixTimestamp64Milli(ms, 'UTC'), ${bind('String', timeZone)}) AS said_on,
      toDate('${{ text: forever, params: {}, isSql: true }}') AS until, ms, 0 AS by_hand, id
    FROM (SELECT ${personNow()} AS person, t.2 AS topic, t.3 AS kind,
        transform(lowerUTF8(trim(BOTH '" ' FROM said[t.1])), ${texts(spoken.words)}, ${texts(spoken.meanings)}, '') AS meaning,
        if(mapContains(said_at, t.1), said_at[t.1], toUnixTimestamp64Milli(observed_at)) AS ms,
        concat(toString(source_id), toString(import_id)) AS id
      FROM (SELECT *, arrayJoin(arrayFilter(x -> mapContains(said, x.1), ${each})) AS t FROM customer_sayings FINAL WHERE ${here}))
    WHERE meaning != '' AND ms <= ${now}`
}

/** SELECT of `person`, `n` topics on which they said something that holds, and `days` since the last of it was said. */
export function needsKnown(question: NeedQuestion, today: string, bind: Bind): SqlFragment {
  const day = bind('Date', today)
  return sql`SELECT person, count() AS n, toFloat64(min(${day} - said_on)) AS days FROM (${newestWords(question, bind)})
    WHERE stance != 'none' AND until >= ${day} GROUP BY person`
}

/** One column: people whose newest word on the topic says so and holds on that day. */
export function withNeed(
  {
    topic,
    kind,
    ...question
  }: Omit<NeedQuestion, 'topics'> & {
    topic: string
    kind: Stance | null
    says: Stance
    /** YYYY-MM-DD. */
    day: string
    /** 0: any. */
    atLeast: number
    /** Said on this day or later; null: whenever. */
    since: string | null
  },
  bind: Bind,
): SqlFragment {
  const { says, day, atLeast, since } = question
  return sql`SELECT person FROM (${newestWords({ ...question, topics: [{ id: topic, kind }] }, bind)})
    WHERE stance = ${bind('String', says)} AND until >= ${bind('Date', day)} AND strength >= ${bind('UInt8', atLeast)}${
      since === null ? sql`` : sql` AND said_on >= ${bind('Date', since)}`
    }`
}
