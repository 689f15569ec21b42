import { describe, expect, it } from 'vitest'
import {
  drawBeta,
  drawGamma,
  drawNormal,
  drawPoisson,
  shuffle,
} from '../../../packages/models/src/chance/distributions.ts'
import { mulberry32, seededRandom } from '../../../packages/models/src/chance/random.ts'

const many = (n: number, draw: () => number) => {
  let [sum, squares] = [0, 0]
  for (let i = 0; i < n; i++) {
    const x = draw()
    sum += x
    squares += x * x
  }
  return { mean: sum / n, variance: squares / n - (sum / n) ** 2 }
}

describe('mulberry32', () => {
  it('gives the first draws of the published allocation instance, seed 42', () => {
    const random = mulberry32(42)
    for (const value of [0.601103752, 0.448290559, 0.8524657935]) expect(random()).toBeCloseTo(value, 9)
  })
})

describe('seededRandom', () => {
  it('repeats itself, and streams differ', () => {
    const draw = (seed: number, stream: number) => Array.from({ length: 5 }, seededRandom(seed, stream))
    expect(draw(7, 1)).toEqual(draw(7, 1))
    expect(draw(7, 1)).not.toEqual(draw(7, 2))
    expect(draw(7, 1)).not.toEqual(draw(8, 1))
  })

  it('is uniform: 256 boxes by chi squared, neighbours uncorrelated', () => {
    const random = seededRandom(1)
    const boxes = new Float64Array(256)
    const n = 256_000
    let [previous, products] = [0.5, 0]
    for (let i = 0; i < n; i++) {
      const u = random()
      boxes[Math.floor(u * 256)] = (boxes[Math.floor(u * 256)] ?? 0) + 1
      products += (u - 0.5) * (previous - 0.5)
      previous = u
    }
    const chiSquared = boxes.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chiSquared).toBeGreaterThan(170) // 255 degrees: .0001 and .9999 quantiles
    expect(chiSquared).toBeLessThan(350)
    expect(Math.abs(products / n) * 12).toBeLessThan(4 / Math.sqrt(n))
  })

  it('refuses seeds that are no 32-bit numbers', () => {
    expect(() => seededRandom(-1)).toThrow('seed must be a whole number')
    expect(() => seededRandom(1.5)).toThrow('seed must be a whole number')
  })
})

describe('distributions have the moments they claim', () => {
  const n = 200_000
  it.each([
    ['normal', drawNormal, 0, 1],
    ['gamma .3', (r: () => number) => drawGamma(r, 0.3), 0.3, 0.3],
    ['gamma 4.5', (r: () => number) => drawGamma(r, 4.5), 4.5, 4.5],
    ['beta 2, 5', (r: () => number) => drawBeta(r, 2, 5), 2 / 7, 10 / (49 * 8)],
    ['poisson 3', (r: () => number) => drawPoisson(r, 3), 3, 3],
    ['poisson 200', (r: () => number) => drawPoisson(r, 200), 200, 200],
  ] as const)('%s', (_name, draw, mean, variance) => {
    const random = seededRandom(11)
    const seen = many(n, () => draw(random))
    expect(Math.abs(seen.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / n))
    expect(seen.variance / variance).toBeCloseTo(1, 1)
  })

  it('shuffles into every order alike', () => {
    const random = seededRandom(5)
    const seen = new Map<string, number>()
    for (let i = 0; i < 60_000; i++) {
      const order = [0, 1, 2]
      shuffle(random, order)
      seen.set(order.join(''), (seen.get(order.join('')) ?? 0) + 1)
    }
    expect(seen.size).toBe(6)
    for (const count of seen.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })
})
