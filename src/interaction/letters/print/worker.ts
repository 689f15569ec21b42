import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '../../../kit/errors.ts'
import type { PrintJob, PrintNews } from './job.ts'
import { print } from './print.ts'

/** Draws a file for the thread that owns it, and ends. */
if (parentPort) {
  const port = parentPort
  const say = (news: PrintNews) => port.postMessage(news)
  print(workerData as PrintJob, (bytes) => say({ bytes })).then(
    () => say({ done: true }),
    (error: unknown) => say({ failed: messageOf(error) }),
  )
}
