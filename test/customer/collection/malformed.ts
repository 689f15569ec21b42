import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { seededRandom } from '../../../src/kit/random.ts'

/** A good body of a method with some more fields, in each event of a batch. */
export type BodyOf = (method: string, more?: object) => Record<string, unknown>

interface Way {
  /** @returns the body and its headers, others for each n */
  make: (bodyOf: BodyOf, method: string, n: number) => [Buffer, Record<string, string>?]
  /** What the answer says: status, code and words, which name the place. */
  says: RegExp
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const event =
  (more: (n: number) => object): Way['make'] =>
  (bodyOf, method, n) => [json(bodyOf(method, { ...more(n), x: n }))]
/** `batch[0].field: …`, or `field: …` of a single event. */
const at = (field: string, status = 400, code = 'collection.badEvent') =>
  new RegExp(`^${status} ${code} (batch\\[0\\]\\.)?${field}\\b[^:]*: .+`)

/** Ways an event may be wrong while its request is read. */
const wrongEvents: Readonly<Record<string, Way>> = {
  'about nobody': {
    make: event(() => ({ userId: undefined, anonymousId: undefined })),
    says: at('(userId|anonymousId)'),
  },
  'with ids of a wrong type': {
    make: event((n) => ({ userId: [{ id: n }, [n], true, { toString: n }][n % 4] })),
    says: at('userId'),
  },
  'with objects that are none': {
    make: event((n) => {
      const value = [`text ${n}`, n, [n], true][n % 4]
      return { properties: value, traits: value }
    }),
    says: at('(properties|traits)'),
  },
  'with times that are none': {
    make: event((n) => ({
      timestamp: [`noon ${n}`, { at: n }, [n], `2026-13-${n}`, `9${n}99-99-99`][n % 5],
    })),
    says: at('timestamp'),
  },
  'with huge numbers': {
    make: event((n) => ({
      timestamp: [8.64e15 + n * 2, -1e300 * (n + 1), 1e308 - n * 1e300, 2 ** 53 + n * 2][n % 4],
    })),
    says: at('timestamp'),
  },
  'with ids that are too long': {
    make: event((n) => ({ [['userId', 'messageId', 'anonymousId'][n % 3] ?? '']: '长'.repeat(513 + n) })),
    says: at('(userId|messageId|anonymousId)'),
  },
  'nested too deep': {
    make: event((n) => {
      const deep: unknown = JSON.parse(`${'{"a":['.repeat(7 + n)}${']}'.repeat(7 + n)}`)
      return { properties: { deep }, traits: { deep } }
    }),
    says: at('(properties|traits)'),
  },
  'with names of prototypes alone': {
    make: (_, method, n) => {
      const name = ['__proto__', 'constructor', 'prototype'][n % 3]
      const one = `{"type":"${method === 'batch' ? 'track' : method}","${name}":{"userId":"u${n}","polluted":${n}},"event":"e"}`
      return [Buffer.from(method === 'batch' ? `{"${name}":${n},"batch":[${one}]}` : one)]
    },
    says: at('(userId|anonymousId)'),
  },
}
export const eventWays: readonly string[] = Object.keys(wrongEvents)

const gzip = { 'content-encoding': 'gzip' }

/** Ways to be wrong. Each is tried over all methods, with other content each time. */
export const ways: Readonly<Record<string, Way>> = {
  ...wrongEvents,
  'with an event that is too large': {
    make: event((n) => ({
      properties: { text: 'x'.repeat(33_000 + n) },
      traits: { text: 'x'.repeat(33_000 + n) },
    })),
    says: /^413 collection\.eventTooLarge (batch\[0\]|event)/,
  },
  'cut off': {
    make: (bodyOf, method, n) => {
      const text = JSON.stringify(bodyOf(method, { n }))
      return [Buffer.from(text.slice(0, 1 + ((n * 37) % (text.length - 1))))]
    },
    says: /^400 collection\.notJson .*syntax/,
  },
  'no JSON': {
    make: (_, __, n) => [
      Buffer.from(
        `${['<xml/>', 'a=1&b=2', 'undefined', "{'a':1}", '{"a":1,}', '{"a":01}', '[1'][n % 7]}${n}`,
      ),
      {
        'content-type':
          ['text/xml', 'application/x-www-form-urlencoded', 'text/plain', 'application/json'][n % 4] ?? '',
      },
    ],
    says: /^400 collection\.notJson /,
  },
  'in a wrong encoding of characters': {
    make: (bodyOf, method, n) => {
      const random = seededRandom(n + 1)
      const noise = Buffer.from(Array.from({ length: 1 + (n % 50) }, () => 128 + random.below(128)))
      const wide = Buffer.from(
        `${n % 4 === 0 ? '' : '\ufeff'}${JSON.stringify(bodyOf(method, { n }))}`,
        'utf16le',
      )
      return [n % 2 === 0 ? wide : noise, { 'content-type': 'application/json; charset=utf-16' }]
    },
    says: /^400 collection\.notJson /,
  },
  'no object': {
    make: (_, __, n) => [json([null, n, `text ${n}`, [n], true][n % 5]), { 'x-n': String(n) }],
    says: /^400 collection\.(notJson .*object|noBatch batch)/,
  },
  'said to be gzip': {
    make: (bodyOf, method, n) => [json(bodyOf(method, { n })), gzip],
    says: /^400 collection\.badEncoding .*gzip/,
  },
  'damaged gzip': {
    make: (bodyOf, method, n) => {
      const packed = gzipSync(JSON.stringify(bodyOf(method, { n })))
      return [packed.subarray(0, 1 + ((n * 13) % (packed.length - 2))), gzip]
    },
    says: /^400 collection\.badEncoding .*gzip/,
  },
  'packed in another way': {
    make: (bodyOf, method, n) => [
      json(bodyOf(method, { n })),
      { 'content-encoding': ['br', 'deflate', 'zstd', 'gzip, gzip', 'compress', `x-${n}`][n % 6] ?? '' },
    ],
    says: /^400 collection\.unknownEncoding content-encoding: "/,
  },
  'too large': {
    make: (bodyOf, method, n) => [json({ ...bodyOf(method), x: 'x'.repeat(512 * 1024 + n) })],
    says: /^413 collection\.tooLarge .*500 KB/,
  },
  'too large unpacked': {
    make: (bodyOf, method, n) => [
      gzipSync(JSON.stringify({ ...bodyOf(method), x: 'x'.repeat(600_000 + n) })),
      gzip,
    ],
    says: /^413 collection\.tooLarge .*500 KB/,
  },
  'without a key': {
    make: (bodyOf, method, n) => [
      json({ ...bodyOf(method), writeKey: [undefined, n, `k${n}`, { k: n }, ['k']][n % 5] }),
      {
        authorization:
          [`Basic ${n}`, `Bearer ${n}`, `Basic ${Buffer.from(`${n}:`).toString('base64')}`, 'Basic', ''][
            Math.floor(n / 5) % 5
          ] ?? '',
        'x-n': String(n),
      },
    ],
    says: /^401 collection\.badKey .*write key/,
  },
}

/** Requests that break the rules of HTTP itself. @param key header with a good write key */
export function brokenHttp(n: number, key: string): string {
  const body = `{"userId":"raw-${n}","event":"Raw"}`
  const head = (first: string, more: string) => `${first}\r\nhost: x\r\n${key}\r\n${more}`
  const post = 'POST /v1/track HTTP/1.1'
  const broken = [
    () =>
      head(post, `content-length: ${body.length}\r\ncontent-length: ${body.length + 1 + n}\r\n\r\n${body}`),
    () => head(post, `content-length: -${n}\r\n\r\n${body}`),
    () => head(post, `content-length: ${body.length}\r\ntransfer-encoding: chunked\r\n\r\n${body}`),
    () => head(post, `transfer-encoding: chunked\r\n\r\nzz${n}\r\n${body}\r\n0\r\n\r\n`),
    () => head(`PO${n}ST /v1/track HTTP/1.1`, `\r\n${body}`),
    () => head(`POST /v1/track HTTP/${n + 2}.7`, `\r\n${body}`),
    () => head(post, `x-${'y'.repeat(20_000 + n)}: 1\r\n\r\n${body}`),
    () => head(post, `content-length : ${n}\r\nbad header\r\n\r\n${body}`),
    () => head('GET /v1/track HTTP/1.1', `x-n: ${n}\r\n\r\n`),
    () => `\0\x16\x03\x01${n}${body}\r\n\r\n`,
  ]
  return broken[n % broken.length]?.() ?? ''
}

/** What is answered to these bytes until the server hangs up or has answered; blank where it only hangs up. */
export function rawAnswer(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.setTimeout(10_000, () => {
      answer = 'neither an answer nor the end of the connection within ten seconds'
      socket.destroy()
    })
    socket.on('data', (part) => {
      answer += part.toString('latin1')
      socket.end()
    })
    socket.once('error', () => resolve(answer))
    socket.once('close', () => resolve(answer))
  })
}
