import { Worker } from 'node:worker_threads'
import { commonErrors, messageOf } from '../../../kit/errors.ts'
import { entryPath } from '../../../kit/paths.ts'
import { identityErrors } from '../errors.ts'
import type { AlikeInput, AlikeResult } from './columns.ts'
import { findAlike } from './find-alike.ts'

/** Fewer are compared before a thread would be ready. */
const threadRecords = 2_000
const memoryMb = 4_096

/**
 * As `findAlike`, in a thread of its own where there is more than a moment's work.
 * @throws identity.comparingStopped where the thread dies, common.cancelled
 */
export async function findAlikeApart(input: AlikeInput, signal: AbortSignal): Promise<AlikeResult> {
  if (input.person.length < threadRecords) return findAlike(input)
  const worker = new Worker(entryPath('linkage-worker'), {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
  const cancelled = () => commonErrors.cancelled({ what: 'the comparison of records' })
  let stop: () => void = () => {}
  try {
    return await new Promise<AlikeResult>((resolve, reject) => {
      stop = () => reject(cancelled())
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      const died = (reason: string) => reject(identityErrors.comparingStopped({ reason }))
      worker.on('message', (message: { found: AlikeResult } | { failed: string }) =>
        'found' in message ? resolve(message.found) : died(message.failed),
      )
      worker.on('error', (error) => died(messageOf(error)))
      worker.on('exit', (code) => died(`exit ${code}`))
    })
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}
