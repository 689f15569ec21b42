import { generalise, rowsBelow } from '@liangti/models'
import { z } from 'zod'
import type { Localized } from '../../../kit/api-shapes.ts'
import { createBinder, joinSql, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { int64 } from '../../../stores/warehouse/index.ts'
import { settingsOf } from '../../privacy/settings.ts'
import { profileErrors } from '../errors.ts'
import type { ProfilePorts } from '../ports.ts'
import type { ProfileDeps } from '../rows.ts'
import { type Bind, chosenColumns, type ListColumn } from './columns.ts'
import { fromPeople, type Selection, selectionSql } from './select.ts'
import type { SmallGroupChoice } from './small-group-choices.ts'

/** A coarser way to show a column by which somebody could be recognised. */
export interface Step {
  to: 'decade' | 'year' | 'region' | 'country'
  label: Localized
  sql(bind: Bind, workspace: Workspace): SqlFragment
}

const decade: Step = {
  to: 'decade',
  label: { en: 'decade', 'zh-CN': '年代' },
  sql: () => sql`if(c.birth_year = 0, '', concat(toString(intDiv(c.birth_year, 10) * 10), 's'))`,
}
const year: Step = {
  to: 'year',
  label: { en: 'year', 'zh-CN': '年份' },
  sql: (bind, { timeZone }) => sql`toString(toYear(c.first_seen, ${bind('String', timeZone)}))`,
}
const region: Step = {
  to: 'region',
  label: { en: 'province or region', 'zh-CN': '省份' },
  sql: () => sql`toString(c.region)`,
}
const country: Step = {
  to: 'country',
  label: { en: 'country', 'zh-CN': '国家' },
  sql: () => sql`toString(c.country)`,
}
const ladders: Readonly<Record<string, readonly Step[]>> = {
  birth_year: [decade],
  city: [region, country],
  region: [country],
  first_seen: [year],
}
export const stepsOf = (column: ListColumn): readonly Step[] => ladders[column.id] ?? []

/** Whether a column says who somebody is rather than what they did here: where, when born, and all their attributes. */
export function mayTell({ id, group }: ListColumn): boolean {
  return (group === 'who' && id !== 'status' && id !== 'reachable') || group === 'attributes'
}

/** What a column shows at a step, as text; nothing known is a value like others. */
export function shownAt(column: ListColumn, step: number, bind: Bind, workspace: Workspace): SqlFragment {
  const coarser = stepsOf(column)[step - 1]
  if (step > 0 && coarser) return coarser.sql(bind, workspace)
  if (column.id === 'first_seen')
    return sql`toString(toDate(c.first_seen, ${bind('String', workspace.timeZone)}))`
  return sql`ifNull(toString(${column.sql(bind)}), '')`
}

const mostCombinations = 200_000
const alikeRow = z.object({ shown: z.array(z.array(z.string())), n: int64() })

export interface GroupCheck {
  k: number
  rows: number
  /** Columns by which somebody could be recognised. */
  columns: ListColumn[]
  /** Rows in groups of fewer than `k`, and rows that are like no other. */
  below: number
  unique: number
  /** Steps that would be taken, by those columns; null where there are too many combinations to look at. */
  steps: number[] | null
  /** Rows left out after these steps. */
  leftOut: number
}

/**
 * How many rows of a list stand in groups of fewer than the workspace speaks of, alike in every chosen column that says
 * who somebody is.
 */
export async function checkGroups(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  request: Selection & { columns: readonly string[] },
): Promise<GroupCheck> {
  const k = (await settingsOf(deps.ledger.db, workspace.id)).smallestCell
  const chosen = await chosenColumns(deps, ports, workspace, request.columns)
  const columns = chosen.filter(mayTell)
  const bind = createBinder('g')
  const snapshot = await ports.latestSnapshot(workspace)
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const where = await selectionSql(deps, ports, workspace, request, bind)
  const values = columns.map((column) => {
    const all = [0, ...stepsOf(column).map((_, i) => i + 1)]
    return sql`[${joinSql(
      all.map((step) => shownAt(column, step, bind, workspace)),
      ', ',
    )}]`
  })
  if (values.length === 0) return { k, columns, steps: [], ...{ rows: 0, below: 0, unique: 0, leftOut: 0 } }
  const from = fromPeople(here, where, snapshot, columns, bind)
  const alike = sql`SELECT [${joinSql(values, ', ')}] AS shown, count() AS n FROM ${from} GROUP BY shown`
  const [sums] = await deps.warehouse.rows(
    sql`SELECT sum(n) AS rows, sumIf(n, n < ${bind('UInt32', k)}) AS below, countIf(n = 1) AS unique, count() AS groups
      FROM (${alike})`,
    z.object({ rows: int64(), below: int64(), unique: int64(), groups: int64() }),
  )
  const { rows = 0, below = 0, unique = 0, groups = 0 } = sums ?? {}
  const found = { k, columns, rows, below, unique }
  if (below === 0) return { ...found, steps: columns.map(() => 0), leftOut: 0 }
  if (groups > mostCombinations) return { ...found, steps: null, leftOut: below }
  const read = await deps.warehouse.rows(alike, alikeRow)
  const combinations = read.map(({ shown, n }) => ({ values: shown, rows: n }))
  const { steps } = generalise(combinations, k)
  return { ...found, steps, leftOut: rowsBelow(combinations, steps, k) }
}

export interface Protection {
  check: GroupCheck
  choice: SmallGroupChoice | null
  /** The step each column is shown at, by id; as many as it has, and one more: it is not in the file. */
  steps: ReadonlyMap<string, number>
  /** Whether rows in groups of fewer than `k` stay out. */
  keepsOut: boolean
}

/**
 * What is done about rows in small groups before a file is made.
 * @throws profile.smallGroups where there are some and nobody chose, profile.allNotAllowed, profile.tooManyGroups
 */
export async function protect(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  request: Selection & { columns: readonly string[]; smallGroups?: SmallGroupChoice | undefined },
  mayTakeAll: boolean,
): Promise<Protection> {
  const check = await checkGroups(deps, ports, workspace, request)
  const choice = request.smallGroups ?? null
  if (choice === 'all' && !mayTakeAll) throw profileErrors.allNotAllowed({})
  const isNeeded = check.below > 0
  if (isNeeded && choice === null)
    throw profileErrors.smallGroups({ rows: check.below, of: check.rows, k: check.k })
  if (isNeeded && choice === 'generalise' && check.steps === null)
    throw profileErrors.tooManyGroups({ most: mostCombinations })
  const steps = choice === 'generalise' && isNeeded ? (check.steps ?? []) : []
  return {
    check,
    choice: isNeeded ? choice : null,
    steps: new Map(check.columns.map(({ id }, i) => [id, steps[i] ?? 0])),
    // Also where nothing was below when it was counted: facts may have changed since.
    keepsOut: choice !== 'all' && check.columns.length > 0,
  }
}

/** The check as it is answered. */
export function answered({ k, rows, columns, below, unique, steps, leftOut }: GroupCheck) {
  const named = ({ id, label }: ListColumn) => ({ id, label })
  return {
    ...{ k, rows, below, unique, columns: columns.map(named) },
    generalised:
      steps === null
        ? null
        : {
            changes: columns.flatMap((column, i) =>
              (steps[i] ?? 0) === 0
                ? []
                : [{ ...named(column), to: stepsOf(column)[(steps[i] ?? 0) - 1]?.label ?? null }],
            ),
            leftOut,
          },
  }
}
