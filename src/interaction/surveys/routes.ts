import { smallestCellFor } from '../../insight/index.ts'
import { type RawReply, type Route, route } from '../../kit/api.ts'
import type { Locale } from '../../kit/errors.ts'
import { isMachine } from '../tracking/bots.ts'
import { pageLocale, trackedOrNull } from '../tracking/engagement.ts'
import { gonePage } from '../tracking/pages.ts'
import { answerBefore, keepAnswer, surveyOfMessage } from './answer.ts'
import { answersPage } from './answers.ts'
import * as api from './api.ts'
import type { SurveyDeps } from './deps.ts'
import { surveyFigures, surveyView } from './figures.ts'
import { recentScores } from './list.ts'
import { type Given, nothingGiven, surveyForm, surveyOver } from './page.ts'
import { scale } from './score.ts'
import { changeSurvey, createSurvey, type Survey, setClosed, surveysOf } from './store.ts'

const contentType = 'text/html; charset=utf-8'
const page = (raw: string, status = 200): RawReply => ({ raw, contentType, status })
const gone = (locale: Locale) => page(gonePage(locale), 404)

/** Surveys as colleagues make and read them. */
export function surveyRoutes(deps: SurveyDeps): Route[] {
  const { ledger } = deps
  return [
    route(api.listSurveys, async (context) => {
      const { workspace } = context
      const [all, scores, k] = await Promise.all([
        surveysOf(ledger.db, workspace),
        recentScores(deps, workspace),
        smallestCellFor(ledger, context),
      ])
      return { items: all.map((survey) => surveyView(survey, scores.get(survey.id) ?? null, k)) }
    }),
    route(api.createSurvey, async ({ workspace, actor }, { body }) => ({
      id: await createSurvey(ledger, workspace, actor, body),
    })),
    route(api.changeSurvey, async ({ workspace, actor }, { params, body }) => {
      await changeSurvey(ledger, workspace, actor, params.id, body)
      return { id: params.id }
    }),
    route(api.closeSurvey, async ({ workspace, actor }, { params, body }) => {
      await setClosed(ledger, workspace, actor, params.id, body.isClosed)
      return { id: params.id }
    }),
    route(api.getSurveyFigures, async (context, { params, query }) =>
      surveyFigures(deps, context.workspace, params.id, query, await smallestCellFor(ledger, context)),
    ),
    route(api.listSurveyAnswers, ({ workspace }, { query }) => answersPage(deps, workspace, query)),
  ]
}

/** What customers reach from a message. */
export function surveyPages(deps: SurveyDeps): Route[] {
  const asked = async (token: string) => {
    const tracked = await trackedOrNull(deps, token, 'survey')
    const survey = tracked && (await surveyOfMessage(deps, tracked))
    return tracked && survey ? { tracked, survey } : null
  }
  return [
    route(api.surveyPreviewPage, async ({ locale }, { params }) => {
      const row = await deps.ledger.db
        .selectFrom('surveys')
        .select('workspace_id')
        .where('id', '=', params.id)
        .executeTakeFirst()
      if (!row) return gone(locale)
      const workspace = await deps.workspaceOf(row.workspace_id)
      const [survey] = await surveysOf(deps.ledger.db, workspace, params.id)
      return survey ? page(surveyForm(locale, workspace, survey, nothingGiven, 'preview')) : gone(locale)
    }),
    route(api.surveyPage, async ({ locale: browser }, { params }) => {
      const found = await asked(params.token)
      if (!found) return gone(browser)
      const { tracked, survey } = found
      const { workspace, delivery } = tracked
      const locale = pageLocale(tracked, browser)
      const before = await answerBefore(deps, workspace, survey, delivery.id)
      if (before && !before.isOpen) return page(surveyOver(locale, workspace, true))
      if (!before && survey.closedAt !== null) return page(surveyOver(locale, workspace, false))
      return page(
        surveyForm(locale, workspace, survey, before?.given ?? nothingGiven, before ? 'kept' : 'asked'),
      )
    }),
    route(
      api.sendSurveyAnswer,
      async ({ locale: browser }, { params, body, headers = {}, method = 'POST' }) => {
        const found = await asked(params.token)
        if (!found) return gone(browser)
        const { tracked, survey } = found
        const { workspace } = tracked
        const locale = pageLocale(tracked, browser)
        const given = givenOf(survey, body)
        const { from, to } = scale[survey.kind]
        if (given.score === null || given.score < from || given.score > to)
          return page(surveyForm(locale, workspace, survey, { ...given, score: null }, 'lacking'), 400)
        if (survey.closedAt !== null) return page(surveyOver(locale, workspace, false))
        // A machine is thanked like anybody and counted as nobody.
        if (isMachine({ method, headers, msSinceSent: null, otherLinksJustNow: 0 }))
          return page(surveyOver(locale, workspace, true))
        const isKept = await keepAnswer(deps, tracked, survey, { ...given, score: given.score })
        return page(
          isKept ? surveyForm(locale, workspace, survey, given, 'kept') : surveyOver(locale, workspace, true),
        )
      },
    ),
  ]
}

function givenOf(
  survey: Survey,
  body: { score?: string | undefined; words: string } & Record<string, unknown>,
): Given {
  return {
    score: body.score === undefined ? null : Number(body.score),
    words: survey.asksWords ? body.words : '',
    reasons: (survey.reason?.options ?? []).flatMap(({ id }) => (body[`reason_${id}`] === 'on' ? [id] : [])),
  }
}
