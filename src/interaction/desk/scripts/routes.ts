import { type Route, route } from '../../../kit/api.ts'
import type { DeskDeps } from '../deps.ts'
import { deskErrors } from '../errors.ts'
import * as api from './api.ts'
import { scriptVariables } from './body.ts'
import { listScripts, previewScript, removeScript, saveScript, setLive } from './store.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What to say: scripts and their versions. */
export function scriptRoutes(deps: DeskDeps): Route[] {
  const { ledger } = deps
  const idOf = (id: string) => {
    if (!uuid.test(id)) throw deskErrors.unknownScript({})
    return id
  }
  return [
    route(api.listScripts, async ({ workspace }) => ({
      items: await listScripts(ledger, workspace),
      variables: [...scriptVariables],
    })),
    route(api.saveScript, ({ workspace, actor }, { body }) => saveScript(ledger, workspace, actor, body)),
    route(api.setScriptLive, async ({ workspace, actor }, { params, body }) => ({
      live: await setLive(ledger, workspace, actor, idOf(params.id), body.weights),
    })),
    route(api.removeScript, async ({ workspace, actor }, { params }) => {
      await removeScript(ledger, workspace, actor, idOf(params.id))
      return { removed: true } as const
    }),
    route(api.previewScript, ({ workspace, fields }, { body }) =>
      previewScript(deps, workspace, body, fields),
    ),
  ]
}
