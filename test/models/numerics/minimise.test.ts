import { describe, expect, it } from 'vitest'
import { minimiseSimplex, minimiseSmooth } from '../../../packages/models/src/numerics/minimise.ts'

const rosenbrock = (x: Float64Array) => {
  const [a = 0, b = 0] = x
  return (1 - a) ** 2 + 100 * (b - a * a) ** 2
}

describe('minimiseSmooth', () => {
  it('finds the valley floor of Rosenbrock (1960)', () => {
    const found = minimiseSmooth(
      (x, g) => {
        const [a = 0, b = 0] = x
        g[0] = -2 * (1 - a) - 400 * a * (b - a * a)
        g[1] = 200 * (b - a * a)
        return rosenbrock(x)
      },
      [-1.2, 1],
    )
    expect(found.converged).toBe(true)
    expect([...found.at]).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)])
  })

  it('solves a badly scaled quadratic of 50 variables', () => {
    const scale = Float64Array.from({ length: 50 }, (_, i) => 10 ** (i / 20))
    const found = minimiseSmooth((x, g) => {
      let value = 0
      for (let i = 0; i < x.length; i++) {
        const gap = (x[i] ?? 0) - i
        g[i] = (scale[i] ?? 1) * gap
        value += 0.5 * (scale[i] ?? 1) * gap * gap
      }
      return value
    }, new Float64Array(50))
    found.at.forEach((value, i) => {
      expect(value).toBeCloseTo(i, 4)
    })
  })

  it('stays where the function is allowed', () => {
    // −ln x + x has its minimum at 1 and no value at or below 0; the first full step would leave.
    const found = minimiseSmooth(
      (x, g) => {
        const [a = 0] = x
        if (a <= 0) return Infinity
        g[0] = 1 - 1 / a
        return a - Math.log(a)
      },
      [20],
    )
    expect(found.at[0]).toBeCloseTo(1, 6)
  })

  it('refuses a start without a value', () => {
    expect(() => minimiseSmooth(() => Number.NaN, [1])).toThrow('start gives the value NaN.')
  })
})

describe('minimiseSimplex', () => {
  it('finds the valley floor of Rosenbrock (1960)', () => {
    const found = minimiseSimplex(rosenbrock, [-1.2, 1])
    expect([...found.at]).toEqual([expect.closeTo(1, 3), expect.closeTo(1, 3)])
  })

  it('agrees with the smooth search in four variables (Powell 1962)', () => {
    const powell = (x: Float64Array) => {
      const [a = 0, b = 0, c = 0, d = 0] = x
      return (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4
    }
    expect(minimiseSimplex(powell, [3, -1, 0, 1]).value).toBeLessThan(1e-6)
  })
})
