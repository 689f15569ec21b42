import { z } from 'zod'
import { defineEndpoint } from '../../kit/api.ts'
import { instant, workspaceItemParams, workspaceParams } from '../../kit/api-shapes.ts'

const base = '/api/workspaces/:workspace/assets'
export const largestPictureBytes = 2 * 1024 ** 2

export const assetShape = z.object({
  id: z.string().describe('Hash of its bytes'),
  path: z.string().describe('As creatives name it; the same address serves it to everybody'),
  kind: z.enum(['png', 'jpg', 'gif', 'webp']),
  name: z.string(),
  alt: z.string().describe('What it says to whoever does not see it'),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  addedAt: instant,
  uses: z.array(
    z.object({ kind: z.enum(['creative', 'campaign', 'brand']), id: z.string(), name: z.string() }),
  ),
})
export type AssetView = z.output<typeof assetShape>

const alt = z.string().trim().min(1).max(200)

export const listAssets = defineEndpoint({
  id: 'listAssets',
  method: 'GET',
  path: base,
  permission: 'workspace.read',
  summary: 'Pictures of the workspace, newest first, with where each is used',
  params: workspaceParams,
  response: z.object({ items: z.array(assetShape), usedBytes: z.int(), quotaBytes: z.int() }),
})

export const addAsset = defineEndpoint({
  id: 'addAsset',
  method: 'POST',
  path: base,
  permission: 'campaigns.edit',
  summary: 'Adds a picture (PNG, JPEG, GIF, WebP); the same bytes again are the same picture',
  params: workspaceParams,
  query: z.object({ alt }),
  upload: { maxBytes: largestPictureBytes },
  response: assetShape,
  ratePerMinute: 60,
})

export const changeAsset = defineEndpoint({
  id: 'changeAsset',
  method: 'PATCH',
  path: `${base}/:id`,
  permission: 'campaigns.edit',
  summary: 'Changes what a picture says to whoever does not see it',
  params: workspaceItemParams,
  body: z.object({ alt }),
  response: assetShape,
})

export const deleteAsset = defineEndpoint({
  id: 'deleteAsset',
  method: 'DELETE',
  path: `${base}/:id`,
  permission: 'campaigns.edit',
  summary: 'Deletes a picture nothing uses; one in a message that was sent stays',
  params: workspaceItemParams,
  response: z.object({ id: z.string() }),
})

export const showAsset = defineEndpoint({
  id: 'showAsset',
  method: 'GET',
  path: '/a/:file',
  permission: 'public',
  summary: 'A picture, as messages and hosted pages fetch it',
  params: z.object({ file: z.string().regex(/^[0-9a-f]{32}\.(png|jpg|gif|webp)$/) }),
  response: z.string(),
  responseType: 'image/*',
})
