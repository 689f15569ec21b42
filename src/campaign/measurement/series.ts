import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import type { Warehouse } from '../../stores/warehouse/types.ts'
import { addDays, dayMs, localDay } from '../time.ts'
import type { reportShape } from './api.ts'
import { capped } from './caps.ts'
import { type ArmSums, type Effects, intervalOf, isSilent, noData, welchEffects } from './estimate.ts'
import { effectOf, redrawsFor } from './evaluate.ts'
import { type Arm, type DaySums, dailyOutcomes, type OutcomeScope, type Outcomes } from './outcomes.ts'
import { type People, readDays } from './people.ts'
import { sumsOf } from './sample.ts'

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
  const days = daysOf(scope, outcomes)
  if (days < 1) return []
  const rows = await dailyOutcomes(warehouse, scope, outcomes.caps, days)
  const at = new Map(rows.map((row) => [`${row.day}/${row.arm}`, row]))
  return Array.from({ length: days }, (_, i) => {
    const of = (arm: Arm) => onDay(outcomes.arms[arm].sums, at.get(`${i + 1}/${arm}`))
    const [treated, control] = [of('treatment'), of('control')]
    return pointOf(scope, timeZone, i, treated, control, welchEffects(treated, control).adjusted)
  })
}

/** A curve of ninety intervals needs fewer re-draws than the figure it leads up to. */
const curveRedraws = 499

/**
 * The same by re-drawing the control group, always in the same ways. The last day is the report's own interval; the days
 * before it are rougher, from 499 re-draws.
 */
export async function seriesFromPeople(
  warehouse: Warehouse,
  scope: OutcomeScope,
  outcomes: Outcomes,
  timeZone: string,
  whole: { people: People; effects: Effects; salt: string },
): Promise<DayPoint[]> {
  const days = daysOf(scope, outcomes)
  if (days < 1) return []
  const { people, effects, salt } = whole
  const rows = await readDays(warehouse, scope)
  const position = new Map(Array.from(people.keys, (key, i) => [key, i]))
  const total = new Float64Array(people.keys.length)
  const sample = {
    ...people.sample,
    outcome: new Float64Array(total.length),
    bought: new Uint8Array(total.length),
  }
  const { treatment, control } = sumsOf(people.sample)
  const redraws = isSilent(treatment, control) ? null : redrawsFor(sample, salt, curveRedraws)
  const points: DayPoint[] = []
  for (let day = 1, next = 0; day <= days; day++) {
    const before = next
    for (let row = rows[next]; row && Math.min(row.day, days) <= day; row = rows[++next]) {
      const i = position.get(row.person_key)
      if (i === undefined) continue
      total[i] = (total[i] ?? 0) + row.margin
      sample.outcome[i] = capped(total[i] ?? 0, outcomes.caps.y)
    }
    const sums = sumsOf(sample)
    const last = points.at(-1)?.effect ?? noData()
    const changed = next > before && !isSilent(sums.treatment, sums.control)
    const effect =
      day === days ? effects.adjusted : changed && redraws ? intervalOf(effectOf(sample, redraws)) : last
    points.push(pointOf(scope, timeZone, day - 1, sums.treatment, sums.control, effect))
    // Some milliseconds a day: others have their turn between.
    if (changed) await setImmediate()
  }
  return points
}

function daysOf(scope: OutcomeScope, outcomes: Outcomes): number {
  if (outcomes.arms.treatment.sums.n === 0) return 0
  return Math.ceil((scope.to.getTime() - scope.from.getTime()) / dayMs)
}

function pointOf(
  scope: OutcomeScope,
  timeZone: string,
  i: number,
  treated: ArmSums,
  control: ArmSums,
  effect: DayPoint['effect'],
): DayPoint {
  return {
    day: i + 1,
    date: localDay(addDays(scope.from, i), timeZone),
    treatmentMinor: treated.n === 0 ? 0 : treated.sum / treated.n,
    controlMinor: control.n === 0 ? 0 : control.sum / control.n,
    effect,
  }
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
