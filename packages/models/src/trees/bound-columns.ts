import { type FeatureTable, missingCode } from '../data/features.ts'
import { InvalidInputError } from '../errors.ts'
import type { EnsembleFeature } from './ensemble.ts'

/** A table's column as the model knows it: numbers, or codes into the model's own levels (`missingCode` if unknown). */
export type BoundColumn =
  | { readonly kind: 'numeric'; readonly values: Float64Array | Float32Array }
  | { readonly kind: 'categorical'; readonly codes: Uint32Array }

/**
 * The columns of a table in the order of a model's features, matched by name; other columns are ignored.
 * @returns one column a feature; a level the model never saw is missing
 * @throws InvalidInputError when a feature is absent or of another kind
 */
export function boundColumns(features: readonly EnsembleFeature[], table: FeatureTable): BoundColumn[] {
  const byName = new Map(table.features.map((feature) => [feature.name, feature]))
  return features.map((wanted): BoundColumn => {
    const given = byName.get(wanted.name)
    if (!given)
      throw new InvalidInputError(`table.${wanted.name}`, 'is a column of the training and is not there.')
    if (given.kind === 'numeric' && wanted.kind === 'numeric') return given
    if (given.kind === 'categorical' && wanted.kind === 'categorical')
      return { kind: 'categorical', codes: translated(given.codes, given.levels, wanted.levels) }
    throw new InvalidInputError(
      `table.${wanted.name}`,
      `is ${given.kind}; it was ${wanted.kind} in training.`,
    )
  })
}

function translated(codes: Uint32Array, levels: readonly string[], into: readonly string[]): Uint32Array {
  if (levels.length === into.length && levels.every((level, i) => level === into[i])) return codes
  const known = new Map(into.map((level, code) => [level, code]))
  const map = Uint32Array.from(levels, (level) => known.get(level) ?? missingCode)
  return codes.map((code) => (code === missingCode ? missingCode : (map[code] as number)))
}
