import { describe, expect, it } from 'vitest'
import { driftOf, type FieldRun } from '../../../src/customer/quality/anomalies/drift.ts'
import { judgeSilence } from '../../../src/customer/quality/anomalies/silence.ts'
import { filledDays, judgeDay } from '../../../src/customer/quality/anomalies/volume.ts'
import { type Random, seededRandom } from '../../../src/kit/random.ts'

const hourMs = 3_600_000
/** The guide promises at most this share of quiet days, or runs, with an alarm. */
const statedRate = 0.01

function poisson(random: Random, mean: number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()))
  let product = random.next()
  let count = 0
  for (const limit = Math.exp(-mean); product > limit; count++) product *= random.next()
  return count
}

/** Days of a business: a weekly season, a little growth, days that are good or bad beyond counting. */
function quietDays(random: Random, days: number, mean: number, scatter: number): number[] {
  const season = [1, 0.9, 0.95, 1, 1.3, 1.9, 1.6]
  return Array.from({ length: days }, (_, i) =>
    poisson(random, mean * (season[i % 7] ?? 1) * 1.002 ** i * Math.exp(scatter * random.normal())),
  )
}

describe('the volume of a day', () => {
  const worlds = [
    { name: 'few rows', mean: 4, scatter: 0 },
    { name: 'some rows', mean: 60, scatter: 0.1 },
    { name: 'many rows', mean: 20_000, scatter: 0.15 },
    { name: 'rows that scatter widely', mean: 500, scatter: 0.4 },
  ]
  for (const { name, mean, scatter } of worlds)
    it(`alarms on at most the stated share of quiet days: ${name}`, () => {
      const random = seededRandom(2026)
      let alarms = 0
      let judged = 0
      for (let world = 0; world < 60; world++) {
        const days = quietDays(random, 56 + 60, mean, scatter)
        for (let i = 28; i < days.length; i++) {
          judged++
          if (judgeDay(days.slice(0, i), days[i] ?? 0)?.alarm) alarms++
        }
      }
      expect(judged).toBeGreaterThan(5_000)
      expect(alarms / judged).toBeLessThanOrEqual(statedRate)
    })

  it('finds a day that lost 70 % of its rows, or has three times as many, on that day', () => {
    const random = seededRandom(5)
    const found = { low: 0, high: 0 }
    for (let world = 0; world < 100; world++) {
      const days = quietDays(random, 60, 500, 0.1)
      const today = days.pop() ?? 0
      if (judgeDay(days, Math.round(today * 0.3))?.alarm === 'low') found.low++
      if (judgeDay(days, today * 3)?.alarm === 'high') found.high++
    }
    expect(found.low).toBeGreaterThanOrEqual(95)
    expect(found.high).toBeGreaterThanOrEqual(95)
  })

  it('takes a closed weekend for granted, and says nothing before four weeks are known', () => {
    const week = [0, 100, 110, 95, 105, 120, 0]
    const days = Array.from({ length: 42 }, (_, i) => week[i % 7] ?? 0)
    expect(judgeDay(days, 0)?.alarm).toBeNull()
    expect(judgeDay([...days, 0], 0)?.alarm).toBe('low')
    expect(judgeDay(days.slice(0, 27), 0)).toBeNull()
  })

  it('counts a day nothing came of as zero', () => {
    expect(
      filledDays([
        { day: '2026-03-03', rows: 2 },
        { day: '2026-03-01', rows: 1 },
      ]),
    ).toEqual([
      { day: '2026-03-01', rows: 1 },
      { day: '2026-03-02', rows: 0 },
      { day: '2026-03-03', rows: 2 },
    ])
  })
})

