import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../packages/models/src/chance/random.ts'
import { inverseOf } from '../../../packages/models/src/numerics/cholesky.ts'
import { symmetricEigen } from '../../../packages/models/src/numerics/symmetric-eigen.ts'

function symmetric(n: number, diagonal: number) {
  const random = seededRandom(n)
  const values = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = random() - 0.5 + (i === j ? diagonal : 0)
      values[i * n + j] = value
      values[j * n + i] = value
    }
  return { rows: n, columns: n, values }
}

describe('inverseOf, in tiles', () => {
  // Sizes around the panels of 64, the rows held (32), the depth of 256, and not a multiple of 4.
  it.each([96, 97, 128, 191, 258, 323])('%d × %d times its inverse is the identity', (n) => {
    const a = symmetric(n, n / 2)
    const inverse = inverseOf(a)
    let worst = 0
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let sum = i === j ? -1 : 0
        for (let k = 0; k < n; k++) sum += (a.values[i * n + k] ?? 0) * (inverse.values[k * n + j] ?? 0)
        worst = Math.max(worst, Math.abs(sum))
      }
    expect(worst).toBeLessThan(1e-12)
  })
  it('names the row where a large matrix is not positive definite', () => {
    const a = symmetric(120, 60)
    a.values[100 * 120 + 100] = -1
    expect(() => inverseOf(a)).toThrow(/not positive definite: pivot .* in row 100/)
    a.values[100 * 120 + 100] = Number.NaN
    expect(() => inverseOf(a)).toThrow(/row 100/)
  })
})

describe('symmetricEigen', () => {
  it('hand calculation: [[2, 1], [1, 2]] has 1 and 3', () => {
    const { values } = symmetricEigen({ rows: 2, columns: 2, values: Float64Array.of(2, 1, 1, 2) })
    expect([...values].sort()).toEqual([expect.closeTo(1, 14), expect.closeTo(3, 14)])
  })
  it.each([1, 5, 40])('%d × %d: vectors are orthonormal and give the matrix back', (n) => {
    const a = symmetric(n, 0)
    const { values, vectors } = symmetricEigen(a)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let [product, back] = [0, 0]
        for (let k = 0; k < n; k++) {
          product += (vectors.values[i * n + k] ?? 0) * (vectors.values[j * n + k] ?? 0)
          back += (values[k] ?? 0) * (vectors.values[k * n + i] ?? 0) * (vectors.values[k * n + j] ?? 0)
        }
        expect(product).toBeCloseTo(i === j ? 1 : 0, 12)
        expect(back).toBeCloseTo(a.values[i * n + j] ?? 0, 12)
      }
  })
  it('zeros, and refusals', () => {
    expect([...symmetricEigen({ rows: 2, columns: 2, values: new Float64Array(4) }).values]).toEqual([0, 0])
    expect(() => symmetricEigen({ rows: 1, columns: 2, values: new Float64Array(2) })).toThrow(/square/)
    expect(() => symmetricEigen({ rows: 1, columns: 1, values: Float64Array.of(Number.NaN) })).toThrow(
      /finite/,
    )
  })
})
