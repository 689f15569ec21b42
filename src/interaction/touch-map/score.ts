import { proportionInterval } from '@liangti/models'
import type { z } from 'zod'
import type { Score } from '../surveys/score.ts'
import type { touchMapShape } from './api.ts'

type StageView = z.output<typeof touchMapShape>['stages'][number]
export type Experience = StageView['experience']
type Part = { estimate: number; lo: number; hi: number }

/** What a stage is scored by; null where nobody was asked or did anything. */
export interface ScoreParts {
  nps: Score | null
  csat: Score | null
  /** Of those who were asked, who answered. */
  asked: { people: number; answered: number }
  /** Of those who did anything, who complained. */
  active: { people: number; complained: number }
}

/**
 * 0 to 100: the plain mean of contentment, answering and calm, of those that are known, two at least. Its interval is the
 * mean of their ends, which is wider than the interval of a mean: it holds whatever they have in common.
 */
export function experienceOf({ nps, csat, asked, active }: ScoreParts): Experience {
  const content = contentOf(nps, csat)
  const answering = proportionInterval(asked.answered, asked.people)
  const calm = proportionInterval(active.people - active.complained, active.people)
  const known = [content, answering, calm].filter((part) => part !== null)
  if (known.length < 2) return null
  return {
    ...scaled(known),
    content: content && scaled([content]),
    answering: answering && scaled([answering]),
    calm: calm && scaled([calm]),
  }
}

/** NPS from 0 to 1 and the share of the content, each by how many answered. */
function contentOf(nps: Score | null, csat: Score | null): Part | null {
  const parts = [
    ...(nps
      ? [{ n: nps.n, estimate: (1 + nps.estimate) / 2, lo: (1 + nps.lo) / 2, hi: (1 + nps.hi) / 2 }]
      : []),
    ...(csat ? [csat] : []),
  ]
  const n = parts.reduce((sum, part) => sum + part.n, 0)
  if (n === 0) return null
  const mean = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + (part.n / n) * of(part), 0)
  return { estimate: mean(({ estimate }) => estimate), lo: mean(({ lo }) => lo), hi: mean(({ hi }) => hi) }
}

function scaled(parts: readonly Part[]): Part {
  const mean = (of: (part: Part) => number) =>
    (100 * parts.reduce((sum, part) => sum + of(part), 0)) / parts.length
  return { estimate: mean(({ estimate }) => estimate), lo: mean(({ lo }) => lo), hi: mean(({ hi }) => hi) }
}
