import { type SqlFragment, sql } from '../../kit/sql.ts'
import { personNow } from '../identity/person-now.ts'
import { attributePrefix } from '../survivorship/sayings.ts'
import { type Stance, statedName } from './topics.ts'
import { spoken } from './words.ts'

type Bind = (type: string, value: unknown) => SqlFragment

/** Stands for "until something else is said": the last day the engine's type knows. */
export const forever = '2149-06-06'

export interface NeedQuestion {
  /** The workspace's number, bound. */
  workspace: SqlFragment
  timeZone: string
  topic: string
  /** The topic's kind; null: it is in the catalogue no more, and files say nothing of it. */
  kind: Stance | null
  /** What was noted later is not known yet. */
  nowMs: number
}

/**
 * The newest word of each person on one topic: `person`, `stance` (none: taken back), `strength`, `said_on`, `until`.
 * What was noted by hand and what files and programs told stand side by side; the later word counts, whoever brought it.
 */
export function newestWords(
  { workspace, timeZone, topic, kind, nowMs }: NeedQuestion,
  bind: Bind,
): SqlFragment {
  const now = bind('Int64', nowMs)
  const byHand = sql`SELECT ${personNow()} AS person, toString(stance) AS stance, toUInt8(strength) AS strength, said_on, valid_until AS until,
      toUnixTimestamp64Milli(noted_at) AS ms, 1 AS by_hand, toString(need_id) AS id
    FROM person_needs FINAL
    WHERE workspace_id = ${workspace} AND topic = ${bind('String', topic)} AND is_live = 1 AND toUnixTimestamp64Milli(noted_at) <= ${now}`
  const all =
    kind === null ? byHand : sql`${byHand} UNION ALL ${told(workspace, timeZone, topic, kind, now, bind)}`
  return sql`SELECT person, w.1 AS stance, w.2 AS strength, w.3 AS said_on, w.4 AS until
    FROM (SELECT person, argMax((stance, strength, said_on, until), (said_on, ms, by_hand, id, stance)) AS w FROM (${all}) GROUP BY person)`
}

/** What files and programs told: the attribute of the topic among what each source said. Words nobody knows are left out. */
function told(
  workspace: SqlFragment,
  timeZone: string,
  topic: string,
  kind: Stance,
  now: SqlFragment,
  bind: Bind,
): SqlFragment {
  const attribute = bind('String', `${attributePrefix}${statedName(topic)}`)
  const { words, meanings } = spoken(kind)
  return sql`SELECT person, stance, toUInt8(0) AS strength, toDate(fromUnixTimestamp64Milli(ms, 'UTC'), ${bind('String', timeZone)}) AS said_on,
      toDate('${{ text: forever, params: {}, isSql: true }}') AS until, ms, 0 AS by_hand, id
    FROM (SELECT ${personNow()} AS person,
        transform(lowerUTF8(trim(BOTH '" ' FROM said[${attribute}])), ${bind('Array(String)', words)}, ${bind('Array(String)', meanings)}, '') AS stance,
        if(mapContains(said_at, ${attribute}), said_at[${attribute}], toUnixTimestamp64Milli(observed_at)) AS ms,
        concat(toString(source_id), toString(import_id)) AS id
      FROM customer_sayings FINAL WHERE workspace_id = ${workspace} AND mapContains(said, ${attribute}))
    WHERE stance != '' AND ms <= ${now}`
}

/** One column: people whose newest word on the topic says so and holds on that day. */
export function withNeed(
  question: NeedQuestion & {
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
  return sql`SELECT person FROM (${newestWords(question, bind)})
    WHERE stance = ${bind('String', says)} AND until >= ${bind('Date', day)} AND strength >= ${bind('UInt8', atLeast)}${
      since === null ? sql`` : sql` AND said_on >= ${bind('Date', since)}`
    }`
}
