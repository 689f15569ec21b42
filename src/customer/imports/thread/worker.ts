import { Readable } from 'node:stream'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { FileSource } from '../../reading/source.ts'
import { type ReadEvent, readEvents } from '../read-events.ts'
import { errorText, eventsAhead, type FromThread, type ThreadData, type ToThread } from './messages.ts'

const aheadBytes = 1024 * 1024

/** Reads and converts one file for the thread that owns it. */
async function serve(port: MessagePort, { setup, file }: ThreadData): Promise<void> {
  const say = (message: FromThread, moved: ArrayBuffer[] = []) => port.postMessage(message, moved)
  const streams = new Map<number, Readable>()
  let unused = 0
  let wake: () => void = () => {}
  port.on('message', (message: ToThread) => {
    if ('used' in message) {
      unused--
      wake()
    } else if ('bytes' in message) streams.get(message.stream)?.push(Buffer.from(message.bytes.buffer))
    else streams.get(message.stream)?.push(null)
  })
  const source: FileSource = {
    ...file,
    open: () => {
      const stream = streams.size + 1
      say({ open: stream })
      const readable = new Readable({
        highWaterMark: aheadBytes,
        read: () => say({ pull: stream }),
        destroy: (error, done) => {
          say({ close: stream })
          done(error)
        },
      })
      streams.set(stream, readable)
      return readable
    },
  }
  for await (const event of readEvents(setup, source)) {
    while (unused >= eventsAhead)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    unused++
    say({ event }, buffersOf(event))
  }
  say({ done: true })
}

function buffersOf(event: ReadEvent): ArrayBuffer[] {
  return event.kind === 'lines' ? [event.batch.lines.buffer, event.batch.index.buffer] : []
}

if (parentPort) {
  const port = parentPort
  serve(port, workerData as ThreadData).catch((error: unknown) =>
    port.postMessage({ failed: errorText(error) } satisfies FromThread),
  )
}
