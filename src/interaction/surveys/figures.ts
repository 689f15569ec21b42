import { sql } from 'kysely'
import type { z } from 'zod'
import { currentOf } from '../../customer/index.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { caseSurveyStep } from '../delivery/enqueue.ts'
import type { getSurveyFigures, surveyShape } from './api.ts'
import type { SurveyDeps } from './deps.ts'
import { boundsOf, type Score, scale, scoreOf } from './score.ts'
import { type Survey, surveyOf } from './store.ts'

type Figures = z.input<typeof getSurveyFigures.response>
type Group = Figures['weeks'][number]

interface Row {
  person_key: string
  score: number
  channel: string
  campaign_id: string
  step: string
  reasons: string[]
  week: string
}

const dayMs = 86_400_000
/** Answers of more than these are not read one by one. */
const mostAnswers = 200_000
const mostCampaigns = 20

/** As the contract says it; figures of fewer than `k` answers are not told. */
export function surveyView(
  survey: Survey,
  score: Score | null,
  k: number | null,
): z.input<typeof surveyShape> {
  const { createdAt, closedAt, ...rest } = survey
  return {
    ...rest,
    path: `/t/survey/${survey.id}`,
    createdAt: createdAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    score: told(score, k),
  }
}

const told = (score: Score | null, k: number | null): Score | null =>
  score === null || score.n < (k ?? 1) ? null : score

/**
 * What came of a survey. Each answer counts once, at the time it was given first; who answered twice because two messages
 * asked counts twice, for two occasions.
 * @param k of fewer answers nothing is told; null: of any
 * @throws survey.notFound
 */
export async function surveyFigures(
  deps: SurveyDeps,
  workspace: Workspace,
  id: string,
  query: z.output<NonNullable<typeof getSurveyFigures.query>>,
  k: number | null,
): Promise<Figures> {
  const survey = await surveyOf(deps.ledger.db, workspace, id)
  const now = workspace.clock.now()
  const from = new Date(now.getTime() - query.days * dayMs)
  const rows = await rowsOf(deps, workspace, survey, { from, now, segment: query.segment })
  const { kind } = survey
  const all = scoreOf(kind, spreadOf(rows))
  const asked = query.segment === undefined ? await askedSince(deps, workspace, survey, from) : 0
  const campaigns = await campaignGroups(deps, workspace, survey, rows, k)
  const labels = new Map(
    (survey.reason?.options ?? []).map((option) => [option.id, option.label[workspace.locale]]),
  )
  const { from: least, to: most } = scale[kind]
  const spread = spreadOf(rows)
  const isTold = told(all, k) !== null
  return {
    survey: surveyView(survey, all, k),
    ...{ days: query.days, score: told(all, k), computedAt: now.toISOString() },
    spread: isTold
      ? Array.from({ length: most - least + 1 }, (_, i) => ({
          score: least + i,
          n: spread.get(least + i) ?? 0,
        }))
      : [],
    response: {
      ...{ asked, answered: isTold ? rows.length : 0 },
      rate: isTold && asked > 0 ? Math.min(1, rows.length / asked) : null,
      bounds: isTold ? boundsOf(kind, all, asked) : null,
    },
    weeks: groups(survey, rows, ({ week }) => [week], k).sort((a, b) => a.key.localeCompare(b.key)),
    channels: groups(survey, rows, ({ channel }) => [channel], k),
    campaigns,
    reasons: groups(survey, rows, ({ reasons }) => reasons, k).map((group) => ({
      ...group,
      label: labels.get(group.key) ?? null,
    })),
  }
}

function spreadOf(rows: readonly Pick<Row, 'score'>[]): Map<number, number> {
  const spread = new Map<number, number>()
  for (const { score } of rows) spread.set(score, (spread.get(score) ?? 0) + 1)
  return spread
}

function groups(
  { kind }: Survey,
  rows: readonly Row[],
  keysOf: (row: Row) => readonly string[],
  k: number | null,
): Group[] {
  const by = new Map<string, Row[]>()
  for (const row of rows)
    for (const key of keysOf(row)) {
      const some = by.get(key)
      if (some) some.push(row)
      else by.set(key, [row])
    }
  return [...by]
    .map(([key, some]) => ({
      key,
      label: null,
      n: some.length,
      score: told(scoreOf(kind, spreadOf(some)), k),
    }))
    .filter(({ score }) => score !== null)
    .sort((a, b) => b.n - a.n || a.key.localeCompare(b.key))
}

async function campaignGroups(
  deps: SurveyDeps,
  workspace: Workspace,
  survey: Survey,
  rows: readonly Row[],
  k: number | null,
): Promise<Group[]> {
  const found = groups(
    survey,
    rows.filter(({ step }) => step !== caseSurveyStep),
    (row) => [row.campaign_id],
    k,
  ).slice(0, mostCampaigns)
  const names = await deps.campaignNames(
    workspace,
    found.map(({ key }) => key),
  )
  return found.map((group) => ({ ...group, label: names.get(group.key) ?? null }))
}

async function rowsOf(
  deps: SurveyDeps,
  workspace: Workspace,
  survey: Survey,
  { from, now, segment }: { from: Date; now: Date; segment: string | undefined },
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    SELECT person_key::text AS person_key, score, channel, campaign_id, step, reasons,
      to_char(date_trunc('week', at AT TIME ZONE ${workspace.timeZone}), 'YYYY-MM-DD') AS week
    FROM survey_answers WHERE survey_id = ${survey.id}::uuid AND at > ${from} AND at <= ${now}
    ORDER BY at DESC, id LIMIT ${mostAnswers}`.execute(deps.ledger.db)
  if (segment === undefined) return rows
  const keys = rows.map((row) => Number(row.person_key))
  const current = await currentOf(deps.ledger.db, keys)
  const today = (key: string) => current.get(Number(key)) ?? Number(key)
  const members = await deps.inSegment(workspace, segment, [
    ...new Set(rows.map((row) => today(row.person_key))),
  ])
  return rows.filter((row) => members.has(today(row.person_key)))
}

/** Messages that went out with it: of campaigns whose text links to it, and follow-ups. */
async function askedSince(
  deps: SurveyDeps,
  workspace: Workspace,
  survey: Survey,
  from: Date,
): Promise<number> {
  const { rows } = await sql<{ n: string }>`
    SELECT count(*) AS n FROM deliveries d WHERE d.workspace_id = ${workspace.id} AND d.status = 'sent' AND d.planned_at > ${from}
      AND (d.campaign_id IN (SELECT campaign_id FROM campaign_links WHERE workspace_id = ${workspace.id}
          AND position(${`/t/survey/${survey.id}`} IN url) > 0)
        OR (d.step = ${caseSurveyStep} AND d.occurrence = ${survey.id}))`.execute(deps.ledger.db)
  return Number(rows[0]?.n ?? 0)
}
