import { InvalidInputError } from '../errors.ts'
import { type Matrix, matrix } from './matrix.ts'

/** A measured column; NaN is missing. */
export interface NumericFeature {
  readonly kind: 'numeric'
  readonly name: string
  readonly values: Float64Array | Float32Array
}

/** A column of names; `codes[i]` points into `levels`, `missingCode` is missing. */
export interface CategoricalFeature {
  readonly kind: 'categorical'
  readonly name: string
  readonly codes: Uint32Array
  readonly levels: readonly string[]
}

export type Feature = NumericFeature | CategoricalFeature

/** The code of a missing category. */
export const missingCode = 0xffffffff

/** What a model is trained on and scores: columns of equal length. */
export interface FeatureTable {
  readonly rows: number
  readonly features: readonly Feature[]
}

/**
 * @throws InvalidInputError for columns of unequal length, two columns of one name, infinite values, or a code without
 *   a level
 */
export function featureTable(features: readonly Feature[]): FeatureTable {
  const names = new Set<string>()
  const rows = features[0] ? lengthOf(features[0]) : 0
  for (const feature of features) {
    if (names.has(feature.name))
      throw new InvalidInputError('features', `has the column "${feature.name}" twice.`)
    names.add(feature.name)
    if (lengthOf(feature) !== rows)
      throw new InvalidInputError(
        `features.${feature.name}`,
        `has ${lengthOf(feature)} rows, the first column ${rows}.`,
      )
    assertFeature(feature)
  }
  return { rows, features }
}

function assertFeature(feature: Feature): void {
  if (feature.kind === 'numeric') {
    const at = feature.values.findIndex((v: number) => v === Infinity || v === -Infinity)
    if (at >= 0)
      throw new InvalidInputError(
        `features.${feature.name}[${at}]`,
        'is infinite; leave it missing (NaN) or cut it off.',
      )
    return
  }
  const at = feature.codes.findIndex((c) => c !== missingCode && c >= feature.levels.length)
  if (at >= 0)
    throw new InvalidInputError(
      `features.${feature.name}[${at}]`,
      `has code ${feature.codes[at]}, but there are ${feature.levels.length} levels.`,
    )
}

function lengthOf(feature: Feature): number {
  return feature.kind === 'numeric' ? feature.values.length : feature.codes.length
}

/** The given rows of a table, in the given order. */
export function selectRows(table: FeatureTable, rows: Uint32Array): FeatureTable {
  const features = table.features.map((feature): Feature => {
    if (feature.kind === 'categorical') {
      const codes = new Uint32Array(rows.length)
      for (let i = 0; i < rows.length; i++) codes[i] = feature.codes[rows[i] as number] as number
      return { ...feature, codes }
    }
    const values =
      feature.values instanceof Float32Array ? new Float32Array(rows.length) : new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) values[i] = feature.values[rows[i] as number] as number
    return { ...feature, values }
  })
  return { rows: rows.length, features }
}

/** What a one-hot column stands for: a measured column, or "is this level". */
export interface DesignColumn {
  readonly feature: string
  readonly level: string | null
}

/**
 * Measured columns as they are, one 0/1 column per level of each categorical (all levels; a penalty settles the
 * redundancy). A missing category is 0 in all its columns.
 * @returns the matrix, rows × columns, and what each column stands for
 * @throws InvalidInputError where a measured value is missing: linear models need a decision first
 */
export function oneHot(table: FeatureTable): { design: Matrix; columns: DesignColumn[] } {
  const columns = table.features.flatMap((feature): DesignColumn[] =>
    feature.kind === 'numeric'
      ? [{ feature: feature.name, level: null }]
      : feature.levels.map((level) => ({ feature: feature.name, level })),
  )
  const width = columns.length
  const design = matrix(table.rows, width)
  let offset = 0
  for (const feature of table.features) {
    if (feature.kind === 'numeric') {
      for (let i = 0; i < table.rows; i++) {
        const value = feature.values[i] as number
        if (Number.isNaN(value))
          throw new InvalidInputError(
            `features.${feature.name}[${i}]`,
            'is missing; fill or drop it, or use trees.',
          )
        design.values[i * width + offset] = value
      }
      offset += 1
    } else {
      for (let i = 0; i < table.rows; i++) {
        const code = feature.codes[i] as number
        if (code !== missingCode) design.values[i * width + offset + code] = 1
      }
      offset += feature.levels.length
    }
  }
  return { design, columns }
}
