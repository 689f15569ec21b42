import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AwsClient } from 'aws4fetch'
import S3rver from 's3rver'
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
    wrong: { settings, secrets: { secretAccessKey: 'not-the-secret' } },
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
