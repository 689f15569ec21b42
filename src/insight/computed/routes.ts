import { type Route, route } from '../../kit/api.ts'
import * as api from './api.ts'
import type { ComputedAttributes } from './index.ts'

export function computedRoutes(computed: ComputedAttributes): Route[] {
  return [
    route(api.listComputedAttributes, ({ workspace }) => computed.overview(workspace)),
    route(api.createComputedAttribute, ({ workspace, actor }, { body }) =>
      computed.create(workspace, body, `${actor.kind}:${actor.id}`),
    ),
    route(api.updateComputedAttribute, ({ workspace, actor }, { params, body }) =>
      computed.update(workspace, params.id, body, `${actor.kind}:${actor.id}`),
    ),
    route(api.deleteComputedAttribute, async ({ workspace }, { params }) => {
      await computed.remove(workspace, params.id)
      return { deleted: true as const }
    }),
    route(api.previewComputedAttribute, ({ workspace }, { body }) =>
      computed.preview(workspace, body.definition),
    ),
  ]
}
