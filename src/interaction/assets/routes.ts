import { type Route, route } from '../../kit/api.ts'
import { commonErrors } from '../../kit/errors.ts'
import { addAsset, changeAsset, deleteAsset, listAssets, showAsset } from './api.ts'
import {
  type AssetDeps,
  addPicture,
  assetsOf,
  deletePicture,
  describePicture,
  pictureContent,
  quotaBytes,
} from './store.ts'

const types = { png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' } as const

/** Pictures of a workspace, and their public address. */
export function assetRoutes(deps: AssetDeps): Route[] {
  return [
    route(listAssets, async ({ workspace }) => {
      const items = await assetsOf(deps, workspace)
      return { items, usedBytes: items.reduce((sum, { bytes }) => sum + bytes, 0), quotaBytes }
    }),
    route(addAsset, async ({ workspace, actor }, { query, upload }) => {
      if (!upload) throw commonErrors.notFound({ what: 'file', id: '' })
      const chunks: Buffer[] = []
      for await (const chunk of upload.stream) chunks.push(chunk as Buffer)
      const file = { name: upload.fileName, alt: query.alt, content: Buffer.concat(chunks) }
      return addPicture(deps, workspace, file, actor)
    }),
    route(changeAsset, async ({ workspace, actor }, { params, body }) =>
      describePicture(deps, workspace, params.id, body.alt, actor),
    ),
    route(deleteAsset, async ({ workspace, actor }, { params }) => {
      await deletePicture(deps, workspace, params.id, actor)
      return { id: params.id }
    }),
    route(showAsset, async (_context, { params }) => {
      const [hash = '', kind = ''] = params.file.split('.')
      const content = await pictureContent(deps.ledger, hash, kind)
      if (!content) throw commonErrors.notFound({ what: 'picture', id: params.file })
      return {
        raw: content,
        contentType: types[kind as keyof typeof types],
        // Another picture has another address.
        headers: {
          'cache-control': 'public, max-age=31536000, immutable',
          'x-content-type-options': 'nosniff',
        },
      }
    }),
  ]
}
