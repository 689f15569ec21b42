import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { customerId, instant, localized, workspaceParams } from '../../kit/api-shapes.ts'
import { dateKindSettings } from './kinds.ts'

const base = '/api/workspaces/:workspace/customers/:id'
const customerParams = workspaceParams.extend({ id: customerId })
const itemParams = customerParams.extend({ item: z.uuid() })

export const relations = ['spouse', 'child', 'parent', 'sibling', 'other'] as const

const day = z
  .string()
  .min(1)
  .max(40)
  .describe(
    '`1988-05-03`, `1988年5月3日`, without a year `05-03`; of the Chinese calendar `农历八月十五`, `lunar 1988-8-15`, `lunar 1987-6-23 leap`',
  )

export const customerDate = z.object({
  id: z.string(),
  kind: z.string(),
  label: localized,
  day: z.string().describe('As it was said, in one way of writing: 1988-05-03, --05-03, lunar --08-15'),
  words: localized,
  yearly: z.boolean(),
  next: z.iso.date().nullable().describe('When it comes next, in the zone of the workspace'),
  inDays: z.int().nullable(),
  years: z.int().nullable().describe('How many years it will be then; null: its year is not known'),
  familyId: z.string().nullable(),
  source: z
    .enum(['hand', 'family', 'birthday', 'file'])
    .describe('birthday: read from the birthdays files and programs say; file: another day of a file'),
  counts: z.boolean().describe('False for a birthday another one stands before: one by hand, or a newer one'),
  notedAt: instant,
})

const familyMember = z.object({
  id: z.string(),
  relation: z.enum(relations),
  name: z.string().nullable().describe('Masked; never in clear'),
  customerId: customerId.nullable().describe('Where they are a customer themselves'),
  customerLabel: z.string().nullable(),
  sharesHousehold: z.boolean().describe('Both stand in one household that was confirmed'),
})

export const customerDates = defineEndpoint({
  id: 'listCustomerDates',
  method: 'GET',
  path: `${base}/dates`,
  permission: 'customers.read',
  summary: 'Days that matter to a customer, the next one first, and the family they told of',
  params: customerParams,
  response: z.object({
    today: z.iso.date(),
    dates: z.array(customerDate),
    family: z.array(familyMember),
    kinds: z.array(
      z.object({ id: z.string(), label: localized, yearly: z.boolean(), isStandard: z.boolean() }),
    ),
  }),
})

export const dateBody = z.object({
  kind: z.string().min(1).max(40),
  day,
  yearly: z.boolean().optional().describe('As the kind says where absent'),
})

export const addDate = defineEndpoint({
  id: 'addCustomerDate',
  method: 'POST',
  path: `${base}/dates`,
  permission: 'customers.edit',
  summary: 'Notes a day that matters to a customer; a birthday by hand stands before those of files; audited',
  params: customerParams,
  body: dateBody,
  response: z.object({ id: z.string() }),
})

export const changeDate = defineEndpoint({
  id: 'changeCustomerDate',
  method: 'PUT',
  path: `${base}/dates/:item`,
  permission: 'customers.edit',
  summary: 'Replaces a day that was noted by hand; audited',
  params: itemParams,
  body: dateBody,
  response: z.object({ id: z.string() }),
})

export const removeDate = defineEndpoint({
  id: 'removeCustomerDate',
  method: 'DELETE',
  path: `${base}/dates/:item`,
  permission: 'customers.edit',
  summary: 'Removes a day that was noted by hand; audited',
  params: itemParams,
  response: z.object({ removed: z.literal(true) }),
})

export const familyBody = z.object({
  relation: z.enum(relations),
  name: z
    .string()
    .trim()
    .max(100)
    .nullable()
    .optional()
    .describe('Kept as it is where absent; null takes it away'),
  customer: customerId.nullable().optional().describe('Their own customer number; as the name'),
  birthday: day.nullable().optional().describe('As the name'),
})

export const addFamilyMember = defineEndpoint({
  id: 'addFamilyMember',
  method: 'POST',
  path: `${base}/family`,
  permission: 'customers.edit',
  summary: 'Notes a member of the family; the name is kept encrypted and shown masked; audited',
  params: customerParams,
  body: familyBody,
  response: z.object({ id: z.string() }),
})

export const changeFamilyMember = defineEndpoint({
  id: 'changeFamilyMember',
  method: 'PUT',
  path: `${base}/family/:item`,
  permission: 'customers.edit',
  summary: 'Changes a member of the family; audited',
  params: itemParams,
  body: familyBody,
  response: z.object({ id: z.string() }),
})

export const removeFamilyMember = defineEndpoint({
  id: 'removeFamilyMember',
  method: 'DELETE',
  path: `${base}/family/:item`,
  permission: 'customers.edit',
  summary: 'Removes a member of the family and their birthday; audited',
  params: itemParams,
  response: z.object({ removed: z.literal(true) }),
})

export const getDateKinds = defineEndpoint({
  id: 'getDateKinds',
  method: 'GET',
  path: '/api/workspaces/:workspace/date-kinds',
  permission: 'customers.read',
  summary: 'Kinds of dates the workspace has besides the standard ones',
  params: workspaceParams,
  response: dateKindSettings,
})

export const saveDateKinds = defineEndpoint({
  id: 'saveDateKinds',
  method: 'PUT',
  path: '/api/workspaces/:workspace/date-kinds',
  permission: 'settings.manage',
  summary: 'Replaces the workspace’s own kinds of dates; dates of a kind that is gone stay; audited',
  params: workspaceParams,
  body: dateKindSettings,
  response: dateKindSettings,
})
