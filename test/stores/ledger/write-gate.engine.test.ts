import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/kit/log.ts'
import { type Ledger, openLedger, withGateClosed, withWriteGate } from '../../../src/stores/ledger/index.ts'
import { type FreshLedger, freshLedger } from '../../support/ledger.ts'

let fresh: FreshLedger
/** Stands for another process. */
let other: Ledger
beforeAll(async () => {
  fresh = await freshLedger()
  other = await openLedger({ url: fresh.url, log: silentLog, connections: 3 })
})
afterAll(async () => {
  await other.close()
  await fresh.drop()
})

describe('the write gate', () => {
  it('lets any number of writers in, more than there are connections', async () => {
    let inside = 0
    let most = 0
    const write = () =>
      withWriteGate(fresh.ledger, async () => {
        most = Math.max(most, ++inside)
        await fresh.ledger.db.selectFrom('workspaces').select('id').execute()
        await sleep(20)
        inside--
      })
    await Promise.all(Array.from({ length: 30 }, write))
    expect(most).toBeGreaterThan(8)
  })

  it('closes only when nobody is inside, in any process, and keeps newcomers out', async () => {
    const seen: string[] = []
    const write = (ledger: Ledger, name: string, ms: number) =>
      withWriteGate(ledger, async () => {
        seen.push(`${name} in`)
        await sleep(ms)
        seen.push(`${name} out`)
      })
    const early = write(other, 'early', 300)
    await sleep(100)
    const closed = withGateClosed(fresh.ledger, async () => {
      seen.push('closed')
      await sleep(200)
      seen.push('open')
    })
    await sleep(50)
    await Promise.all([early, closed, write(fresh.ledger, 'late', 10)])
    expect(seen).toEqual(['early in', 'early out', 'closed', 'open', 'late in', 'late out'])
  })

  it('does not starve a backup while writers follow each other without a pause', async () => {
    let going = true
    const busy = async () => {
      while (going) await withWriteGate(other, () => sleep(30))
    }
    const writers = [busy(), busy(), busy()]
    await sleep(100)
    const started = performance.now()
    await withGateClosed(fresh.ledger, async () => {})
    expect(performance.now() - started).toBeLessThan(10_000)
    going = false
    await Promise.all(writers)
  })

  it('opens again when the work throws', async () => {
    await expect(withWriteGate(fresh.ledger, () => Promise.reject(new Error('x')))).rejects.toThrow('x')
    await expect(withGateClosed(fresh.ledger, () => Promise.reject(new Error('y')))).rejects.toThrow('y')
    expect(await withGateClosed(fresh.ledger, async () => 'free')).toBe('free')
  })
})
