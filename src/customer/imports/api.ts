import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { cursorQuery, instant, pageOf, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'
import { importKind, mappingSchema } from '../mapping/mapping.schema.ts'

const base = '/api/workspaces/:workspace/imports'

export const fileColumn = z.object({
  name: z.string(),
  samples: z.array(z.string()).describe('First distinct values; identifier-like values are masked'),
  blankShare: z.number(),
  looksLike: z.enum(['text', 'integer', 'decimal', 'date', 'datetime', 'email', 'phone', 'boolean', 'empty']),
})

export const previewRow = z.object({
  row: z.int().describe('1-based row in the file, the header is row 1'),
  cells: z.array(z.string()),
  /** Canonical field → text as it would be stored; identifiers are masked. */
  canonical: z.record(z.string(), z.string().nullable()),
  problems: z.array(z.object({ field: z.string(), message: z.string() })),
})

export const preview = z.object({
  rows: z.array(previewRow),
  sampled: z.int(),
  good: z.int(),
  problems: z.array(z.object({ field: z.string(), message: z.string(), rows: z.int() })),
  missing: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .describe('Required fields nothing maps to'),
})

export const importSummary = z.object({
  read: z.int(),
  stored: z.int(),
  repeated: z.int(),
  rejected: z.int(),
  rowsPerSecond: z.number().nullable(),
  customersSeen: z.int(),
  customersNew: z.int(),
  withoutCustomer: z.int(),
  returns: z.int(),
  consents: z
    .object({ given: z.int(), withdrawn: z.int(), news: z.int().describe('Not on record before') })
    .nullable()
    .describe('Words about consent the file brought; null where none were mapped'),
  from: instant.nullable(),
  to: instant.nullable(),
  reasons: z.array(z.object({ code: z.string(), field: z.string(), message: z.string(), rows: z.int() })),
})

export const importRecord = z.object({
  id: z.string(),
  kind: importKind,
  fileName: z.string(),
  bytes: z.int(),
  status: z.enum(['reading', 'committing', 'done', 'failed', 'cancelled', 'undone']),
  taskId: z.string().nullable(),
  summary: importSummary.nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: instant,
  endedAt: instant.nullable(),
  sourceId: z.string().nullable(),
  sourceName: z.string().nullable(),
  repairs: z.string().nullable().describe('The import whose rejected rows this one brought'),
})

export const uploadFile = defineEndpoint({
  id: 'uploadFile',
  method: 'POST',
  path: `${base}/files`,
  permission: 'imports.run',
  summary:
    'Stores a file and answers what is in it: encoding, columns, a guessed kind and mapping, a preview',
  params: workspaceParams,
  upload: { maxBytes: 4 * 1024 ** 3 },
  response: z.object({
    fileId: z.string(),
    fileName: z.string(),
    bytes: z.int(),
    encoding: z.string(),
    delimiter: z.string().nullable(),
    columns: z.array(fileColumn),
    kind: importKind,
    confidence: z.number(),
    mapping: mappingSchema,
    preview,
  }),
})

export const previewImport = defineEndpoint({
  id: 'previewImport',
  method: 'POST',
  path: `${base}/files/:id/preview`,
  permission: 'imports.run',
  summary: 'Applies a mapping to the first rows of an uploaded file',
  params: workspaceItemParams,
  body: z.object({ mapping: mappingSchema }),
  response: preview,
})

export const startImport = defineEndpoint({
  id: 'startImport',
  method: 'POST',
  path: base,
  permission: 'imports.run',
  summary: 'Imports an uploaded file; a repeated row is stored once',
  params: workspaceParams,
  body: z.object({ fileId: z.string(), mapping: mappingSchema }),
  response: z.object({ importId: z.string(), taskId: z.string() }),
})

export const listImports = defineEndpoint({
  id: 'listImports',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Imports, newest first',
  params: workspaceParams,
  query: cursorQuery,
  response: pageOf(importRecord),
})

export const getImport = defineEndpoint({
  id: 'getImport',
  method: 'GET',
  path: `${base}/:id`,
  permission: 'workspace.read',
  summary: 'One import with its summary',
  params: workspaceItemParams,
  response: importRecord,
})

export const downloadRejects = defineEndpoint({
  id: 'downloadRejects',
  method: 'GET',
  path: `${base}/:id/rejects.csv`,
  permission: 'imports.run',
  summary: 'The same as a file that can be repaired and imported again',
  params: workspaceItemParams,
  response: z.string(),
  responseType: 'text/csv; charset=utf-8',
})

export const undoImport = defineEndpoint({
  id: 'undoImport',
  method: 'POST',
  path: `${base}/:id/undo`,
  permission: 'imports.run',
  summary: 'Takes the rows of an import out again',
  params: workspaceItemParams,
  response: z.object({ removed: z.int() }),
})
