import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { cursorQuery, instant, pageOf, workspaceItemParams } from '../../../kit/api-shapes.ts'
import { mappingSchema } from '../../mapping/mapping.schema.ts'
import { preview, uploadFile } from '../api.ts'

const rejects = '/api/workspaces/:workspace/imports/:id/rejects'
const repair = '/api/workspaces/:workspace/imports/:id/repair'
const cells = z.array(z.string().max(32_768)).min(1).max(2_100)

export const rejectedRow = z.object({
  row: z.int().describe('1-based row in the file, the header is row 1'),
  field: z.string(),
  code: z.string(),
  message: z.string().describe('Why it was rejected'),
  raw: z.string(),
  state: z.enum(['open', 'dropped', 'stored']),
  cells: z
    .array(z.string())
    .describe('As they are now; a line that is no JSON object is one cell, as long as it is none'),
  before: z.array(z.string()).describe('As the file has them'),
  problems: z
    .array(z.object({ column: z.int().nullable(), field: z.string(), message: z.string() }))
    .describe(
      'What is wrong with it as it is now, by the column it stands in; null where no column is to blame',
    ),
  fits: z.boolean().describe('Whether it would be stored as it is now'),
  edited: z.object({ by: z.string(), at: instant }).nullable(),
})

export const listRejects = defineEndpoint({
  id: 'listRejects',
  method: 'GET',
  path: rejects,
  permission: 'imports.run',
  summary: 'Rows that were not stored, each cell with its reason, checked by the mapping of the import',
  params: workspaceItemParams,
  query: cursorQuery.extend({ state: z.enum(['open', 'dropped', 'stored']).default('open') }),
  response: pageOf(rejectedRow),
})

export const getRepair = defineEndpoint({
  id: 'getRepair',
  method: 'GET',
  path: repair,
  permission: 'imports.run',
  summary: 'How far the rejected rows of an import are repaired, and what was repaired before',
  params: workspaceItemParams,
  response: z.object({
    header: z.array(z.string()).describe('Columns of the file'),
    mapped: z.array(z.boolean()).describe('Of each column, whether the mapping reads it'),
    open: z.int(),
    fits: z
      .int()
      .nullable()
      .describe('Of those, rows that would be stored now; null where they are too many to look at'),
    edited: z.int(),
    dropped: z.int(),
    stored: z.int(),
    repairs: z.array(
      z.object({
        id: z.string(),
        status: z.enum(['reading', 'committing', 'done', 'failed', 'cancelled', 'undone']),
        taskId: z.string().nullable(),
        by: z.string(),
        at: instant,
        read: z.int(),
        stored: z.int(),
        repeated: z.int(),
        rejected: z.int(),
        otherMapping: z.boolean().describe('Whether it was run with another mapping than the import'),
      }),
    ),
  }),
})

export const changeRejects = defineEndpoint({
  id: 'changeRejects',
  method: 'PATCH',
  path: rejects,
  permission: 'imports.run',
  summary: 'Changes cells of rejected rows; the file stays as it is, and nothing is stored yet',
  params: workspaceItemParams,
  body: z.object({
    rows: z
      .array(z.object({ row: z.int(), cells }))
      .min(1)
      .max(200),
  }),
  response: z.object({ items: z.array(rejectedRow) }),
})

export const replaceInRejects = defineEndpoint({
  id: 'replaceInRejects',
  method: 'POST',
  path: `${rejects}/replace`,
  permission: 'imports.run',
  summary: 'Replaces one text by another in a column of all rejected rows',
  params: workspaceItemParams,
  body: z.object({
    column: z.int().min(0).max(2_100),
    from: z.string().max(1_000).describe('With `whole`, blank means blank cells'),
    to: z.string().max(1_000),
    whole: z.boolean().default(true).describe('Only cells that are this text and nothing else'),
  }),
  response: z.object({ changed: z.int() }),
})

export const dropRejects = defineEndpoint({
  id: 'dropRejects',
  method: 'POST',
  path: `${rejects}/drop`,
  permission: 'imports.run',
  summary: 'Leaves rejected rows out for good, or takes them back in',
  params: workspaceItemParams,
  body: z.object({ rows: z.array(z.int()).min(1).max(1_000), dropped: z.boolean() }),
  response: z.object({ changed: z.int() }),
})

export const rejectsMapping = defineEndpoint({
  id: 'rejectsMapping',
  method: 'GET',
  path: `${rejects}/mapping`,
  permission: 'imports.run',
  summary: 'The mapping of an import beside its rejected rows, to be corrected',
  params: workspaceItemParams,
  response: uploadFile.response,
})

export const previewRejects = defineEndpoint({
  id: 'previewRejects',
  method: 'POST',
  path: `${rejects}/preview`,
  permission: 'imports.run',
  summary: 'Applies a corrected mapping to the rejected rows; nothing is stored',
  params: workspaceItemParams,
  body: z.object({ mapping: mappingSchema }),
  response: preview,
})

export const startRepair = defineEndpoint({
  id: 'startRepair',
  method: 'POST',
  path: repair,
  permission: 'imports.run',
  summary:
    'Stores the rejected rows that fit now, each once; with a mapping, by that instead of the first one',
  params: workspaceItemParams,
  body: z.object({ mapping: mappingSchema.optional() }),
  response: z.object({ importId: z.string(), taskId: z.string() }),
})
