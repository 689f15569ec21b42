/** Cohen's words: from .2, from .5, from .8. */
export type EffectSize = 'small' | 'medium' | 'large'

/** One thing that sets a segment apart from everybody else. */
export interface SegmentTrait {
  feature: string
  kind: 'numeric' | 'categorical'
  /** The category, for a categorical feature. */
  level: string | null
  /** Mean, or share in [0, 1] of the category, among members whose value is known. */
  inside: number
  /** The same among everybody else. */
  outside: number
  /** Cohen's d (pooled standard deviation) of a mean, Cohen's h of a share; above 0 where the segment has more. */
  effect: number
  size: EffectSize
  /** One sentence without a full stop. */
  en: string
  zh: string
}

/** What a sentence about a trait is made of. */
export type TraitFacts = Omit<SegmentTrait, 'en' | 'zh'>
