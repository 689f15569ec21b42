import { z } from 'zod'
import { commonErrors } from '../../../kit/errors.ts'
import { createBinder, joinSql, type SqlFragment, sql } from '../../../kit/sql.ts'
import type { Workspace } from '../../../kit/workspace.ts'
import { int64 } from '../../../stores/warehouse/index.ts'
import { profileErrors } from '../errors.ts'
import { type Bind, chosenColumns, type ListColumn } from '../list/columns.ts'
import { fromPeople } from '../list/select.ts'
import type { ProfilePorts } from '../ports.ts'
import type { ProfileDeps } from '../rows.ts'
import type {
  compareDeliveredValue,
  customerDeliveredValue,
  DeliveredComponent,
  DeliveredValueSettings,
} from './api.ts'
import { leastKnownShare, scoreOf, sideOf, totalOf } from './formula.ts'

/** Averages of fewer people say too much of each, and too little of the group. */
export const leastKnown = 10

type Named = { component: DeliveredComponent; column: ListColumn }

/** The columns that components name. @throws profile.unknownColumn, profile.notAFigure */
export async function namedComponents(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  { components }: DeliveredValueSettings,
): Promise<Named[]> {
  const columns = await chosenColumns(
    deps,
    ports,
    workspace,
    components.map(({ column }) => column),
  )
  const byId = new Map(columns.map((column) => [column.id, column]))
  return components.flatMap((component) => {
    const column = byId.get(component.column)
    if (!column) return []
    if (column.type !== 'number' && column.type !== 'money')
      throw profileErrors.notAFigure({ column: column.id })
    return [{ component, column }]
  })
}

/** Money counts in the currency's main unit there: amounts are typed in by people. */
const figureOf = ({ column }: Named, bind: Bind, digits: number) =>
  column.type === 'money'
    ? sql`toFloat64(${column.sql(bind)}) / ${bind('Float64', 10 ** digits)}`
    : sql`toFloat64(${column.sql(bind)})`

const alias = (name: string): SqlFragment => ({ text: name, params: {}, isSql: true })

/** Of one customer. @throws common.notFound */
export async function deliveredTo(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  customerId: string,
  settings: DeliveredValueSettings,
  digits: number,
): Promise<z.output<typeof customerDeliveredValue.response>> {
  const asked = Number(customerId)
  const key = Number.isSafeInteger(asked)
    ? (await deps.persons.currentOf(workspace, [asked])).get(asked)
    : undefined
  const named = await namedComponents(deps, ports, workspace, settings)
  const bind = createBinder('dv_')
  const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
  const cells = named.map((one, i) => sql`${figureOf(one, bind, digits)} AS ${alias(`x${i}`)}`)
  const [row] = await deps.warehouse.rows(
    sql`SELECT ${joinSql([sql`1 AS found`, ...cells], ', ')}
      FROM ${fromPeople(
        here,
        sql`person_key = ${bind('UInt64', key ?? 0)}`,
        await ports.latestSnapshot(workspace),
        named.map(({ column }) => column),
        bind,
      )}`,
    z.object(Object.fromEntries(named.map((_, i) => [`x${i}`, z.number().nullable()]))),
  )
  if (!row) throw commonErrors.notFound({ what: 'customer', id: customerId })
  const raw = new Map(named.map(({ component }, i) => [component.key as string, row[`x${i}`] ?? null]))
  const [value, cost] = (['value', 'cost'] as const).map((side) =>
    totalOf(sideOf(settings.components, side), raw),
  )
  if (!value || !cost) throw new Error('A side of delivered value is missing.')
  const isSet = hasBothSides(settings)
  const isKnown = isSet && value.total !== null && cost.total !== null
  return {
    state: !isSet ? 'not_set' : isKnown ? 'ok' : 'not_enough',
    value: isKnown ? value.total : null,
    cost: isKnown ? cost.total : null,
    delivered: isKnown && value.total !== null && cost.total !== null ? value.total - cost.total : null,
    knownValueShare: value.knownShare,
    knownCostShare: cost.knownShare,
    components: named.map(({ component, column }) => {
      const figure = raw.get(component.key) ?? null
      return {
        key: component.key,
        label: column.label,
        raw: figure,
        score: figure === null ? null : scoreOf(component, figure),
        weight: component.weight,
        share: isKnown ? (value.shares.get(component.key) ?? cost.shares.get(component.key) ?? null) : null,
      }
    }),
  }
}

