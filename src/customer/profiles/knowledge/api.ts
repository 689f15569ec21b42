import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { customerId, instant, workspaceParams } from '../../../kit/api-shapes.ts'
import { facets } from './formula.ts'

const base = '/api/workspaces/:workspace'
const score = z.number().min(0).max(100)
const facet = z.enum(facets)

const facetSetting = z.object({
  weight: z.number().min(0).max(100),
  reliability: z.number().min(0).max(1).describe('How far what is known of it can be trusted'),
})
/** Settings saved before there was such a side leave it out, so that no score changes by itself. */
const laterFacet = facetSetting.default({ weight: 0, reliability: 1 })
const distribution = z.object({
  customers: z.int(),
  mean: score.nullable(),
  steps: z.array(z.int()).length(10).describe('0 to under 10, 10 to under 20 … 90 to 100'),
})
export const knowledgeSettings = z
  .object({
    contact: facetSetting,
    demography: facetSetting,
    attributes: facetSetting,
    dates: facetSetting,
    consent: facetSetting,
    purchases: facetSetting,
    behaviour: facetSetting,
    answers: facetSetting,
    needs: laterFacet,
    family: laterFacet,
  })
  .refine((all) => Object.values(all).some(({ weight }) => weight > 0), 'at least one weight must be above 0')

export const customerKnowledge = defineEndpoint({
  id: 'customerKnowledge',
  method: 'GET',
  path: `${base}/customers/:id/knowledge`,
  permission: 'customers.read',
  summary: 'How much is known of a customer, 0 to 100, facet by facet, and what to ask next',
  params: workspaceParams.extend({ id: customerId }),
  response: z.object({
    score,
    facets: z.array(
      z.object({
        facet,
        weight: z.number(),
        share: z.number().min(0).max(1).describe('Known, less what time and trust take away'),
        gain: score.describe('What it would add to the score if it were known in full'),
      }),
    ),
    askNext: facet.nullable(),
  }),
})

export const knowledgeOfAll = defineEndpoint({
  id: 'knowledgeOfAll',
  method: 'GET',
  path: `${base}/knowledge`,
  permission: 'customers.read',
  summary: 'How many customers have which knowledge score, in ten steps, and the mean of all',
  params: workspaceParams,
  response: distribution.extend({ computedAt: instant.describe('When everybody was last reckoned') }),
})

export const getKnowledgeSettings = defineEndpoint({
  id: 'getKnowledgeSettings',
  method: 'GET',
  path: `${base}/knowledge/settings`,
  permission: 'customers.read',
  summary: 'Weights of the facets of the knowledge score, and how far each is trusted',
  params: workspaceParams,
  response: knowledgeSettings,
})

export const saveKnowledgeSettings = defineEndpoint({
  id: 'saveKnowledgeSettings',
  method: 'PUT',
  path: `${base}/knowledge/settings`,
  permission: 'settings.manage',
  summary: 'Replaces them; every score follows at once; audited',
  params: workspaceParams,
  body: knowledgeSettings,
  response: knowledgeSettings,
})

export const previewKnowledgeSettings = defineEndpoint({
  id: 'previewKnowledgeSettings',
  method: 'POST',
  path: `${base}/knowledge/preview`,
  permission: 'settings.manage',
  summary:
    'How many customers would have which score with other weights, beside those of today; nothing is saved',
  params: workspaceParams,
  body: knowledgeSettings,
  response: z.object({ before: distribution, after: distribution }),
  ratePerMinute: 60,
})
