import type { Ledger } from './types.ts'
import { withWriteGate } from './write-gate.ts'

/**
 * Copies in batches until one is not full; each stands in the write gate, so that a backup finds both stores at one cut.
 * @param once copies up to `atOnce` rows and says how many
 * @param gate another way in, for who stands in the gate already
 * @returns rows copied
 */
export async function pumpAll(
  ledger: Ledger,
  atOnce: number,
  once: () => Promise<number>,
  gate: (work: () => Promise<number>) => Promise<number> = (work) => withWriteGate(ledger, work),
): Promise<number> {
  for (let copied = 0; ; ) {
    const rows = await gate(once)
    copied += rows
    if (rows < atOnce) return copied
  }
}
