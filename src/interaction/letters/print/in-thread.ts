import { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { entryPath } from '../../../kit/paths.ts'
import { letterErrors } from '../errors.ts'
import type { PrintJob, PrintNews } from './job.ts'

const memoryMb = 1_024

/**
 * The file of a batch as a stream, drawn in a thread of its own: thousands of letters take a minute. Whoever stops
 * reading stops the drawing.
 */
export function printApart(job: PrintJob): Readable {
  const worker = new Worker(entryPath('letter-worker'), {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
  const stream = new Readable({
    read: () => {},
    destroy: (error, done) => {
      worker.terminate().then(
        () => done(error),
        () => done(error),
      )
    },
  })
  let isDone = false
  const died = (reason: string) => {
    if (!isDone) stream.destroy(letterErrors.printStopped({ reason }))
  }
  worker.on('message', (news: PrintNews) => {
    if ('bytes' in news) stream.push(Buffer.from(news.bytes))
    else if ('done' in news) {
      isDone = true
      stream.push(null)
    } else died(news.failed)
  })
  worker.on('error', (error) => died(error.message))
  worker.on('exit', (code) => died(`exit ${code}`))
  return stream
}
