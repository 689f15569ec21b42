/**
 * Nash's variant of the Nelder–Mead simplex, as R's optim runs it: one step length for all variables, a tenth of the
 * largest, and an end by the spread of the corners' values or a budget of evaluations. The search of forecast::ets, whose
 * published figures depend on where it stops.
 * @param f the value; Infinity where x is not allowed
 * @param start where f is finite
 * Source: Nash (1990), Compact Numerical Methods for Computers, algorithm 19.
 */
export function nashSimplex(
  f: (x: Float64Array) => number,
  start: Float64Array,
  budget: number,
): { at: Float64Array; value: number; converged: boolean } {
  const n = start.length
  let calls = 0
  const valueAt = (x: Float64Array) => {
    calls += 1
    const value = f(x)
    return Number.isFinite(value) ? value : 1e35
  }
  const corners: Float64Array[] = [start.slice()]
  const values = [valueAt(start)]
  const tolerance = 1.490116e-8 * (Math.abs(values[0] as number) + 1.490116e-8)
  let step = 0
  for (const x of start) step = Math.max(step, 0.1 * Math.abs(x))
  if (step === 0) step = 0.1
  for (let j = 0; j < n; j++) {
    const corner = start.slice()
    corner[j] = (corner[j] as number) + step
    corners.push(corner)
    values.push(valueAt(corner))
  }
  let size = step * n
  let low = 0
  const centre = new Float64Array(n)
  const between = (a: Float64Array, b: Float64Array, share: number) =>
    a.map((x, i) => (1 - share) * x + share * (b[i] as number))
  for (;;) {
    let high = low
    values.forEach((value, j) => {
      if (value < (values[low] as number)) low = j
      if (value > (values[high] as number)) high = j
    })
    const [least, most] = [values[low] as number, values[high] as number]
    if (most <= least + tolerance) return { at: corners[low] as Float64Array, value: least, converged: true }
    if (calls > budget) return { at: corners[low] as Float64Array, value: least, converged: false }
    const worst = corners[high] as Float64Array
    centre.fill(0)
    corners.forEach((corner, j) => {
      if (j !== high)
        for (let i = 0; i < n; i++) centre[i] = (centre[i] as number) + (corner[i] as number) / n
    })
    const put = (x: Float64Array, value: number) => {
      corners[high] = x
      values[high] = value
    }
    const reflected = between(centre, worst, -1)
    const there = valueAt(reflected)
    if (there < least) {
      const extended = between(centre, reflected, 2)
      const further = valueAt(extended)
      if (further < there) put(extended, further)
      else put(reflected, there)
      continue
    }
    if (there < most) put(reflected, there)
    const reduced = between(corners[high] as Float64Array, centre, 0.5)
    const nearer = valueAt(reduced)
    if (nearer < (values[high] as number)) put(reduced, nearer)
    else if (there >= most) {
      const best = corners[low] as Float64Array
      let shrunk = 0
      for (let j = 0; j <= n; j++) {
        if (j === low) continue
        const corner = (corners[j] as Float64Array).map(
          (x, i) => 0.5 * (x - (best[i] as number)) + (best[i] as number),
        )
        for (let i = 0; i < n; i++) shrunk += Math.abs((corner[i] as number) - (best[i] as number))
        corners[j] = corner
        values[j] = valueAt(corner)
      }
      if (shrunk >= size) return { at: best, value: least, converged: false }
      size = shrunk
    }
  }
}
