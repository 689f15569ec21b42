import { EngineError, fromEngineMessage } from './engine-error.ts'
import { quoteIdentifier } from './escapes.ts'
import { openSession, type Session } from './native.ts'
import { settingsChange } from './settings.ts'

/** Kinds of work that must not wait for each other. */
export type Lane = 'interactive' | 'long' | 'insert' | 'reader'

export interface LaneSize {
  connections: number
  /** Requests that may wait; one more is refused. */
  queue: number
  /** Longest wait in the queue, milliseconds. */
  waitMs: number
}

/** One connection of the engine and what was set on it. */
export class Connection {
  readonly session: Session
  #settings: ReadonlyMap<string, string> = new Map()
  #database = 'default'

  constructor(session: Session) {
    this.session = session
  }

  /** Settings stick to a connection, so each request states the whole set and only the difference is sent. */
  async prepare(settings: ReadonlyMap<string, string>, database: string): Promise<void> {
    const change = settingsChange(this.#settings, settings)
    if (change !== null) {
      await this.run(change)
      this.#settings = settings
    }
    if (database !== this.#database) {
      await this.run(`USE ${quoteIdentifier(database)}`)
      this.#database = database
    }
  }

  async run(sql: string, format = 'TabSeparated'): Promise<Uint8Array> {
    try {
      return (await this.session.queryAsync(sql, { format })).bytes()
    } catch (error) {
      throw fromEngineMessage(error instanceof Error ? error.message : String(error))
    }
  }
}

interface Waiting {
  give(connection: Connection): void
}

/** Bounded lanes of connections. The readers' connections are used once: `readonly` cannot be taken off again. */
export class Pool {
  readonly #dataDir: string
  readonly #sizes: Readonly<Record<Lane, LaneSize>>
  readonly #idle = new Map<Lane, Connection[]>()
  readonly #open = new Map<Lane, number>()
  readonly #waiting = new Map<Lane, Waiting[]>()

  constructor(dataDir: string, sizes: Readonly<Record<Lane, LaneSize>>) {
    this.#dataDir = dataDir
    this.#sizes = sizes
    for (const lane of Object.keys(sizes) as Lane[]) {
      this.#idle.set(lane, [])
      this.#open.set(lane, 0)
      this.#waiting.set(lane, [])
    }
  }

  /** @throws EngineError 202 when too many wait, or this one waited too long; 394 when `signal` fires meanwhile */
  acquire(lane: Lane, signal: AbortSignal): Promise<Connection> {
    const idle = this.#idle.get(lane)?.pop()
    if (idle) return Promise.resolve(idle)
    const open = this.#open.get(lane) ?? 0
    if (open < this.#sizes[lane].connections) {
      this.#open.set(lane, open + 1)
      return Promise.resolve(new Connection(openSession(this.#dataDir)))
    }
    const waiting = this.#waiting.get(lane) ?? []
    if (waiting.length >= this.#sizes[lane].queue) {
      return Promise.reject(tooMany(`${waiting.length} queries of this kind are waiting already`))
    }
    return this.#wait(lane, waiting, signal)
  }

  #wait(lane: Lane, waiting: Waiting[], signal: AbortSignal): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const leave = (error: EngineError) => {
        settle()
        const at = waiting.indexOf(entry)
        if (at !== -1) waiting.splice(at, 1)
        reject(error)
      }
      const { waitMs } = this.#sizes[lane]
      const timer = setTimeout(() => leave(tooMany(`no connection came free in ${waitMs} ms`)), waitMs)
      const onAbort = () =>
        leave(new EngineError(394, 'QUERY_WAS_CANCELLED', 'The caller hung up while the query waited'))
      const settle = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      }
      const entry: Waiting = {
        give: (connection) => {
          settle()
          resolve(connection)
        },
      }
      signal.addEventListener('abort', onAbort, { once: true })
      waiting.push(entry)
    })
  }

  /** `broken` connections, and those of readers, are closed instead of used again. */
  release(lane: Lane, connection: Connection, broken = false): void {
    let next = connection
    if (broken || lane === 'reader') {
      connection.session.close()
      if (this.#waiting.get(lane)?.length === 0) {
        this.#open.set(lane, (this.#open.get(lane) ?? 1) - 1)
        return
      }
      next = new Connection(openSession(this.#dataDir))
    }
    const waiting = this.#waiting.get(lane)?.shift()
    if (waiting) waiting.give(next)
    else this.#idle.get(lane)?.push(next)
  }

  close(): void {
    for (const connections of this.#idle.values())
      for (const connection of connections) connection.session.close()
  }
}

function tooMany(why: string): EngineError {
  return new EngineError(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', `Too many simultaneous queries: ${why}`)
}
