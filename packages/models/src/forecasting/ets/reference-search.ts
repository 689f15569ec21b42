import { isAdmissible } from './admissible.ts'
import { type EtsForm, hasTrend, isDamped } from './form.ts'
import type { EtsPoint, EtsRecursion } from './recursion.ts'
import { nashSimplex } from './simplex.ts'
import type { EtsStart } from './start.ts'

/** Bounds of forecast::ets: α, β, γ keep this far from 0 and 1. */
const edge = 1e-4

/**
 * The search of R's forecast::ets: the parameters as they are, the season's first index left to the others, starting
 * values of its `initparam`, 2,000 evaluations. It often ends short of the maximum, nearer to the starting states.
 */
export function searchAsReference(
  form: EtsForm,
  recursion: EtsRecursion,
  start: EtsStart,
  season: number,
): { point: EtsPoint; converged: boolean } | null {
  const trend = hasTrend(form)
  const damped = isDamped(form)
  const seasonal = form.season !== 'N'
  const alpha = edge + (0.2 * (1 - 2 * edge)) / (seasonal ? season : 1)
  const x: number[] = [alpha]
  if (trend) x.push(edge + 0.1 * (Math.min(1 - edge, alpha) - edge))
  if (seasonal) x.push(edge + 0.05 * (Math.min(1 - edge, 1 - alpha) - edge))
  if (damped) x.push(0.8 + 0.99 * 0.18)
  x.push(start.level)
  if (trend) x.push(start.slope)
  if (seasonal) for (let i = season - 1; i > 0; i--) x.push(start.seasonal[i] as number)
  const pointOf = (v: Float64Array): EtsPoint => {
    let at = 0
    const take = () => v[at++] as number
    const point: EtsPoint = {
      alpha: take(),
      betaShare: 0,
      gamma: 0,
      phi: 1,
      level: 0,
      slope: 0,
      seasonal: new Float64Array(season),
    }
    if (trend) point.betaShare = take() / point.alpha
    if (seasonal) point.gamma = take()
    if (damped) point.phi = take()
    point.level = take()
    if (trend) point.slope = take()
    if (seasonal) {
      let rest = form.season === 'M' ? season : 0
      for (let i = season - 1; i > 0; i--) {
        point.seasonal[i] = take()
        rest -= point.seasonal[i] as number
      }
      point.seasonal[0] = rest
    }
    return point
  }
  const value = (v: Float64Array): number => {
    const point = pointOf(v)
    return allowed(form, point) && isAdmissible(form, point, season) ? recursion.criterion(point) : Infinity
  }
  const from = Float64Array.from(x)
  if (!Number.isFinite(value(from))) return null
  const found = nashSimplex(value, from, 2_000)
  return { point: pointOf(found.at), converged: found.converged }
}

function allowed(form: EtsForm, { alpha, betaShare, gamma, phi, seasonal }: EtsPoint): boolean {
  if (!(alpha >= edge && alpha <= 1 - edge)) return false
  if (hasTrend(form) && !(alpha * betaShare >= edge && betaShare <= 1)) return false
  if (form.season !== 'N' && !(gamma >= edge && gamma <= 1 - alpha)) return false
  if (isDamped(form) && !(phi >= 0.8 && phi <= 0.98)) return false
  return form.season !== 'M' || seasonal.every((s) => s >= 0)
}
