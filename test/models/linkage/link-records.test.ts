import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BlockingRule,
  candidatePairs,
  equalityRule,
  exactComparison,
  InvalidInputError,
  type LinkageField,
  linkRecords,
  missingCode,
  seededRandom,
} from '../../../packages/models/src/index.ts'
import { digitsOf } from '../../../packages/models/src/linkage/field.ts'

const exact = exactComparison()

function field(name: string, codes: number[], extra: Partial<LinkageField> = {}): LinkageField {
  const known = codes.filter((code) => code !== missingCode)
  const values = Array.from({ length: Math.max(0, ...known.map((code) => code + 1)) }, (_, v) => `v${v}`)
  return { name, codes: Uint32Array.from(codes), values, comparison: exact, ...extra }
}

/** Couples of records whose fields agree with chance m, over values that strangers share with chance 1 / kinds. */
function planted(people: number, m: readonly number[], kinds: readonly number[], seed: number) {
  const random = seededRandom(seed)
  const draw = (n: number) => Math.floor(random() * n)
  const columns = kinds.map(() => [] as number[])
  for (let person = 0; person < people; person++)
    kinds.forEach((n, f) => {
      const value = draw(n)
      const other = random() < (m[f] as number) ? value : (value + 1 + draw(n - 1)) % n
      columns[f]?.push(value, other)
    })
  return columns.map((codes, f) => field(`f${f}`, codes))
}

describe('recovery', () => {
  const m = [0.95, 0.8, 0.9, 0.7, 0.85]
  const kinds = [400, 300, 25, 50, 10]
  const fields = planted(2000, m, kinds, 7)
  const [a, b] = fields as [LinkageField, LinkageField]
  const { model, matches, candidates } = linkRecords(fields, [equalityRule([a]), equalityRule([b])], {
    random: seededRandom(1),
  })

  it('finds the planted m, u and prior, also of the fields that block', () => {
    model.fields.forEach((found, f) => {
      expect(Math.abs((found.levels[0]?.m ?? 0) - (m[f] as number))).toBeLessThan(0.025)
      const u = 1 / (kinds[f] as number)
      expect(Math.abs((found.levels[0]?.u ?? 0) / u - 1)).toBeLessThan(0.05)
      expect(found.learned).toBe(true)
    })
    const truth = 2000 / ((4000 * 3999) / 2)
    expect(Math.abs(model.prior / truth - 1)).toBeLessThan(0.03)
    expect(model.converged).toBe(true)
    expect(candidates).toBeGreaterThan(2000)
  })

  it('its probabilities are as often right as they say', () => {
    const all = linkRecords(fields, [equalityRule([a]), equalityRule([b])], {
      random: seededRandom(1),
      threshold: 1e-6,
    }).matches
    for (const [from, to] of [
      [0.05, 0.35],
      [0.35, 0.65],
      [0.65, 0.95],
      [0.95, 1],
    ] as const) {
      let [pairs, right, expected] = [0, 0, 0]
      all.probability.forEach((p, k) => {
        if (p < from || p >= to) return
        pairs += 1
        expected += p
        if ((all.left[k] as number) >> 1 === (all.right[k] as number) >> 1) right += 1
      })
      if (pairs > 100) expect(Math.abs(right - expected) / pairs).toBeLessThan(0.1)
    }
    expect(matches.left.length).toBeGreaterThan(1500)
  })

  it('matches come most certain first, and the weight says the probability', () => {
    matches.weight.forEach((weight, k) => {
      expect(weight).toBeLessThanOrEqual(matches.weight[k - 1] ?? Infinity)
      expect(matches.probability[k]).toBeCloseTo(1 / (1 + 2 ** -weight), 12)
      expect(matches.probability[k]).toBeGreaterThanOrEqual(0.9)
    })
  })

  it('the same seed gives the same result', () => {
    const again = linkRecords(fields, [equalityRule([a]), equalityRule([b])], { random: seededRandom(1) })
    expect(again.matches).toEqual(matches)
    expect(again.model).toEqual(model)
  })
})

