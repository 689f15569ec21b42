import { requestHeaders, signedOut } from './client.ts'
import { offlineProblem, problemFrom } from './problem.ts'
import type { UploadedFile } from './types.ts'

/**
 * Sends a file to the workspace and answers what is in it. `fetch` tells nothing about the bytes already sent,
 * so this is an XMLHttpRequest. Aborting the signal stops the transfer.
 */
export function uploadOrders(
  slug: string,
  file: File,
  onProgress: (sentBytes: number, totalBytes: number) => void,
  signal: AbortSignal,
): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/workspaces/${encodeURIComponent(slug)}/imports/files`)
    for (const [name, value] of Object.entries(requestHeaders())) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total || file.size)
    request.onerror = () => reject(offlineProblem())
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status >= 200 && request.status < 300) return resolve(body as UploadedFile)
      if (request.status === 401) signedOut()
      reject(problemFrom(request.status, body))
    }
    signal.addEventListener('abort', () => request.abort(), { once: true })
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // an answer that is no JSON (a proxy's page): the status alone speaks
  }
}
