import { sql } from 'kysely'
import type { z } from 'zod'
import { currentOf, keysOfCustomer } from '../../customer/index.ts'
import { isAppError } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { SurveyKind, SurveyReason } from '../../stores/ledger/schema/surveys.ts'
import type { listSurveyAnswers } from './api.ts'
import type { SurveyDeps } from './deps.ts'
import { dissatisfiedTo } from './score.ts'

interface Row {
  id: string
  person_key: string
  survey_id: string
  survey: string
  kind: SurveyKind
  reason: SurveyReason | null
  score: number
  reasons: string[]
  words: Buffer | null
  channel: string
  case_id: string | null
  at: Date
}

/** Answers, newest first; of one customer under all their keys. */
export async function answersPage(
  deps: SurveyDeps,
  workspace: Workspace,
  query: z.output<NonNullable<typeof listSurveyAnswers.query>>,
): Promise<z.input<typeof listSurveyAnswers.response>> {
  const { db } = deps.ledger
  const keys = query.customer ? ((await keysOfCustomer(db, workspace, query.customer)) ?? []) : null
  const dissatisfied = sql`a.score <= CASE s.kind WHEN 'nps' THEN ${dissatisfiedTo.nps}::int ELSE ${dissatisfiedTo.csat}::int END`
  const where = sql`a.workspace_id = ${workspace.id}
    ${query.survey === undefined ? sql`` : sql`AND a.survey_id = ${query.survey}::uuid`}
    ${keys === null ? sql`` : sql`AND a.person_key = ANY(${keys}::bigint[])`}
    ${query.only === 'words' ? sql`AND a.words IS NOT NULL` : query.only === 'dissatisfied' ? sql`AND ${dissatisfied}` : sql``}`
  const offset = /^\d{1,7}$/.test(query.cursor ?? '') ? Number(query.cursor) : 0
  const [{ rows }, count] = await Promise.all([
    sql<Row>`
      SELECT a.id, a.person_key::text AS person_key, a.survey_id, s.name AS survey, s.kind, s.reason, a.score, a.reasons, a.words,
        a.channel, (SELECT c.id FROM cases c WHERE c.workspace_id = a.workspace_id AND c.origin_id = a.id LIMIT 1) AS case_id, a.at
      FROM survey_answers a JOIN surveys s ON s.id = a.survey_id WHERE ${where}
      ORDER BY a.at DESC, a.id OFFSET ${offset} LIMIT ${query.limit + 1}`.execute(db),
    sql<{
      n: string
    }>`SELECT count(*) AS n FROM survey_answers a JOIN surveys s ON s.id = a.survey_id WHERE ${where}`.execute(
      db,
    ),
  ])
  const page = rows.slice(0, query.limit)
  const current = await currentOf(
    db,
    page.map((row) => Number(row.person_key)),
  )
  const vault = await deps.vaultOf(workspace.id)
  return {
    items: page.map((row) => ({
      ...{ id: row.id, surveyId: row.survey_id, survey: row.survey, kind: row.kind, score: row.score },
      customerId: String(current.get(Number(row.person_key)) ?? row.person_key),
      reasons: row.reasons.flatMap(
        (id) => row.reason?.options.find((option) => option.id === id)?.label ?? [],
      ),
      words: row.words === null ? null : opened(() => vault.decrypt(row.words ?? Buffer.alloc(0))),
      ...{ channel: row.channel, caseId: row.case_id, at: row.at.toISOString() },
    })),
    nextCursor: rows.length > query.limit ? String(offset + query.limit) : null,
    total: Number(count.rows[0]?.n ?? 0),
  }
}

/** Null where the person was erased meanwhile. */
function opened(open: () => string): string | null {
  try {
    return open()
  } catch (error) {
    if (isAppError(error) && error.code === 'crypto.erased') return null
    throw error
  }
}
