import { codesKeptOn } from '../../kit/calendar/yearly-day.ts'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import { personNow } from '../identity/person-now.ts'

const one = sql`toUUID('00000000-0000-0000-0000-000000000000')`
/** Of a family there are several: what files say of them stands day by day. */
const ofMany = sql`kind IN ('child_birthday', 'family_birthday')`
/**
 * Of several own birthdays one counts: by hand before read from files, then the newer. Of other days that files told the
 * newest of its kind counts, and none where one is noted by hand. Of those noted at once the greater id, as text: the
 * engine compares the second half of a UUID first, the ledger the first.
 */
const counting = sql`if(of_family = 0 AND (kind = 'birthday' OR (by_hand = 0 AND NOT ${ofMany})), ${one}, date_id)`
const isOfFile = sql`by_hand = 0 AND of_family = 0 AND kind != 'birthday' AND NOT ${ofMany}`

/** People of today and their dates: `person`, `kind`, `code`. @param workspace the workspace's number, bound */
export function datesNow(workspace: SqlFragment): SqlFragment {
  return sql`SELECT person, kind, argMax(code, (by_hand, noted_at, toString(date_id))) AS code
    FROM (SELECT *, max(by_hand) OVER (PARTITION BY person, kind) AS noted
      FROM (SELECT ${personNow()} AS person, * FROM person_dates FINAL WHERE workspace_id = ${workspace} AND is_live = 1))
    WHERE NOT (${isOfFile} AND noted = 1)
    GROUP BY person, kind, ${counting}`
}

const dayMs = 86_400_000

/**
 * One column: those with a date of these kinds (any where empty) in a stretch of days.
 * @param from YYYY-MM-DD @param days how many days after it still count; 0: that day alone
 */
export function withDateWithin(
  workspace: SqlFragment,
  kind: string | null,
  from: string,
  days: number,
  bind: (type: string, value: unknown) => SqlFragment,
): SqlFragment {
  const all = Array.from({ length: days + 1 }, (_, i) =>
    new Date(Date.parse(`${from}T00:00:00Z`) + i * dayMs).toISOString().slice(0, 10),
  )
  const codes = [...new Set(all.flatMap(codesKeptOn))]
  const once = (day: string | undefined) => bind('String', `d${(day ?? '').replaceAll('-', '')}`)
  return sql`SELECT person FROM (${datesNow(workspace)})
    WHERE ${kind === null ? sql`1` : sql`kind = ${bind('String', kind)}`}
      AND (code IN (${bind('Array(String)', codes)}) OR (code >= ${once(all[0])} AND code <= ${once(all.at(-1))}))`
}
