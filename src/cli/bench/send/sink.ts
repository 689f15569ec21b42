import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { FromSink } from './order.ts'

/**
 * A mail server in a process of its own that takes all and counts it: copies by Message-ID, so that the figure cannot
 * come from mail that was lost or sent twice. It shares the machine with what is measured, so it knows no more of SMTP
 * than a client that keeps to RFC 5321 needs, and takes an envelope in one piece (RFC 2920), as mail servers do. Asked
 * by any message, it tells its counts; it ends with its parent.
 */
const copies = new Map<string, number>()
let bytes = 0
let firstMs = 0
let lastMs = 0

const endOfData = Buffer.from('\r\n.\r\n')

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.write('220 sink ESMTP\r\n')
  let inData = false
  let held: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    // The answers to one piece leave in one piece.
    socket.cork()
    process.nextTick(() => socket.uncork())
    for (;;) {
      if (inData) {
        const end = held.indexOf(endOfData)
        if (end < 0) return
        take(held.subarray(0, end))
        held = held.subarray(end + endOfData.length)
        inData = false
        socket.write('250 2.0.0 taken\r\n')
      } else {
        const end = held.indexOf('\r\n')
        if (end < 0) return
        const line = held.toString('latin1', 0, end)
        held = held.subarray(end + 2)
        inData = answer(socket, line)
      }
    }
  })
})
server.listen(0, '127.0.0.1', () => {
  tell({ port: (server.address() as AddressInfo).port })
})

/** @returns whether a message follows */
function answer(socket: Socket, line: string): boolean {
  switch (line.slice(0, 4).toUpperCase()) {
    case 'EHLO':
      socket.write('250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SIZE 50000000\r\n')
      return false
    case 'HELO':
    case 'MAIL':
    case 'RCPT':
    case 'RSET':
    case 'NOOP':
      socket.write('250 ok\r\n')
      return false
    case 'DATA':
      socket.write('354 go on\r\n')
      return true
    case 'QUIT':
      socket.end('221 bye\r\n')
      return false
    default:
      socket.write('502 5.5.1 not known here\r\n')
      return false
  }
}

function take(message: Buffer): void {
  bytes += message.length
  const head = message.toString('latin1', 0, message.indexOf('\r\n\r\n'))
  const id = /^message-id:\s*<([^>]+)>/im.exec(head)?.[1] ?? ''
  copies.set(id, (copies.get(id) ?? 0) + 1)
  lastMs = Date.now()
  firstMs ||= lastMs
}

process.on('message', () => {
  let repeated = 0
  for (const count of copies.values()) if (count > 1) repeated++
  tell({ taken: copies.size, repeated, bytes, firstMs, lastMs })
})
process.once('disconnect', () => process.exit(0))

function tell(words: FromSink): void {
  process.send?.(words)
}
