import { sql } from 'kysely'
import type { Workspace } from '../../kit/workspace.ts'
import type { SurveyKind } from '../../stores/ledger/schema/surveys.ts'
import type { SurveyDeps } from './deps.ts'
import { type Score, scoreOf } from './score.ts'

const days = 90

/** The score of the last 90 days of each survey that was answered in them. */
export async function recentScores(deps: SurveyDeps, workspace: Workspace): Promise<Map<string, Score>> {
  const from = new Date(workspace.clock.now().getTime() - days * 86_400_000)
  const { rows } = await sql<{ id: string; kind: SurveyKind; score: number; n: string }>`
    SELECT s.id, s.kind, a.score, count(*) AS n FROM survey_answers a JOIN surveys s ON s.id = a.survey_id
    WHERE a.workspace_id = ${workspace.id} AND a.at > ${from} GROUP BY s.id, s.kind, a.score`.execute(
    deps.ledger.db,
  )
  const spreads = new Map<string, { kind: SurveyKind; spread: Map<number, number> }>()
  for (const { id, kind, score, n } of rows) {
    const own = spreads.get(id) ?? { kind, spread: new Map<number, number>() }
    own.spread.set(score, Number(n))
    spreads.set(id, own)
  }
  const scores = [...spreads].map(([id, { kind, spread }]) => [id, scoreOf(kind, spread)] as const)
  return new Map(scores.flatMap(([id, score]) => (score === null ? [] : [[id, score]])))
}
