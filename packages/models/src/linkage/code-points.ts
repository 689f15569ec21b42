/** Values as code points, one after another; value v is `points[starts[v]] … points[starts[v + 1] - 1]`. */
export function codePointsOf(values: readonly string[]): { points: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(values.length + 1)
  let units = 0
  for (const value of values) units += value.length
  const points = new Uint32Array(units)
  let at = 0
  values.forEach((value, v) => {
    starts[v] = at
    for (const character of value) points[at++] = character.codePointAt(0) as number
  })
  starts[values.length] = at
  return { points, starts }
}
