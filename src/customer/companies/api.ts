import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import {
  cursorQuery,
  customerId,
  instant,
  minor,
  pageOf,
  taskShape,
  workspaceItemParams,
  workspaceParams,
} from '../../kit/api-shapes.ts'
import { companyRoles, companySizes } from './roles.ts'

const base = '/api/workspaces/:workspace/companies'
const id = z.string().min(1).max(64)
const day = z.iso.date()
const role = z.enum(companyRoles)
const size = z.enum(companySizes)

/** What a search has found. */
export const companyRun = z.object({
  pairs: z.int().describe('Pairs of companies newly proposed as one'),
  contacts: z.int().describe('Customers newly proposed as contacts'),
})

export const companyBasis = z
  .enum(['there', 'now'])
  .describe('Whose facts count: of everybody while they were there, or all of those who are there now')
const score = z.int().min(1).max(5).nullable()

export const companyFigures = z.object({
  orders: z.int(),
  revenueMinor: minor,
  marginMinor: minor.nullable().describe('Of the lines whose cost is known; null: of none'),
  lastOrderAt: instant.nullable(),
  touches: z.int().describe('Messages and calls to its contacts'),
  lastTouchAt: instant.nullable(),
  r: score.describe('Fifth among companies that bought: 5 bought last; null below five of them'),
  f: score,
  m: score,
  knowledge: z
    .number()
    .nullable()
    .describe('How much is known of who works there now, 0 to 100 in the mean; null: of nobody yet'),
})

export const companyRow = z.object({
  id,
  name: z.string().describe('Of a sole trader masked: it is the name of a person'),
  isSoleTrader: z.boolean(),
  number: z.string().nullable(),
  industry: z.string(),
  size: size.nullable(),
  owner: z.object({ id, name: z.string() }).nullable().describe('Who of us looks after it'),
  parent: z.object({ id, name: z.string() }).nullable(),
  contacts: z.int().describe('People who work there now'),
  former: z.int().describe('People who worked there'),
  figures: companyFigures,
})

