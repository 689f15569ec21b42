import { requestHeaders, signedOut } from './client.ts'
import { offlineProblem, problemFrom } from './problem.ts'

/**
 * Sends a file to an endpoint of the workspace and reads its answer.
 * @param path with its query: `/reviews/import?source=Mall`
 * @throws ApiProblem
 */
export async function sendFile<T>(slug: string, path: string, file: File): Promise<T> {
  const form = new FormData()
  form.append('file', file, file.name)
  const answer = await fetch(`/api/workspaces/${encodeURIComponent(slug)}${path}`, {
    ...{ method: 'POST', headers: requestHeaders(), body: form },
  }).catch(() => {
    throw offlineProblem()
  })
  if (answer.status === 401) signedOut()
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw problemFrom(answer.status, body)
  return body as T
}
