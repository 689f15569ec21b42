import { parentPort } from 'node:worker_threads'
import { createJobHost } from '@liangti/models'

const host = createJobHost()

parentPort?.on('message', ({ job, argument }: { job: string; argument: unknown }) => {
  try {
    parentPort?.postMessage({ result: host(job, argument) })
  } catch (error) {
    parentPort?.postMessage({ error })
  }
})
