import { mergedCustomers, personNow, unmerged } from '../../customer/index.ts'
import { identifier, joinSql, type SqlFragment, sql } from '../../kit/sql.ts'
import { warehouseTime } from '../days.ts'
import type { Snapshot } from '../features/snapshots.ts'
import type { FamilyName, SqlContext } from './operator.ts'

/**
 * Where the leaves of a rule are read. All leaves of a family share one scan that gives one row with a bitmap per leaf;
 * the scans are then joined side by side and the tree becomes bitmap algebra.
 */
export interface ScanInput {
  context: SqlContext
  snapshot: Snapshot | null
  /** Condition on the rows that matter to any leaf; null: all do. */
  only: SqlFragment | null
  /** Whether rows are gathered by person, so that conditions are on aggregates of them. */
  grouped: boolean
  /** Whether everybody who has a row is asked for too, as `<family>_all`: of families of one row a person. */
  everybody: boolean
  /** Further bitmaps of the scan, by column name. */
  extra?: { column: string; condition: SqlFragment }[]
}

interface Rows {
  from: SqlFragment
  person: SqlFragment
}

interface Family {
  /** Rows to read: `table WHERE …`, and whose each is; where there are several, no person is in two of them. */
  rows(input: ScanInput): readonly Rows[]
}

const time = "DateTime64(3, 'UTC')"

/** Facts keep the key they came with. */
const facts = (from: SqlFragment): Rows => ({ from, person: personNow() })

function happened(table: SqlFragment, { context, only }: ScanInput): SqlFragment {
  const { bind, workspace, moment } = context
  return sql`${table} WHERE workspace_id = ${bind('UInt32', workspace.id)} AND person_key != 0
    AND ts <= ${bind(time, warehouseTime(moment))}${only ? sql` AND (${only})` : sql``}`
}

export const families: Record<FamilyName, Family> = {
  profiles: {
    // Asked about the past, nobody is in it whose first order was still to come: then they were not known. Prospects
    // are kept whenever they were entered, since a list of old times may be brought in today.
    rows: ({ context: { bind, workspace, moment } }) => {
      const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
      const known = sql`NOT (status = 'customer' AND first_seen > ${bind(time, warehouseTime(moment))})`
      return [
        { from: sql`customers FINAL WHERE ${here} AND ${unmerged} AND ${known}`, person: sql`person_key` },
        { from: sql`${mergedCustomers(here)} WHERE ${known}`, person: sql`person_key` },
      ]
    },
  },
  features: {
    rows: ({ context, snapshot }) => {
      const { bind, workspace } = context
      const of = sql`customer_features WHERE workspace_id = ${bind('UInt32', workspace.id)}`
      if (!snapshot) return [facts(sql`${of} AND 0`)]
      return [
        facts(
          sql`${of} AND as_of = ${bind('Date', snapshot.asOf)} AND computed_at = ${bind(time, warehouseTime(snapshot.computedAt))}`,
        ),
      ]
    },
  },
  orders: { rows: (input) => [facts(happened(sql`order_lines`, input))] },
  touches: { rows: (input) => [facts(happened(sql`touches FINAL`, input))] },
  // Of the newest run that knew nothing later than the moment.
  computed: {
    rows: ({ context: { bind, workspace, moment }, only }) => {
      const ws = bind('UInt32', workspace.id)
      const run = sql`SELECT max(computed_at) FROM computed_runs WHERE workspace_id = ${ws}
        AND moment <= ${bind(time, warehouseTime(moment))}`
      return [
        facts(
          sql`computed_values WHERE workspace_id = ${ws} AND computed_at = (${run})${only ? sql` AND (${only})` : sql``}`,
        ),
      ]
    },
  },
}

/** One row: `<family>_0`, `<family>_1` … with those of each leaf, and what else is asked for. */
export function scanSql(name: FamilyName, conditions: readonly SqlFragment[], input: ScanInput): SqlFragment {
  const family = families[name]
  const extra = input.extra ?? []
  const column = (i: number | 'all') => ({ text: `${name}_${i}`, params: {}, isSql: true as const })
  const states = (of: (i: number) => SqlFragment) =>
    joinSql(
      [
        ...(input.everybody ? [sql`groupBitmapState(person) AS ${column('all')}`] : []),
        ...conditions.map((_, i) => sql`groupBitmapStateIf(person, ${of(i)}) AS ${column(i)}`),
        ...extra.map(
          (e, i) => sql`groupBitmapStateIf(person, ${of(conditions.length + i)}) AS ${identifier(e.column)}`,
        ),
      ],
      ', ',
    )
  const flag = (i: number) => ({ text: `c${i}`, params: {}, isSql: true as const })
  const flags = [...conditions, ...extra.map((e) => e.condition)].map(
    (condition, i) => sql`, ifNull(${condition}, 0) != 0 AS ${flag(i)}`,
  )
  const group = input.grouped ? sql` GROUP BY person` : sql``
  const rows = joinSql(
    family
      .rows(input)
      .map(({ from, person }) => sql`SELECT ${person} AS person${joinSql(flags, '')} FROM ${from}${group}`),
    ' UNION ALL ',
  )
  return sql`SELECT ${states(flag)} FROM (${rows})`
}
