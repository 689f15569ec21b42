import { smallCells } from '@liangti/models'
import type { z } from 'zod'
import { privacySettingsOf } from '../customer/index.ts'
import type { RequestContext } from '../kit/api.ts'
import type { Ledger } from '../stores/ledger/index.ts'
import type { RfmGrid } from './rfm/grid.ts'
import { groupOf } from './rfm/groups.ts'
import type { previewShape } from './segments/api.ts'

type PreviewFigures = z.output<typeof previewShape>

/** Fewer people than this are not spoken of to who asks; null where the role sees identifiers anyway. */
export async function smallestCellFor(
  ledger: Ledger,
  { workspace, actor }: Pick<RequestContext, 'workspace' | 'actor'>,
): Promise<number | null> {
  if (actor.permissions.has('customers.unmask')) return null
  return (await privacySettingsOf(ledger.db, workspace.id)).smallestCell
}

/** The grid without cells and groups that would tell of fewer than `k` people, by themselves or by one subtraction. */
export function publishedGrid(grid: RfmGrid, k: number): RfmGrid {
  const { bins } = grid.settings
  const places = grid.cells.map((_, i) => i)
  const groups = grid.groups.map(({ id }) =>
    places.filter((i) => {
      const cell = grid.cells[i]
      return cell !== undefined && groupOf(cell.r, cell.f, cell.m, bins) === id
    }),
  )
  // The page adds cells up by pairs of measures; a sum of published cells tells nothing the cells do not.
  const open = smallCells(
    grid.cells.map(({ customers }) => customers),
    [...groups, places],
    k,
  )
  const cells = grid.cells.filter((_, i) => open.cells[i])
  const knowsAll = open.sums[groups.length] ?? false
  return {
    ...grid,
    customers: knowsAll ? grid.customers : cells.reduce((sum, { customers }) => sum + customers, 0),
    cells,
    groups: grid.groups.map((group, i) =>
      open.sums[i]
        ? group
        : {
            ...group,
            ...{ isHidden: true, customers: 0, customersShare: 0, monetaryMinor: 0 },
            ...{ medianRecencyDays: 0, medianFrequency: 0, medianMonetaryMinor: 0 },
          },
    ),
    hidden: { k, cells: grid.cells.length - cells.length },
  }
}

/** Counts in whole steps of `k`: whichever two are subtracted, nobody is told of fewer. */
const coarse = (count: number, k: number): number => count - (count % k)

/**
 * What a rule says of people to a role that may not list them: counts in steps of `k`, no sums of money and nobody by
 * name, however the rule is turned.
 */
export function publishedPreview(figures: PreviewFigures, k: number): PreviewFigures {
  return {
    ...figures,
    customers: coarse(figures.customers, k),
    total: coarse(figures.total, k),
    reach: Object.fromEntries(
      Object.entries(figures.reach).map(([channel, count]) => [channel, coarse(count, k)]),
    ),
    leftOut: Object.fromEntries(
      Object.entries(figures.leftOut).map(([channel, reasons]) => [
        channel,
        reasons.map((one) => ({ ...one, customers: coarse(one.customers, k) })),
      ]),
    ),
    monetaryMinor: null,
    perCondition: figures.perCondition.map((one) => ({ ...one, customers: coarse(one.customers, k) })),
    sample: [],
  }
}
