import { type RawReply, type Route, route } from '../../../kit/api.ts'
import * as api from './api.ts'
import type { ServedProfiles } from './index.ts'

/** Answers leave as the text that is kept, unless something is taken out of them for this reader or this purpose. */
export function servedRoutes(served: ServedProfiles): Route[] {
  return [
    route(api.getServedProfile, async ({ workspace, fields }, { params, query }) => {
      const cut = await served.cutFor(workspace, query.purpose)
      if (cut === null && !fields.isLimited) return asJson(await served.texts.get(workspace, params.id))
      const profile = await served.get(workspace, params.id)
      return cut === null ? profile : cut(profile)
    }),
    route(api.lookUpProfile, async ({ workspace }, { body }) => {
      const cut = await served.cutFor(workspace, body.purpose)
      const found = await served.lookUp(workspace, body.kind, body.value)
      return cut === null ? found : { ...found, profile: await cut(found.profile) }
    }),
    route(api.batchProfiles, async ({ workspace, fields }, { body }) => {
      const cut = await served.cutFor(workspace, body.purpose)
      if (cut === null && !fields.isLimited) return asJson(await served.texts.batch(workspace, body.ids))
      const { items, missing } = await served.batch(workspace, body.ids)
      return { items: cut === null ? items : await Promise.all(items.map(cut)), missing }
    }),
  ]
}

const asJson = (raw: string): RawReply => ({ raw, contentType: 'application/json; charset=utf-8' })
