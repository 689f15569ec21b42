import type { z } from 'zod'
import type { Warehouse } from '../../stores/warehouse/types.ts'
import type { reportShape } from '../plans/api.ts'
import { addDays, dayMs, localDay } from '../time.ts'
import { type ArmSums, estimateEffects } from './estimate.ts'
import { type Arm, type DaySums, dailyOutcomes, type OutcomeScope, type Outcomes } from './outcomes.ts'

export type DayPoint = z.output<typeof reportShape>['series'][number]

/**
 * Cumulative margin per customer by day since launch, with the effect's interval of that day. Day 1 is the first 24
 * hours; its date is the workspace's day in which it began. Means are of capped margin, as the effect is.
 */
export async function seriesOf(
  warehouse: Warehouse,
  scope: OutcomeScope,
  outcomes: Outcomes,
  timeZone: string,
): Promise<DayPoint[]> {
  const elapsed = scope.to.getTime() - scope.from.getTime()
  const days = Math.ceil(elapsed / dayMs)
  if (days < 1 || outcomes.arms.treatment.sums.n === 0) return []
  const rows = await dailyOutcomes(warehouse, scope, outcomes.caps, days)
  const at = new Map(rows.map((row) => [`${row.day}/${row.arm}`, row]))
  return Array.from({ length: days }, (_, i) => {
    const day = i + 1
    const of = (arm: Arm) => onDay(outcomes.arms[arm].sums, at.get(`${day}/${arm}`))
    const [treated, control] = [of('treatment'), of('control')]
    return {
      day,
      date: localDay(addDays(scope.from, i), timeZone),
      treatmentMinor: treated.n === 0 ? 0 : treated.sum / treated.n,
      controlMinor: control.n === 0 ? 0 : control.sum / control.n,
      effect: estimateEffects(treated, control).adjusted,
    }
  })
}

/** People and covariate are those of the whole; the outcome is as far as it had come. Buyers are not told by day. */
function onDay(whole: ArmSums, day: DaySums | undefined): ArmSums {
  return {
    ...whole,
    sum: day?.sum ?? 0,
    sumSquares: day?.sumSquares ?? 0,
    crossSum: day?.crossSum ?? 0,
    buyers: 0,
  }
}
