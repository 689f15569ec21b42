import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { collectionErrors, collectionLimits } from '../../customer/index.ts'

const unpack = promisify(gunzip)

/** @throws collection.badEncoding, collection.tooLarge */
export async function unpackGzip(body: Buffer): Promise<Buffer> {
  try {
    return await unpack(body, { maxOutputLength: collectionLimits.requestBytes })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(error)
    throw collectionErrors.badEncoding({}, error)
  }
}

export function tooLarge(cause: unknown) {
  return collectionErrors.tooLarge({ limitKb: collectionLimits.requestBytes / 1024 }, cause)
}

/** @throws collection.notJson */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    // The parser's own words quote the body, which may hold identifiers.
    throw collectionErrors.notJson({ problem: bytes.length === 0 ? 'empty' : 'syntax' }, error)
  }
}
