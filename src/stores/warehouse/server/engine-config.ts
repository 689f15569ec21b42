import { z } from 'zod'
import type { LaneSizes } from './pool.ts'
import type { Caller } from './request.ts'
import type { Limits } from './settings.ts'

const credentials = z.object({ user: z.string().min(1), password: z.string().min(16) })

/** What the launcher tells the process. */
export const serverOptions = z.object({
  dataDir: z.string().min(1),
  /** 0 picks a free one. */
  port: z.int().min(0).max(65_535),
  memoryMb: z.int().min(256),
  database: z.string().regex(/^[a-z_][a-z0-9_]*$/),
  users: z.object({ owner: credentials, reader: credentials }),
})
export type ServerOptions = z.output<typeof serverOptions>

const mebibyte = 1024 * 1024
const lanes: LaneSizes = {
  interactive: { connections: 8, queue: 500, waitMs: 30_000 },
  long: { connections: 3, queue: 200, waitMs: 600_000 },
  insert: { connections: 4, queue: 500, waitMs: 120_000 },
  stream: { connections: 3, queue: 100, waitMs: 600_000 },
  reader: { connections: 2, queue: 50, waitMs: 15_000 },
}

export const engineLimits = {
  lanes,
  /** Threads of the pool the engine's calls run on; every connection must be able to run at once. */
  threads: Object.values(lanes).reduce((sum, lane) => sum + lane.connections, 0) + 3,
  interactiveSeconds: 30,
  /** Of its process: about a third of the share of one at 0, where both want the processor; all of it where not. */
  nice: 5,
  limitsFor(memoryMb: number): Readonly<Record<Caller, Limits>> {
    const most = Math.floor(memoryMb * mebibyte * 0.8)
    return {
      owner: { defaultSeconds: 30, maxSeconds: 7_200, defaultMemoryBytes: most, maxMemoryBytes: most },
      reader: {
        defaultSeconds: 10,
        maxSeconds: 30,
        defaultMemoryBytes: Math.floor(most / 4),
        maxMemoryBytes: Math.floor(most / 4),
      },
    }
  },
}

/**
 * Server-wide settings: only the file of the first session can carry them. What a merge wrote goes to the disk at its
 * end: left to the system it goes there in bursts every few seconds, which inserts then wait for.
 */
export function engineConfig(options: { memoryMb: number }): string {
  const cap = options.memoryMb * mebibyte
  return `<clickhouse>
  <logger><level>none</level></logger>
  <max_server_memory_usage>${cap}</max_server_memory_usage>
  <mark_cache_size>${Math.floor(cap / 16)}</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <timezone>UTC</timezone>
  <merge_tree>
    <fsync_after_insert>1</fsync_after_insert>
    <fsync_part_directory>1</fsync_part_directory>
    <min_compressed_bytes_to_fsync_after_merge>1</min_compressed_bytes_to_fsync_after_merge>
  </merge_tree>
</clickhouse>
`
}
