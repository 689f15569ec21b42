import { seededRandom } from '../../chance/random.ts'
import type { Job } from '../../parallel/threads.ts'
import type { EnsembleTree } from '../ensemble.ts'
import { type ForestRows, growForestTree } from './grow.ts'

export interface ForestMessage {
  readonly rows: ForestRows
  readonly seed: number
  /** Which trees of the forest; each has its own stream of the seed. */
  readonly from: number
  readonly to: number
}

/** The jobs of forests, by name: each grows whole trees. */
export const forestJobs: Readonly<Record<string, Job>> = {
  'forest.grow': (argument): EnsembleTree[] => {
    const { rows, seed, from, to } = argument as ForestMessage
    return Array.from({ length: to - from }, (_, i) => ({
      nodes: growForestTree(rows, seededRandom(seed, 1 + from + i)),
    }))
  },
}
