import type { CategoricalFeature, FeatureTable, NumericFeature } from '../data/features.ts'
import { missingCode } from '../data/features.ts'
import { InvalidInputError } from '../errors.ts'
import { traitEn, traitZh } from './profile-words.ts'
import type { EffectSize, SegmentTrait, TraitFacts } from './segment-trait.ts'

export interface SegmentProfile {
  segment: number
  /** Members. */
  rows: number
  /** Share of all rows. */
  share: number
  /** Strongest first. */
  traits: SegmentTrait[]
}

export interface ProfileOptions {
  /** Weaker effects are left out; default .2. */
  leastEffect?: number
  /** Traits kept for a segment; default 10. */
  most?: number
}

/**
 * What is distinctive of each segment against the rest, with its size, in numbers and in words of both languages.
 * Every effect is between members and everybody else, so the size of the segment does not matter to it. A difference in
 * a column without spread on either side has an infinite d; it is kept, and is the strongest.
 * @param table missing values count neither inside nor outside
 * @param segment of each row, from 0
 * @returns one entry a segment, in order, also for those without members
 * @throws InvalidInputError when lengths disagree or there are no rows
 * Source: Cohen (1988), Statistical Power Analysis, ch. 2 (d) and 6 (h), with its words for their size.
 * @example
 * import { featureTable, segmentProfiles } from '@liangti/models'
 * const table = featureTable([{ kind: 'numeric', name: 'orders', values: Float64Array.of(9, 11, 1, 3) }])
 * const [first] = segmentProfiles(table, Uint32Array.of(0, 0, 1, 1))
 * first.traits[0].effect // → 5.66
 * first.traits[0].en // → orders is much higher: 10 on average, 2 elsewhere
 */
export function segmentProfiles(
  table: FeatureTable,
  segment: Uint32Array,
  options: ProfileOptions = {},
): SegmentProfile[] {
  if (table.rows === 0) throw new InvalidInputError('table', 'has no rows.')
  if (segment.length !== table.rows)
    throw new InvalidInputError('segment', `has ${segment.length} entries, the table ${table.rows} rows.`)
  const leastEffect = options.leastEffect ?? 0.2
  const segments = segment.reduce((most, s) => Math.max(most, s + 1), 0)
  const rows = new Float64Array(segments)
  for (const s of segment) rows[s] = (rows[s] as number) + 1
  const found = table.features.flatMap((feature) =>
    feature.kind === 'numeric'
      ? numericTraits(feature, segment, segments)
      : categoricalTraits(feature, segment, segments),
  )
  return Array.from(rows, (members, s) => ({
    segment: s,
    rows: members,
    share: members / table.rows,
    traits: found
      .filter((trait) => trait.segment === s && Math.abs(trait.effect) >= leastEffect)
      .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
      .slice(0, options.most ?? 10)
      .map(({ segment: _, ...trait }) => ({ ...trait, en: traitEn(trait), zh: traitZh(trait) })),
  }))
}

type Found = TraitFacts & { segment: number }

function sizeOf(effect: number): EffectSize {
  const strength = Math.abs(effect)
  return strength >= 0.8 ? 'large' : strength >= 0.5 ? 'medium' : 'small'
}

function numericTraits(feature: NumericFeature, segment: Uint32Array, segments: number): Found[] {
  const { values } = feature
  const n = new Float64Array(segments)
  const mean = new Float64Array(segments)
  const squares = new Float64Array(segments)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (Number.isNaN(value)) continue
    const s = segment[i] as number
    const count = (n[s] as number) + 1
    const gap = value - (mean[s] as number)
    n[s] = count
    mean[s] = (mean[s] as number) + gap / count
    squares[s] = (squares[s] as number) + gap * (value - (mean[s] as number))
  }
  const traits: Found[] = []
  for (let s = 0; s < segments; s++) {
    const rest = everybodyElse(n, mean, squares, s)
    const inside = { n: n[s] as number, mean: mean[s] as number, squares: squares[s] as number }
    if (inside.n === 0 || rest.n === 0 || inside.mean === rest.mean) continue
    const freedom = inside.n + rest.n - 2
    const pooled = freedom > 0 ? Math.sqrt((inside.squares + rest.squares) / freedom) : 0
    const effect = (inside.mean - rest.mean) / pooled
    traits.push({
      segment: s,
      feature: feature.name,
      kind: 'numeric',
      level: null,
      inside: inside.mean,
      outside: rest.mean,
      effect,
      size: sizeOf(effect),
    })
  }
  return traits
}

/** Merges the other groups' means and squares (Chan, Golub & LeVeque). */
function everybodyElse(n: Float64Array, mean: Float64Array, squares: Float64Array, except: number) {
  const rest = { n: 0, mean: 0, squares: 0 }
  n.forEach((count, s) => {
    if (s === except || count === 0) return
    const gap = (mean[s] as number) - rest.mean
    const all = rest.n + count
    rest.squares += (squares[s] as number) + (gap * gap * rest.n * count) / all
    rest.mean += (gap * count) / all
    rest.n = all
  })
  return rest
}

function categoricalTraits(feature: CategoricalFeature, segment: Uint32Array, segments: number): Found[] {
  const { codes, levels } = feature
  const width = levels.length
  const counts = new Float64Array(segments * width)
  const known = new Float64Array(segments)
  const all = new Float64Array(width)
  let total = 0
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number
    if (code === missingCode) continue
    const s = segment[i] as number
    counts[s * width + code] = (counts[s * width + code] as number) + 1
    known[s] = (known[s] as number) + 1
    all[code] = (all[code] as number) + 1
    total += 1
  }
  const traits: Found[] = []
  for (let s = 0; s < segments; s++) {
    const members = known[s] as number
    if (members === 0 || members === total) continue
    levels.forEach((level, code) => {
      const count = counts[s * width + code] as number
      const inside = count / members
      const outside = ((all[code] as number) - count) / (total - members)
      const effect = 2 * Math.asin(Math.sqrt(inside)) - 2 * Math.asin(Math.sqrt(outside))
      const fact = { feature: feature.name, kind: 'categorical' as const, level, inside, outside }
      traits.push({ segment: s, ...fact, effect, size: sizeOf(effect) })
    })
  }
  return traits
}
