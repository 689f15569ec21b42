import { type RawReply, type Route, route } from '../../../kit/api.ts'
import * as api from './api.ts'
import type { ServedProfiles } from './index.ts'

export function servedRoutes(served: ServedProfiles): Route[] {
  return [
    route(api.getServedProfile, async ({ workspace, fields }, { params }) =>
      fields.isLimited
        ? served.get(workspace, params.id)
        : asJson(await served.texts.get(workspace, params.id)),
    ),
    route(api.lookUpProfile, ({ workspace }, { body }) => served.lookUp(workspace, body.kind, body.value)),
    route(api.batchProfiles, async ({ workspace, fields }, { body }) =>
      fields.isLimited
        ? served.batch(workspace, body.ids)
        : asJson(await served.texts.batch(workspace, body.ids)),
    ),
  ]
}

const asJson = (raw: string): RawReply => ({ raw, contentType: 'application/json; charset=utf-8' })
