import { type Route, route } from '../../../kit/api.ts'
import type { CodingDeps } from '../deps.ts'
import { importCases, openCaseOfThread } from './api.ts'
import { importCaseFile } from './import.ts'
import { markThread } from './marks.ts'

/** The ways in that colleagues take. */
export function intakeRoutes(deps: CodingDeps): Route[] {
  return [
    route(openCaseOfThread, ({ workspace, actor }, { params, body }) =>
      markThread(deps, workspace, actor, params.id, body.messageId ?? null),
    ),
    route(importCases, ({ workspace, actor }, { body }) => importCaseFile(deps, workspace, actor, body.csv)),
  ]
}
