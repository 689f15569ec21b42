import {
  cuped,
  type RandomisationEstimate,
  type Redraws,
  randomisationInterval,
  ratioOfMeans,
  redrawControl,
  saltedDraw,
} from '@liangti/models'
import type { Interval } from '../../kit/api-shapes.ts'
import { seededRandom } from '../../kit/random.ts'
import {
  type ArmSums,
  type Effects,
  intervalOf,
  isSilent,
  level,
  liftOf,
  methodFor,
  noData,
  noEffects,
  welchEffects,
} from './estimate.ts'
import { type Sample, sumsOf } from './sample.ts'

/**
 * The effect of treatment: the one way in which a report, the loop and the check of the method evaluate a draw.
 * @param salt of the draw; names the re-draws too, so that the same campaign is evaluated alike whenever it is
 */
export function evaluate(sample: Sample, salt: string): Effects {
  const { treatment, control } = sumsOf(sample)
  if (methodFor(treatment.n, control.n) === 'welch') return welchEffects(treatment, control)
  if (isSilent(treatment, control)) return noEffects('randomisation')
  return byRandomisation(sample, treatment, control, redrawsFor(sample, salt))
}

/** Of the same, the adjusted effect alone: what is counted when thousands of draws are evaluated. */
export function adjustedEffect(sample: Sample, salt: string): Interval {
  const { treatment, control } = sumsOf(sample)
  if (methodFor(treatment.n, control.n) === 'welch') return welchEffects(treatment, control).adjusted
  if (isSilent(treatment, control)) return noData()
  return intervalOf(adjustedBy(sample, redrawsFor(sample, salt)))
}

function adjustedBy({ outcome, covariate, treated }: Sample, redraws: Redraws): RandomisationEstimate {
  return effectOf({ outcome, covariate, treated }, redraws)
}

/** Draws of the smaller arm made over again. */
export function redrawsFor(sample: Sample, salt: string, draws?: number): Redraws {
  const n = sample.treated.length
  const treated = sample.treated.reduce((sum, t) => sum + t, 0)
  const seed = Math.floor(saltedDraw(`${salt}/redraw`, 0) * 2 ** 32)
  const random = seededRandom(seed).next
  return redrawControl(
    n,
    Math.min(treated, n - treated),
    draws === undefined ? { random } : { draws, random },
  )
}

function byRandomisation(sample: Sample, treatment: ArmSums, control: ArmSums, redraws: Redraws): Effects {
  const { outcome, treated, bought } = sample
  const adjusted = adjustedBy(sample, redraws)
  const arms = cuped(control, treatment)
  const errors = (distance: number) => Math.max(0, distance) / adjusted.standardError
  const bounded =
    adjusted.standardError > 0 && Number.isFinite(adjusted.lower) && Number.isFinite(adjusted.upper)
  const critical = bounded && {
    lower: errors(adjusted.estimate - adjusted.lower),
    upper: errors(adjusted.upper - adjusted.estimate),
  }
  const lift = ratioOfMeans(arms.control, arms.treated, level, critical || undefined)
  return {
    method: 'randomisation',
    adjusted: intervalOf(adjusted),
    unadjusted: intervalOf(effectOf({ outcome, treated }, redraws)),
    buyerRate: intervalOf(effectOf({ outcome: bought, treated }, redraws)),
    relativeLift: bounded ? liftOf(lift) : noData(),
    pValue: adjusted.pValue,
    varianceExplained: arms.varianceExplained,
  }
}

interface Compared {
  outcome: ArrayLike<number>
  covariate?: ArrayLike<number>
  treated: Uint8Array
}

/** Re-draws are of the smaller arm: where that is the treated one, both arms and the sign change places. */
export function effectOf(sample: Compared, redraws: Redraws): RandomisationEstimate {
  const treated = sample.treated.reduce((sum, t) => sum + t, 0)
  if (sample.treated.length - treated === redraws.controlSize)
    return randomisationInterval(sample, redraws, level)
  return randomisationInterval(
    {
      ...sample,
      outcome: Float64Array.from(sample.outcome, (y) => -y),
      treated: sample.treated.map((t) => 1 - t),
    },
    redraws,
    level,
  )
}
