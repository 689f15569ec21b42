import type { NoteTopic } from '@liangti/models'
import type { Tier } from './settings.ts'

/** Somebody was hurt, or may be. */
const harm =
  /受伤|烫伤|割伤|过敏|中毒|住院|急诊|漏电|触电|起火|着火|冒烟|爆炸|安全隐患|injur|burn(?:t|ed)|allerg|poison|hospital|electric shock|on fire|smoke|explo[ds]/i
/** It leaves the house: an authority, a court, the press. */
const outside =
  /12315|12345|消协|消委会|工信部|市场监管|监管部门|律师|起诉|法院|仲裁|报警|曝光|媒体|记者|lawyer|solicitor|sue you|\bcourts?\b|police|regulator|ombudsman|newspaper|journalist/i
/** Money or access is withheld from the customer. */
const withheld: readonly NoteTopic[] = ['billing', 'refund', 'account']

/** Whether words alone make it grave: somebody was or may be hurt, or it leaves the house. */
export function isGrave(words: string): boolean {
  return harm.test(words) || outside.test(words)
}

export interface SeverityInput {
  words: string
  topics: readonly NoteTopic[]
  sentiment: -1 | 0 | 1
  /** Cases of the customer in the 90 days before. */
  before: number
}

/**
 * How serious a complaint is, 1 … 4, by rule alone: 1, and one more each for annoyance, for money or access withheld, and
 * for a case in the 90 days before, up to 3; at least 3 where an authority, a court or the press is named; 4 where
 * somebody was or may be hurt.
 */
export function severityOf({ words, topics, sentiment, before }: SeverityInput): 1 | 2 | 3 | 4 {
  if (harm.test(words)) return 4
  if (outside.test(words)) return 3
  const points =
    1 + Number(sentiment < 0) + Number(topics.some((topic) => withheld.includes(topic))) + Number(before > 0)
  return Math.min(3, points) as 1 | 2 | 3
}

const weights: Record<Tier, number> = { none: 2, low: 1, middle: 2, high: 3 }

/**
 * What is answered first: severity × weight of the value tier (low 1, middle 2, high 3). Who never bought, and who refused
 * to be judged by value (null), count as the middle.
 */
export function priorityOf(severity: number, tier: Tier | null): number {
  return severity * (tier === null ? weights.middle : weights[tier])
}
