import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { instant, workspaceParams } from '../../../kit/api-shapes.ts'
import { brandShape } from '../../../kit/brand.ts'

const base = '/api/workspaces/:workspace/brand'
const current = z.object({
  brand: brandShape,
  version: z.int().describe('0: the standard look'),
  versions: z
    .array(z.object({ version: z.int(), savedAt: instant, savedBy: z.string(), brand: brandShape }))
    .describe('Newest first, the last fifty'),
})

export const getBrand = defineEndpoint({
  id: 'getBrand',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'How the company shows itself to customers, with earlier versions',
  params: workspaceParams,
  response: current,
})

export const saveBrand = defineEndpoint({
  id: 'saveBrand',
  method: 'PUT',
  path: base,
  permission: 'settings.manage',
  summary:
    'Changes the look of mails and hosted pages from the next one on; an earlier version comes back by saving it again',
  params: workspaceParams,
  body: z.object({ brand: brandShape, after: z.int().describe('The version that was changed') }),
  response: current,
})

export const previewBrand = defineEndpoint({
  id: 'previewBrand',
  method: 'POST',
  path: `${base}/preview`,
  permission: 'workspace.read',
  summary: 'A mail and a hosted page in this look, before it is saved',
  params: workspaceParams,
  body: z.object({ brand: brandShape, language: z.enum(['zh-CN', 'en']) }),
  response: z.object({
    mail: z.string().describe('To be shown in a sandboxed frame only'),
    text: z.string(),
    page: z.string().describe('To be shown in a sandboxed frame only'),
    sender: z.string(),
    contrasts: z.array(
      z.object({ pair: z.enum(['text', 'button']), ratio: z.number(), enough: z.boolean() }),
    ),
  }),
})
