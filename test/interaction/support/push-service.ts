import { createECDH, webcrypto } from 'node:crypto'
import { type Answer, type HttpSink, startHttpSink, type Taken } from '../../support/http-sink.ts'

const { subtle } = webcrypto
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))

/** Keys of a browser, the same for the same number. */
export function browserKeys(n: number) {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(Buffer.from(String(n).padStart(64, '1'), 'hex'))
  return {
    publicKey: pair.getPublicKey(),
    privateKey: pair.getPrivateKey(),
    auth: Buffer.from(String(n).padStart(32, '2'), 'hex'),
  }
}

/** Address of a browser as the ledger keeps it. */
export function pushAddress(base: string, n: number): string {
  const { publicKey, auth } = browserKeys(n)
  return `${base}/wp/${n} ${publicKey.toString('base64url')} ${auth.toString('base64url')}`
}

/**
 * What a browser does with a body, by WebCrypto alone: RFC 8188 §2 for the record, RFC 8291 §3.4 for the keys.
 * @throws where it was sealed for somebody else, or is no record of this kind
 */
export async function opened(body: Buffer, browser: ReturnType<typeof browserKeys>): Promise<Buffer> {
  const salt = body.subarray(0, 16)
  const size = body.readUInt32BE(16)
  const keyEnd = 21 + body.readUInt8(20)
  const sender = body.subarray(21, keyEnd)
  const sealed = body.subarray(keyEnd)
  if (sealed.length > size) throw new Error('more than one record')
  const curve = { name: 'ECDH', namedCurve: 'P-256' } as const
  const own = await subtle.importKey(
    'jwk',
    {
      ...{ kty: 'EC', crv: 'P-256', d: browser.privateKey.toString('base64url') },
      x: browser.publicKey.subarray(1, 33).toString('base64url'),
      y: browser.publicKey.subarray(33).toString('base64url'),
    },
    curve,
    false,
    ['deriveBits'],
  )
  const other = await subtle.importKey('raw', new Uint8Array(sender), curve, false, [])
  const shared = await subtle.deriveBits({ name: 'ECDH', public: other }, own, 256)
  const derive = async (from: ArrayBuffer, salted: Buffer, info: Buffer, length: number) => {
    const key = await subtle.importKey('raw', from, 'HKDF', false, ['deriveBits'])
    const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(salted), info: new Uint8Array(info) }
    return subtle.deriveBits(how, key, length)
  }
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.publicKey, sender])
  const input = await derive(shared, browser.auth, info, 256)
  const key = await derive(input, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 128)
  const nonce = await derive(input, salt, Buffer.from('Content-Encoding: nonce\0'), 96)
  const cipher = await subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
  const padded = Buffer.from(
    await subtle.decrypt({ name: 'AES-GCM', iv: nonce }, cipher, new Uint8Array(sealed)),
  )
  const end = padded.findLastIndex((byte) => byte !== 0)
  if (padded[end] !== 2) throw new Error('the record does not end as the last one does')
  return padded.subarray(0, end)
}

/** What an `Authorization: vapid` says, its signature checked. @throws where it does not hold */
export async function vouched(header: string | undefined): Promise<{ claims: Claims; key: string }> {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header ?? '') ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const how = { name: 'ECDSA', namedCurve: 'P-256' } as const
  const known = await subtle.importKey('raw', bytes(key), how, false, ['verify'])
  const holds = await subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    known,
    bytes(signature),
    Buffer.from(`${head}.${claims}`),
  )
  if (!holds) throw new Error('the signature does not hold')
  return { claims: JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims, key }
}
export interface Claims {
  aud: string
  exp: number
  sub: string
}

export interface Shown {
  title: string
  body: string
  tag: string
  link?: string
  image?: string
  actions?: { title: string; link: string }[]
}

export interface PushService {
  url: string
  /** What browsers were given, in order. */
  got: { browser: number; message: Shown; taken: Taken }[]
  /** Why requests were refused that no service should get. */
  broken: string[]
  close(): Promise<void>
}

/**
 * A push service and the browsers behind it: it checks what RFC 8030 and RFC 8292 ask of a sender, keeps a replaced topic
 * once, and opens each message with the browser's own keys.
 * @param answer what is said instead of taking a message; null takes it, `drop` takes it and breaks the connection
 */
export async function startPushService(
  answer: (browser: number) => Answer | 'drop' | null = () => null,
): Promise<PushService> {
  const got: PushService['got'] = []
  const broken: string[] = []
  const take = async (taken: Taken): Promise<Answer | 'drop'> => {
    if (taken.method === 'HEAD') return { status: 404 }
    const browser = Number(/^\/wp\/(\d+)$/.exec(taken.path)?.[1])
    try {
      const { claims } = await vouched(taken.headers.authorization)
      const now = Date.now() / 1_000
      if (claims.aud !== sink.url || claims.exp < now || claims.exp > now + 86_400) throw new Error('claims')
      if (!/^(mailto|https):/.test(claims.sub)) throw new Error('sub')
    } catch (error) {
      broken.push(String(error))
      return { status: 403 }
    }
    if (!/^\d+$/.test(taken.headers.ttl ?? '')) return { status: 400 }
    if (taken.body.length > 4_096) return { status: 413 }
    const said = answer(browser)
    if (said !== null && said !== 'drop') return said
    try {
      const message = JSON.parse((await opened(taken.body, browserKeys(browser))).toString()) as Shown
      got.push({ browser, message, taken })
    } catch (error) {
      broken.push(String(error))
      return { status: 400 }
    }
    return said ?? { status: 201, headers: { location: `${sink.url}/m/${got.length}` } }
  }
  const sink: HttpSink = await startHttpSink(take)
  return { url: sink.url, got, broken, close: sink.close }
}