export const hasBothSides = ({ components }: DeliveredValueSettings) =>
  sideOf(components, 'value').length > 0 && sideOf(components, 'cost').length > 0

const average = z.object({
  customers: int64(),
  known: int64(),
  value: z.number().nullable(),
  cost: z.number().nullable(),
})

/** Averages over everybody and over segments, made by the engine; one statement a group. */
export async function comparedValue(
  deps: ProfileDeps,
  ports: ProfilePorts,
  workspace: Workspace,
  settings: DeliveredValueSettings,
  segmentIds: readonly string[],
  digits: number,
): Promise<z.output<typeof compareDeliveredValue.response>> {
  if (!hasBothSides(settings)) return { state: 'not_set', rows: [] }
  const named = await namedComponents(deps, ports, workspace, settings)
  const snapshot = await ports.latestSnapshot(workspace)
  const rows = await Promise.all(
    [null, ...segmentIds].map(async (segmentId) => {
      const bind = createBinder('dv_')
      const here = sql`workspace_id = ${bind('UInt32', workspace.id)}`
      const where =
        segmentId === null ? sql`1` : sql`person_key IN (${await ports.segmentMembers(workspace, segmentId)})`
      const cells = named.map((one, i) => sql`${figureOf(one, bind, digits)} AS ${alias(`x${i}`)}`)
      const people = sql`SELECT ${joinSql(cells, ', ')} FROM ${fromPeople(
        here,
        where,
        snapshot,
        named.map(({ column }) => column),
        bind,
      )}`
      const [found] = await deps.warehouse.rows(
        sql`SELECT count() AS customers, countIf(isNotNull(v) AND isNotNull(c)) AS known,
            avgOrNullIf(assumeNotNull(v), isNotNull(v) AND isNotNull(c)) AS value,
            avgOrNullIf(assumeNotNull(c), isNotNull(v) AND isNotNull(c)) AS cost
          FROM (SELECT ${sideSql(named, 'value', bind)} AS v, ${sideSql(named, 'cost', bind)} AS c FROM (${people}))`,
        average,
        { pool: 'long' },
      )
      const { customers = 0, known = 0, value = null, cost = null } = found ?? {}
      const isShown = known >= leastKnown && value !== null && cost !== null
      return {
        segmentId,
        customers,
        known,
        value: isShown ? value : null,
        cost: isShown ? cost : null,
        delivered: isShown ? value - cost : null,
      }
    }),
  )
  return { state: 'ok', rows }
}

/** `totalOf` in the engine's words, over the columns x0, x1 …; a test holds the two together. */
function sideSql(named: readonly Named[], side: 'value' | 'cost', bind: Bind): SqlFragment {
  const own = new Set(
    sideOf(
      named.map(({ component }) => component),
      side,
    ).map(({ key }) => key),
  )
  const parts = named.flatMap(({ component }, i) =>
    own.has(component.key) ? [{ component, x: alias(`x${i}`) }] : [],
  )
  const all = parts.reduce((sum, { component }) => sum + component.weight, 0)
  const weight = joinSql(
    parts.map(({ component, x }) => sql`if(isNull(${x}), 0., ${bind('Float64', component.weight)})`),
    ' + ',
  )
  const sum = joinSql(
    parts.map(
      ({ component: { low, high, weight: w }, x }) =>
        sql`ifNull(${bind('Float64', w)} * 100 * least(1., greatest(0., (${x} - ${bind('Float64', low)}) / ${bind('Float64', high - low)})), 0.)`,
    ),
    ' + ',
  )
  return sql`if((${weight}) > 0 AND (${weight}) / ${bind('Float64', all)} >= ${bind('Float64', leastKnownShare)}, (${sum}) / nullIf(${weight}, 0), NULL)`
}
