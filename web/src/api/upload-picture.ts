import { sendFile } from './send-file.ts'
import type { Picture } from './types.ts'

/** Adds a picture to the workspace. Throws a `Problem`. */
export function uploadPicture(slug: string, file: File, alt: string): Promise<Picture> {
  return sendFile(slug, `/assets?alt=${encodeURIComponent(alt)}`, file)
}
