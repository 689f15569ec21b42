import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  pageOf,
  taskShape,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { evidenceKinds } from './homes.ts'
import { householdSettings } from './settings.ts'

const base = '/api/workspaces/:workspace/households'

export const household = z.object({
  id: z.string(),
  state: z.enum(['proposed', 'live', 'refused', 'dissolved']),
  members: z.array(
    z.object({
      customerId,
      label: z.string().describe('Masked; never in clear'),
      state: z.enum(['proposed', 'member', 'left', 'refused']),
      isHead: z.boolean().describe('One letter for the home goes to this one'),
      evidence: z
        .array(z.enum(evidenceKinds))
        .describe('What it shares with another of them; empty: by hand'),
      since: instant.nullable(),
      until: instant.nullable(),
    }),
  ),
  createdAt: instant,
  decidedAt: instant.nullable(),
  decidedBy: z
    .string()
    .nullable()
    .describe('Who confirmed, refused or dissolved it; rule: without being asked'),
})

export const listHouseholds = defineEndpoint({
  id: 'listHouseholds',
  method: 'GET',
  path: base,
  permission: 'customers.read',
  summary:
    'Households, newest first: those with somebody to decide about, those that are, or those dissolved or refused',
  params: workspaceParams,
  query: cursorQuery.extend({
    state: z.enum(['proposed', 'live', 'ended']).optional(),
    customer: customerId.optional().describe('Only those this customer is or was in'),
  }),
  response: pageOf(household),
})

export const createHousehold = defineEndpoint({
  id: 'createHousehold',
  method: 'POST',
  path: base,
  permission: 'customers.merge',
  summary: 'Makes a household of customers, by hand; audited',
  params: workspaceParams,
  body: z.object({ customers: z.array(customerId).min(2).max(20) }),
  response: household,
})

export const householdChange = z.discriminatedUnion('change', [
  z.object({
    change: z.literal('confirm'),
    leaveOut: z.array(customerId).max(20).default([]).describe('Of those proposed, who does not live there'),
  }),
  z.object({ change: z.enum(['refuse', 'dissolve', 'restore']) }),
  z.object({ change: z.enum(['add', 'remove', 'head']), customer: customerId }),
])

export const changeHousehold = defineEndpoint({
  id: 'changeHousehold',
  method: 'POST',
  path: `${base}/:id/changes`,
  permission: 'customers.merge',
  summary:
    'Confirms or refuses who is proposed, adds, removes, chooses whom letters go to, dissolves, or takes a dissolving or refusal back; audited',
  params: workspaceItemParams,
  body: householdChange,
  response: household,
})

export const findHouseholds = defineEndpoint({
  id: 'findHouseholds',
  method: 'POST',
  path: `${base}/find`,
  permission: 'customers.merge',
  summary: 'Looks for customers of one home by the rules of the workspace; a task',
  params: workspaceParams,
  response: z.object({ taskId: z.string() }),
})

/** What a search has found. */
export const householdRun = z.object({
  looked: z.int().describe('Customers whose address is a single dwelling'),
  found: z
    .int()
    .describe('New households, confirmed where the workspace says so, else waiting for a decision'),
  joined: z.int().describe('Customers found to belong to one that was known'),
  tooMany: z.int().describe('Addresses with more people than the rule allows, left alone'),
})

export const getHouseholdSettings = defineEndpoint({
  id: 'getHouseholdSettings',
  method: 'GET',
  path: `${base}/settings`,
  permission: 'customers.read',
  summary: 'What makes customers a household, how many there are, and a search under way',
  params: workspaceParams,
  response: z.object({
    settings: householdSettings,
    households: z.int(),
    people: z.int(),
    taskId: z.string().nullable().describe('A search under way'),
    lastTask: taskShape.nullable().describe('The search that ended last'),
    lastRun: householdRun.nullable().describe('What it found, where it came to its end'),
  }),
})

export const setHouseholdSettings = defineEndpoint({
  id: 'setHouseholdSettings',
  method: 'PUT',
  path: `${base}/settings`,
  permission: 'settings.manage',
  summary: 'Replaces what makes customers a household; those that are stay; audited',
  params: workspaceParams,
  body: householdSettings,
  response: z.object({ settings: householdSettings }),
})
