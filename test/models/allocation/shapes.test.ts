import {
  type AllocationProblem,
  allocate,
  allocateInThreads,
  allocationPass,
  createJobHost,
  InfeasibleAllocationError,
  InvalidInputError,
  mergeAllocationPasses,
  seededRandom,
  type Threads,
} from '@liangti/models'
import { describe, expect, it } from 'vitest'
import { exactExcess, published } from './instances.ts'

const n = 4_000
const plain = published(7, n, 8, 4)

/** What the gap may be at 4,000 customers, a share. */
const bar = 5e-4

function expectGood(problem: AllocationProblem, gap = bar) {
  const plan = allocate(problem, { kicks: 20, branches: 20_000 })
  expect(plan.maxViolation).toBe(0)
  expect(plan.gap).toBeGreaterThanOrEqual(0)
  expect(plan.gap).toBeLessThanOrEqual(gap)
  return plan
}

describe('hard shapes stay within the gap and break nothing', () => {
  it('costs that span five powers of ten and grow with the value', () => {
    const costs = plain.costs.map((c) => 0.01 * 10 ** (5 * c))
    const values = plain.values.map((v, k) => (costs[k * 4] ?? 0) * (0.9 + 0.2 * v))
    expectGood({ ...plain, values, costs, budgets: [1, 2, 3, 4].map((b) => b * 10 * n) }, 5e-3)
  })
  it('budgets of units 10⁶ apart', () => {
    const unit = [1, 100, 1e4, 1e6]
    const plan = expectGood({
      ...plain,
      costs: plain.costs.map((c, at) => c * (unit[at % 4] ?? 1)),
      budgets: unit.map((u) => 0.125 * n * u),
    })
    // The same problem in other units has the same plan value and prices in those units.
    const same = expectGood(plain)
    expect(plan.dualBound).toBeCloseTo(same.dualBound, 3)
    plan.shadowPrices.forEach((price, m) => {
      expect(price * (unit[m] ?? 1)).toBeCloseTo(same.shadowPrices[m] ?? 0, 3)
    })
  })
  it('values and costs in few steps, where customers tie in crowds', () => {
    const values = plain.values.map((v) => Math.round(v * 10) / 10)
    const costs = plain.costs.map((c) => 1 + Math.floor(3 * c))
    const problem = { ...plain, values, costs, budgets: new Array(4).fill(Math.round(0.3 * n)) }
    const plan = expectGood(problem)
    expect(exactExcess(problem, plan.chosen)).toBe(0)
  })
  it('all candidates alike', () => {
    const alike = { ...plain, values: plain.values.map(() => 2), costs: plain.costs.map(() => 1) }
    const plan = allocate({ ...alike, budgets: [100, 1e9, 1e9, 1e9] })
    expect([plan.value, plan.assigned, plan.maxViolation]).toEqual([200, 100, 0])
  })
  it('values below 0 are given to nobody unless a quota asks for them', () => {
    const values = plain.values.map((v) => v - 2)
    expect(allocate({ ...plain, values }).assigned).toBe(0)
    const forced = allocate({ ...plain, values, quotas: [{ option: 3, customers: 25 }] })
    const best = [...values].filter((_, k) => k % 8 === 3).sort((a, b) => b - a)
    const sum = best.slice(0, 25).reduce((a, b) => a + b, 0)
    expect(forced.assigned).toBe(25)
    expect(forced.value).toBeLessThanOrEqual(sum)
    expect(forced.value).toBeCloseTo(sum, 6)
  })
  it('decimal costs fill a decimal budget to the last cent', () => {
    const cents = {
      starts: Uint32Array.from({ length: 31 }, (_, i) => i),
      values: new Float64Array(30).fill(1),
    }
    // In doubles ten times .1 and thirty times .1 are not 1 and 3.
    const plan = allocate({ ...cents, costs: new Float64Array(30).fill(0.1), budgets: [1.3] })
    expect([plan.assigned, plan.maxViolation]).toEqual([13, 0])
  })
  it('bundles of two with exclusions, quotas and capacities', () => {
    const plan = expectGood({
      ...plain,
      cap: 2,
      exclusions: [
        [0, 1],
        [2, 3],
        [0, 7],
      ],
      quotas: [{ option: 5, customers: 700 }],
      capacities: [{ option: 4, customers: 100 }],
    })
    const byCustomer = new Map<number, number[]>()
    for (const k of plan.chosen)
      byCustomer.set(Math.floor(k / 8), [...(byCustomer.get(Math.floor(k / 8)) ?? []), k])
    const given = new Array<number>(8).fill(0)
    for (const bundle of byCustomer.values()) {
      const options = bundle.map((k) => k % 8)
      for (const o of options) given[o] = (given[o] ?? 0) + 1
      expect(options.length).toBeLessThanOrEqual(2)
      for (const [a, b] of [
        [0, 1],
        [2, 3],
        [0, 7],
      ] as const)
        expect(options.includes(a) && options.includes(b)).toBe(false)
    }
    expect(given[5]).toBeGreaterThanOrEqual(700)
    expect(given[4]).toBeLessThanOrEqual(100)
    expect(plan.quotaPrices[0]).toBeGreaterThan(0)
  })
})