const filters = z.object({
  search: z.string().max(200).optional().describe('Part of a name, or a registration number'),
  industry: z.string().max(100).optional(),
  size: size.optional(),
  owner: id.optional(),
  orders: z.enum(['some', 'none']).optional().describe('Whether any order counts for it'),
  quietDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .optional()
    .describe('Bought, and not for so many days'),
  minRevenueMinor: z.coerce.number().int().optional(),
  maxKnowledge: z.coerce.number().min(0).max(100).optional().describe('Known less than this, or not yet'),
})
const sorting = z.object({
  sort: z
    .enum(['name', 'contacts', 'orders', 'revenue', 'margin', 'last_order', 'last_touch', 'knowledge'])
    .default('revenue'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  basis: companyBasis.default('there'),
})

/** Which companies, in which order, by whose figures. */
export const companyWish = filters.extend(sorting.shape)
export const companiesQuery = cursorQuery.extend(companyWish.shape)

export const listCompanies = defineEndpoint({
  id: 'listCompanies',
  method: 'GET',
  path: base,
  permission: 'customers.read',
  summary: 'Companies with their contacts and what these bought',
  params: workspaceParams,
  query: companiesQuery,
  response: pageOf(companyRow).extend({
    computedAt: instant.describe('When the figures were reckoned'),
    isBehind: z.boolean().describe('Facts changed since, and the figures are being reckoned anew'),
  }),
})

export const companyChoices = defineEndpoint({
  id: 'companyChoices',
  method: 'GET',
  path: `${base}/choices`,
  permission: 'customers.read',
  summary: 'Industries that occur, colleagues who can look after a company, and what waits for a decision',
  params: workspaceParams,
  response: z.object({
    companies: z.int(),
    industries: z.array(z.string()),
    owners: z.array(z.object({ id, name: z.string() })),
    waiting: z.int(),
    taskId: z.string().nullable().describe('A search for duplicates and contacts under way'),
    lastTask: taskShape.nullable().describe('The search that ended last'),
    lastRun: companyRun.nullable().describe('What it found, where it came to its end'),
  }),
})

export const companyFacts = z.object({
  name: z.string().trim().min(1).max(200),
  number: z.string().trim().max(40).nullable().default(null),
  domain: z.string().trim().max(253).nullable().default(null).describe('Of its mail addresses'),
  industry: z.string().trim().max(100).default(''),
  size: size.nullable().default(null),
  ownerId: id.nullable().default(null),
  parentId: id.nullable().default(null).describe('The company it belongs to'),
})

export const companyContact = z.object({
  customerId,
  label: z.string().describe('Masked; never in clear'),
  departmentId: id.nullable(),
  role: role.nullable(),
  title: z.string().nullable(),
  since: day.nullable().describe('null: nobody said since when'),
  until: day.nullable().describe('First day they were no longer there; null: they are'),
  isPrimary: z.boolean(),
  orders: z.int().describe('Orders of theirs that count for the company'),
  revenueMinor: minor,
})

export const companyDetail = companyRow.extend({
  domain: z.string().nullable(),
  currency: z.string(),
  computedAt: instant,
  departments: z.array(z.object({ id, parentId: id.nullable(), name: z.string() })),
  people: z.array(companyContact),
  group: z
    .array(
      z.object({ id, name: z.string(), parentId: id.nullable(), contacts: z.int(), revenueMinor: minor }),
    )
    .describe('All companies of its group, itself among them; empty: it belongs to none'),
  merged: z.array(
    z.object({ id, name: z.string(), number: z.string().nullable(), at: instant, mayUndo: z.boolean() }),
  ),
  months: z.array(z.object({ month: z.string(), orders: z.int(), revenueMinor: minor })),
  recent: z.array(
    z.object({
      at: instant,
      kind: z.enum(['order', 'touch']),
      customerId,
      label: z.string(),
      amountMinor: minor.nullable(),
      what: z.string().describe('Sales channel of an order, what happened of a touch'),
      channel: z.string(),
    }),
  ),
})

export const getCompany = defineEndpoint({
  id: 'getCompany',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'customers.read',
  summary: 'A company with its departments, contacts, group, value over time and latest events',
  params: workspaceItemParams,
  query: z.object({ basis: companyBasis.default('there') }),
  response: companyDetail,
})

export const createCompany = defineEndpoint({
  id: 'createCompany',
  method: 'POST',
  path: base,
  permission: 'customers.merge',
  summary: 'Makes a company by hand; audited',
  params: workspaceParams,
  body: companyFacts.extend({
    soleTrader: customerId.nullable().default(null).describe('The customer who is this sole trader'),
  }),
  response: z.object({ id }),
})

export const setCompany = defineEndpoint({
  id: 'setCompany',
  method: 'PUT',
  path: `${base}/:id`,
  permission: 'customers.merge',
  summary: 'Replaces the facts of a company; of a sole trader name and number stay; audited',
  params: workspaceItemParams,
  body: companyFacts,
  response: z.object({ id }),
})

export const companyChange = z.discriminatedUnion('change', [
  z.object({
    change: z.literal('join'),
    customer: customerId,
    department: z.string().max(300).default('').describe('Path of names: Sales > East'),
    role: role.nullable().default(null),
    title: z.string().trim().max(120).nullable().default(null),
    since: day.nullable().default(null),
    until: day.nullable().default(null).describe('Of a time that is over: the first day after it'),
    keepOthers: z.boolean().default(false).describe('They stay where they were too'),
  }),
  z.object({ change: z.literal('leave'), customer: customerId, on: day.nullable().default(null) }),
  z.object({ change: z.literal('never'), customer: customerId }),
  z.object({ change: z.literal('primary'), customer: customerId.nullable() }),
  z.object({ change: z.literal('department'), path: z.string().trim().min(1).max(300) }),
  z.object({
    change: z.literal('rename_department'),
    department: id,
    name: z.string().trim().min(1).max(100),
  }),
  z.object({ change: z.literal('remove_department'), department: id }),
  z.object({ change: z.enum(['merge', 'unmerge']), other: id }),
])

export const changeCompany = defineEndpoint({
  id: 'changeCompany',
  method: 'POST',
  path: `${base}/:id/changes`,
  permission: 'customers.merge',
  summary:
    'Who works there, came, left or never was there; departments; merging another company into it and taking that back; audited',
  params: workspaceItemParams,
  body: companyChange,
  response: z.object({ id }),
})

export const customerCompanies = defineEndpoint({
  id: 'customerCompanies',
  method: 'GET',
  path: '/api/workspaces/:workspace/customers/:id/companies',
  permission: 'customers.read',
  summary: 'Where a customer works and worked',
  params: workspaceItemParams,
  response: z.object({
    items: z.array(
      z.object({
        companyId: id,
        name: z.string(),
        industry: z.string(),
        department: z.string(),
        role: role.nullable(),
        title: z.string().nullable(),
        since: day.nullable(),
        until: day.nullable(),
        isPrimary: z.boolean(),
      }),
    ),
  }),
})

export const findCompanies = defineEndpoint({
  id: 'findCompanies',
  method: 'POST',
  path: `${base}/find`,
  permission: 'customers.merge',
  summary: 'Looks for companies that may be one, and for contacts by the domain of their mail; a task',
  params: workspaceParams,
  response: z.object({ taskId: z.string() }),
})

const side = z.object({ id, name: z.string(), number: z.string().nullable(), contacts: z.int() })
export const companyProposal = z.object({
  id,
  evidence: z.enum(['name', 'number', 'domain']),
  company: side,
  other: side.nullable(),
  customer: z.object({ customerId, label: z.string() }).nullable(),
})

export const listCompanyProposals = defineEndpoint({
  id: 'listCompanyProposals',
  method: 'GET',
  path: '/api/workspaces/:workspace/company-proposals',
  permission: 'customers.read',
  summary: 'Companies that may be one, and customers who may work at one: what waits for a decision',
  params: workspaceParams,
  query: cursorQuery,
  response: pageOf(companyProposal),
})

export const decideCompanyProposal = defineEndpoint({
  id: 'decideCompanyProposal',
  method: 'POST',
  path: '/api/workspaces/:workspace/company-proposals/:id/decide',
  permission: 'customers.merge',
  summary:
    'Accepts a proposal, which merges the companies or makes the customer a contact, or refuses it; audited',
  params: workspaceItemParams,
  body: z.object({ accept: z.boolean() }),
  response: z.object({ accepted: z.boolean() }),
})
