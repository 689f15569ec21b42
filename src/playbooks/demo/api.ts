import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, workspaceParams } from '../../kit/api-shapes.ts'

export const timeLapseShape = z.object({
  state: z.enum(['none', 'preparing', 'running', 'done', 'stopped', 'failed']),
  day: z.int(),
  days: z.int(),
  now: instant.nullable().describe('The demo workspace’s clock'),
  campaignId: z.string().nullable(),
  note: z.string().nullable(),
})
const base = '/api/workspaces/:workspace/demo/time-lapse'
export const getTimeLapse = defineEndpoint({
  id: 'getTimeLapse',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Where the demo’s time-lapse stands',
  params: workspaceParams,
  response: timeLapseShape,
})
export const startTimeLapse = defineEndpoint({
  id: 'startTimeLapse',
  method: 'POST',
  path: base,
  permission: 'campaigns.launch',
  summary: 'Lives through the coming days at the pace named',
  params: workspaceParams,
  body: z.object({
    days: z.int().min(1).max(120).default(90),
    secondsPerDay: z.number().min(0).max(10).default(1),
  }),
  response: timeLapseShape,
})
export const stopTimeLapse = defineEndpoint({
  id: 'stopTimeLapse',
  method: 'DELETE',
  path: base,
  permission: 'campaigns.launch',
  summary: 'Stops where it is',
  params: workspaceParams,
  response: timeLapseShape,
})
