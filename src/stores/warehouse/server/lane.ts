import { EngineError } from './engine-error.ts'

export interface LaneSize {
  connections: number
  /** Requests that may wait; one more is refused. */
  queue: number
  /** Longest wait in the queue, milliseconds. */
  waitMs: number
}

/** A bounded set of connections for one kind of work, opened when first needed, with a bounded queue before it. */
export class Lane<T> {
  readonly #size: LaneSize
  readonly #open: () => T
  readonly #close: (connection: T) => void
  readonly #idle: T[] = []
  readonly #waiting: ((connection: T) => void)[] = []
  #opened = 0

  constructor(size: LaneSize, open: () => T, close: (connection: T) => void) {
    this.#size = size
    this.#open = open
    this.#close = close
  }

  /** @throws EngineError 202 when too many wait, or this one waited too long; 394 when `signal` fires meanwhile */
  acquire(signal: AbortSignal): Promise<T> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return Promise.resolve(idle)
    if (this.#opened < this.#size.connections) {
      const connection = this.#open()
      this.#opened++
      return Promise.resolve(connection)
    }
    if (this.#waiting.length >= this.#size.queue) {
      return Promise.reject(tooMany(`${this.#waiting.length} queries of this kind are waiting already`))
    }
    return this.#wait(signal)
  }

  #wait(signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
      }
      const leave = (error: EngineError) => {
        settle()
        this.#waiting.splice(this.#waiting.indexOf(give), 1)
        reject(error)
      }
      const { waitMs } = this.#size
      const timer = setTimeout(() => leave(tooMany(`no connection came free in ${waitMs} ms`)), waitMs)
      const onAbort = () =>
        leave(new EngineError(394, 'QUERY_WAS_CANCELLED', 'The caller hung up while the query waited'))
      const give = (connection: T) => {
        settle()
        resolve(connection)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiting.push(give)
    })
  }

  /** `reusable` false closes the connection; a new one takes its place where somebody waits. */
  release(connection: T, reusable: boolean): void {
    let next = connection
    if (!reusable) {
      this.#close(connection)
      if (this.#waiting.length === 0) {
        this.#opened--
        return
      }
      next = this.#open()
    }
    const give = this.#waiting.shift()
    if (give) give(next)
    else this.#idle.push(next)
  }
}

function tooMany(why: string): EngineError {
  return new EngineError(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', `Too many simultaneous queries: ${why}`)
}
