import { proportionInterval } from '@liangti/models'
import { sql as pg } from 'kysely'
import { z } from 'zod'
import { createBinder, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { int64 } from '../../stores/warehouse/index.ts'
import { ownersOf } from '../companies/list.ts'
import { todayOf } from '../quality/days.ts'
import type { ProspectFilter, prospectOverview, prospectSource } from './api.ts'
import type { ProspectDeps } from './change.ts'
import { firstCampaigns, firstSources, prospectStates, type Scope, sourceColumns } from './prospects-now.ts'
import {
  type Catalogue,
  endLabels,
  lostStage,
  prospectCatalogue,
  reasonLabel,
  stageLabel,
  wonStage,
} from './stages.ts'

export type Source = z.output<typeof prospectSource>
type Bind = (type: string, value: unknown) => SqlFragment

const groupRow = z.object({
  part: z.enum(['stage', 'furthest', 'owner', 'source', 'reason', 'left']),
  name: z.string(),
  kind: z.string(),
  people: int64(),
  won: int64(),
  lost: int64(),
  overdue: int64(),
  days: z.number().nullable(),
})
type Group = z.output<typeof groupRow>

/** Rows shown of where people came from, those who brought most. */
const mostSources = 30

/**
 * Everybody who came as a prospect, by stage, source and owner, in one pass over the people: each is read once and counted
 * in every grouping.
 */
export async function overviewOf(
  deps: ProspectDeps,
  workspace: Workspace,
  filter: ProspectFilter,
): Promise<z.output<typeof prospectOverview.response>> {
  const now = workspace.clock.now()
  const catalogue = await prospectCatalogue(deps.ledger, workspace.id)
  const [groups, owners] = await Promise.all([
    groupsOf(deps, workspace, catalogue, filter, now),
    ownersOf(deps.ledger.db, workspace.id),
  ])
  const of = (part: Group['part']) => groups.filter((one) => one.part === part)
  const stages = of('stage')
  const spent = new Map(of('left').flatMap(({ name, days }) => (days === null ? [] : [[name, days]])))
  const people = sum(stages, ({ people }) => people)
  const won = sum(stages, (one) => one.won)
  const lost = sum(stages, (one) => one.lost)
  const sources = await namedSources(deps, workspace, of('source'))
  return {
    computedAt: now.toISOString(),
    ...{ people, prospects: people - won - lost, won, lost, conversion: proportionInterval(won, people) },
    stages: stagesOf(catalogue, stages, of('furthest'), spent),
    sources: sources.map(({ source, ...one }) => ({ source, ...figures(one) })),
    owners: of('owner')
      .map((one) => ({
        owner: one.name === '' ? null : { id: one.name, name: owners.get(one.name) ?? one.name.slice(0, 8) },
        ...figures(one),
        overdue: one.overdue,
      }))
      .toSorted((a, b) => b.people - a.people),
    reasons: of('reason').flatMap(({ name, people: count }) => {
      const label = reasonLabel(catalogue, name)
      return label === null ? [] : [{ id: name, label, people: count }]
    }),
  }
}

const sum = <T>(list: readonly T[], of: (one: T) => number) => list.reduce((all, one) => all + of(one), 0)
const figures = ({ people, won, lost }: Pick<Group, 'people' | 'won' | 'lost'>) => ({
  ...{ people, won, lost, prospects: people - won - lost },
  conversion: proportionInterval(won, people),
})

function stagesOf(
  catalogue: Catalogue,
  here: readonly Group[],
  furthest: readonly Group[],
  spent: ReadonlyMap<string, number>,
) {
  const ids = [...catalogue.stages.map(({ id }) => id), wonStage]
  // Who came as far as the n-th, counted from 1, came as far as those before it.
  const reached = ids.map((_, i) =>
    sum(
      furthest.filter(({ name }) => Number(name) >= i + 1),
      ({ people }) => people,
    ),
  )
  const row = (id: string) => here.find(({ name }) => name === id)
  return [
    ...ids.map((id, i) => ({
      ...{ id, label: stageLabel(catalogue, id), here: row(id)?.people ?? 0, reached: reached[i] ?? 0 },
      fromBefore: i === 0 ? null : proportionInterval(reached[i] ?? 0, reached[i - 1] ?? 0),
      daysHere: id === wonStage ? null : (row(id)?.days ?? null),
      daysSpent: spent.get(id) ?? null,
    })),
    {
      ...{ id: lostStage, label: endLabels.lost, here: row(lostStage)?.people ?? 0, reached: null },
      ...{
        fromBefore: null,
        daysHere: row(lostStage)?.days ?? null,
        daysSpent: spent.get(lostStage) ?? null,
      },
    },
  ]
}

const timeText = (at: Date) => at.toISOString().slice(0, 23).replace('T', ' ')

export function scopeOf(workspace: Workspace, now: Date, bind: Bind): Scope {
  return {
    workspace: bind('UInt32', workspace.id),
    moment: bind("DateTime64(3, 'UTC')", timeText(now)),
  }
}

/** Condition on rows of `prospectStates`. */
function asked(workspace: Workspace, { from, to, owner }: ProspectFilter, bind: Bind): SqlFragment {
  const day = sql`toDate(s.first_seen, ${bind('String', workspace.timeZone)})`
  return joinSql(
    [
      sql`s.was_prospect`,
      ...(from === undefined ? [] : [sql`${day} >= ${bind('Date', from)}`]),
      ...(to === undefined ? [] : [sql`${day} <= ${bind('Date', to)}`]),
      ...(owner === undefined ? [] : [sql`s.owner = ${bind('String', owner === 'none' ? '' : owner)}`]),
    ],
    ' AND ',
  )
}

/**
 * One pass: each person is one row, and one more for each stage they left (`left`), counted in every grouping at once.
 * Days of a stage are those people stand in it, those of a stage left how long they stayed, each the median.
 */
function groupsOf(
  { warehouse }: ProspectDeps,
  workspace: Workspace,
  { stages }: Catalogue,
  filter: ProspectFilter,
  now: Date,
): Promise<Group[]> {
  const bind = createBinder('o')
  const scope = scopeOf(workspace, now, bind)
  const { zone, today } = todayOf(workspace)
  const order = bind('Array(String)', [...stages.map(({ id }) => id), wonStage])
  return warehouse.rows(
    sql`
    SELECT multiIf(by_stage = 0, 'stage', by_furthest = 0, 'furthest', by_owner = 0, 'owner', by_source = 0, 'source', by_left = 0, 'left', 'reason') AS part,
      multiIf(part = 'stage', stage, part = 'furthest', toString(furthest), part = 'owner', owner, part = 'source', source, part = 'left', left_stage, reason) AS name,
      if(part = 'source', source_kind, '') AS kind, people, won, lost, overdue,
      multiIf(part = 'stage', toNullable(days), part = 'left', toNullable(left_days), NULL) AS days
    FROM (
      SELECT stage, furthest, owner, source_kind, source, why AS reason, gone.1 AS left_stage, grouping(stage) AS by_stage, grouping(furthest) AS by_furthest,
        grouping(owner) AS by_owner, grouping(source) AS by_source, grouping(left_stage) AS by_left,
        countIf(left_stage = '') AS people, countIf(is_won AND left_stage = '') AS won, countIf(is_lost AND left_stage = '') AS lost,
        countIf(is_overdue AND left_stage = '') AS overdue,
        toFloat64(quantileExactIf(0.5)(days_here, left_stage = '')) AS days,
        quantileExactIf(0.5)(gone.2, left_stage != '') / 86400 AS left_days, countIf(left_stage != '') AS leaving
      FROM (
        SELECT s.stage AS stage, s.owner AS owner, s.stage = 'won' AS is_won, s.stage = 'lost' AS is_lost,
          if(s.stage = 'lost', s.reason, '') AS why,
          arrayMax(arrayMap(step -> indexOf(${order}, step.2), s.steps)) AS furthest,
          dateDiff('day', toDate(s.since, ${bind('String', zone)}), ${bind('Date', today)}) AS days_here,
          s.next_on < ${bind('Date', today)} AND NOT is_won AND NOT is_lost AS is_overdue, ${sourceColumns},
          arrayConcat([('', toInt64(0))], arrayMap((from, to) -> (from.2, toInt64(dateDiff('second', from.1, to.1))),
            arrayPopBack(s.steps), arrayPopFront(s.steps))) AS lefts
        FROM (${prospectStates(scope)}) AS s
        LEFT JOIN (${firstCampaigns(scope)}) AS t ON t.person = s.person
        LEFT JOIN (${firstSources(scope)}) AS d ON d.person = s.person
        WHERE ${asked(workspace, filter, bind)})
      ARRAY JOIN lefts AS gone
      GROUP BY GROUPING SETS ((stage), (furthest), (owner), (source_kind, source), (why), (left_stage)))
    WHERE if(part = 'left', leaving, people) > 0 ORDER BY part, people DESC, name`,
    groupRow,
    { pool: 'long' },
  )
}

async function namedSources(deps: ProspectDeps, workspace: Workspace, groups: readonly Group[]) {
  const names = await sourceNames(deps, workspace)
  return groups.slice(0, mostSources).map((one) => ({ ...one, source: sourceOf(one.kind, one.name, names) }))
}

/** Names of the workspace's sources of data by id. */
export async function sourceNames(deps: ProspectDeps, workspace: Workspace): Promise<Map<string, string>> {
  const { rows } = await pg<{ id: string; name: string }>`
    SELECT id::text AS id, name FROM sources WHERE workspace_id = ${workspace.id}`.execute(deps.ledger.db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export function sourceOf(kind: string, name: string, names: ReadonlyMap<string, string>): Source {
  const known = kind === 'said' || kind === 'campaign' || kind === 'data' ? kind : ''
  return { kind: known, id: name, label: known === 'data' ? (names.get(name) ?? '') : name }
}
