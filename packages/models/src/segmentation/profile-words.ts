import type { EffectSize, TraitFacts } from './segment-trait.ts'

const sizeEn: Record<EffectSize, string> = { small: 'somewhat', medium: 'clearly', large: 'much' }
const sizeZh: Record<EffectSize, string> = { small: '略', medium: '明显', large: '远' }

/** "recency is much lower: 12.1 on average, 96.4 elsewhere". */
export function traitEn(trait: TraitFacts): string {
  if (trait.kind === 'numeric') {
    const direction = trait.effect > 0 ? 'higher' : 'lower'
    return `${trait.feature} is ${sizeEn[trait.size]} ${direction}: ${figure(trait.inside)} on average, ${figure(trait.outside)} elsewhere`
  }
  const direction = trait.effect > 0 ? 'more' : 'less'
  return `${trait.feature} is ${sizeEn[trait.size]} ${direction} often "${trait.level}": ${percent(trait.inside)}, ${percent(trait.outside)} elsewhere`
}

/** “recency 远低于其他客户：平均 12.1，其他客户 96.4”。 */
export function traitZh(trait: TraitFacts): string {
  const direction = trait.effect > 0 ? '高于' : '低于'
  if (trait.kind === 'numeric')
    return `${trait.feature}${sizeZh[trait.size]}${direction}其他客户：平均 ${figure(trait.inside)}，其他客户为 ${figure(trait.outside)}`
  return `${trait.feature}为“${trait.level}”的比例${sizeZh[trait.size]}${direction}其他客户：${percent(trait.inside)}，其他客户为 ${percent(trait.outside)}`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

function figure(value: number): string {
  const size = Math.abs(value)
  if (value !== 0 && (size >= 1e12 || size < 1e-4)) return value.toExponential(2)
  // Three digits, but never fewer than the whole part has.
  const digits = size === 0 ? 1 : Math.max(3, Math.floor(Math.log10(size)) + 1)
  return String(Number(value.toPrecision(digits)))
}
