import { classShares, complementBayes, fitClasses, sparseMatrix } from '@liangti/models'
import { describe, expect, it } from 'vitest'

const rowsOf = (rows: readonly (readonly number[])[]) =>
  sparseMatrix(
    rows.length,
    rows[0]?.length ?? 0,
    Uint32Array.from(rows.flatMap((row, i) => row.map(() => i))),
    Uint32Array.from(rows.flatMap((row) => row.map((_, j) => j))),
    rows.flat(),
  )
const ones = (n: number) => new Float64Array(n).fill(1)

describe('fitClasses', () => {
  it('without features is the share of each class', () => {
    const rows = sparseMatrix(4, 1, Uint32Array.of(), Uint32Array.of())
    const target = Float64Array.of(1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1)
    const model = fitClasses(rows, target, ones(4), 'softmax', 1)
    const shares = classShares(model, rows, 0)
    expect(shares[0]).toBeCloseTo(0.5, 3)
    expect(shares[1]).toBeCloseTo(0.25, 3)
    expect(shares[2]).toBeCloseTo(0.25, 3)
  })

  it('meets the conditions of a minimum: Σ (p − y) x + w / c = 0', () => {
    const rows = rowsOf([
      [1, 0],
      [0.5, 1],
      [0, 2],
      [1, 1],
    ])
    const target = Float64Array.of(1, 0, 0, 1, 0, 1, 1, 0)
    const c = 2
    const model = fitClasses(rows, target, Float64Array.of(1, 2, 1, 1), 'softmax', c)
    const cases = [1, 2, 1, 1]
    for (let k = 0; k < 2; k++)
      for (let j = 0; j < 2; j++) {
        let gradient = (model.weights[k * 3 + j] as number) / c
        for (let i = 0; i < 4; i++) {
          const p = classShares(model, rows, i)[k] as number
          const x = Array.from(rows.columns.slice(rows.offsets[i], rows.offsets[i + 1])).indexOf(j)
          const value = x < 0 ? 0 : (rows.values[(rows.offsets[i] as number) + x] as number)
          gradient += (cases[i] as number) * (p - (target[i * 2 + k] as number)) * value
        }
        expect(gradient).toBeCloseTo(0, 2)
      }
  })

  it('with two classes agrees with the binary fit at twice the weight of the data', () => {
    // softmax over two classes shares one difference of weights between two equal and opposite halves.
    const rows = rowsOf([[1], [2], [3], [4], [5], [6]])
    const y = [0, 0, 1, 0, 1, 1]
    const two = Float64Array.from(y.flatMap((own) => [1 - own, own]))
    const soft = fitClasses(rows, two, ones(6), 'softmax', 2)
    const binary = fitClasses(rows, Float64Array.from(y), ones(6), 'logistic', 4)
    for (let i = 0; i < 6; i++)
      expect(classShares(soft, rows, i)[1]).toBeCloseTo(classShares(binary, rows, i)[0] as number, 2)
  })

  it('refuses targets and weights that do not fit', () => {
    const rows = rowsOf([[1], [2]])
    expect(() => fitClasses(rows, Float64Array.of(1, 0, 1), ones(2), 'softmax', 1)).toThrow('target')
    expect(() => fitClasses(rows, Float64Array.of(1, 0), ones(1), 'softmax', 1)).toThrow('target')
    expect(() => fitClasses(rows, Float64Array.of(1, 0), ones(2), 'softmax', 0)).toThrow('c must be')
  })
})

describe('complementBayes', () => {
  it('matches a hand calculation', () => {
    // Class 0 has counts (2, 0), class 1 (1, 2); smoothing 1. Complement of 0: (2, 3) / 5; of 1: (3, 1) / 4.
    const rows = rowsOf([
      [2, 0],
      [1, 2],
    ])
    const model = complementBayes(rows, Float64Array.of(1, 0, 0, 1), ones(2))
    const [a, b] = [-Math.log(2 / 5), -Math.log(3 / 5)]
    const [c, d] = [-Math.log(3 / 4), -Math.log(1 / 4)]
    expect(model.weights[0]).toBeCloseTo(a / (a + b), 12)
    expect(model.weights[1]).toBeCloseTo(b / (a + b), 12)
    expect(model.weights[3]).toBeCloseTo(c / (c + d), 12)
    expect(model.weights[4]).toBeCloseTo(d / (c + d), 12)
  })

  it('refuses one class', () => {
    expect(() => complementBayes(rowsOf([[1]]), Float64Array.of(1), ones(1))).toThrow('target')
  })
})
