import { type SqlFragment, sql } from '../../kit/sql.ts'
import { firstTouches, prospectStates, type Scope } from './prospects-now.ts'
import { wonStage } from './stages.ts'

type Bind = (type: string, value: unknown) => SqlFragment

/** One column: who stands in this stage at the moment. */
export function inStage(scope: Scope, stage: string, bind: Bind): SqlFragment {
  return sql`SELECT person FROM (${prospectStates(scope)}) WHERE stage = ${bind('String', stage)}`
}

/** One column: whom this colleague looks after. @param owner a user; '': nobody does */
export function lookedAfterBy(scope: Scope, owner: string, bind: Bind): SqlFragment {
  return sql`SELECT person FROM (${prospectStates(scope)}) WHERE owner = ${bind('String', owner)}`
}

/** One column: of whom somebody said that they came from there, or whom a campaign of this name or source brought first. */
export function cameFrom(scope: Scope, from: string, bind: Bind): SqlFragment {
  const name = bind('String', from.toLowerCase())
  return sql`SELECT s.person AS person FROM (${prospectStates(scope)}) AS s
    LEFT JOIN (${firstTouches(scope)}) AS t ON t.person = s.person
    WHERE lowerUTF8(s.said_source) = ${name} OR lowerUTF8(t.utm_source) = ${name} OR lowerUTF8(t.utm_campaign) = ${name}`
}

/**
 * One column: who has stood in a stage for so many calendar days.
 * @param stage null: whichever they stand in, as long as they have not bought
 * @param compared a comparison of the days, `days` being theirs
 */
export function daysInStage(
  scope: Scope,
  { stage, day, zone }: { stage: string | null; day: string; zone: string },
  compared: (days: SqlFragment) => SqlFragment,
  bind: Bind,
): SqlFragment {
  const which =
    stage === null ? sql`stage != ${bind('String', wonStage)}` : sql`stage = ${bind('String', stage)}`
  const days = sql`dateDiff('day', toDate(since, ${bind('String', zone)}), ${bind('Date', day)})`
  return sql`SELECT person FROM (${prospectStates(scope)}) WHERE ${which} AND ${compared(days)}`
}
