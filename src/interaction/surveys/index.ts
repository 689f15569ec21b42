import type { Route } from '../../kit/api.ts'
import type { SurveyDeps } from './deps.ts'
import { type FollowUps, followUps } from './follow-ups.ts'
import { surveyPages, surveyRoutes } from './routes.ts'

export type { SurveyDeps } from './deps.ts'

/** What customers are asked, and what they answer. */
export interface Surveys {
  followUps: FollowUps
  routes(): Route[]
}

export function createSurveys(deps: SurveyDeps): Surveys {
  return {
    followUps: followUps(deps),
    routes: () => [...surveyRoutes(deps), ...surveyPages(deps)],
  }
}