describe('planted prices are found again', () => {
  it('a budget set to what customers use at known prices gets those prices', () => {
    const planted = [0.3, 0.5]
    const problem = published(11, 20_000, 6, 2)
    const use = [0, 0]
    for (let i = 0; i < 20_000; i++) {
      let best = 0
      let at = -1
      for (let k = 6 * i; k < 6 * i + 6; k++) {
        const net =
          (problem.values[k] ?? 0) - planted.reduce((s, p, m) => s + p * (problem.costs[2 * k + m] ?? 0), 0)
        if (net > best) [best, at] = [net, k]
      }
      if (at >= 0)
        planted.forEach((_, m) => {
          use[m] = (use[m] ?? 0) + (problem.costs[2 * at + m] ?? 0)
        })
    }
    const plan = allocate({ ...problem, budgets: use }, { kicks: 0, branches: 0 })
    for (const [m, price] of planted.entries()) expect(plan.shadowPrices[m]).toBeCloseTo(price, 3)
  })
})

describe('what cannot be', () => {
  it('names a quota beyond those who can get the option', () => {
    const bad = {
      ...plain,
      quotas: [{ option: 2, customers: n + 1 }],
      names: { options: ['a', 'b', 'gift'] },
    }
    expect(() => allocate(bad)).toThrow(/quota 4001 of option "gift": only 4000 customers can get it/)
  })
  it('names quotas and budgets that cannot be met together', () => {
    const bad = {
      ...plain,
      quotas: [{ option: 0, customers: 3_000 }],
      names: { budgets: ['mail', 'phone', 'shop', 'web'] },
    }
    expect(() => allocate(bad)).toThrow(InfeasibleAllocationError)
    expect(() => allocate(bad)).toThrow(/quota 3000 of option "0"/)
    expect(() => allocate(bad)).toThrow(/budget "/)
  })
  it('names a budget that no plan keeps', () => {
    expect(() => allocate({ ...plain, budgets: [100, -1, 100, 100] })).toThrow(
      /budget "1": every plan takes at least 0/,
    )
  })
  it.each([
    ['a value that is no number', { values: Float64Array.of(Number.NaN) }, /values\[0\]/],
    ['an infinite cost', { costs: Float64Array.of(Infinity) }, /costs\[0\]/],
    ['costs of another length', { costs: new Float64Array(3) }, /costs has 3 entries, not 1 candidates × 1/],
    ['starts that do not end at the candidates', { starts: Uint32Array.of(0, 2) }, /starts/],
    ['starts that fall', { starts: Uint32Array.of(0, 1, 0, 1) }, /starts\[2\]/],
    ['a cap of 0', { cap: 0 }, /cap/],
    ['a share of a customer', { quotas: [{ option: 0, customers: 0.5 }] }, /quotas\[0\].customers/],
  ])('refuses %s', (_, change, message) => {
    const one = {
      starts: Uint32Array.of(0, 1),
      values: Float64Array.of(1),
      costs: Float64Array.of(1),
      budgets: [1],
    }
    expect(() => allocate({ ...one, ...change })).toThrow(InvalidInputError)
    expect(() => allocate({ ...one, ...change })).toThrow(message)
  })
  it('refuses an option offered twice to one customer', () => {
    const twice = {
      starts: Uint32Array.of(0, 2),
      values: Float64Array.of(1, 1),
      costs: new Float64Array(2),
      budgets: [1],
      options: Uint32Array.of(4, 4),
    }
    expect(() => allocate(twice)).toThrow(/customer 0 option 4 twice/)
  })
})

describe('the least there is', () => {
  const nothing = { values: new Float64Array(0), costs: new Float64Array(0), budgets: [5] }
  it.each([
    ['nobody', { ...nothing, starts: Uint32Array.of(0) }],
    ['customers without candidates', { ...nothing, starts: Uint32Array.of(0, 0, 0) }],
  ])('%s: an empty plan without a gap', (_, problem) => {
    const plan = allocate(problem)
    expect([plan.value, plan.dualBound, plan.gap, plan.chosen.length, plan.maxViolation]).toEqual([
      0, 0, 0, 0, 0,
    ])
  })
  it('no budget at all: everyone gets their best', () => {
    const free = {
      starts: Uint32Array.of(0, 2, 3),
      values: Float64Array.of(1, 4, -1),
      costs: new Float64Array(0),
      budgets: [],
    }
    const plan = allocate(free)
    expect([[...plan.chosen], plan.value, plan.gap]).toEqual([[1], 4, 0])
  })
})

describe('parts and threads', () => {
  const threads = (count: number): Threads => {
    const hosts = Array.from({ length: count }, createJobHost)
    return {
      count,
      call: async (thread, job, argument) => structuredClone(hosts[thread]?.(job, structuredClone(argument))),
    }
  }
  it.each([1, 3])('%i threads give the same plan to the last bit', async (count) => {
    const problem = { ...published(3, 2_000, 5, 3), quotas: [{ option: 1, customers: 500 }] }
    const options = { kicks: 5, branches: 1_000 }
    expect(await allocateInThreads(problem, threads(count), options)).toEqual(allocate(problem, options))
  })
  it('a pass over two halves merges to the pass over all', () => {
    const all = published(5, 300, 4, 2)
    const half = (from: number, to: number) => ({
      ...all,
      starts: all.starts.slice(from, to + 1).map((s) => s - 4 * from),
      values: all.values.slice(4 * from, 4 * to),
      costs: all.costs.slice(8 * from, 8 * to),
    })
    const prices = [0.4, 0.6]
    const whole = allocationPass(all, prices, 0.1)
    const merged = mergeAllocationPasses(
      allocationPass(half(0, 110), prices, 0.1),
      allocationPass(half(110, 300), prices, 0.1),
    )
    expect(merged.best).toBeCloseTo(whole.best, 9)
    for (const [m, u] of whole.use.entries()) expect(merged.use[m]).toBeCloseTo(u, 9)
    for (const [at, c] of whole.curvature.entries()) expect(merged.curvature[at]).toBeCloseTo(c, 6)
  })
  it('a pass is a bound: no plan within the limits is worth more', () => {
    const random = seededRandom(9)
    const problem = published(6, 200, 4, 2)
    const { value } = allocate(problem, { kicks: 5 })
    for (let t = 0; t < 50; t++) {
      const prices = [2 * random(), 2 * random()]
      const { best } = allocationPass(problem, prices, 1)
      expect(best + prices.reduce((s, p, m) => s + p * (problem.budgets[m] ?? 0), 0)).toBeGreaterThanOrEqual(
        value,
      )
    }
  })
})
