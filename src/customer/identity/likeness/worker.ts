import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '../../../kit/errors.ts'
import type { AlikeInput } from './columns.ts'
import { findAlike } from './find-alike.ts'

/** Compares records for the thread that owns it, and ends. */
if (parentPort) {
  const port = parentPort
  findAlike(workerData as AlikeInput).then(
    (found) => port.postMessage({ found }),
    (error: unknown) => port.postMessage({ failed: messageOf(error) }),
  )
}
