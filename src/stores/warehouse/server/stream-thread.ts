import { fileURLToPath } from 'node:url'
import { type MessagePort, Worker } from 'node:worker_threads'
import { Connection } from './connection.ts'
import { EngineError, fromEngineMessage } from './engine-error.ts'

interface Job {
  settings: Map<string, string>
  database: string
  sql: string
  format: string
}
type Ask = { job: Job } | { next: true } | { stop: true }
type Answer =
  | { block: Uint8Array }
  | { done: true }
  | { error: { code: number; name: string; message: string } }

/** What the thread is told at its birth. */
export interface StreamThreadData {
  streamsOf: string
}

/**
 * A thread with a connection of its own, for streamed results: the engine plans a stream on the thread that asks for
 * it, seconds long where there are scalar subqueries, and that must not be the one that answers everybody else.
 */
export class StreamThread {
  readonly #worker: Worker
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null

  constructor(dataDir: string) {
    const workerData: StreamThreadData = { streamsOf: dataDir }
    this.#worker = new Worker(fileURLToPath(import.meta.url), { workerData })
    // The server's sockets keep the process alive, not its threads.
    this.#worker.unref()
    this.#worker.on('message', (answer: Answer) => this.#waiting?.resolve(answer))
    this.#worker.on('error', (error) => this.#waiting?.reject(fromEngineMessage(error.message)))
  }

  /** One block is fetched for each that is taken. */
  async *blocks(job: Job): AsyncGenerator<Uint8Array> {
    let open = true
    try {
      let answer = await this.#ask({ job })
      for (;;) {
        if ('block' in answer) yield answer.block
        else {
          open = false
          if ('error' in answer) {
            const { code, name, message } = answer.error
            throw new EngineError(code, name, message)
          }
          return
        }
        answer = await this.#ask({ next: true })
      }
    } finally {
      if (open) await this.#ask({ stop: true })
    }
  }

  #ask(message: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#worker.postMessage(message)
    })
  }
}

/** The thread's side: one job at a time, a block for each question. */
export function serveStreams(port: MessagePort, { streamsOf }: StreamThreadData): void {
  const connection = new Connection(streamsOf)
  let blocks: AsyncGenerator<Uint8Array> | null = null
  const say = (answer: Answer, moved: ArrayBuffer[] = []) => port.postMessage(answer, moved)
  port.on('message', async (ask: Ask) => {
    try {
      if ('stop' in ask) {
        await blocks?.return(undefined)
        say({ done: true })
        return
      }
      if ('job' in ask) {
        await connection.prepare(ask.job)
        blocks = connection.blocks(ask.job.sql, ask.job.format)
      }
      const next = await blocks?.next()
      if (!next || next.done) say({ done: true })
      else {
        // Copied: the engine's memory cannot be moved to another thread.
        const block = new Uint8Array(next.value)
        say({ block }, [block.buffer])
      }
    } catch (error) {
      const known = error instanceof EngineError ? error : fromEngineMessage(String(error))
      say({ error: { code: known.engineCode, name: known.engineName, message: known.message } })
    }
  })
}
