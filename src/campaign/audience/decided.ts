import { involvedKeys, personNow } from '../../customer/index.ts'
import { type SqlFragment, sql } from '../../kit/sql.ts'

const texts = sql`toString(arm) AS arm, toString(action) AS action, toString(reason) AS reason, covariate`

/**
 * Decisions of a campaign as they hold for people today, for a FROM: where several keys of one person were decided on,
 * the first assignment wins (of one draw, that of the key the person goes by), whatever it was; what they had spent
 * before counts together.
 * @param campaign condition on workspace, campaign and draw
 */
export function decidedPeople(campaign: SqlFragment): SqlFragment {
  return sql`(SELECT person_key, ${texts} FROM decisions FINAL WHERE ${campaign} AND person_key NOT IN ${involvedKeys}
    UNION ALL
    SELECT d.person AS person_key, argMin(d.arm, d.place) AS arm, argMin(d.action, d.place) AS action,
      argMin(d.reason, d.place) AS reason, sum(d.covariate) AS covariate
    FROM (SELECT ${personNow()} AS person, ${texts}, (decided_at, person_key != ${personNow()}, person_key) AS place
          FROM decisions FINAL WHERE ${campaign} AND person_key IN ${involvedKeys}) AS d
    GROUP BY d.person)`
}
