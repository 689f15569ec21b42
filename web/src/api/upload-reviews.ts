import { sendFile } from './send-file.ts'
import type { ReviewImport } from './types.ts'

/** Sends a file of reviews. @throws ApiProblem */
export function uploadReviews(slug: string, file: File, source: string): Promise<ReviewImport> {
  return sendFile(slug, `/reviews/import?source=${encodeURIComponent(source)}`, file)
}
