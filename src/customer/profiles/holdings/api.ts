import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { customerId, instant, minor, workspaceParams } from '../../../kit/api-shapes.ts'

const product = z.object({
  productId: z.string(),
  name: z.string().describe('The number where the catalogue has no name'),
  quantity: z.number().describe('Bought less returned'),
  returned: z.number(),
  purchases: z.int().describe('Orders with it'),
  lastAt: instant,
  spentMinor: minor.describe('Net of returns; amounts in the currency of the workspace only'),
})

export const customerHoldings = defineEndpoint({
  id: 'customerHoldings',
  method: 'GET',
  path: '/api/workspaces/:workspace/customers/:id/holdings',
  permission: 'customers.read',
  summary:
    'What a customer holds now: products bought and not returned, by category, and services named by attributes',
  params: workspaceParams.extend({ id: customerId }),
  response: z.object({
    currency: z.string(),
    categories: z.array(
      z.object({
        category: z.string().describe('Empty where the catalogue names none'),
        quantity: z.number(),
        lastAt: instant,
        products: z.array(product).describe('The last bought first'),
      }),
    ),
    more: z.int().describe('Further products that are not shown'),
    returned: z.int().describe('Products of which everything came back'),
    services: z.array(z.object({ attribute: z.string(), value: z.string() })),
  }),
})

export const holdingSettings = z.object({
  attributes: z
    .array(z.string().min(1).max(200))
    .max(50)
    .describe('Attributes that say which services a customer has; no, none, 0 and their like mean: not held'),
})
export const getHoldingSettings = defineEndpoint({
  id: 'getHoldingSettings',
  method: 'GET',
  path: '/api/workspaces/:workspace/holding-settings',
  permission: 'workspace.read',
  summary: 'Which attributes name services that customers hold',
  params: workspaceParams,
  response: holdingSettings,
})
export const saveHoldingSettings = defineEndpoint({
  id: 'saveHoldingSettings',
  method: 'PUT',
  path: '/api/workspaces/:workspace/holding-settings',
  permission: 'settings.manage',
  summary: 'Names them',
  params: workspaceParams,
  body: holdingSettings,
  response: holdingSettings,
})
