import { type Feature, type FeatureTable, missingCode } from '../data/features.ts'
import { InvalidInputError } from '../errors.ts'

/** What stands in for a missing measured value in a linear model. */
export type LinearMissing = 'zero' | 'mean' | 'refuse'

/** A measured column enters as (x − mean) ÷ scale, a missing x as `fill`. */
export interface NumericTerm {
  readonly name: string
  readonly fill: number
  readonly mean: number
  readonly scale: number
  /** Missing values in training. */
  readonly filled: number
}

/** A categorical column enters as one 0/1 column a level; what is missing or unknown is 0 in all of them. */
export interface CategoricalTerm {
  readonly name: string
  readonly levels: readonly string[]
}

/** How a table becomes the columns of a linear model: measured ones first, then level by level. */
export interface LinearEncoding {
  readonly numeric: readonly NumericTerm[]
  readonly categorical: readonly CategoricalTerm[]
  /** Columns, without the intercept. */
  readonly width: number
}

export interface EncodingOptions {
  /** Measured columns to mean 0 and population standard deviation 1 (of the filled training rows). */
  readonly standardise: boolean
  readonly missing: LinearMissing
  /** Leaves out each categorical column's first level, which an unpenalised model needs. */
  readonly dropFirst: boolean
}

/** Learned from the rows of the training alone. @throws InvalidInputError for a missing value where they are refused */
export function learnEncoding(table: FeatureTable, options: EncodingOptions): LinearEncoding {
  const numeric: NumericTerm[] = []
  const categorical: CategoricalTerm[] = []
  for (const feature of table.features) {
    if (feature.kind === 'numeric') numeric.push(numericTerm(feature.name, feature.values, options))
    else
      categorical.push({
        name: feature.name,
        levels: options.dropFirst ? feature.levels.slice(1) : feature.levels,
      })
  }
  const width = numeric.length + categorical.reduce((sum, term) => sum + term.levels.length, 0)
  return { numeric, categorical, width }
}

function numericTerm(
  name: string,
  values: Float64Array | Float32Array,
  options: EncodingOptions,
): NumericTerm {
  let [filled, sum] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number
    if (Number.isNaN(x)) {
      if (options.missing === 'refuse')
        throw new InvalidInputError(`features.${name}[${i}]`, 'is missing; fill or drop it, or use trees.')
      filled += 1
    } else sum += x
  }
  const known = values.length - filled
  const fill = options.missing === 'mean' && known > 0 ? sum / known : 0
  if (!options.standardise) return { name, fill, mean: 0, scale: 1, filled }
  const mean = (sum + filled * fill) / values.length
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number
    squares += ((Number.isNaN(x) ? fill : x) - mean) ** 2
  }
  const deviation = Math.sqrt(squares / values.length)
  // A spread of rounding errors alone is a constant.
  const isConstant = deviation <= 1e-14 * Math.abs(mean)
  return { name, fill, mean, scale: isConstant ? 1 : deviation, filled }
}

/** The columns of a model over the rows of a table; nothing is copied but the codes. */
export interface Design {
  readonly rows: number
  readonly width: number
  readonly numeric: readonly (NumericTerm & { readonly values: Float64Array | Float32Array })[]
  /** Column of the row's level, or −1. */
  readonly codes: readonly Int32Array[]
}

/**
 * The columns of a model, for any table that has its features; levels are matched by name.
 * @throws InvalidInputError when the table lacks a feature, or has it in another kind
 */
export function designOf(encoding: LinearEncoding, table: FeatureTable): Design {
  const byName = new Map(table.features.map((feature) => [feature.name, feature]))
  const find = <K extends Feature['kind']>(name: string, kind: K): Extract<Feature, { kind: K }> => {
    const found = byName.get(name)
    if (found === undefined)
      throw new InvalidInputError('table', `lacks the column "${name}" of the training.`)
    if (found.kind !== kind)
      throw new InvalidInputError('table', `has "${name}" as ${found.kind}, the training had it as ${kind}.`)
    return found as Extract<Feature, { kind: K }>
  }
  let offset = encoding.numeric.length
  const codes = encoding.categorical.map((term) => {
    const feature = find(term.name, 'categorical')
    const column = new Map(term.levels.map((level, i) => [level, offset + i]))
    offset += term.levels.length
    const columnOf = Int32Array.from(feature.levels, (level) => column.get(level) ?? -1)
    return Int32Array.from(feature.codes, (code) => (code === missingCode ? -1 : (columnOf[code] as number)))
  })
  const numeric = encoding.numeric.map((term) => ({ ...term, values: find(term.name, 'numeric').values }))
  return { rows: table.rows, width: encoding.width, numeric, codes }
}

/** What each column stands for, in order. */
export function columnsOf(encoding: LinearEncoding): { feature: string; level: string | null }[] {
  return [
    ...encoding.numeric.map(({ name }) => ({ feature: name, level: null })),
    ...encoding.categorical.flatMap(({ name, levels }) => levels.map((level) => ({ feature: name, level }))),
  ]
}
