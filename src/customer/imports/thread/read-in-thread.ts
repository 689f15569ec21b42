import type { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { commonErrors, messageOf } from '../../../kit/errors.ts'
import { entryPath } from '../../../kit/paths.ts'
import type { FileSource } from '../../reading/source.ts'
import { importErrors } from '../errors.ts'
import type { ReadSetup } from '../open-rows.ts'
import type { ReadEvent } from '../read-events.ts'
import { errorOf, type FromThread, type ThreadData, type ToThread } from './messages.ts'

/** Of one thread; a file that needs more than this fails alone. */
const memoryMb = 2048

/**
 * As `readEvents`, in a thread of its own: the caller's event loop stays free. The thread ends with the generator.
 * @param signal ends the thread at once
 * @throws import.* as `readEvents`, import.readerStopped when the thread dies, common.cancelled
 */
export async function* readInThread(
  setup: ReadSetup,
  source: FileSource,
  signal?: AbortSignal,
): AsyncGenerator<ReadEvent> {
  const data: ThreadData = { setup, file: { name: source.name, bytes: source.bytes } }
  const worker = new Worker(entryPath('import-worker'), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
  const inbox = createInbox()
  const stopped = (reason: string) => inbox.fail(importErrors.readerStopped({ file: source.name, reason }))
  const cancel = () => inbox.fail(commonErrors.cancelled({ what: 'the import' }))
  const pump = createPump(worker, source, inbox.fail)
  worker.on('message', (message: FromThread) => {
    if ('event' in message) inbox.put(message.event)
    else if ('done' in message) inbox.put(null)
    else if ('failed' in message) inbox.put(errorOf(message.failed))
    else pump.answer(message)
  })
  worker.on('error', (error) => stopped(messageOf(error)))
  worker.on('exit', (code) => stopped(`exit ${code}`))
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  try {
    for (let event = await inbox.take(); event !== null; event = await inbox.take()) {
      yield event
      worker.postMessage({ used: true } satisfies ToThread)
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    pump.close()
    await worker.terminate()
  }
}

/** Events, an error or the end (null) in order; a failure of the thread itself comes before all that still wait. */
function createInbox() {
  const waiting: (ReadEvent | Error | null)[] = []
  let failure: Error | undefined
  let wake: () => void = () => {}
  return {
    put: (event: ReadEvent | Error | null) => {
      waiting.push(event)
      wake()
    },
    fail: (error: Error) => {
      failure ??= error
      wake()
    },
    take: async (): Promise<ReadEvent | null> => {
      for (;;) {
        if (failure) throw failure
        const next = waiting.shift()
        if (next instanceof Error) throw next
        if (next !== undefined) return next
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

/** Opens the file for the thread, and sends it a part for each that it asks for. */
function createPump(worker: Worker, source: FileSource, fail: (error: Error) => void) {
  const streams = new Map<number, { raw: Readable; parts: AsyncIterator<Uint8Array> }>()
  const send = async (stream: number) => {
    const open = streams.get(stream)
    if (!open) return
    const next = await open.parts.next()
    // A part may lie in memory that others use too: what is moved to the thread is a copy.
    const bytes = next.done ? null : new Uint8Array(next.value)
    if (bytes) worker.postMessage({ stream, bytes } satisfies ToThread, [bytes.buffer])
    else worker.postMessage({ stream, end: true } satisfies ToThread)
  }
  const close = (stream: number) => {
    streams.get(stream)?.raw.destroy()
    streams.delete(stream)
  }
  return {
    answer: (message: { open: number } | { pull: number } | { close: number }) => {
      if ('open' in message) {
        const raw = source.open()
        streams.set(message.open, { raw, parts: raw[Symbol.asyncIterator]() })
      } else if ('close' in message) close(message.close)
      else
        send(message.pull).catch((error: Error) => {
          // A stream that was closed meanwhile may say so; nobody waits for it.
          if (streams.has(message.pull)) fail(error)
        })
    },
    close: () => {
      for (const stream of [...streams.keys()]) close(stream)
    },
  }
}
