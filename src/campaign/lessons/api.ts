import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, interval, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'
import { objective } from '../plans/api.ts'

export const lessonShape = z.object({
  id: z.string(),
  campaignId: z.string(),
  campaignName: z.string(),
  objective,
  text: z.string(),
  author: z.enum(['system', 'user']),
  at: instant,
  effect: interval.nullable(),
})

export const listLessons = defineEndpoint({
  id: 'listLessons',
  method: 'GET',
  path: '/api/workspaces/:workspace/lessons',
  permission: 'workspace.read',
  summary: 'What ended campaigns taught',
  params: workspaceParams,
  query: z.object({ objective: objective.optional(), campaign: z.string().max(64).optional() }),
  response: z.object({ items: z.array(lessonShape) }),
})
export const addLesson = defineEndpoint({
  id: 'addLesson',
  method: 'POST',
  path: '/api/workspaces/:workspace/campaigns/:id/lessons',
  permission: 'campaigns.edit',
  summary: 'Adds a lesson in one’s own words',
  params: workspaceItemParams,
  body: z.object({ text: z.string().trim().min(1).max(2_000) }),
  response: lessonShape,
})
