import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packageRoot } from '../../../src/kit/paths.ts'
import { signIn } from '../../faults/support/client.ts'
import { freePort, type RunningProduct, startProduct } from '../../support/product.ts'
import { buildServers } from '../../support/shared-engines.ts'
import { storedOnce } from './stored-once.ts'

/** A disk of its own that can be filled without harm to anybody; only root may make one. */
const diskMiB = 700
const mount = mountSmallDisk()

let dataDir: string
let product: RunningProduct
let secret: string

function mountSmallDisk(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const dir = mkdtempSync(join(tmpdir(), 'liangti-full-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMiB}m,mode=0711`, 'tmpfs', dir], {
      stdio: 'ignore',
    })
    return dir
  } catch {
    rmSync(dir, { recursive: true, force: true })
    return null // a container without the right to mount: the test is skipped, and counted as such
  }
}

beforeAll(async () => {
  if (mount === null) return
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dataDir = join(mount, 'data')
  mkdirSync(dataDir)
  chmodSync(dataDir, 0o711)
  product = await startProduct({ dataDir, port: await freePort(), keepData: true })
  const client = await signIn(product)
  const { id } = await client.post<{ id: string }>('/sources', { name: 'Shop', owner: 'Web team' })
  secret = (await client.post<{ secret: string }>(`/sources/${id}/keys`, {})).secret
}, 180_000)
afterAll(async () => {
  await product?.stop()
  if (mount === null) return
  execFileSync('umount', ['-l', mount])
  rmSync(mount, { recursive: true, force: true })
})

it.skipIf(mount === null)(
  'nothing is acknowledged that a full disk could not take, and all goes on when there is room again',
  async () => {
    const acknowledged = new Set<string>()
    const refused: number[] = []
    const send = async (n: number): Promise<boolean> => {
      const batch = Array.from({ length: 50 }, (_, i) => ({
        type: 'track',
        messageId: `full-${n}-${i}`,
        userId: `c${n}-${i}`,
        event: 'Viewed',
        properties: { text: `${n}`.repeat(2_000) },
      }))
      const answer = await fetch(`${product.url}/v1/batch`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` },
        body: JSON.stringify({ batch }),
        signal: AbortSignal.timeout(60_000),
      }).catch(() => null)
      if (answer?.ok) for (const { messageId } of batch) acknowledged.add(messageId)
      else if (answer) refused.push(answer.status)
      return answer?.ok ?? false
    }
    for (let n = 0; n < 5; n++) expect(await send(n)).toBe(true)
    const filler = fill(join(mount ?? '', 'filler'))
    let failed = 0
    for (let n = 5; n < 12 && failed < 3; n++) if (!(await send(n))) failed++
    expect(failed).toBeGreaterThan(0)
    expect(refused.every((status) => status === 503)).toBe(true)
    unlinkSync(filler)
    // The same requests once more, as clients send them.
    for (let n = 0; n < 12; n++)
      for (let tries = 0; !(await send(n)); tries++) {
        expect(tries).toBeLessThan(60)
        await sleep(500)
      }
    await product.stop()
    const stored = await storedOnce(dataDir)
    expect(stored.events.filter(({ count }) => count !== 1)).toEqual([])
    expect(new Set(stored.events.map(({ id }) => id))).toEqual(acknowledged)
    expect(acknowledged.size).toBe(600)
  },
  240_000,
)

/** Writes until not a byte more fits. */
function fill(path: string): string {
  const file = openSync(path, 'w')
  try {
    for (const size of [1024 * 1024, 4096, 1]) {
      const piece = Buffer.alloc(size, 1)
      try {
        for (;;) if (writeSync(file, piece) < size) break
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    }
  } finally {
    closeSync(file)
  }
  expect(statfsSync(mount ?? '').bfree).toBe(0)
  return path
}
