/** Seeded chance inside the engine: the same seed, person and purpose give the same number in every run. */

/** Uniform in (0, 1) for the columns named; `tag` keeps draws for different purposes apart. */
export function uniform(seed: number, tag: string, ...columns: string[]): string {
  // 2^-53 above zero, so that logarithms stay finite.
  return `((toFloat64(bitShiftRight(cityHash64(${[seed, `'${tag}'`, ...columns].join(', ')}), 11)) + 1) / 9007199254740994.)`
}

/** Standard normal by Box-Muller from two draws. */
export function normal(seed: number, tag: string, ...columns: string[]): string {
  return `(sqrt(-2 * log(${uniform(seed, `${tag}a`, ...columns)})) * cos(2 * pi() * ${uniform(seed, `${tag}b`, ...columns)}))`
}

/** One of `values`, by weight. */
export function weighted(u: string, values: readonly (readonly [value: string, weight: number])[]): string {
  const total = values.reduce((sum, [, weight]) => sum + weight, 0)
  let upTo = 0
  const branches = values.slice(0, -1).map(([value, weight]) => {
    upTo += weight / total
    return `${u} < ${upTo.toFixed(6)}, '${value}'`
  })
  return `multiIf(${branches.join(', ')}, '${values.at(-1)?.[0] ?? ''}')`
}
