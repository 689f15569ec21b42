import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { instant, localized, share, workspaceItemParams, workspaceParams } from '../../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace'

export const dataset = z.enum(['customers', 'orders', 'products', 'touches', 'events'])
export const objectiveName = z.enum(['acquire', 'retain', 'grow', 'return'])

export const fieldCell = z.object({
  sourceId: z.string(),
  state: z
    .enum(['mapped', 'available', 'missing'])
    .describe('Available: a column nobody mapped is called like it'),
  column: z.string().nullable(),
  expression: z
    .string()
    .nullable()
    .describe('Where the field is computed or fixed, as written in the mapping'),
  completeness: share
    .nullable()
    .describe('Filled of judged rows of the newest run; null where nothing was measured'),
  validity: share.nullable(),
  distinct: z.int().nullable(),
  unique: share
    .nullable()
    .describe('Of the different values of an identifier, those that only one customer named; of traits'),
  newest: instant.nullable().describe('Time of the newest row that has a value'),
})

export const fieldMap = z.object({
  computedAt: instant,
  sources: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      owner: z.string(),
      kind: z.string(),
      brings: z.enum(['events', 'customers', 'orders', 'products', 'touches']),
      enabled: z.boolean(),
      lastAt: instant.nullable(),
    }),
  ),
  datasets: z.array(
    z.object({
      dataset,
      sources: z.array(z.string()).describe('Ids of the sources that bring it'),
      fields: z.array(
        z.object({
          field: z.string(),
          label: localized,
          identifier: z.boolean(),
          rule: z
            .enum(['adds', 'last', 'keeps_all', 'first'])
            .describe(
              'Several sources: rows add up, the value read last counts, all are kept, the earliest counts',
            ),
          winner: z.string().nullable().describe('Source whose value counts today, where one does'),
          from: z.array(fieldCell),
        }),
      ),
    }),
  ),
})

export const lackingShape = z.object({
  objective: objectiveName,
  items: z.array(
    z.object({
      dataset,
      field: z.string(),
      label: localized,
      weight: z.enum(['must', 'helps']),
      why: localized,
      or: z.array(z.string()).describe('Fields that serve as well'),
      state: z
        .enum(['met', 'thin', 'available', 'missing'])
        .describe('Thin: mapped, and filled in less than half of the rows'),
      by: z.string().nullable().describe('The field that meets it, or could'),
      column: z.string().nullable(),
      completeness: share.nullable(),
      sourceId: z.string().nullable(),
      sourceName: z
        .string()
        .nullable()
        .describe('Null of what is met: the records hold it, no source of today brings it'),
      owner: z.string().nullable(),
    }),
  ),
})

export const requestStatus = z.enum(['open', 'asked', 'received', 'declined'])
const day = z.iso.date()

export const dataRequest = z.object({
  id: z.string(),
  objective: objectiveName,
  dataset,
  field: z.string(),
  label: localized,
  why: localized,
  sourceId: z.string().nullable(),
  sourceName: z.string().nullable(),
  owner: z.string(),
  status: requestStatus,
  note: z.string(),
  dueOn: day.nullable(),
  createdAt: instant,
  closedAt: instant.nullable(),
  closedBy: z.string().nullable().describe('system: the field arrived'),
})

export const getFieldMap = defineEndpoint({
  id: 'getFieldMap',
  method: 'GET',
  path: `${base}/field-map`,
  permission: 'workspace.read',
  summary:
    'Every source against every canonical field: mapped, available or missing, how good, how fresh, who wins',
  params: workspaceParams,
  response: fieldMap,
})

export const getLacking = defineEndpoint({
  id: 'getLacking',
  method: 'GET',
  path: `${base}/field-map/objectives/:objective`,
  permission: 'workspace.read',
  summary: 'What an objective needs of the data, and how it stands',
  params: workspaceParams.extend({ objective: objectiveName }),
  response: lackingShape,
})

export const listDataRequests = defineEndpoint({
  id: 'listDataRequests',
  method: 'GET',
  path: `${base}/data-requests`,
  permission: 'workspace.read',
  summary:
    'What was asked of other departments, newest first; a request closes by itself once its field arrives',
  params: workspaceParams,
  response: z.object({ items: z.array(dataRequest) }),
})

export const createDataRequest = defineEndpoint({
  id: 'createDataRequest',
  method: 'POST',
  path: `${base}/data-requests`,
  permission: 'imports.run',
  summary: 'Asks for a field that an objective needs',
  params: workspaceParams,
  body: z.object({
    objective: objectiveName,
    dataset,
    field: z.string().min(1).max(80),
    sourceId: z.string().max(64).nullish(),
    owner: z.string().trim().max(80).default(''),
    note: z.string().trim().max(1_000).default(''),
    dueOn: day.nullish(),
  }),
  response: dataRequest,
})

export const updateDataRequest = defineEndpoint({
  id: 'updateDataRequest',
  method: 'PATCH',
  path: `${base}/data-requests/:id`,
  permission: 'imports.run',
  summary: 'Moves a request on: asked, received, declined; or changes whom, until when and what is noted',
  params: workspaceItemParams,
  body: z.object({
    status: requestStatus.optional(),
    owner: z.string().trim().max(80).optional(),
    note: z.string().trim().max(1_000).optional(),
    dueOn: day.nullish(),
  }),
  response: dataRequest,
})

export const downloadDataRequests = defineEndpoint({
  id: 'downloadDataRequests',
  method: 'GET',
  path: `${base}/data-requests.csv`,
  permission: 'workspace.read',
  summary: 'All data requests as a file',
  params: workspaceParams,
  response: z.string(),
  responseType: 'text/csv; charset=utf-8',
})

export const writeDataRequests = defineEndpoint({
  id: 'writeDataRequests',
  method: 'GET',
  path: `${base}/data-requests/text`,
  permission: 'workspace.read',
  summary: 'Open requests as a text to send, in the language of the reader; of one owner where one is named',
  params: workspaceParams,
  query: z.object({ owner: z.string().max(80).optional() }),
  response: z.object({ text: z.string(), requests: z.int() }),
})
