import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { FromSink } from './order.ts'

/**
 * A mail server in a process of its own that takes all and counts it: copies by Message-ID, so that the figure cannot
 * come from mail that was lost or sent twice. Asked by any message, it tells its counts; it ends with its parent.
 */
const copies = new Map<string, number>()
let bytes = 0
let firstMs = 0
let lastMs = 0

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  logger: false,
  onData: (stream, _session, callback) => {
    let head = ''
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (!head.includes('\r\n\r\n')) head += chunk.toString('latin1')
    })
    stream.once('end', () => {
      const id = /^message-id:\s*<([^>]+)>/im.exec(head)?.[1] ?? ''
      copies.set(id, (copies.get(id) ?? 0) + 1)
      lastMs = Date.now()
      firstMs ||= lastMs
      callback(null, '2.0.0 taken')
    })
  },
})
server.on('error', () => {})
server.listen(0, '127.0.0.1', () => {
  tell({ port: (server.server.address() as AddressInfo).port })
})

process.on('message', () => {
  let repeated = 0
  for (const count of copies.values()) if (count > 1) repeated++
  tell({ taken: copies.size, repeated, bytes, firstMs, lastMs })
})
process.once('disconnect', () => process.exit(0))

function tell(words: FromSink): void {
  process.send?.(words)
}
