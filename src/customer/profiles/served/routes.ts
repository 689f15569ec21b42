import { type Route, route } from '../../../kit/api.ts'
import * as api from './api.ts'
import type { ServedProfiles } from './index.ts'

export function servedRoutes(served: ServedProfiles): Route[] {
  return [
    route(api.getServedProfile, ({ workspace }, { params }) => served.get(workspace, params.id)),
    route(api.lookUpProfile, ({ workspace }, { body }) => served.lookUp(workspace, body.kind, body.value)),
    route(api.batchProfiles, ({ workspace }, { body }) => served.batch(workspace, body.ids)),
  ]
}
