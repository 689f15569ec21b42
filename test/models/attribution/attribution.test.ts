import {
  conversionPaths,
  markovAttribution,
  type PathRow,
  ruleCredit,
  seededRandom,
  shapleyCredit,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'

const journeys = (seed: number, channels: number, rows: number, longest = 5): PathRow[] => {
  const random = seededRandom(seed)
  return Array.from({ length: rows }, () => ({
    path: Array.from(
      { length: 1 + Math.floor(random() * longest) },
      () => `c${Math.floor(random() * channels)}`,
    ),
    conversions: Math.floor(random() * 4),
    value: random() * 10,
    nulls: Math.floor(random() * 9),
  }))
}

const sum = (values: Iterable<number>) => [...values].reduce((s, v) => s + v, 0)

describe('ruleCredit', () => {
  const paths = conversionPaths([{ path: ['a', 'b', 'b', 'c'], conversions: 10, value: 5 }])
  it.each([
    ['first', [10, 0, 0]],
    ['last', [0, 0, 10]],
    ['linear', [2.5, 5, 2.5]],
    ['position', [4, 2, 4]],
  ] as const)('%s by hand', (rule, expected) => {
    expect([...ruleCredit(paths, rule)].map((v) => Number(v.toFixed(12)))).toEqual(expected)
    expect(sum(ruleCredit(paths, rule, { of: 'value' }))).toBeCloseTo(5, 12)
  })
  it('time decay halves by half-lives', () => {
    // With a half-life of one touch: 1/8, 1/4, 1/2, 1 of 15/8.
    const [a, b, c] = ruleCredit(paths, 'time-decay', { halfLife: 1 })
    expect([a, b, c].map((v) => (v ?? 0) * 15)).toEqual([10, 60, 80].map((v) => expect.closeTo(v, 10)))
  })
  it('a path of two shares in proportion of the ends, a path of one gets all', () => {
    const two = conversionPaths([{ path: ['a', 'b'], conversions: 3 }])
    const [a, b] = ruleCredit(two, 'position', { ends: [0.2, 0.1] })
    expect(a).toBeCloseTo(2, 12)
    expect(b).toBeCloseTo(1, 12)
    expect([...ruleCredit(two, 'position', { ends: [0, 0] })]).toEqual([1.5, 1.5])
  })
  it('refuses what is no rule', () => {
    expect(() => ruleCredit(paths, 'time-decay', { halfLife: 0 })).toThrow(/halfLife must be/)
    expect(() => ruleCredit(paths, 'position', { ends: [0.7, 0.7] })).toThrow(/ends must be/)
  })
})

/** Simulates the chain of order 1 with a channel's touches ending the journey. */
function simulatedRate(rows: readonly PathRow[], removed: string | null, draws: number): number {
  const random = seededRandom(99)
  const next = new Map<string, [string, number][]>()
  const add = (from: string, to: string, n: number) => next.set(from, [...(next.get(from) ?? []), [to, n]])
  for (const { path, conversions, nulls = 0 } of rows) {
    path.forEach((channel, i) => {
      add(i === 0 ? '(start)' : (path[i - 1] as string), channel, conversions + nulls)
    })
    add(path.at(-1) as string, '(yes)', conversions)
    add(path.at(-1) as string, '(no)', nulls)
  }
  const totals = new Map([...next].map(([from, out]) => [from, sum(out.map(([, n]) => n))]))
  let hits = 0
  for (let d = 0; d < draws; d++) {
    let at = '(start)'
    while (at !== '(yes)' && at !== '(no)') {
      let left = random() * (totals.get(at) ?? 0)
      for (const [to, n] of next.get(at) ?? []) {
        left -= n
        if (left < 0) {
          at = to === removed ? '(no)' : to
          break
        }
      }
    }
    if (at === '(yes)') hits++
  }
  return hits / draws
}

describe('markovAttribution', () => {
  it('agrees with journeys simulated one by one', () => {
    const rows = journeys(3, 3, 12)
    const paths = conversionPaths(rows)
    const { conversionRate, removalEffects } = markovAttribution(paths)
    const draws = 40_000
    expect(Math.abs(simulatedRate(rows, null, draws) - conversionRate)).toBeLessThan(0.01)
    paths.channels.forEach((channel, i) => {
      const without = simulatedRate(rows, channel, draws)
      expect(Math.abs(1 - without / conversionRate - (removalEffects[i] ?? 0))).toBeLessThan(0.035)
    })
  })
  it('keeps the rate seen at every order, and its credit adds up', () => {
    const paths = conversionPaths(journeys(8, 6, 200))
    const rate = sum(paths.conversions) / (sum(paths.conversions) + sum(paths.nulls))
    for (const order of [1, 2, 3, 4]) {
      const result = markovAttribution(paths, { order })
      expect(result.conversionRate).toBeCloseTo(rate, 12)
      expect(sum(result.credit)).toBeCloseTo(sum(paths.conversions), 9)
      expect(sum(result.valueCredit)).toBeCloseTo(sum(paths.value), 9)
    }
  })
  it('an order as long as the journeys makes removal exact: all conversions that met the channel are lost', () => {
    const rows = journeys(5, 5, 80)
    const paths = conversionPaths(rows)
    const { removalEffects } = markovAttribution(paths, { order: 5 })
    paths.channels.forEach((channel, i) => {
      const met = sum(rows.map((r) => (r.path.includes(channel) ? r.conversions : 0)))
      expect(removalEffects[i]).toBeCloseTo(met / sum(paths.conversions), 10)
    })
  })
  it('value spread like conversions is credited like conversions', () => {
    const paths = conversionPaths(journeys(4, 4, 60).map((r) => ({ ...r, value: r.conversions * 7 })))
    const { credit, valueCredit } = markovAttribution(paths)
    credit.forEach((c, i) => {
      expect(valueCredit[i]).toBeCloseTo(7 * c, 9)
    })
  })
  it('large chains, solved by iteration, say what elimination says', () => {
    // Order 3 of 30 channels has some thousand states; the rate is known, and the last channel's loss can be counted.
    const rows = journeys(6, 30, 3_000, 3)
    const paths = conversionPaths(rows)
    const result = markovAttribution(paths, { order: 3 })
    expect(result.states).toBeGreaterThan(1_000)
    expect(result.conversionRate).toBeCloseTo(
      sum(paths.conversions) / (sum(paths.conversions) + sum(paths.nulls)),
      10,
    )
    const channel = paths.channels[0] as string
    const met = sum(rows.map((r) => (r.path.includes(channel) ? r.conversions : 0)))
    expect(result.removalEffects[0]).toBeCloseTo(met / sum(paths.conversions), 9)
  })
  it('extremes: one channel, nothing converts, endless repetition, no journeys', () => {
    const one = markovAttribution(conversionPaths([{ path: ['a'], conversions: 2 }]))
    expect(one).toMatchObject({ conversionRate: 1, credit: Float64Array.of(2) })
    const nothing = markovAttribution(conversionPaths([{ path: ['a', 'b'], conversions: 0, nulls: 5 }]))
    expect([...nothing.credit, ...nothing.removalEffects]).toEqual([0, 0, 0, 0])
    const long = Array.from({ length: 20_000 }, () => 'a')
    const repeated = markovAttribution(conversionPaths([{ path: long, conversions: 1e9, nulls: 3e9 }]))
    expect(repeated.conversionRate).toBeCloseTo(0.25, 10)
    expect(() => markovAttribution(conversionPaths([]))).toThrow(/neither conversions nor nulls/)
    expect(() => markovAttribution(conversionPaths(journeys(1, 2, 3)), { order: 0 })).toThrow(/order must be/)
  })
})

describe('shapleyCredit', () => {
  it('agrees with the definition: mean gain over all orders of entry', () => {
    const rows = journeys(2, 5, 60)
    const paths = conversionPaths(rows)
    const worth = (members: readonly string[]) =>
      sum(rows.map((r) => (r.path.every((c) => members.includes(c)) ? r.conversions : 0)))
    const orders = (of: readonly string[]): string[][] =>
      of.length === 0
        ? [[]]
        : of.flatMap((c) => orders(of.filter((o) => o !== c)).map((rest) => [c, ...rest]))
    const all = orders(paths.channels)
    const mean = new Map<string, number>()
    for (const order of all)
      order.forEach((channel, i) => {
        const gain = worth(order.slice(0, i + 1)) - worth(order.slice(0, i))
        mean.set(channel, (mean.get(channel) ?? 0) + gain / all.length)
      })
    shapleyCredit(paths).forEach((credit, i) => {
      expect(credit).toBeCloseTo(mean.get(paths.channels[i] as string) ?? Number.NaN, 9)
    })
  })
  it('is exact for a hundred channels', () => {
    const paths = conversionPaths(journeys(7, 100, 2_000, 30))
    expect(sum(shapleyCredit(paths))).toBeCloseTo(sum(paths.conversions), 6)
  })
})

describe('a channel planted to do all the work', () => {
  it('takes the credit of Markov and Shapley, not of last touch', () => {
    const random = seededRandom(12)
    const rows: PathRow[] = []
    for (let i = 0; i < 5_000; i++) {
      const worker = random() < 0.4
      const path = [...(worker ? ['worker'] : []), 'brand']
      const converted = random() < (worker ? 0.3 : 0.01)
      rows.push({ path, conversions: converted ? 1 : 0, nulls: converted ? 0 : 1 })
    }
    const paths = conversionPaths(rows)
    const at = paths.channels.indexOf('worker')
    const total = sum(paths.conversions)
    expect(ruleCredit(paths, 'last')[at]).toBe(0)
    expect((shapleyCredit(paths)[at] ?? 0) / total).toBeGreaterThan(0.4)
    expect(markovAttribution(paths, { order: 2 }).removalEffects[at]).toBeGreaterThan(0.9)
  })
})

describe('conversionPaths', () => {
  it('refuses rows that cannot be', () => {
    expect(() => conversionPaths([{ path: [], conversions: 1 }])).toThrow(/rows\[0\]\.path has no channel/)
    expect(() => conversionPaths([{ path: [''], conversions: 1 }])).toThrow(/has no name/)
    expect(() => conversionPaths([{ path: ['a'], conversions: -1 }])).toThrow(/rows\[0\]\.conversions/)
    expect(() => conversionPaths([{ path: ['a'], conversions: Number.NaN }])).toThrow(/conversions/)
    expect(() => conversionPaths([{ path: ['a'], conversions: 1, value: Infinity }])).toThrow(/value/)
  })
})
