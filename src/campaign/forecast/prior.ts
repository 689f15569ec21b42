/** One evaluated campaign: effect per treated customer, minor units of margin, with its standard error. */
export interface PastEffect {
  effect: number
  standardError: number
}

export interface Prior {
  campaigns: number
  mean: number
  /** Of the effect of one more campaign of the kind, not only of the mean. */
  standardDeviation: number
}

/**
 * Before any campaign an effect is believed to lie within a fifth of what such a customer brings anyway, either way.
 * It is what a lone lucky campaign is pulled back by.
 */
const priorSpread = 0.2

/**
 * What past campaigns of one objective say about the next: random-effects mean, shrunk toward no effect.
 * @param baseline margin a customer brings in the same window without a contact, minor units
 * @returns null without a past
 * Source: DerSimonian & Laird (1986) for the spread between campaigns; normal prior of mean 0 on top.
 */
export function priorOf(past: readonly PastEffect[], baseline: number): Prior | null {
  const usable = past.filter((p) => Number.isFinite(p.effect) && p.standardError > 0)
  if (usable.length === 0) return null
  const between = betweenVariance(usable)
  const weights = usable.map((p) => 1 / (p.standardError ** 2 + between))
  const total = weights.reduce((sum, w) => sum + w, 0)
  const mean = usable.reduce((sum, p, i) => sum + (weights[i] ?? 0) * p.effect, 0) / total
  const spread = (priorSpread * Math.max(0, baseline)) ** 2
  const kept = spread > 0 ? spread / (spread + 1 / total) : 0
  return {
    campaigns: usable.length,
    mean: kept * mean,
    standardDeviation: Math.sqrt(kept / total + between),
  }
}

function betweenVariance(past: readonly PastEffect[]): number {
  if (past.length < 2) return 0
  const weights = past.map((p) => 1 / p.standardError ** 2)
  const total = weights.reduce((sum, w) => sum + w, 0)
  const squares = weights.reduce((sum, w) => sum + w * w, 0)
  const mean = past.reduce((sum, p, i) => sum + (weights[i] ?? 0) * p.effect, 0) / total
  const q = past.reduce((sum, p, i) => sum + (weights[i] ?? 0) * (p.effect - mean) ** 2, 0)
  const scale = total - squares / total
  return scale > 0 ? Math.max(0, (q - (past.length - 1)) / scale) : 0
}
