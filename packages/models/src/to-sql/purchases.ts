import { assertPositive } from '../errors.ts'
import type { BgNbdParameters, DropoutKind } from '../value/bg-nbd.ts'
import { logitPoints } from '../value/dropout-mean.ts'
import { numberLiteral, type SqlOptions, sqlInputs } from './dialect.ts'

/** Which columns hold a customer's history; recency and age in the unit of α. */
export interface HistoryColumns {
  readonly frequency: string
  readonly recency: string
  readonly age: string
}

/**
 * P(alive) under BG/NBD or MBG/NBD as one ClickHouse expression; NULL where a part of the history is.
 * @throws InvalidInputError for parameters not above 0
 * Source: as `bgNbdAlive`.
 * @example
 * import { bgNbdAliveSql } from '@liangti/models'
 * const columns = { frequency: 'x', recency: 'tx', age: 't' }
 * bgNbdAliveSql('bg', { r: 0.24, alpha: 4.41, a: 0.79, b: 2.43 }, columns).startsWith('if(') // → true
 */
export function bgNbdAliveSql(
  kind: DropoutKind,
  parameters: BgNbdParameters,
  columns: HistoryColumns,
  options: SqlOptions = {},
): string {
  const inputs = sqlInputs(options)
  return aliveSql(kind, parameters, {
    x: inputs.number(columns.frequency),
    recency: inputs.number(columns.recency),
    age: inputs.number(columns.age),
  })
}

/**
 * Expected purchases in the coming t under BG/NBD or MBG/NBD as one ClickHouse expression.
 * @param t length of the coming period, unit of α, > 0
 * @returns SQL of a Float64 that agrees with `bgNbdForecast(…).conditional` to about 1e-11 of the value, for
 *   frequencies up to some thousands
 * @throws InvalidInputError for parameters or t not above 0
 * Source: the mean over the dropout probability as in `bgNbdForecast`, by the double-exponential rule of Takahasi &
 *   Mori (1974): its points are the same for every customer, so they stand in the expression as arrays.
 */
export function bgNbdExpectedSql(
  kind: DropoutKind,
  parameters: BgNbdParameters,
  t: number,
  columns: HistoryColumns,
  options: SqlOptions = {},
): string {
  assertPositive('t', t)
  const inputs = sqlInputs(options)
  const x = inputs.number(columns.frequency)
  const recency = inputs.number(columns.recency)
  const age = inputs.number(columns.age)
  const alive = aliveSql(kind, parameters, { x, recency, age })
  const { r, alpha, a, b } = parameters
  const n = numberLiteral
  // Arrays take no NULL; where a part is missing, `alive` is NULL already.
  const known = (sql: string) => `ifNull(${sql}, 0.0)`
  const again = { x: known(inputs.number(columns.frequency)), age: known(inputs.number(columns.age)) }
  const shape = `(${n(r)} + ${again.x})`
  const reach = `(${n(t)} / (${n(alpha)} + ${again.age}))`
  const stays = `(${n(b + (kind === 'mbg' ? 1 : 0))} + ${again.x})`
  // The density relative to its peak, so that nothing underflows.
  const peak = `(${n(a)} * log(${n(a)} / (${n(a)} + ${stays})) + ${stays} * log(${stays} / (${n(a)} + ${stays})))`
  const density = `c * exp(${n(a)} * u + ${stays} * v - ${peak})`
  // (1 − (1 + p·w)^−s) / p loses its digits where p·w is tiny: there its series.
  const z = `p * ${reach}`
  const series = `${shape} * ${reach} * (1 - (${shape} + 1) * ${z} / 2 * (1 - (${shape} + 2) * ${z} / 3 * (1 - (${shape} + 3) * ${z} / 4)))`
  const chance = `if((${shape} + 4) * ${z} < 1e-4, ${series}, (1 - pow(1 + ${z}, -${shape})) / p)`
  const { p, logP, logQ, weight } = logitPoints(a, b)
  const arrays = [p, logP, logQ, weight].map((values) => `[${values.map(n).join(', ')}]`).join(', ')
  const mean = `arraySum((p, u, v, c) -> ${density} * ${chance}, ${arrays}) / arraySum((p, u, v, c) -> ${density}, ${arrays})`
  return `${alive} * (${mean})`
}

interface History {
  x: string
  recency: string
  age: string
}

function aliveSql(kind: DropoutKind, parameters: BgNbdParameters, { x, recency, age }: History): string {
  for (const name of ['r', 'alpha', 'a', 'b'] as const) assertPositive(`parameters.${name}`, parameters[name])
  const { r, alpha, a, b } = parameters
  const n = numberLiteral
  const left = `${n(a)} / (${n(b - (kind === 'bg' ? 1 : 0))} + ${x})`
  const odds = `${left} * exp((${n(r)} + ${x}) * log((${n(alpha)} + ${age}) / (${n(alpha)} + ${recency})))`
  return kind === 'bg' ? `if(${x} = 0, 1.0, 1 / (1 + ${odds}))` : `(1 / (1 + ${odds}))`
}
