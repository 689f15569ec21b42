import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, minor, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'
import { languageTag } from '../../kit/language.ts'

const base = '/api/workspaces/:workspace/offers'
export const offerInput = z.object({
  name: z.string().trim().min(1).max(100),
  kind: z.enum(['percent_off', 'amount_off', 'gift', 'service', 'content']),
  /** percent_off: percent; amount_off: minor units; otherwise 0. */
  value: z.number().min(0).max(1_000_000_000),
  minimumSpendMinor: minor.min(0).default(0),
  /** What one redemption costs beyond the discount itself (gift, service). */
  costMinor: minor.min(0).default(0),
  code: z.string().max(40).default(''),
  words: z.string().trim().min(1).max(300).describe('The promise as the customer reads it'),
  validDays: z.int().min(1).max(365).default(30),
  translations: z
    .array(
      z.object({
        language: languageTag,
        name: z.string().trim().min(1).max(100),
        words: z.string().trim().min(1).max(300),
      }),
    )
    .max(20)
    .refine(
      (all) => new Set(all.map(({ language }) => language)).size === all.length,
      'a language stands twice',
    )
    .optional()
    .describe('Name and promise for creatives in other languages'),
})
export const offerShape = offerInput.extend({
  id: z.string(),
  version: z.int(),
  updatedAt: instant,
  deletedAt: instant.nullable(),
})
export const listOffers = defineEndpoint({
  id: 'listOffers',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Offers',
  params: workspaceParams,
  query: z.object({ deleted: z.stringbool().optional() }),
  response: z.object({ items: z.array(offerShape) }),
})
export const createOffer = defineEndpoint({
  id: 'createOffer',
  method: 'POST',
  path: base,
  permission: 'campaigns.edit',
  summary: 'Adds an offer',
  params: workspaceParams,
  body: offerInput,
  response: offerShape,
})
export const updateOffer = defineEndpoint({
  id: 'updateOffer',
  method: 'PUT',
  path: `${base}/:id`,
  permission: 'campaigns.edit',
  summary: 'Changes an offer; launched campaigns keep theirs',
  params: workspaceItemParams,
  body: offerInput,
  response: offerShape,
})
export const deleteOffer = defineEndpoint({
  id: 'deleteOffer',
  method: 'DELETE',
  path: `${base}/:id`,
  permission: 'campaigns.edit',
  summary: 'Puts an offer into the bin',
  params: workspaceItemParams,
  response: offerShape,
})
export const restoreOffer = defineEndpoint({
  id: 'restoreOffer',
  method: 'POST',
  path: `${base}/:id/restore`,
  permission: 'campaigns.edit',
  summary: 'Takes an offer out of the bin',
  params: workspaceItemParams,
  response: offerShape,
})
