import type { Log } from '../../kit/log.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { renewLeases } from './lease.ts'

/**
 * Renews the leases of what a worker holds, three times before they run out. A slow ledger is asked one thing at a time.
 * @param held asked at each turn @returns ends it
 */
export function tendLeases(
  { ledger, log }: { ledger: Ledger; log: Log },
  leaseId: string,
  leaseMs: number,
  held: () => readonly string[],
): () => void {
  let asking = false
  const timer = setInterval(() => {
    if (asking) return
    asking = true
    renewLeases(ledger, leaseId, leaseMs, held())
      .catch((error: unknown) => log.error({ err: error }, 'tending of leases failed'))
      .finally(() => {
        asking = false
      })
  }, leaseMs / 3)
  return () => clearInterval(timer)
}