describe('the silence of a source', () => {
  /** Hours in which events come, of a business that is quiet at night. */
  function activeHours(random: Random, days: number, perHour: number): number[] {
    const hours: number[] = []
    for (let h = 0; h < days * 24; h++) {
      const busy = h % 24 >= 8 && h % 24 < 23 ? perHour : perHour / 20
      if (poisson(random, busy) > 0) hours.push(h * hourMs)
    }
    return hours
  }

  it('alarms on at most the stated share of quiet days', () => {
    const random = seededRandom(11)
    let alarmed = 0
    let judged = 0
    for (let world = 0; world < 60; world++) {
      const hours = activeHours(random, 60, 0.5 + (world % 6))
      for (let day = 30; day < 60; day++) {
        judged++
        // Looked at every hour: a day alarms if any look does.
        const looks = Array.from({ length: 24 }, (_, h) => (day * 24 + h) * hourMs + hourMs - 1)
        const any = looks.some(
          (now) =>
            judgeSilence(
              hours.filter((at) => at <= now),
              now,
              null,
            )?.alarm,
        )
        if (any) alarmed++
      }
    }
    expect(alarmed / judged).toBeLessThanOrEqual(statedRate)
  })

  it('is found within twice the longest pause there was', () => {
    const hours = activeHours(seededRandom(3), 30, 3)
    const last = hours.at(-1) ?? 0
    const longest = Math.max(...hours.slice(1).map((at, i) => at - (hours[i] ?? 0)))
    const allowed = judgeSilence(hours, last, null)?.allowedMs ?? 0
    expect(allowed).toBe(Math.max(2 * hourMs, 2 * longest))
    expect(allowed).toBeLessThanOrEqual(30 * hourMs)
    expect(judgeSilence(hours, last + allowed + 1, null)?.alarm).toBe(true)
    expect(judgeSilence(hours, last + allowed, null)?.alarm).toBe(false)
  })

  it('holds a source to its promise, and to nothing where it came once', () => {
    expect(judgeSilence([0], 100 * hourMs, null)).toBeNull()
    expect(judgeSilence([0], 100 * hourMs, 24 * hourMs)?.alarm).toBe(true)
    expect(judgeSilence([], 100 * hourMs, 24 * hourMs)).toBeNull()
  })
})

describe('the drift of a field', () => {
  const names = ['web', 'app', 'shop', 'phone', 'partner']
  function fieldRun(
    random: Random,
    change: { shares?: number[]; nulls?: number; shift?: number } = {},
  ): FieldRun {
    const shares = change.shares ?? [0.4, 0.3, 0.2, 0.07, 0.03]
    const rows = 2_000 + random.below(2_000)
    const nulls = (change.nulls ?? 0.05) * Math.exp(0.1 * random.normal())
    const filled = Math.round(rows * (1 - nulls))
    // Business is never quite the same from run to run.
    const weights = shares.map((share) => share * Math.exp(0.1 * random.normal()))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const categories = weights
      .map((weight, i): [string, number] => [names[i] ?? '', poisson(random, (filled * weight) / total)])
      .filter(([, n]) => n > 0)
    const sum = categories.reduce((all, [, n]) => all + n, 0)
    return {
      rows: rows - filled + sum,
      filled: sum,
      mean: 100 + (change.shift ?? 0) + 2 * random.normal(),
      deviation: 40,
      categories,
      distinct: categories.length,
    }
  }
  const runsBefore = (random: Random) => Array.from({ length: 12 }, () => fieldRun(random))

  it('alarms on at most the stated share of quiet runs, ten fields each', () => {
    const random = seededRandom(17)
    let alarmed = 0
    const judged = 1_000
    for (let i = 0; i < judged; i++) {
      let any = false
      for (let field = 0; field < 10; field++)
        if (driftOf(runsBefore(random), fieldRun(random)).length > 0) any = true
      if (any) alarmed++
    }
    expect(alarmed / judged).toBeLessThanOrEqual(statedRate)
  })

  const planted = {
    nulls: { nulls: 0.3 },
    shares: { shares: [0.1, 0.3, 0.5, 0.07, 0.03] },
    gone_value: { shares: [0.43, 0.3, 0.2, 0.07, 0] },
    mean: { shift: 30 },
  } as const
  for (const [kind, change] of Object.entries(planted))
    it(`finds in the first run: ${kind}`, () => {
      const random = seededRandom(23)
      let found = 0
      for (let i = 0; i < 100; i++) {
        const drifts = driftOf(
          runsBefore(random),
          fieldRun(random, { ...change } as Parameters<typeof fieldRun>[1]),
        )
        if (drifts.some((drift) => drift.kind === kind)) found++
      }
      expect(found).toBeGreaterThanOrEqual(95)
    })

  it('finds a value that was never there, once', () => {
    const random = seededRandom(29)
    const before = runsBefore(random)
    const odd = fieldRun(random)
    const now = { ...odd, categories: [...odd.categories, ['n/a', 200] as [string, number]], distinct: 6 }
    expect(driftOf(before, now)).toMatchObject([{ kind: 'new_value', value: 'n/a' }])
  })

  it('says nothing of few runs or few rows', () => {
    const random = seededRandom(31)
    const now = fieldRun(random, { nulls: 0.9 })
    expect(driftOf(runsBefore(random).slice(0, 3), now)).toEqual([])
    expect(driftOf(runsBefore(random), { ...now, rows: 100, filled: 10 })).toEqual([])
  })
})