describe('agreement with plain code', () => {
  it('blocking finds the pairs that comparing all records finds, each once', () => {
    const code = fc.oneof(
      { weight: 1, arbitrary: fc.constant(missingCode) },
      { weight: 5, arbitrary: fc.nat(3) },
    )
    const record = fc.tuple(code, code, code, fc.nat(1))
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 14 }), fc.boolean(), (records, two) => {
        const column = (k: 0 | 1 | 2) => ({ name: `c${k}`, codes: Uint32Array.from(records, (r) => r[k]) })
        const sources = two ? { sources: Uint32Array.from(records, (r) => r[3]) } : {}
        const rules = [equalityRule([column(0)]), equalityRule([column(1), column(2)])]
        const found: string[] = []
        candidatePairs(rules, sources).each((i, j, bits) => found.push(`${i},${j},${bits}`))
        const expected: string[] = []
        const same = (i: number, j: number, k: 0 | 1 | 2) =>
          records[i]?.[k] === records[j]?.[k] && records[i]?.[k] !== missingCode
        for (let i = 0; i < records.length; i++)
          for (let j = i + 1; j < records.length; j++) {
            if (two && records[i]?.[3] === records[j]?.[3]) continue
            const bits = (same(i, j, 0) ? 1 : 0) + (same(i, j, 1) && same(i, j, 2) ? 2 : 0)
            if (bits > 0) expected.push(`${i},${j},${bits}`)
          }
        expect(found.sort()).toEqual(expected.sort())
      }),
    )
  })

  it('weights are sums of log2(m / u), missing values add nothing, rare values add what their share says', () => {
    const people = planted(300, [0.9, 0.9, 0.9], [40, 30, 20], 3)
    const holed = people.map((f, k) => ({
      ...f,
      codes: f.codes.map((code, i) => ((i + k) % 7 === 0 ? missingCode : code)),
    }))
    for (const termFrequency of [false, true]) {
      const fields = holed.map((f) => ({ ...f, termFrequency }))
      const [a, b] = fields as [LinkageField, LinkageField]
      const { model, matches } = linkRecords(fields, [equalityRule([a]), equalityRule([b])], {
        random: seededRandom(1),
        threshold: 0.001,
      })
      expect(matches.left.length).toBeGreaterThan(100)
      matches.weight.forEach((weight, k) => {
        const [i, j] = [matches.left[k] as number, matches.right[k] as number]
        let sum = Math.log2(model.prior / (1 - model.prior))
        fields.forEach(({ codes }, f) => {
          const [x, y] = [codes[i] as number, codes[j] as number]
          if (x === missingCode || y === missingCode) return
          const level = model.fields[f]?.levels[x === y ? 0 : 1]
          if (!level) throw new Error('no level')
          sum += Math.log2(level.m) - Math.log2(level.u)
          if (x !== y || !termFrequency) return
          const known = codes.filter((code) => code !== missingCode)
          sum += Math.log2(level.u / (known.filter((code) => code === x).length / known.length))
        })
        expect(weight).toBeCloseTo(sum, 9)
      })
    }
  })

  it('EM inside a block ends where plain EM over its pairs, from another start, ends', () => {
    const fields = planted(200, [0.9, 0.8, 0.7], [30, 20, 10], 5)
    const all: BlockingRule = { name: 'all', keys: new Uint32Array(400), fields: [] }
    const { model } = linkRecords(fields, [all], {
      random: seededRandom(1),
      tolerance: 1e-10,
      maxIterations: 20_000,
    })
    const u = model.fields.map(({ levels }) => levels[0]?.u ?? 0)
    const counts = new Map<number, number>()
    for (let i = 0; i < 400; i++)
      for (let j = i + 1; j < 400; j++) {
        const agree = fields.reduce((bits, { codes }, f) => bits | (codes[i] === codes[j] ? 1 << f : 0), 0)
        counts.set(agree, (counts.get(agree) ?? 0) + 1)
      }
    let [share, m] = [0.001, [0.6, 0.6, 0.6]]
    for (let step = 0; step < 5000; step++) {
      let total = 0
      const equal = [0, 0, 0]
      for (const [agree, count] of counts) {
        const chance = (of: readonly number[]) =>
          of.reduce((product, p, f) => product * ((agree >> f) & 1 ? p : 1 - p), 1)
        const [yes, no] = [share * chance(m), (1 - share) * chance(u)]
        const matching = (count * yes) / (yes + no)
        total += matching
        equal.forEach((sum, f) => {
          if ((agree >> f) & 1) equal[f] = sum + matching
        })
      }
      share = total / 79_800
      // One more match, as matches usually are, which the library adds.
      m = equal.map((sum) => (sum + 0.9) / (total + 1))
    }
    model.fields.forEach(({ levels }, f) => {
      expect(levels[0]?.m).toBeCloseTo(m[f] ?? 0, 5)
    })
  })
})

