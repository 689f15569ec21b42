import { type SegmentRule, segmentRule } from './rule.schema.ts'

/**
 * Whether a rule selects people by what is known of them. Every condition does, since each looks at a characteristic or
 * at behaviour; only "everybody" does not. What cannot be read counts as selecting: people are kept out rather than in.
 */
export function selectsByProfile(rule: unknown): boolean {
  const parsed = segmentRule.safeParse(rule)
  return !parsed.success || hasCondition(parsed.data)
}

function hasCondition(rule: SegmentRule): boolean {
  if ('all' in rule) return rule.all.some(hasCondition)
  if ('any' in rule) return rule.any.some(hasCondition)
  if ('not' in rule) return hasCondition(rule.not)
  return true
}
