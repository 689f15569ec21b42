import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  localized,
  minor,
  pageOf,
  workspaceParams,
} from '../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace/customers'
const customerParams = workspaceParams.extend({ id: customerId })

export const customerRow = z.object({
  customerId,
  label: z.string().describe('Masked name or customer number; never in clear'),
  status: z.enum(['prospect', 'customer']),
  city: z.string(),
  firstOrderAt: instant.nullable(),
  lastOrderAt: instant.nullable(),
  orders: z
    .int()
    .nullable()
    .describe('Null where orders are hidden from the reader, as the amounts then are'),
  monetaryMinor: minor.nullable(),
  r: z.int().nullable(),
  f: z.int().nullable(),
  m: z.int().nullable(),
  reachable: z.array(z.string()),
})

export const listCustomers = defineEndpoint({
  id: 'listCustomers',
  method: 'GET',
  path: base,
  permission: 'customers.read',
  summary:
    'Customers page by page; whom to search for goes into the body of searchCustomers, for addresses are written to logs',
  params: workspaceParams,
  query: cursorQuery.extend({
    search: z.string().optional().describe('Refused: search with searchCustomers'),
    segment: z.string().max(64).optional(),
    sort: z.enum(['monetary', 'recent', 'frequency', 'newest']).default('monetary'),
  }),
  response: pageOf(customerRow),
})

export const getCustomer = defineEndpoint({
  id: 'getCustomer',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'customers.read',
  summary: 'One customer; identifiers masked',
  params: customerParams,
  response: z.object({
    customerId,
    label: z.string(),
    status: z.enum(['prospect', 'customer']),
    currency: z.string(),
    identifiers: z.array(z.object({ kind: z.string(), masked: z.string(), firstSeenAt: instant })),
    attributes: z.array(z.object({ name: z.string(), value: z.string() })),
    computed: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        type: z.enum(['number', 'text']),
        value: z.union([z.string(), z.number(), z.null()]),
      }),
    ),
    reachable: z.array(z.string()),
    doNotSend: z.array(z.object({ channel: z.string(), reason: z.string(), at: instant })),
    features: z
      .object({
        asOf: z.iso.date(),
        firstOrderAt: instant,
        lastOrderAt: instant,
        recencyDays: z.int(),
        frequency: z.int(),
        monetaryMinor: minor,
        breadth: z.int(),
        lengthDays: z.int(),
        r: z.int().nullable(),
        f: z.int().nullable(),
        m: z.int().nullable(),
        computedAt: instant,
      })
      .nullable(),
    segments: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
})

export const unmaskCustomer = defineEndpoint({
  id: 'unmaskCustomer',
  method: 'POST',
  path: `${base}/:id/unmask`,
  permission: 'customers.unmask',
  summary: 'Identifiers in clear; the look is written to the audit log with its reason',
  params: customerParams,
  body: z.object({ reason: z.string().min(3).max(300) }),
  response: z.object({ identifiers: z.array(z.object({ kind: z.string(), value: z.string() })) }),
  ratePerMinute: 30,
})

export const customerTimeline = defineEndpoint({
  id: 'customerTimeline',
  method: 'GET',
  path: `${base}/:id/timeline`,
  permission: 'customers.read',
  summary:
    'What happened with one customer, newest first: orders, touches, events, decisions, consents, merges, and what sources said',
  params: customerParams,
  query: cursorQuery.extend({
    kinds: z
      .string()
      .max(200)
      .optional()
      .describe('Comma-separated: order,touch,event,decision,consent,identity,values'),
    from: z.iso.date().optional().describe('First day, in the zone of the workspace'),
    to: z.iso.date().optional().describe('Last day, itself included'),
  }),
  response: pageOf(
    z.object({
      at: instant,
      kind: z.enum(['order', 'touch', 'event', 'decision', 'consent', 'identity', 'values']),
      title: localized,
      detail: localized.nullable(),
      amountMinor: minor.nullable(),
      currency: z.string().nullable(),
      campaignId: z.string().nullable(),
    }),
  ),
})

export const attributeFields = defineEndpoint({
  id: 'attributeFields',
  method: 'GET',
  path: '/api/workspaces/:workspace/customer-fields',
  permission: 'workspace.read',
  summary: 'Attributes customers have here, with type, coverage and common values',
  params: workspaceParams,
  response: z.object({
    fields: z.array(
      z.object({
        name: z.string(),
        label: localized,
        type: z.enum(['text', 'number', 'date', 'list']),
        coverage: z.number(),
        values: z.array(z.object({ value: z.string(), customers: z.int() })),
      }),
    ),
  }),
})
