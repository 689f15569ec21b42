import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { customerId, instant, minor, workspaceParams } from '../../../kit/api-shapes.ts'
import { stances } from '../../needs/topics.ts'
import { leftOutShape } from '../../privacy/purposes/left-out.ts'
import { customerRow } from '../api.ts'

const base = '/api/workspaces/:workspace/profiles'
/** Programs ask for each call and each visit: 2,000 a second from one key. */
const use = z
  .string()
  .min(1)
  .max(40)
  .default('service')
  .describe(
    'What it is used for: a purpose of the consent policy, or analysis; what may not be used for it is left out',
  )
const perMinute = 120_000

export const servedProfile = z.object({
  customerId,
  label: z.string().describe('Masked name or customer number; never in clear'),
  status: customerRow.shape.status,
  currency: z.string(),
  attributes: z.record(z.string(), z.string()),
  computed: z.array(
    z.object({ id: z.string(), label: z.string(), value: z.union([z.string(), z.number(), z.null()]) }),
  ),
  reachable: z.array(z.string()),
  value: z.object({
    orders: z.int().nullable().describe('Null where orders are hidden from the reader'),
    monetaryMinor: minor.nullable(),
    firstOrderAt: instant.nullable(),
    lastOrderAt: instant.nullable(),
    r: z.int().nullable(),
    f: z.int().nullable(),
    m: z.int().nullable(),
  }),
  segments: z.array(z.object({ id: z.string(), name: z.string() })),
  consents: z.array(
    z.object({ purpose: z.string(), channel: z.string(), state: z.string(), allowed: z.boolean() }),
  ),
  needs: z
    .array(
      z.object({
        topic: z.string(),
        label: z.string(),
        stance: z.enum(stances),
        strength: z.int().describe('1 a little, 2 clearly, 3 very; 0: not said'),
        saidOn: z.iso.date(),
        validUntil: z.iso.date().nullable(),
      }),
    )
    .describe('What they said they need, like or do not want, as far as it holds today; empty where hidden'),
  lastOrders: z
    .array(z.object({ orderId: z.string(), at: instant, amountMinor: minor, currency: z.string() }))
    .describe('The last five, newest first; returns have negative amounts'),
  lastTouches: z
    .array(
      z.object({ at: instant, channel: z.string(), kind: z.string(), campaignId: z.string().nullable() }),
    )
    .describe('The last five, newest first'),
  leftOut: z
    .array(leftOutShape)
    .describe(
      'What may not be used for the purpose of the request, and is not in the answer for that reason',
    ),
  builtAt: instant.describe('Facts up to about here are in it'),
})

export const getServedProfile = defineEndpoint({
  id: 'getProfile',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'customers.read',
  summary: 'One customer in one answer, for call centres, tills and shops; kept ready, seconds old',
  params: workspaceParams.extend({ id: customerId }),
  query: z.object({ purpose: use }),
  response: servedProfile,
  ratePerMinute: perMinute,
})
export const lookUpProfile = defineEndpoint({
  id: 'lookUpProfile',
  method: 'POST',
  path: `${base}/lookup`,
  permission: 'customers.read',
  summary: 'The same by identifier, which stands in no address; where several carry it, the first of them',
  params: workspaceParams,
  body: z.object({
    kind: z.enum(['account', 'email', 'phone', 'card', 'anonymous']),
    value: z.string().min(1).max(200),
    purpose: use,
  }),
  response: z.object({ profile: servedProfile, others: z.int().describe('How many more carry it') }),
  ratePerMinute: perMinute,
})
export const batchProfiles = defineEndpoint({
  id: 'batchProfiles',
  method: 'POST',
  path: `${base}/batch`,
  permission: 'customers.read',
  summary: 'Up to 100 customers; those that are not known are named',
  params: workspaceParams,
  body: z.object({ ids: z.array(customerId).min(1).max(100), purpose: use }),
  response: z.object({ items: z.array(servedProfile), missing: z.array(customerId) }),
  ratePerMinute: 6_000,
})
