import { netPromoter, proportionInterval } from '@liangti/models'
import type { SurveyKind } from '../../stores/ledger/schema/surveys.ts'

/** How many gave each score, by the score. */
export type Spread = ReadonlyMap<number, number>

export interface Score {
  n: number
  estimate: number
  lo: number
  hi: number
}

/** Scores a kind of question can have. */
export const scale: Readonly<Record<SurveyKind, { from: number; to: number }>> = {
  nps: { from: 0, to: 10 },
  csat: { from: 1, to: 5 },
}

/** Whoever is dissatisfied: detractors, and the lower two of five. */
export const dissatisfiedTo: Readonly<Record<SurveyKind, number>> = { nps: 6, csat: 2 }

/** NPS as promoters less detractors, CSAT as the share of 4 and 5, with 95 %; null where nobody answered. */
export function scoreOf(kind: SurveyKind, spread: Spread): Score | null {
  const count = (from: number, to: number) =>
    [...spread].reduce((sum, [score, n]) => (score >= from && score <= to ? sum + n : sum), 0)
  const n = count(0, 10)
  const found =
    kind === 'nps'
      ? netPromoter({ promoters: count(9, 10), passives: count(7, 8), detractors: count(0, 6) })
      : proportionInterval(count(4, 5), n)
  return found === null ? null : { n, ...found }
}

/**
 * What the score of all who were asked can be, whatever the silent think: they may be all at its worst or all at its
 * best. No assumption, hence wide.
 * Source: Manski (1990), worst-case bounds for data that are missing not at random.
 * @returns null where nobody was asked
 */
export function boundsOf(
  kind: SurveyKind,
  score: Score | null,
  asked: number,
): { lo: number; hi: number } | null {
  if (asked === 0) return null
  const rate = Math.min(1, (score?.n ?? 0) / asked)
  const [worst, best] = kind === 'nps' ? [-1, 1] : [0, 1]
  const said = (score?.estimate ?? 0) * rate
  return { lo: said + worst * (1 - rate), hi: said + best * (1 - rate) }
}
