import { type RequestContext, type Route, route } from '../../kit/api.ts'
import { createOffer, deleteOffer, listOffers, restoreOffer, updateOffer } from './api.ts'
import {
  createCreative,
  deleteCreative,
  listCreatives,
  restoreCreative,
  updateCreative,
} from './creatives/api.ts'
import type { Creatives, Offers } from './index.ts'

/** `user:<id>`, as the audit log splits it again. */
export function actorOf(context: RequestContext): string {
  return `${context.actor.kind}:${context.actor.id}`
}

export function offerRoutes({ offers, creatives }: { offers: Offers; creatives: Creatives }): Route[] {
  return [
    route(listOffers, async (c, { query }) => ({
      items: await offers.list(c.workspace, { deleted: query.deleted ?? false }),
    })),
    route(createOffer, (c, { body }) => offers.create(c.workspace, body)),
    route(updateOffer, (c, { params, body }) => offers.update(c.workspace, params.id, body)),
    route(deleteOffer, (c, { params }) => offers.remove(c.workspace, params.id, actorOf(c))),
    route(restoreOffer, (c, { params }) => offers.restore(c.workspace, params.id, actorOf(c))),
    route(listCreatives, async (c, { query }) => ({
      items: await creatives.list(c.workspace, { deleted: query.deleted ?? false }),
    })),
    route(createCreative, (c, { body }) => creatives.create(c.workspace, body)),
    route(updateCreative, (c, { params, body }) => creatives.update(c.workspace, params.id, body)),
    route(deleteCreative, (c, { params }) => creatives.remove(c.workspace, params.id, actorOf(c))),
    route(restoreCreative, (c, { params }) => creatives.restore(c.workspace, params.id, actorOf(c))),
  ]
}
