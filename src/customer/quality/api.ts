import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, localized, share, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace'

export const alertShape = z.object({
  id: z.string(),
  sourceId: z.string(),
  sourceName: z.string(),
  owner: z.string(),
  kind: z.enum(['volume', 'silence', 'drift']),
  text: localized,
  status: z.enum(['open', 'acknowledged', 'resolved']),
  openedAt: instant,
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  resolvedAt: instant.nullable(),
  resolvedBy: z.string().nullable().describe('system: it is no longer so'),
})

/** Shares of what could be judged, null where nothing could. */
export const dimensions = z.object({
  completeness: share.nullable().describe('Filled of judged cells, over the mapped fields'),
  uniqueness: share.nullable().describe('Rows of the run, each counted once, of all accepted rows'),
  validity: share.nullable().describe('Values that could be stored of those that were filled'),
  timeliness: share
    .nullable()
    .describe('1 while the newest value is no older than promised, then the less the later'),
  consistency: share.nullable().describe('Checks that hold of those that apply'),
})

export const measuredRun = dimensions.extend({
  runId: z.string(),
  at: instant,
  rows: z.int(),
  rejected: z.int(),
  stored: z.int(),
})

export const sourceHealth = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  kind: z.string(),
  brings: z.enum(['events', 'customers', 'orders', 'products', 'touches']),
  enabled: z.boolean(),
  now: dimensions.nullable().describe('Of the newest run; null where nothing was measured'),
  runs: z.array(measuredRun).describe('Oldest first, the newest thirty'),
  newest: instant.nullable().describe('Time of the newest row'),
  promisedHours: z.number().nullable().describe('How old the newest row may be'),
  openAlerts: z.int(),
  meaning: z.array(localized).describe('What it means for campaigns'),
})

export const fieldHealth = z.object({
  field: z.string(),
  dataset: z
    .enum(['events', 'customers', 'orders', 'products', 'touches'])
    .describe('What it is of: the traits of a stream are of customers'),
  label: localized,
  completeness: share.nullable(),
  validity: share.nullable(),
  distinct: z.int(),
  unique: share
    .nullable()
    .describe('Of the different values of an identifier, those that only one customer named; of traits'),
  mean: z.number().nullable(),
  newest: instant.nullable(),
  values: z.array(z.object({ value: z.string(), rows: z.int() })),
  over: z.array(
    z.object({ runId: z.string(), at: instant, completeness: share.nullable(), validity: share.nullable() }),
  ),
})

export const checkHealth = z.object({
  check: z.string(),
  label: localized,
  applicable: z.int(),
  faults: z.int(),
  samples: z
    .array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))
    .describe('The first rows at fault, without identifiers; row is their number in the file'),
  over: z.array(z.object({ runId: z.string(), at: instant, share: share.nullable() })),
})

export const getHealth = defineEndpoint({
  id: 'getHealth',
  method: 'GET',
  path: `${base}/health`,
  permission: 'workspace.read',
  summary: 'How good and how fresh the data of each source is, with what looks wrong first',
  params: workspaceParams,
  response: z.object({
    computedAt: instant,
    alerts: z.array(alertShape).describe('Open and acknowledged ones'),
    sources: z.array(sourceHealth),
  }),
})

export const getSourceHealth = defineEndpoint({
  id: 'getSourceHealth',
  method: 'GET',
  path: `${base}/health/:id`,
  permission: 'workspace.read',
  summary: 'One source: its fields and checks run by run, with the rows at fault, and rows by day',
  params: workspaceItemParams,
  response: z.object({
    source: sourceHealth,
    lastImportId: z.string().nullable(),
    fields: z.array(fieldHealth),
    checks: z.array(checkHealth),
    volume: z.array(
      z.object({
        day: z.string(),
        rows: z.int(),
        low: z.number().nullable().describe('Where enough days came before: the usual range for the weekday'),
        high: z.number().nullable(),
        alarm: z.enum(['low', 'high']).nullable(),
      }),
    ),
    alerts: z.array(alertShape),
  }),
})

export const getHealthCount = defineEndpoint({
  id: 'getHealthCount',
  method: 'GET',
  path: `${base}/health-count`,
  permission: 'workspace.read',
  summary: 'Alerts that nobody has looked at yet',
  params: workspaceParams,
  response: z.object({ open: z.int() }),
})

export const listQualityAlerts = defineEndpoint({
  id: 'listQualityAlerts',
  method: 'GET',
  path: `${base}/health-alerts`,
  permission: 'workspace.read',
  summary: 'Alerts of the data: open ones first, those settled in the last 90 days after them',
  params: workspaceParams,
  response: z.object({ items: z.array(alertShape) }),
})

export const settleQualityAlert = defineEndpoint({
  id: 'settleQualityAlert',
  method: 'POST',
  path: `${base}/health-alerts/:id`,
  permission: 'imports.run',
  summary: 'Takes an alert on, settles it, or opens it again',
  params: workspaceItemParams,
  body: z.object({ status: z.enum(['open', 'acknowledged', 'resolved']) }),
  response: alertShape,
})

export const measureHealth = defineEndpoint({
  id: 'measureHealth',
  method: 'POST',
  path: `${base}/health/:id/measure`,
  permission: 'imports.run',
  summary: 'Measures a stream now, and looks at the source again',
  params: workspaceItemParams,
  response: z.object({ alerts: z.int() }),
})
