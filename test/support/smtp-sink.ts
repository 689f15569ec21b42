import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** What the sink does with a message; decided from its Message-ID or recipient, so a test can foretell it. */
export type SinkBehaviour =
  | 'accept'
  | 'refuse'
  | 'defer'
  | 'refuse-recipient'
  | 'drop-before-data'
  | 'drop-after-data'

export interface SinkMail {
  messageId: string
  to: string
  head: string
  body: string
}

export interface SmtpSink {
  port: number
  url: string
  /** Copies taken (250 given, or content wholly received before the connection was dropped) by Message-ID. */
  copies: Map<string, number>
  /** Kept only where `keep` is set. */
  mails: SinkMail[]
  /** Connections open now. */
  connections(): number
  mostConnections(): number
  close(): Promise<void>
}

export interface SinkOptions {
  behaviour?: (mail: { to: string; messageId: string; attempt: number }) => SinkBehaviour
  delayMs?: number
  keep?: boolean
  port?: number
}

/** A mail server that counts what it took: the counterpart of the promise. */
export async function startSmtpSink(options: SinkOptions = {}): Promise<SmtpSink> {
  const copies = new Map<string, number>()
  const mails: SinkMail[] = []
  const attempts = new Map<string, number>()
  let open = 0
  let most = 0
  const behave = options.behaviour ?? (() => 'accept' as const)
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    logger: false,
    onConnect: (_session, callback) => {
      open++
      most = Math.max(most, open)
      callback()
    },
    onClose: () => {
      open--
    },
    onRcptTo: (address, _session, callback) => {
      const attempt = (attempts.get(address.address) ?? 0) + 1
      attempts.set(address.address, attempt)
      const behaviour = behave({ to: address.address, messageId: '', attempt })
      if (behaviour === 'refuse-recipient')
        callback(Object.assign(new Error(`5.1.1 no such user ${address.address}`), { responseCode: 550 }))
      else callback()
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.once('end', () => {
        const raw = Buffer.concat(chunks)
        const split = raw.indexOf('\r\n\r\n')
        const head = raw.toString('latin1', 0, split)
        const messageId = /^message-id:\s*<([^>]+)>/im.exec(head)?.[1] ?? ''
        const to = session.envelope.rcptTo[0]?.address ?? ''
        const finish = () => {
          const behaviour = behave({ to, messageId, attempt: attempts.get(to) ?? 1 })
          if (behaviour === 'refuse')
            return callback(Object.assign(new Error('5.7.1 not wanted'), { responseCode: 554 }))
          if (behaviour === 'defer')
            return callback(Object.assign(new Error('4.7.1 later please'), { responseCode: 451 }))
          if (behaviour === 'drop-before-data') return dropOf(session)
          copies.set(messageId, (copies.get(messageId) ?? 0) + 1)
          if (options.keep) mails.push({ messageId, to, head, body: raw.toString('latin1', split + 4) })
          if (behaviour === 'drop-after-data') return dropOf(session)
          callback(null, '2.0.0 Ok: queued as SINK')
        }
        if (options.delayMs) setTimeout(finish, options.delayMs)
        else finish()
      })
    },
  })
  const connections = new Map<string, () => void>()
  // smtp-server keeps its sockets to itself; the raw server shows them.
  server.server.on('connection', (socket: import('node:net').Socket) => {
    const key = `${socket.remoteAddress}:${socket.remotePort}`
    connections.set(key, () => socket.destroy())
    socket.once('close', () => connections.delete(key))
  })
  const dropOf = (session: { remoteAddress: string; remotePort?: number | undefined }) => {
    for (const [key, destroy] of connections) if (key.endsWith(`:${session.remotePort}`)) destroy()
  }
  server.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })
  const port = (server.server.address() as AddressInfo).port
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    copies,
    mails,
    connections: () => open,
    mostConnections: () => most,
    close: () =>
      new Promise((resolve) => {
        for (const destroy of connections.values()) destroy()
        server.close(() => resolve())
      }),
  }
}