describe('extremes', () => {
  const two = [field('a', [0, 0]), field('b', [1, 1])]
  const rule = equalityRule([{ name: 'a', codes: Uint32Array.of(0, 0) }])
  const random = seededRandom(1)

  it('refuses in words what cannot be linked', () => {
    const problem = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        if (error instanceof InvalidInputError) return error.message
        throw error
      }
      return 'nothing was refused'
    }
    expect(problem(() => linkRecords([], [rule], { random }))).toContain('at least one field')
    expect(problem(() => linkRecords([field('a', [])], [rule], { random }))).toContain('at least two')
    expect(problem(() => linkRecords([field('a', [0])], [rule], { random }))).toContain('at least two')
    expect(problem(() => linkRecords(two, [], { random }))).toContain('from 1 to 30')
    expect(
      problem(() => linkRecords([two[0] as LinkageField, field('a', [0, 1])], [rule], { random })),
    ).toContain('twice')
    expect(
      problem(() => linkRecords([two[0] as LinkageField, field('b', [0])], [rule], { random })),
    ).toContain('1 records')
    expect(problem(() => linkRecords(two, [rule], { random, threshold: 1 }))).toContain('between 0 and 1')
    expect(problem(() => linkRecords(two, [rule], { random, threshold: Number.NaN }))).toContain('threshold')
    expect(problem(() => linkRecords(two, [rule], { random, prior: 0 }))).toContain('prior')
    expect(problem(() => linkRecords(two, [rule], { random, sources: Uint32Array.of(1) }))).toContain(
      'sources',
    )
    expect(problem(() => linkRecords(two, [rule], { random, sources: Uint32Array.of(1, 1) }))).toContain(
      'all the same',
    )
    expect(
      problem(() => linkRecords([{ ...field('a', [0, 1]), values: ['x'] }], [rule], { random })),
    ).toContain('code 1, but there are 1 values')
    const many = field('a', new Array(300).fill(0))
    expect(problem(() => linkRecords([many], [equalityRule([many])], { random, mostPairs: 1000 }))).toContain(
      'would compare 44850 pairs',
    )
  })

  it('one record against many: u from the pairs across, quickly', () => {
    const codes = Array.from({ length: 20_000 }, (_, i) => i % 10)
    const f = field('a', codes)
    const one = Uint32Array.from(codes, (_, i) => (i === 500 ? 1 : 0))
    const [all, drawn] = [1_000_000, 5000].map((randomPairs) =>
      linkRecords(
        [
          f,
          field(
            'b',
            codes.map((_, i) => Math.floor(i / 10) % 10),
          ),
          field(
            'c',
            codes.map((_, i) => Math.floor(i / 100) % 10),
          ),
        ],
        [equalityRule([f])],
        {
          random: seededRandom(4),
          sources: one,
          randomPairs,
        },
      ),
    )
    expect(all?.candidates).toBe(1999)
    for (const linkage of [all, drawn])
      expect(Math.abs((linkage?.model.fields[0]?.levels[0]?.u ?? 0) - 0.1)).toBeLessThan(0.02)
  })

  it('all equal, all different, all missing: finite figures and no crash', () => {
    const codes = [
      new Array(20).fill(0),
      Array.from({ length: 20 }, (_, i) => i),
      new Array(20).fill(missingCode),
    ]
    for (const of of codes) {
      const f = field('a', of)
      const { model, matches, candidates } = linkRecords(
        [f, field('b', codes[1] as number[])],
        [equalityRule([f])],
        {
          random,
        },
      )
      expect(candidates).toBe(of === codes[0] ? 190 : 0)
      expect(matches.left.length).toBe(matches.weight.length)
      for (const { m, u, weight } of model.fields.flatMap(({ levels }) => levels)) {
        expect(m > 0 && m < 1 && u > 0 && u < 1).toBe(true)
        expect(Number.isFinite(weight)).toBe(true)
      }
      expect(model.prior).toBeGreaterThan(0)
      expect(model.prior).toBeLessThan(1)
    }
  })

  it('a field every rule fixes keeps usual chances and says so', () => {
    const fields = planted(100, [0.9, 0.9], [20, 20], 1)
    const { model } = linkRecords(fields, [equalityRule([fields[0] as LinkageField])], { random })
    expect(model.fields.map(({ learned }) => learned)).toEqual([false, true])
    expect(model.fields[0]?.levels[0]?.m).toBeCloseTo(0.9, 12)
  })

  it('blocks beyond the largest are passed over and named; their records still meet elsewhere', () => {
    const a = { name: 'a', codes: Uint32Array.of(0, 0, 0, 0, 1, 1) }
    const b = { name: 'b', codes: Uint32Array.of(5, 5, 6, 7, 8, 9) }
    const pairs = candidatePairs([equalityRule([a]), equalityRule([b])], { largestBlock: 3 })
    const found: number[][] = []
    pairs.each((i, j) => found.push([i, j]))
    expect(found).toEqual([
      [4, 5],
      [0, 1],
    ])
    expect(pairs.dropped).toEqual([{ rule: 'a', blocks: 1, records: 4, largest: 4 }])
  })

  it.each([50, 9000])('%d distinct values: a pair has the same level each time it is asked for', (kinds) => {
    const levelOf = (a: number, b: number) => ((a * 7 + b * 3) % 4) + 1
    const digit = digitsOf({
      name: 'f',
      codes: Uint32Array.from({ length: kinds }, (_, i) => i),
      values: new Array<string>(kinds).fill(''),
      comparison: { levels: ['equal', 'a', 'b', 'c', 'd'], prepare: () => levelOf },
    })
    const random = seededRandom(9)
    const draw = () => Math.floor(random() * kinds)
    const pairs = Array.from({ length: 50_000 }, () => [draw(), draw()] as const)
    for (const [i, j] of [...pairs, ...pairs]) {
      const expected = i === j ? 1 : levelOf(Math.min(i, j), Math.max(i, j)) + 1
      if (digit(i, j) !== expected) throw new Error(`${i} and ${j}: ${digit(i, j)} instead of ${expected}`)
    }
  })
})
