import { describe, expect, it } from 'vitest'
import { publishedGrid, publishedPreview } from '../../src/insight/disclosure.ts'
import type { RfmGrid } from '../../src/insight/rfm/grid.ts'
import { groupOf, groupRule, rfmGroups, tieRule } from '../../src/insight/rfm/groups.ts'

const words = { en: '', 'zh-CN': '' }

function gridOf(cells: RfmGrid['cells']): RfmGrid {
  const customers = cells.reduce((sum, cell) => sum + cell.customers, 0)
  return {
    settings: { bins: 5, scheme: 'independent', cuts: null },
    ...{
      asOf: '2026-11-22',
      computedAt: '2026-11-22T00:00:00.000Z',
      currency: 'CNY',
      customers,
      tieRule,
      cells,
    },
    cuts: { recencyDays: [], frequency: [], monetaryMinor: [] },
    hidden: null,
    groups: rfmGroups.map((group) => {
      const mine = cells.filter(({ r, f, m }) => groupOf(r, f, m, 5) === group.id)
      const n = mine.reduce((sum, cell) => sum + cell.customers, 0)
      return {
        ...{ id: group.id, name: group.name, help: group.help, rule: groupRule(group.id), isHidden: false },
        ...{ customers: n, customersShare: n / customers, monetaryMinor: n * 100 },
        ...{ medianRecencyDays: 1, medianFrequency: 1, medianMonetaryMinor: 100 },
      }
    }),
  }
}

describe('the RFM grid for roles that may not see identifiers', () => {
  const cells = [
    { r: 5, f: 5, m: 5, customers: 40, monetaryMinor: 4_000 },
    { r: 5, f: 5, m: 4, customers: 2, monetaryMinor: 200 },
    { r: 5, f: 4, m: 5, customers: 30, monetaryMinor: 3_000 },
    { r: 1, f: 1, m: 1, customers: 3, monetaryMinor: 300 },
  ]
  const grid = publishedGrid(gridOf(cells), 5)

  it('leaves out a cell of two, and the next smallest, so that the group less its cells tells of neither', () => {
    expect(grid.cells.map(({ customers }) => customers)).toEqual([40])
    expect(grid.hidden).toEqual({ k: 5, cells: 3 })
  })

  it('closes a group of three, with every figure of it, and the group whose difference to the total would give it away', () => {
    const dormant = grid.groups.find(({ id }) => id === 'dormant')
    expect(dormant).toMatchObject({ isHidden: true, customers: 0, monetaryMinor: 0, medianMonetaryMinor: 0 })
    const champions = grid.groups.find(({ id }) => id === 'champions')
    expect(grid.customers).toBe(75)
    expect(champions?.isHidden).toBe(true)
  })

  it('is whole where nobody can be told', () => {
    const large = gridOf(cells.map((cell) => ({ ...cell, customers: cell.customers + 10 })))
    expect(publishedGrid(large, 5)).toEqual({ ...large, hidden: { k: 5, cells: 0 } })
  })
})

it('counts of a rule go in steps for roles that may not list customers, without money and without anybody', () => {
  const figures = {
    ...{ customers: 14, total: 103, reach: { email: 4, sms: 10 }, monetaryMinor: 900, currency: 'CNY' },
    leftOut: { email: [{ reason: 'consent' as const, label: words, customers: 7 }] },
    ...{ perCondition: [{ path: '0', customers: 19 }], sample: [], words, computedAt: '', milliseconds: 1 },
  }
  expect(publishedPreview(figures, 5)).toMatchObject({
    ...{ customers: 10, total: 100, reach: { email: 0, sms: 10 }, monetaryMinor: null, sample: [] },
    leftOut: { email: [{ reason: 'consent', customers: 5 }] },
    perCondition: [{ path: '0', customers: 15 }],
  })
})
