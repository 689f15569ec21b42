import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allEndpoints } from '../../../src/server/endpoints.ts'
import { hiddenRows, inSteps, shareInSteps, tellsOfFew } from '../../../src/server/small-groups/figures.ts'
import { groupOutlets, withoutSmallGroups } from '../../../src/server/small-groups/outlets.ts'
import {
  publishedConcentration,
  publishedFields,
  publishedHealth,
  publishedReport,
} from '../../../src/server/small-groups/rules.ts'

describe('what is told of small groups', () => {
  it('is said for every endpoint open to whoever may not list customers, and for no other', () => {
    const open = allEndpoints
      .filter(({ endpoint }) => endpoint.permission === 'workspace.read')
      .map(({ endpoint }) => endpoint.id)
    expect(Object.keys(groupOutlets).sort()).toEqual(open.sort())
  })

  it('is everything to whoever may list customers, and the number is not even asked for', async () => {
    const endpoint = allEndpoints.find(({ endpoint: { id } }) => id === 'getOverview')?.endpoint
    if (!endpoint) throw new Error('no overview')
    const answer = { customers: 2 }
    const asked = await withoutSmallGroups(endpoint, answer, new Set(['customers.read']), async () => {
      throw new Error('asked')
    })
    expect(asked).toBe(answer)
  })
})

describe('figures of groups', () => {
  const k = fc.integer({ min: 1, max: 30 })

  it('counts: two that are subtracted differ by nobody or by at least k', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), k, (a, b, least) => {
        const difference = Math.abs(inSteps(a, least) - inSteps(b, least))
        expect(difference === 0 || difference >= least).toBe(true)
      }),
    )
  })

  it('shares: never more than there is, and two that differ differ by at least k people', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), fc.nat(500), k, (n, x, y, least) => {
        const [a, b] = [Math.min(x, n) / n, Math.min(y, n) / n]
        const [shownA, shownB] = [shareInSteps(a, n, least), shareInSteps(b, n, least)]
        expect(shownA).toBeLessThanOrEqual(a + 1e-9)
        const apart = Math.abs(shownA - shownB) * n
        expect(apart < 1e-6 || apart >= least - 1e-6).toBe(true)
      }),
    )
  })

  it('rows: the few are hidden, and whatever is hidden holds a row of at least k', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 12 }), k, (counts, least) => {
        const hidden = hiddenRows(counts, least)
        const few = counts.flatMap((n, i) => (n > 0 && n < least ? [i] : []))
        if (hidden === null) {
          expect(counts.every((n) => n < least)).toBe(true)
          return
        }
        for (const i of few) expect(hidden.has(i)).toBe(true)
        if (hidden.size > 0)
          expect(Math.max(...[...hidden].map((i) => counts[i] ?? 0))).toBeGreaterThanOrEqual(least)
        expect(hidden.size).toBe(few.length === 0 ? 0 : few.length + 1)
      }),
    )
  })

  it('sentences: a number of people below k is seen in both languages', () => {
    expect(tellsOfFew('3 people of "Lost" were to get it.', 5)).toBe(true)
    expect(tellsOfFew('向“流失”中的 3 人发送', 5)).toBe(true)
    expect(tellsOfFew('1,203 people of 4 shops', 5)).toBe(false)
    expect(tellsOfFew('0 customers', 5)).toBe(false)
  })
})

