import { oceanEngineMd5, oceanEngineSha256, tencent } from './chinese.ts'
import type { AudienceFormat } from './format.ts'
import { google } from './google.ts'
import { meta } from './meta.ts'

/** Every format, in the order they are offered; one file and one line adds another. */
export const audienceFormats: readonly AudienceFormat[] = [
  tencent,
  oceanEngineMd5,
  oceanEngineSha256,
  google,
  meta,
]

export const audienceFormatIds = audienceFormats.map(({ id }) => id) as [string, ...string[]]
