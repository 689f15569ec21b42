import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../packages/models/src/chance/random.ts'
import { matrix } from '../../../packages/models/src/data/matrix.ts'
import { cholesky, choleskySolve, inverseOf } from '../../../packages/models/src/numerics/cholesky.ts'

function definite(n: number, seed: number) {
  const random = seededRandom(seed)
  const x = Float64Array.from({ length: n * n }, () => random() - 0.5)
  const a = matrix(n, n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let s = i === j ? 0.1 : 0
      for (let k = 0; k < n; k++) s += (x[i * n + k] ?? 0) * (x[j * n + k] ?? 0)
      a.values[i * n + j] = s
    }
  return a
}

describe('cholesky', () => {
  it('factors the textbook matrix', () => {
    const l = cholesky(matrix(3, 3, Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98)))
    expect([...l.values]).toEqual([2, 0, 0, 6, 1, 0, -8, 5, 3])
  })

  it.each([1, 2, 7, 40])('inverse times matrix is one, n = %i', (n) => {
    const a = definite(n, n)
    const inverse = inverseOf(a)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let s = 0
        for (let k = 0; k < n; k++) s += (inverse.values[i * n + k] ?? 0) * (a.values[k * n + j] ?? 0)
        expect(s).toBeCloseTo(i === j ? 1 : 0, 8)
      }
  })

  it('solves what the inverse solves', () => {
    const a = definite(12, 3)
    const b = Float64Array.from({ length: 12 }, (_, i) => i - 4)
    const x = choleskySolve(cholesky(a), b)
    for (let i = 0; i < 12; i++) {
      let s = 0
      for (let k = 0; k < 12; k++) s += (a.values[i * 12 + k] ?? 0) * (x[k] ?? 0)
      expect(s).toBeCloseTo(b[i] ?? 0, 9)
    }
  })

  it('names the row where a matrix is not definite', () => {
    expect(() => cholesky(matrix(2, 2, Float64Array.of(1, 2, 2, 1)))).toThrow(
      'not positive definite: pivot -3 in row 1',
    )
  })
})