describe('reports', () => {
  const words = { en: '', 'zh-CN': '' }
  it('the curve has no point of fewer than k people, nor two that are closer', () => {
    const n = 60
    const points = Array.from({ length: n + 1 }, (_, i) => ({ customersShare: i / n, valueShare: i / n }))
    const band = (customers: number) => ({
      ...{ label: words, customers, customersShare: customers / n, valueShare: customers / n },
      ...{ thresholdMinor: 123_456, rule: { all: [] } },
    })
    const shown = publishedConcentration(
      {
        ...{ asOf: '2026-01-01', computedAt: '', currency: 'CNY', customers: n, monetaryMinor: 1, points },
        ...{ half: { customers: 2, customersShare: 2 / n }, gini: 0.51234 },
        bands: [band(2), band(18), band(40)],
      },
      5,
    )
    const ranks = shown?.points.map(({ customersShare }) => Math.round(customersShare * n)) ?? []
    for (const [i, rank] of ranks.entries())
      if (i > 0) expect(rank - (ranks[i - 1] ?? 0)).toBeGreaterThanOrEqual(5)
    expect([ranks[0], ranks.at(-1)]).toEqual([0, n])
    expect(shown?.half).toEqual({ customers: 0, customersShare: 0 })
    // The band of two, and the next smallest, without which one subtraction would find it.
    expect(shown?.bands.map(({ valueShare }) => valueShare)).toEqual([0, 0, 40 / n])
    expect(shown?.bands[2]).toMatchObject({ thresholdMinor: 100_000, rule: null })
  })

  it('values of an attribute that few have are not named, and its coverage does not tell of the rest', () => {
    const { fields } = publishedFields(
      {
        fields: [
          {
            ...{ name: 'city', label: words, type: 'text', coverage: 42 / 60 },
            values: [
              { value: 'Many', customers: 38 },
              { value: 'Two', customers: 2 },
              { value: 'Also two', customers: 2 },
            ],
          },
          {
            name: 'rare',
            label: words,
            type: 'text',
            coverage: 2 / 60,
            values: [{ value: 'x', customers: 2 }],
          },
        ],
      },
      5,
    )
    expect(fields[0]?.values).toEqual([{ value: 'Many', customers: 35 }])
    expect((fields[0]?.coverage ?? 0) * 60).toBeCloseTo(40)
    expect(fields[1]).toMatchObject({ coverage: 0, values: [] })
  })

  it('a source shows no value that few rows have, and no single row at fault', () => {
    const field = {
      ...{ field: 'city', label: words, completeness: 1, validity: 1 },
      distinct: 2,
      newest: null,
    }
    const shown = publishedHealth(
      {
        source: { runs: [] },
        fields: [
          {
            ...{ ...field, mean: 3, over: [] },
            values: [
              { value: 'Many', rows: 38 },
              { value: 'Two', rows: 2 },
            ],
          },
        ],
        checks: [{ check: 'x', label: words, applicable: 40, faults: 2, samples: [{ row: 7 }], over: [] }],
      } as unknown as Parameters<typeof publishedHealth>[0],
      5,
    )
    expect(shown.fields[0]?.values).toEqual([{ value: 'Many', rows: 35 }])
    expect(shown.checks[0]).toMatchObject({ faults: 0, samples: [] })
  })

  it('a campaign with two buyers in an arm tells nothing of what they bought, by any of its figures', () => {
    const found = { estimate: 777, lo: 777, hi: 777, level: 0.9, verdict: 'positive' as const }
    const arm = (name: 'treatment' | 'control', buyers: number) => ({
      ...{ arm: name, customers: 83, contacted: 81, buyers, buyerRate: buyers / 83 },
      ...{ revenueMinor: 777, marginMinor: 777, marginPerCustomerMinor: 777 },
    })
    const report = {
      ...{ computedAt: '', currency: 'CNY', final: true, windowFrom: '', windowTo: '' },
      arms: [arm('treatment', 30), arm('control', 2)],
      ...{ effectPerCustomer: found, effectUnadjusted: found, effectBuyerRate: found, relativeLift: found },
      ...{ incrementalMarginMinor: found, roi: found, pValue: 0.777, method: 'welch' as const },
      marginBasis: 'revenue' as const,
      srm: { expectedShare: 0.5, observedShare: 0.5, p: 1, mismatch: false },
      cost: { contactMinor: 777, offerMinor: 777, fixedMinor: 0, totalMinor: 777 },
      execution: {
        ...{ planned: 83, quiet: 0, sent: 81, failed: 2, unknown: 0, suppressed: 0 },
        ...{ delivered: 2, bounced: 1, opened: 4, clicked: 1, replied: 1, unsubscribed: 1, complained: 1 },
      },
      forecastError: { forecastMinor: 1, actualMinor: 777 },
      series: [{ day: 1, date: '2026-01-01', treatmentMinor: 777, controlMinor: 777, effect: found }],
      verdict: { en: 'Brought 777', 'zh-CN': '带来 777' },
      warnings: [{ en: 'Capped 2 customers at 777.', 'zh-CN': '2 位客户按上限 777 计入。' }],
    }
    const shown = publishedReport(report, 5)
    expect(JSON.stringify(shown)).not.toContain('777')
    expect(shown?.arms.map(({ buyers }) => buyers)).toEqual([30, 0])
    expect(shown?.execution).toMatchObject({ sent: 80, failed: 0, opened: 0, clicked: 0 })
    const many = publishedReport({ ...report, arms: [arm('treatment', 30), arm('control', 20)] }, 5)
    expect(many?.effectPerCustomer).toEqual(found)
  })
})
