import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeboCoverage } from '../../../src/campaign/measurement/placebo.ts'
import { manualClock } from '../../../src/kit/clock.ts'
import { getWorkspace } from '../../../src/stores/ledger/workspaces.ts'
import { type FreshStores, freshStores } from '../../support/stores.ts'
import { cdnow, insertLines, onlineRetail, sharedData } from '../real-data.ts'

const present = existsSync(sharedData)

// No campaign ran in these histories: whatever an interval finds is an error of the method.
describe.skipIf(!present)('intervals over many draws of real history without a campaign', () => {
  let fresh: FreshStores
  const usual = { seeds: 500, least: 0.93, most: 0.97 }
  // Control has 4,700 people, so each draw costs a tenth of a second: fewer draws, and 0.95 ± 2.5 standard deviations of them.
  const large = { seeds: 150, least: 0.905, most: 0.995 }
  const cases = [
    { set: 'online_retail', asOf: '2011-09-01T00:00:00Z', windowDays: 90, ...usual },
    { set: 'online_retail', asOf: '2011-06-01T00:00:00Z', windowDays: 30, ...usual },
    { set: 'online_retail', asOf: '2011-11-01T00:00:00Z', windowDays: 30, ...usual },
    { set: 'cdnow', asOf: '1998-01-01T00:00:00Z', windowDays: 90, ...large },
  ] as const
  const ids = new Map<string, number>()
  beforeAll(async () => {
    fresh = await freshStores()
    for (const [slug, lines] of [
      ['online_retail', onlineRetail],
      ['cdnow', cdnow],
    ] as const) {
      const { id } = await fresh.stores.ledger.db
        .insertInto('workspaces')
        .values({ slug: slug.replace('_', '-'), name: slug, currency: 'GBP', time_zone: 'UTC' })
        .returning('id')
        .executeTakeFirstOrThrow()
      ids.set(slug, id)
      await insertLines(fresh.stores.warehouse, id, lines())
    }
  }, 120_000)
  afterAll(() => fresh?.close())

  it.each(cases)(
    'hold zero at their rate in $seeds draws: $set from $asOf, $windowDays days',
    async ({ set, asOf, windowDays, seeds, least, most }) => {
      const workspace = await getWorkspace(
        fresh.stores.ledger,
        { id: ids.get(set) ?? 0 },
        manualClock(new Date(asOf)),
      )
      const result = await placeboCoverage(fresh.stores.warehouse, workspace, {
        asOf: new Date(asOf),
        windowDays,
        controlShare: 0.2,
        seeds,
      })
      expect(result.coverage).toBeGreaterThanOrEqual(least)
      expect(result.coverage).toBeLessThanOrEqual(most)
      expect(result.method).toBe('randomisation')
      expect(result.meanHalfWidthMinor).toBeLessThan(result.unadjusted.meanHalfWidthMinor)
    },
    300_000,
  )
})
