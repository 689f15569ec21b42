import { AwsV4Signer } from 'aws4fetch'
import { z } from 'zod'
import { type Connection, defineSource, type Parcel, type SourceContext } from '../define-source.ts'
import { sourceErrors } from '../errors.ts'
import { globPattern } from '../glob.ts'
import { bodyText, checkedUrl, type HttpAnswer } from '../network/http.ts'
import { decodedXml, xmlTexts } from '../xml.ts'

const settings = z.object({
  endpoint: z.string().trim().min(1).max(500),
  region: z.string().trim().min(1).max(60).default('us-east-1'),
  bucket: z
    .string()
    .trim()
    .regex(/^[a-zA-Z0-9._-]{3,255}$/),
  prefix: z.string().trim().max(500).default(''),
  pattern: z.string().trim().min(1).max(200).default('*'),
  accessKeyId: z.string().trim().min(1).max(200),
})
const secrets = z.object({ secretAccessKey: z.string().max(500).default('') })
type S3Connection = Connection<z.output<typeof settings>, z.output<typeof secrets>>

/** Objects of a bucket, of any storage that speaks the S3 protocol; addressed by path, which all of them take. */
export const s3 = defineSource({
  kind: 's3',
  experimental: false,
  pulled: true,
  brings: ['orders', 'customers', 'products', 'touches', 'events'],
  settings,
  secrets,
  form: [
    { name: 'endpoint', type: 'text', required: true },
    { name: 'region', type: 'text', default: 'us-east-1' },
    { name: 'bucket', type: 'text', required: true },
    { name: 'accessKeyId', type: 'text', required: true },
    { name: 'secretAccessKey', type: 'secret' },
    { name: 'prefix', type: 'text' },
    { name: 'pattern', type: 'text', default: '*.csv' },
  ],
  test: async (context, connection) => {
    await listPage(context, connection, null)
  },
  discover: async (context, connection) => {
    const { objects } = await listPage(context, connection, null)
    return objects.slice(0, 200).map(({ key, bytes }) => ({ name: key, detail: String(bytes) }))
  },
  pull: async function* (context, connection, state) {
    const matches = globPattern(connection.settings.pattern)
    for (let token: string | null = null, more = true; more; ) {
      const page: ListPage = await listPage(context, connection, token)
      // In the order of their names, which is the order of the dates that people put into names.
      for (const object of page.objects) {
        if (context.signal.aborted) return
        if (object.bytes === 0 || !matches.test(object.key.slice(object.key.lastIndexOf('/') + 1))) continue
        if (!(await state.known(object.key, object.etag))) yield parcelOf(context, connection, object)
      }
      token = page.next
      more = token !== null
    }
  },
})

interface StoredObject {
  key: string
  etag: string
  bytes: number
}
interface ListPage {
  objects: StoredObject[]
  next: string | null
}

function parcelOf(context: SourceContext, connection: S3Connection, object: StoredObject): Parcel {
  return {
    name: object.key.slice(-200),
    part: object.key,
    version: object.etag,
    cursorAfter: () => null,
    content: async function* () {
      const path = `/${object.key.split('/').map(encodeURIComponent).join('/')}`
      // What replaced it since it was listed would be remembered under the wrong mark.
      const answer = await call(context, connection, path, { 'if-match': `"${object.etag}"` })
      if (answer.status === 412) {
        answer.drop()
        throw sourceErrors.vanished({ where: object.key, reason: 'changed meanwhile' })
      }
      refuse(answer, object.key)
      let bytes = 0
      for await (const chunk of answer.body) {
        bytes += chunk.length
        yield chunk
      }
      if (answer.headers['content-encoding'] !== 'gzip' && bytes !== object.bytes)
        throw sourceErrors.vanished({ where: object.key, reason: 'cut short' })
    },
  }
}

const mostListBytes = 16 * 1024 * 1024

async function listPage(
  context: SourceContext,
  connection: S3Connection,
  token: string | null,
): Promise<ListPage> {
  const { prefix, bucket } = connection.settings
  const query = new URLSearchParams({ 'list-type': '2', 'max-keys': '1000' })
  if (prefix !== '') query.set('prefix', prefix)
  if (token !== null) query.set('continuation-token', token)
  const answer = await call(context, connection, `?${query}`, {})
  refuse(answer, bucket)
  const xml = await bodyText(answer, mostListBytes)
  if (!xml.includes('<ListBucketResult'))
    throw sourceErrors.badAnswer({
      where: bucket,
      problem: {
        en: 'it is no list of objects; check the address',
        'zh-CN': '不是对象列表，请检查地址',
      },
    })
  const objects = xmlTexts(xml, 'Contents').map((part) => ({
    key: decodedXml(xmlTexts(part, 'Key')[0] ?? ''),
    etag: decodedXml(xmlTexts(part, 'ETag')[0] ?? '').replaceAll('"', ''),
    bytes: Number(xmlTexts(part, 'Size')[0] ?? 0),
  }))
  const isCut = xmlTexts(xml, 'IsTruncated')[0] === 'true'
  const next = decodedXml(xmlTexts(xml, 'NextContinuationToken')[0] ?? '')
  return { objects: objects.filter(({ key }) => key !== ''), next: isCut && next !== '' ? next : null }
}

/** One signed request; redirects are errors, for a signature holds for one address. */
async function call(
  context: SourceContext,
  { settings: where, secrets: { secretAccessKey } }: S3Connection,
  path: string,
  headers: Record<string, string>,
): Promise<HttpAnswer> {
  const base = checkedUrl(where.endpoint)
  const url = `${base.href.replace(/\/$/, '')}/${where.bucket}${path}`
  const signer = new AwsV4Signer({
    url,
    method: 'GET',
    headers,
    accessKeyId: where.accessKeyId,
    secretAccessKey,
    service: 's3',
    region: where.region,
    datetime: context
      .now()
      .toISOString()
      .replace(/[:-]|\.\d{3}/g, ''),
  })
  const signed = await signer.sign()
  const secretHeaders = Object.fromEntries([...signed.headers].filter(([name]) => name !== 'host'))
  return context.http.request({
    url: signed.url.href,
    secretHeaders,
    signal: context.signal,
    maxRedirects: 0,
  })
}

/** @throws source.* for anything but an answer */
function refuse(answer: HttpAnswer, what: string): void {
  const { status } = answer
  const where = new URL(answer.url).host
  if (status === 200) return
  answer.drop()
  if (status === 401 || status === 403) throw sourceErrors.badCredential({ where })
  if (status === 404) throw sourceErrors.missing({ where, what })
  if (status === 429 || status >= 500) throw sourceErrors.unreachable({ where, reason: `HTTP ${status}` })
  throw sourceErrors.badAnswer({ where, problem: `HTTP ${status}` })
}
