import '@fastify/multipart'
import { Transform } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { Upload } from '../../kit/api.ts'
import { httpErrors } from './errors.ts'

/**
 * The first file of a multipart request as a stream. The stream fails, instead of ending early, when the file is
 * larger than `maxBytes` or the sender hangs up: half a file must never pass for a whole one.
 * @throws http.mediaType, http.fileMissing
 */
export async function receiveUpload(request: FastifyRequest, maxBytes: number): Promise<Upload> {
  if (!request.isMultipart()) throw httpErrors.mediaType({ expected: 'multipart/form-data' })
  const part = await request.file({
    limits: { fileSize: maxBytes + 1, files: 1, fields: 10, fieldSize: 10_000 },
  })
  if (!part) throw httpErrors.fileMissing({})
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(bytes > maxBytes ? httpErrors.bodyTooLarge({ limit: sizeText(maxBytes) }) : null, chunk)
    },
  })
  const broken = () => {
    if (!request.raw.complete) counted.destroy(httpErrors.uploadBroken({}))
  }
  request.raw.once('close', broken)
  part.file.once('error', (error) => counted.destroy(httpErrors.uploadBroken({}, error)))
  // What the handler leaves unread is drained, so that the connection can carry the answer.
  counted.once('close', () => part.file.resume())
  part.file.pipe(counted)
  return { fileName: part.filename, stream: counted }
}

export function sizeText(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${bytes / 1024 ** 3} GiB` : `${Math.round(bytes / 1024 ** 2)} MiB`
}
