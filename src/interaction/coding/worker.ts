import { parentPort, workerData } from 'node:worker_threads'
import { type LabelledNote, trainNoteCoder } from '@liangti/models'
import { messageOf } from '../../kit/errors.ts'

/** Learns for the thread that owns it, and ends. */
if (parentPort) {
  try {
    parentPort.postMessage({ coder: trainNoteCoder(workerData as LabelledNote[]) })
  } catch (error) {
    parentPort.postMessage({ failed: messageOf(error) })
  }
}
