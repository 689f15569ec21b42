import { Connection } from './connection.ts'
import { Lane, type LaneSize } from './lane.ts'
import { StreamThread } from './stream-thread.ts'

export type LaneName = 'interactive' | 'long' | 'insert' | 'reader' | 'stream'
export type LaneSizes = Readonly<Record<LaneName, LaneSize>>

/** The lanes of one engine: kinds of work that must not wait for each other. */
export interface Pool {
  interactive: Lane<Connection>
  long: Lane<Connection>
  insert: Lane<Connection>
  /** Connections of one use: `readonly` cannot be taken off again. */
  reader: Lane<Connection>
  stream: Lane<StreamThread>
}

export function openPool(dataDir: string, sizes: LaneSizes): Pool {
  const lane = (name: Exclude<LaneName, 'stream'>) =>
    new Lane(
      sizes[name],
      () => new Connection(dataDir),
      (connection) => connection.close(),
    )
  return {
    interactive: lane('interactive'),
    long: lane('long'),
    insert: lane('insert'),
    reader: lane('reader'),
    // Threads live as long as the process: ending one would pull the engine down with it.
    stream: new Lane(
      sizes.stream,
      () => new StreamThread(dataDir),
      () => {},
    ),
  }
}

/** Runs `work` on a connection of the lane, which is given back whatever happens. */
export async function withLane<T, R>(
  lane: Lane<T>,
  signal: AbortSignal,
  reusable: (error: unknown) => boolean,
  work: (connection: T) => Promise<R>,
): Promise<R> {
  const connection = await lane.acquire(signal)
  let failure: unknown = null
  try {
    return await work(connection)
  } catch (error) {
    failure = error ?? new Error('failed')
    throw error
  } finally {
    lane.release(connection, reusable(failure))
  }
}
