import { Worker } from 'node:worker_threads'
import type { Threads } from '@liangti/models'

export interface StartedThreads extends Threads {
  stop(): Promise<void>
}

// Beside this file's bundle.
const bundledWorker = new URL('./lab-worker.js', import.meta.url)

/** Worker threads for the library's jobs; each call is one message there and one back. */
export function startThreads(count: number, script: URL = bundledWorker): StartedThreads {
  const workers = Array.from({ length: count }, () => startThread(script))
  return {
    count,
    call(thread, job, argument) {
      const worker = workers[thread]
      if (!worker) return Promise.reject(new RangeError(`thread ${thread} of ${count} was asked for ${job}`))
      return worker.call(job, argument)
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}

interface Answer {
  result?: unknown
  error?: unknown
}

function startThread(script: URL) {
  const worker = new Worker(script)
  // A thread answers in the order it was asked.
  const waiting: { resolve(value: unknown): void; reject(error: unknown): void }[] = []
  const failAll = (error: unknown) => {
    for (const one of waiting.splice(0)) one.reject(error)
  }
  worker.on('message', (answer: Answer) => {
    const one = waiting.shift()
    if (waiting.length === 0) worker.unref()
    if ('error' in answer) one?.reject(answer.error)
    else one?.resolve(answer.result)
  })
  worker.on('error', failAll)
  worker.on('exit', (code) => failAll(new Error(`a worker thread ended with code ${code}`)))
  worker.unref()
  return {
    call: (job: string, argument: unknown) =>
      new Promise<unknown>((resolve, reject) => {
        waiting.push({ resolve, reject })
        // An answer that is awaited keeps the process alive; an idle thread does not.
        worker.ref()
        worker.postMessage({ job, argument })
      }),
    stop: () => worker.terminate(),
  }
}
