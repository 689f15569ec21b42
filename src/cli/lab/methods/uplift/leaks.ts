import type { FeatureTable } from '@liangti/models'

/** Fewer rows than this prove nothing. */
const leastRows = 30

/**
 * Measured columns that are 0 except in rows which all have one and the same outcome, although it is not the rule:
 * they were recorded after the treatment (a purchase among visits, the money of a conversion) and would give the
 * outcome away. For outcomes of 0 and 1.
 */
export function outcomesInDisguise(
  table: FeatureTable,
  outcome: Float64Array,
): { column: string; reason: string }[] {
  if (!outcome.every((y) => y === 0 || y === 1)) return []
  const base = outcome.reduce((sum, y) => sum + y, 0) / outcome.length
  const found: { column: string; reason: string }[] = []
  for (const feature of table.features) {
    if (feature.kind !== 'numeric') continue
    const counts = [0, 0]
    for (let i = 0; i < outcome.length; i++) {
      const x = feature.values[i] as number
      if (x !== 0 && !Number.isNaN(x))
        counts[outcome[i] as 0 | 1] = (counts[outcome[i] as 0 | 1] as number) + 1
    }
    const [none, some] = counts as [number, number]
    const rows = none + some
    if (rows < leastRows || (none > 0 && some > 0)) continue
    // How likely so many rows would agree by chance.
    if (rows * Math.log10(some > 0 ? base : 1 - base) > -9) continue
    found.push({
      column: feature.name,
      reason: `tells the outcome: all ${rows} rows where it is not 0 have the outcome ${some > 0 ? 1 : 0} (--keep-outcomes learns from it)`,
    })
  }
  return found
}
