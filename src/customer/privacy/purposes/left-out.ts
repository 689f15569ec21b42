import { z } from 'zod'
import { type Localized, localized } from '../../../kit/api-shapes.ts'
import { type LimitDeps, limitsOf, type PurposeLimit, standingAgainst, wordsOf } from './limits.ts'
import { broughtBy, limitableSources, type Subject, sourceOf, subjectLabel } from './subjects.ts'
import { usesOf } from './uses.ts'

/** What an answer does not hold because it may not be used for what the answer is for. */
export const leftOutShape = z.object({
  subject: z.string(),
  label: localized,
  allowed: localized.describe('What it may be used for'),
  reason: z.string(),
})
export type LeftOut = z.output<typeof leftOutShape>

/** What stands against a use in a workspace, asked once and held against many answers. */
export interface Barrier {
  /** Every limit that leaves the use out, as it is told. */
  leftOut: LeftOut[]
  /** Those of them that stand against looking at these. */
  against(subjects: Iterable<Subject>): LeftOut[]
}

/** @returns null where nothing is limited, so that answers leave as they are */
export async function barrierTo(deps: LimitDeps, workspaceId: number, use: string): Promise<Barrier | null> {
  const { db } = deps.ledger
  const limits = (await limitsOf(db, workspaceId)).filter(({ purposes }) => !purposes.includes(use))
  if (limits.length === 0) return null
  const sources = limits.flatMap(({ subject }) => sourceOf(subject) ?? [])
  const [brought, leftOut] = await Promise.all([
    broughtBy(deps, workspaceId, sources),
    told(deps, workspaceId, limits),
  ])
  return {
    leftOut,
    against: (subjects) => {
      const standing = standingAgainst(limits, brought, new Set(subjects), use)
      return leftOut.filter((_, i) => standing.some(({ subject }) => subject === limits[i]?.subject))
    },
  }
}

async function told(
  { ledger: { db } }: LimitDeps,
  workspaceId: number,
  limits: readonly PurposeLimit[],
): Promise<LeftOut[]> {
  const [uses, sources] = await Promise.all([usesOf(db, workspaceId), limitableSources(db, workspaceId)])
  const words = wordsOf(uses)
  return limits.map(({ subject, purposes, reason }) => ({
    ...{ subject, reason, label: subjectLabel(subject, sources), allowed: words(purposes) },
  }))
}

/** One line for people: what was left out, what it may be used for, and why. */
export function leftOutLine({ label, allowed, reason }: LeftOut): Localized {
  return {
    en: `${label.en}: may be used for ${allowed.en} only (${reason})`,
    'zh-CN': `${label['zh-CN']}：仅可用于${allowed['zh-CN']}（${reason}）`,
  }
}
