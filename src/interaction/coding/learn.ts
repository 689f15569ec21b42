import { Worker } from 'node:worker_threads'
import type { LabelledNote, NoteCoder } from '@liangti/models'
import { entryPath } from '../../kit/paths.ts'

const memoryMb = 1_024

/**
 * A coder of notes that has learnt from these corrections as well. Learning takes a second or more of a processor, so it
 * is done in a thread of its own: nobody waits for it who has no note.
 * @throws where the thread dies
 */
export function learnNotes(corrections: readonly LabelledNote[]): Promise<NoteCoder> {
  const worker = new Worker(entryPath('note-coder-worker'), {
    workerData: corrections,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
  return new Promise((resolve, reject) => {
    const died = (reason: string) => reject(new Error(`Learning to code notes ended: ${reason}`))
    worker.on('message', (message: { coder: NoteCoder } | { failed: string }) =>
      'coder' in message ? resolve(message.coder) : died(message.failed),
    )
    worker.on('error', (error) => died(error.message))
    worker.on('exit', (code) => died(`exit ${code}`))
  })
}

let base: Promise<NoteCoder> | null = null

/** The coder before anybody corrected it; learnt once in a process. A failure is not remembered. */
export function baseCoder(): Promise<NoteCoder> {
  base ??= learnNotes([]).catch((error: unknown) => {
    base = null
    throw error
  })
  return base
}
