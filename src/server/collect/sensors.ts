import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  collectionErrors,
  collectionLimits,
  type Received,
  type SensorsParcel,
} from '../../customer/index.ts'
import { parseJson, tooLarge, unpackGzip } from './body.ts'

/** Takes one request of a Sensors Analytics client. */
export type ReceiveSensors = (parcel: SensorsParcel) => Promise<Received>

/** Base64 in a form is four thirds of what it says, and some of its signs take three. */
const formBytes = 2 * collectionLimits.requestBytes

/**
 * Mounts `/sa`, and `/debug` beside it, where the clients send in their debug modes. A form carries `data_list` (or `data`):
 * JSON in base64, packed with gzip where `gzip=1`. The write key is the `token` of the address; `project` is not needed.
 * @param scope whose bodies are read as bytes
 */
export function mountSensors(scope: FastifyInstance, receive: ReceiveSensors): void {
  const options = { config: { rateLimit: false }, bodyLimit: formBytes, decompress: false } as const
  scope.post('/sa', options, (request, reply) => answer(request, reply, receive, false))
  scope.post('/debug', options, (request, reply) =>
    answer(request, reply, receive, request.headers['dry-run'] === 'true'),
  )
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  receive: ReceiveSensors,
  dry: boolean,
): Promise<FastifyReply> {
  const { token } = request.query as { token?: unknown }
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const bytes = await recordsOf(new URLSearchParams(body.toString('latin1')))
  const received = await receive({
    key: typeof token === 'string' ? token : null,
    records: parseJson(bytes),
    again: () => parseJson(bytes),
    bytes: bytes.length,
    locale: request.facts.locale,
    dry,
  })
  return reply
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ success: true, ...received }))
}

/**
 * JSON text of the records a form carries.
 * @throws collection.noRecords, badChecksum, badEncoding, tooLarge
 */
export async function recordsOf(form: URLSearchParams): Promise<Buffer> {
  const text = form.get('data_list') ?? form.get('data') ?? ''
  if (text === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) throw collectionErrors.noRecords({})
  const crc = /^crc=(-?\d{1,10})$/.exec(form.get('ext') ?? '')?.[1]
  if (crc !== undefined && Number(crc) !== checksum(text)) throw collectionErrors.badChecksum({})
  const packed = Buffer.from(text, 'base64')
  const bytes = form.get('gzip') === '1' ? await unpackGzip(packed) : packed
  if (bytes.length > collectionLimits.requestBytes) throw tooLarge(null)
  return bytes
}

/** Of the base64 text, as the clients of web pages make it: 31 times what was before plus the character, in 32 bits. */
function checksum(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = ((hash << 5) - hash + text.charCodeAt(i)) | 0
  return hash
}
