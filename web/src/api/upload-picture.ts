import { requestHeaders } from './client.ts'
import { offlineProblem, problemFrom } from './problem.ts'
import type { Picture } from './types.ts'

/** Adds a picture to the workspace. Throws a `Problem`. */
export async function uploadPicture(slug: string, file: File, alt: string): Promise<Picture> {
  const form = new FormData()
  form.append('file', file, file.name)
  const path = `/api/workspaces/${encodeURIComponent(slug)}/assets?alt=${encodeURIComponent(alt)}`
  const answer = await fetch(path, { method: 'POST', headers: requestHeaders(), body: form }).catch(() => {
    throw offlineProblem()
  })
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw problemFrom(answer.status, body)
  return body as Picture
}
