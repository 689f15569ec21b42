import { learnFromAnswers } from '@liangti/models'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Ledger } from '../../../stores/ledger/index.ts'
import { comparedKinds, type TaughtLevels } from './columns.ts'
import { levelCounts } from './find-alike.ts'

/** Fewer answers say too little about a level. */
export const leastAnswers = 10
/** The newest are enough, and people change their mind. */
const mostAnswers = 5_000

/** What is kept of a comparison with a proposal: levels and bits, never a value. */
export const comparedShape = z.object({
  modelWeight: z.number(),
  fields: z.array(z.object({ kind: z.enum(comparedKinds), level: z.int().nullable(), weight: z.number() })),
})
export type Compared = z.output<typeof comparedShape>

/**
 * What the answers to proposals by likeness taught: merged is a match, kept apart is none, and a merge that was taken
 * back is none either.
 * @returns null below `leastAnswers`
 */
export async function lessonOf(ledger: Ledger, workspaceId: number): Promise<TaughtLevels | null> {
  const { rows } = await sql<{ compared: unknown; match: boolean }>`
    SELECT p.compared, p.status = 'merged' AND m.undone_at IS NULL AS match
    FROM merge_proposals p LEFT JOIN merges m ON m.id = p.merge_id
    WHERE p.workspace_id = ${workspaceId} AND p.compared IS NOT NULL AND p.status <> 'open'
    ORDER BY p.decided_at DESC, p.id DESC LIMIT ${mostAnswers}`.execute(ledger.db)
  return lessonFrom(rows.map((row) => ({ ...comparedShape.parse(row.compared), match: row.match })))
}

/** @param answers newest first */
export function lessonFrom(answers: readonly (Compared & { match: boolean })[]): TaughtLevels | null {
  if (answers.length < leastAnswers) return null
  const lesson = learnFromAnswers(
    answers.map(({ modelWeight, fields, match }) => ({
      weight: modelWeight,
      levels: comparedKinds.map((kind) => fields.find((field) => field.kind === kind)?.level ?? null),
      match,
    })),
    levelCounts,
  )
  return {
    shift: lesson.shift,
    answers: lesson.answers,
    levels: Object.fromEntries(
      comparedKinds.map((kind, f) => [kind, lesson.levels[f] ?? []]),
    ) as TaughtLevels['levels'],
  }
}
