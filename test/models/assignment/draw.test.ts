import { armOf, chiSquaredTails, InvalidInputError, saltedDraw, sipHash64 } from '@liangti/models'
import { describe, expect, it } from 'vitest'

describe('sipHash64', () => {
  it('equals ClickHouse’s sipHash64 of the same text (values of 26.7)', () => {
    const hex = (text: string) => {
      const { high, low } = sipHash64(new TextEncoder().encode(text))
      return (BigInt(high) * 4_294_967_296n + BigInt(low)).toString()
    }
    expect(hex('')).toBe('2202906307356721367')
    expect(hex('campaign-7:123456789')).toBe('2378121754891012866')
    expect(hex('量体:1')).toBe('5037715222272555191')
  })
  it('equals a second implementation on 64-bit integers, at every length of the last block', () => {
    for (let length = 0; length < 40; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) & 0xff)
      const { high, low } = sipHash64(bytes)
      expect(BigInt(high) * 4_294_967_296n + BigInt(low)).toBe(sipWithBigInt(bytes))
    }
  })
})

describe('saltedDraw', () => {
  it('is uniform over consecutive keys (χ² over 100 cells, p above .001 for each salt)', () => {
    for (const salt of ['a', 'b', 'campaign-2026']) {
      const cells = new Float64Array(100)
      const n = 50_000
      for (let key = 1; key <= n; key++) {
        const cell = Math.floor(saltedDraw(salt, key) * 100)
        cells[cell] = (cells[cell] ?? 0) + 1
      }
      const statistic = cells.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0)
      expect(chiSquaredTails(statistic, 99).upper).toBeGreaterThan(0.001)
    }
  })
  it('draws of two salts are independent (χ² of a 5 × 5 table)', () => {
    const table = new Float64Array(25)
    const n = 50_000
    for (let key = 1; key <= n; key++) {
      const cell = Math.floor(saltedDraw('one', key) * 5) * 5 + Math.floor(saltedDraw('two', key) * 5)
      table[cell] = (table[cell] ?? 0) + 1
    }
    const statistic = table.reduce((sum, count) => sum + (count - n / 25) ** 2 / (n / 25), 0)
    expect(chiSquaredTails(statistic, 24).upper).toBeGreaterThan(0.001)
  })
  it('neighbouring keys are not related', () => {
    let together = 0
    const n = 40_000
    for (let key = 1; key <= n; key++)
      if (saltedDraw('s', key) < 0.5 === saltedDraw('s', key + 1) < 0.5) together++
    expect(Math.abs(together / n - 0.5)).toBeLessThan(0.01)
  })
  it('is the same for a number, a bigint and its decimal text; refuses what would be rounded', () => {
    expect(saltedDraw('x', 42)).toBe(saltedDraw('x', 42n))
    expect(saltedDraw('x', 42)).toBe(saltedDraw('x', '42'))
    expect(saltedDraw('x', 42)).not.toBe(saltedDraw('y', 42))
    expect(() => saltedDraw('x', 2 ** 53)).toThrow(InvalidInputError)
    expect(() => saltedDraw('x', 1.5)).toThrow(InvalidInputError)
  })
})

describe('salts in any script', () => {
  it('are hashed as UTF-8, broken surrogates included', () => {
    for (const salt of ['é', '量体', '🧵', 'x\ud800y', '']) {
      const { high, low } = sipHash64(new TextEncoder().encode(`${salt}:9`))
      expect(saltedDraw(salt, 9)).toBe((high * 2 ** 21 + Math.floor(low / 2048)) / 2 ** 53)
    }
  })
})

describe('armOf', () => {
  it('gives each arm its stretch', () => {
    expect(armOf(0, [0.2, 0.8])).toBe(0)
    expect(armOf(0.1999, [1, 4])).toBe(0)
    expect(armOf(0.2, [1, 4])).toBe(1)
    expect(armOf(1 - 2 ** -53, [1, 1, 1])).toBe(2)
  })
  it('refuses a draw outside [0, 1) and arms without weight', () => {
    expect(() => armOf(1, [1, 1])).toThrow(/draw/)
    expect(() => armOf(0.5, [])).toThrow(/at least one arm/)
    expect(() => armOf(0.5, [1, -1])).toThrow(/weights\[1\]/)
  })
})

/** SipHash-2-4, written from the paper's pseudocode on BigInt. */
function sipWithBigInt(bytes: Uint8Array): bigint {
  const mask = (1n << 64n) - 1n
  const rotl = (x: bigint, b: bigint) => ((x << b) | (x >> (64n - b))) & mask
  let [v0, v1, v2, v3] = [0x736f6d6570736575n, 0x646f72616e646f6dn, 0x6c7967656e657261n, 0x7465646279746573n]
  const round = () => {
    v0 = (v0 + v1) & mask
    v1 = rotl(v1, 13n) ^ v0
    v0 = rotl(v0, 32n)
    v2 = (v2 + v3) & mask
    v3 = rotl(v3, 16n) ^ v2
    v0 = (v0 + v3) & mask
    v3 = rotl(v3, 21n) ^ v0
    v2 = (v2 + v1) & mask
    v1 = rotl(v1, 17n) ^ v2
    v2 = rotl(v2, 32n)
  }
  const padded = new Uint8Array(Math.floor(bytes.length / 8) * 8 + 8)
  padded.set(bytes)
  padded[padded.length - 1] = bytes.length & 0xff
  const view = new DataView(padded.buffer)
  for (let i = 0; i < padded.length; i += 8) {
    const m = view.getBigUint64(i, true)
    v3 ^= m
    round()
    round()
    v0 ^= m
  }
  v2 ^= 0xffn
  for (let i = 0; i < 4; i++) round()
  return v0 ^ v1 ^ v2 ^ v3
}
