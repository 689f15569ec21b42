import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AwsClient } from 'aws4fetch'
import S3rver from 's3rver'
import { expect, it } from 'vitest'
import { noInbox } from '../../../src/customer/sources/deps.ts'
import { s3 } from '../../../src/customer/sources/kinds/s3.ts'
import { createGuard } from '../../../src/customer/sources/network/guard.ts'
import { createHttp } from '../../../src/customer/sources/network/http.ts'
import { openProxy } from './breaking-proxy.ts'
import { keepsTheContract } from './contract.ts'
import { csvOf, orders } from './support.ts'

keepsTheContract('s3', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'liangti-s3-'))
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'exports', configs: [] }],
  })
  const { port } = await server.run()
  const proxy = await openProxy({ host: '127.0.0.1', port })
  const client = new AwsClient({
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    service: 's3',
    region: 'us-east-1',
  })
  const settings = {
    endpoint: `http://127.0.0.1:${proxy.port}`,
    bucket: 'exports',
    prefix: 'shop/',
    pattern: '*.csv',
    accessKeyId: 'S3RVER',
  }
  return {
    settings,
    secrets: { secretAccessKey: 'S3RVER' },
    // This server does not check signatures of version 4; the test below does.
    wrong: {
      settings: { ...settings, accessKeyId: 'NOBODY' },
      secrets: { secretAccessKey: 'not-the-secret' },
    },
    put: async (from, to) => {
      const name = encodeURIComponent(`订单 ${String(from).padStart(4, '0')} & more.csv`)
      const answer = await client.fetch(`http://127.0.0.1:${port}/exports/shop/${name}`, {
        method: 'PUT',
        body: csvOf(orders(from, to)),
      })
      if (!answer.ok) throw new Error(`S3 said ${answer.status}`)
    },
    breaksOff: (breaks) => proxy.cutAt(breaks ? 'O-50' : null),
    close: async () => {
      await proxy.close()
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
})

/** The signature by the letter of AWS's description, from the request as it arrived. */
function signatureOf(request: { url: string; headers: Record<string, unknown> }, secret: string): string {
  const [path = '', query = ''] = request.url.split('?')
  const header = String(request.headers.authorization)
  const signed = /SignedHeaders=([^,]+)/.exec(header)?.[1] ?? ''
  const [, date = '', region = '', service = ''] = (/Credential=([^,]+)/.exec(header)?.[1] ?? '').split('/')
  const canonical = [
    'GET',
    path.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`),
    query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => pair.replaceAll('+', '%20'))
      .sort()
      .join('&'),
    ...signed.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signed,
    String(request.headers['x-amz-content-sha256']),
  ].join('\n')
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, date))
  const hash = createHash('sha256').update(canonical).digest('hex')
  const scope = `${date}/${region}/${service}/aws4_request`
  return hmac(key, `AWS4-HMAC-SHA256\n${request.headers['x-amz-date']}\n${scope}\n${hash}`).toString('hex')
}

it('signs what it asks as version 4 describes it, names with spaces and signs too', async () => {
  const seen: { url: string; headers: Record<string, unknown> }[] = []
  const key = "shop/a b+c (1) & 'd'~订单.csv"
  const server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers })
    const xml = key.replace('&', '&amp;')
    response.end(
      request.url?.includes('list-type')
        ? `<ListBucketResult><Contents><Key>${xml}</Key><ETag>"e1"</ETag><Size>2</Size></Contents></ListBucketResult>`
        : 'ab',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const guard = createGuard(['127.0.0.1'])
  const context = {
    guard,
    http: createHttp(guard),
    rootDir: '',
    inbox: noInbox,
    now: () => new Date(),
    signal: AbortSignal.timeout(10_000),
  }
  const settings = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    bucket: 'exports',
    prefix: 'shop/a b',
    pattern: '*',
    accessKeyId: 'ID',
  }
  const state = { cursor: null, columns: [], known: async () => false, mostRows: 10 }
  try {
    const connection = { settings, secrets: { secretAccessKey: 'the/secret+key' } }
    for await (const parcel of s3.pull(context, connection, state)) {
      expect(parcel.part).toBe(key)
      const parts: Uint8Array[] = []
      for await (const part of parcel.content()) parts.push(part)
      expect(Buffer.concat(parts).toString()).toBe('ab')
    }
    expect(seen).toHaveLength(2)
    for (const request of seen)
      expect(String(request.headers.authorization)).toContain(
        `Signature=${signatureOf(request, 'the/secret+key')}`,
      )
  } finally {
    server.close()
  }
})
