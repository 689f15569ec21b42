import { cpus, totalmem } from 'node:os'
import type { Config } from '../../kit/config.ts'
import { packageVersion } from '../../kit/paths.ts'
import type { App } from '../../server/compose.ts'

/** One benchmark: what it measures, what design §7 asks for, how it is run. */
export interface Bench {
  id:
    | 'start'
    | 'import'
    | 'ingest'
    | 'rfm'
    | 'segment'
    | 'identity'
    | 'linkage'
    | 'linkage-known'
    | 'unify'
    | 'profile'
    | 'erase'
    | 'consent'
    | 'quality'
    | 'companies'
    | 'standing'
    | 'letters'
    | 'send'
  summary: { en: string; zh: string }
  /** @param report where progress goes; figures are returned */
  run(context: BenchContext): Promise<Figure[]>
}

export interface BenchContext {
  /** Opens the program on an empty folder of its own, removed afterwards; with settings where the benchmark has some. */
  withApp<T>(work: (app: App) => Promise<T>, settings?: Partial<Config>): Promise<T>
  scratch: string
  root: string
  scale: number
  /** How long the steady part lasts; null leaves it to the scale. */
  seconds: number | null
  /** What an imported file holds. */
  kind: 'orders' | 'events'
  /** Folder of public sets; null: beside the program. */
  data: string | null
  report(text: string): void
}

export interface Figure {
  name: string
  value: number
  unit: string
  /** The least that is asked for; null where design names none. */
  budget: { atMost?: number; atLeast?: number } | null
  detail?: Record<string, number | string>
}

export interface BenchResult {
  bench: string
  version: string
  at: string
  machine: { cpu: string; cores: number; memoryGiB: number; platform: string; node: string }
  scale: number
  figures: (Figure & { met: boolean | null })[]
}

export function resultOf(bench: Bench, figures: Figure[], at: Date, scale: number): BenchResult {
  return {
    bench: bench.id,
    version: packageVersion(),
    at: at.toISOString(),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 1024 ** 3),
      platform: `${process.platform}-${process.arch}`,
      node: process.versions.node,
    },
    scale,
    figures: figures.map((figure) => ({ ...figure, met: metOf(figure) })),
  }
}

function metOf({ value, budget }: Figure): boolean | null {
  if (!budget) return null
  return (
    (budget.atMost === undefined || value <= budget.atMost) &&
    (budget.atLeast === undefined || value >= budget.atLeast)
  )
}

/** Median of the milliseconds; the middle two are averaged. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [a, b] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)], sorted[middle]]
  return a === undefined || b === undefined ? Number.NaN : (a + b) / 2
}

export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now()
  const value = await work()
  return { ms: performance.now() - began, value }
}
