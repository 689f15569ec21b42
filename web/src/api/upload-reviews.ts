import { requestHeaders, signedOut } from './client.ts'
import { offlineProblem, problemFrom } from './problem.ts'
import type { ReviewImport } from './types.ts'

/** Sends a file of reviews. @throws ApiProblem */
export async function uploadReviews(slug: string, file: File, source: string): Promise<ReviewImport> {
  const form = new FormData()
  form.append('file', file)
  const answer = await fetch(
    `/api/workspaces/${encodeURIComponent(slug)}/reviews/import?source=${encodeURIComponent(source)}`,
    { method: 'POST', headers: requestHeaders(), body: form },
  ).catch(() => {
    throw offlineProblem()
  })
  if (answer.status === 401) signedOut()
  const body = await answer.json().catch(() => null)
  if (!answer.ok) throw problemFrom(answer.status, body)
  return body as ReviewImport
}
