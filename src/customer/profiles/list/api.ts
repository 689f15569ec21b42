import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import {
  customerId,
  instant,
  localized,
  pageOf,
  workspaceItemParams,
  workspaceParams,
} from '../../../kit/api-shapes.ts'
import { useId } from '../../privacy/purposes/api.ts'
import { customerRow } from '../api.ts'
import { smallGroupChoices } from './small-group-choices.ts'

const base = '/api/workspaces/:workspace/customers'
const columnId = z.string().min(1).max(80)
const mostColumns = 30

const sortShape = z.object({ column: columnId, direction: z.enum(['asc', 'desc']) })
/** Checked where it is compiled: the rules of segments and of this list are one language. */
const ruleShape = z.record(z.string(), z.unknown()).describe('A rule as segments have it; absent: everybody')

const selection = z.object({
  search: z.string().max(200).optional().describe('Identifier in full, or the beginning of a city'),
  segment: z.string().max(64).optional(),
  rule: ruleShape.optional(),
})
const columnsShape = z.array(columnId).min(1).max(mostColumns)

export const listColumns = defineEndpoint({
  id: 'listCustomerColumns',
  method: 'GET',
  path: '/api/workspaces/:workspace/customer-columns',
  permission: 'customers.read',
  summary: 'Columns the list of customers can show here',
  params: workspaceParams,
  response: z.object({
    columns: z.array(
      z.object({
        id: columnId,
        label: localized,
        group: z.enum(['who', 'orders', 'scores', 'leads', 'attributes', 'computed']),
        type: z.enum(['text', 'number', 'money', 'instant', 'list']),
        sortable: z.boolean(),
        words: z
          .record(z.string(), localized)
          .optional()
          .describe('What its values are called; others are called as they are'),
      }),
    ),
    standard: z.array(columnId).describe('Shown where nothing else is chosen'),
  }),
})

export const cellValue = z.union([z.string(), z.number(), z.array(z.string()), z.null()])

export const searchCustomers = defineEndpoint({
  id: 'searchCustomers',
  method: 'POST',
  path: `${base}/list`,
  permission: 'customers.read',
  summary:
    'Customers by rule, segment or search, with the columns asked for; nothing of it stands in an address',
  params: workspaceParams,
  body: selection.extend({
    columns: columnsShape.optional(),
    sort: sortShape.default({ column: 'monetary', direction: 'desc' }),
    cursor: z.string().max(500).optional(),
    limit: z.int().min(1).max(200).default(50),
  }),
  response: pageOf(
    z.object({
      customerId,
      label: z.string().describe('Masked name or customer number; never in clear'),
      status: customerRow.shape.status,
      values: z.record(z.string(), cellValue).describe('By column; money in minor units of the workspace'),
    }),
  ),
})

export const exportCustomers = defineEndpoint({
  id: 'exportCustomers',
  method: 'POST',
  path: `${base}/export`,
  permission: 'customers.export',
  summary: 'The same list as CSV under customer numbers of ours; written to the audit log',
  params: workspaceParams,
  body: selection.extend({
    columns: columnsShape,
    sort: sortShape.default({ column: 'monetary', direction: 'desc' }),
    purpose: useId.default('analysis'),
    reason: z.string().trim().min(3).max(300).describe('What the file is for'),
    smallGroups: z
      .enum(smallGroupChoices)
      .optional()
      .describe(
        'What becomes of rows too few are alike to: columns coarser, rows left out, or all as they are (owners); needed where there are such rows',
      ),
  }),
  response: z.string(),
  responseType: 'text/csv; charset=utf-8',
  ratePerMinute: 30,
})

export const checkExport = defineEndpoint({
  id: 'checkCustomerExport',
  method: 'POST',
  path: `${base}/export/check`,
  permission: 'customers.export',
  summary: 'How many rows of a file could be recognised by the chosen columns, and what would help',
  params: workspaceParams,
  body: selection.extend({ columns: columnsShape }),
  response: z.object({
    k: z.int().describe('As many have to be alike; a setting of the workspace'),
    rows: z.int().describe('0 where no chosen column says who somebody is'),
    columns: z.array(z.object({ id: columnId, label: localized })).describe('Those that say who somebody is'),
    below: z.int().describe('Rows with fewer than k alike'),
    unique: z.int().describe('Rows like no other'),
    generalised: z
      .object({
        changes: z.array(
          z.object({
            id: columnId,
            label: localized,
            to: localized.nullable().describe('null: not in the file'),
          }),
        ),
        leftOut: z.int().describe('Rows that stay out all the same'),
      })
      .nullable()
      .describe('null: too many combinations'),
  }),
  ratePerMinute: 60,
})

export const viewContent = z.object({
  columns: columnsShape,
  sort: sortShape,
  segment: z.string().max(64).nullable(),
  rule: ruleShape.nullable(),
})
export const savedView = z.object({
  id: z.string(),
  name: z.string(),
  shared: z.boolean(),
  isMine: z.boolean(),
  isDefault: z.boolean().describe('Opens when this reader comes to the list'),
  content: viewContent,
  updatedAt: instant,
})
const viewsPath = '/api/workspaces/:workspace/customer-views'
const viewInput = z.object({
  name: z.string().trim().min(1).max(60),
  shared: z.boolean().default(false),
  content: viewContent,
})

export const listViews = defineEndpoint({
  id: 'listCustomerViews',
  method: 'GET',
  path: viewsPath,
  permission: 'customers.read',
  summary: 'Saved views of the list: own ones, and those others share',
  params: workspaceParams,
  response: z.object({ items: z.array(savedView) }),
})
export const createView = defineEndpoint({
  id: 'createCustomerView',
  method: 'POST',
  path: viewsPath,
  permission: 'customers.read',
  summary: 'Saves columns, order and filters under a name; what was searched for is not saved',
  params: workspaceParams,
  body: viewInput,
  response: savedView,
})
export const updateView = defineEndpoint({
  id: 'updateCustomerView',
  method: 'PUT',
  path: `${viewsPath}/:id`,
  permission: 'customers.read',
  summary: 'Changes an own view',
  params: workspaceItemParams,
  body: viewInput,
  response: savedView,
})
export const deleteView = defineEndpoint({
  id: 'deleteCustomerView',
  method: 'DELETE',
  path: `${viewsPath}/:id`,
  permission: 'customers.read',
  summary: 'Deletes an own view; who manages the workspace may delete any shared one',
  params: workspaceItemParams,
  response: z.object({ deleted: z.literal(true) }),
})
export const chooseDefaultView = defineEndpoint({
  id: 'chooseDefaultCustomerView',
  method: 'POST',
  path: `${viewsPath}/default`,
  permission: 'customers.read',
  summary: 'Which view opens first for whoever asks; null: the standard list',
  params: workspaceParams,
  body: z.object({ id: z.string().max(64).nullable() }),
  response: z.object({ items: z.array(savedView) }),
})
