import { describe, expect, it } from 'vitest'
import {
  baselineRate,
  baselineValue,
  incrementFigure,
  powerFigures,
} from '../../../src/campaign/forecast/figures.ts'
import { campaignInput } from '../../../src/campaign/plans/api.ts'

const window = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-01-31T00:00:00Z') }
/** People who never ordered, followed through a window in which none of them did. */
const prospects = {
  ...window,
  customers: 500,
  buyers: 0,
  meanMinor: 0,
  deviationMinor: 0,
  residualDeviationMinor: 0,
}
const buyers = {
  ...window,
  customers: 500,
  buyers: 100,
  meanMinor: 2_000,
  deviationMinor: 5_000,
  residualDeviationMinor: 4_500,
}
const past = [{ effect: 600, standardError: 150 }]
const counts = { audience: 500, treatment: 400, control: 100, ghosts: 100, recipients: 400, silent: [] }

describe('a forecast for people none of whom bought before', () => {
  const plan = planWith(0.05)
  it('has no basis for what they will bring, whatever other campaigns found', () => {
    const figure = incrementFigure(plan, 400, prospects, past)
    expect(figure).toMatchObject({ value: null, lo: null, hi: null, basis: 'no_basis' })
    expect(figure.note.en).toContain('None of the 500 people')
  })
  it('has none for the margin of one of them, nor for what could be told apart', () => {
    expect(baselineValue(prospects, { kind: 'revenue', rate: 1 }).basis).toBe('no_basis')
    const { detectable, power } = powerFigures(counts, prospects, incrementFigure(plan, 400, prospects, past))
    expect([detectable.basis, power.basis]).toEqual(['no_basis', 'no_basis'])
  })
  it('still knows how rarely they buy: none of 500 is a fact', () => {
    expect(baselineRate(prospects)).toMatchObject({ value: 0, basis: 'history' })
    expect(baselineRate(prospects).lo).toBeCloseTo(0, 12)
    expect(baselineRate(prospects).hi).toBeCloseTo(0.0076, 4)
  })
})

describe('a forecast for people who buy', () => {
  it('carries past effects over, and falls back to the assumption without a past', () => {
    expect(incrementFigure(planWith(0.05), 400, buyers, past).basis).toBe('history')
    expect(incrementFigure(planWith(0.05), 400, buyers, [])).toMatchObject({
      basis: 'assumption',
      value: 0.05 * 10_000 * 400,
    })
    expect(incrementFigure(planWith(null), 400, buyers, []).basis).toBe('no_basis')
  })
})

function planWith(incrementalRate: number | null) {
  return campaignInput.parse({
    name: 'Spring',
    objective: 'acquire',
    assumptions: { incrementalRate, marginRate: null },
  })
}
