import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { Log } from '../kit/log.ts'

/** A mail as it was handed over; `from` is blank for what mail servers write themselves. */
export interface HandedMail {
  from: string
  to: readonly string[]
  raw: Buffer
}

export interface SmtpServerOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  banner: string
  mostBytes: number
  log: Log
  /** Whether a recipient is taken; everybody is where absent. */
  accepts?(address: string): Promise<boolean>
  /** Takes a mail; it is confirmed with the answer only after this is done. @throws RefusedMail for what is never taken */
  take(mail: HandedMail): Promise<string>
}

/** A mail that will not be taken later either. */
export class RefusedMail extends Error {}

const mostRecipients = 20
const mostClients = 50

const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })

/**
 * Listens for mail. What could not be taken for now is asked for again (451), what is too large or refused is not (552, 550).
 * @throws the error of listening, with its code
 */
export async function startSmtpServer(
  options: SmtpServerOptions,
): Promise<{ port: number; stop(): Promise<void> }> {
  const { log } = options
  const recipient = async (address: string, already: number): Promise<Error | null> => {
    if (already >= mostRecipients) return refusal(452, '4.5.3 too many recipients')
    return !options.accepts || (await options.accepts(address)) ? null : refusal(550, '5.1.1 no such address')
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: options.mostBytes,
    maxClients: mostClients,
    socketTimeout: 60_000,
    banner: options.banner,
    logger: false,
    onRcptTo: ({ address }, session, callback) => {
      recipient(address, session.envelope.rcptTo.length).then(callback, (error: unknown) => {
        log.error({ err: error }, 'a recipient could not be looked up')
        callback(refusal(451, '4.3.0 try again later'))
      })
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      let bytes = 0
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        // What is too large is read to its end and kept nowhere.
        if (bytes <= options.mostBytes) chunks.push(chunk)
      })
      stream.once('end', () => {
        if (stream.sizeExceeded) return callback(refusal(552, '5.3.4 message too large'))
        const { mailFrom, rcptTo } = session.envelope
        const mail = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
        }
        options.take(mail).then(
          (answer) => callback(null, answer),
          (error: unknown) => {
            if (error instanceof RefusedMail) return callback(refusal(550, error.message))
            log.error({ err: error }, 'a mail could not be taken')
            callback(refusal(451, '4.3.0 could not be stored'))
          },
        )
      })
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.removeListener('error', reject)
      // A client that hangs up in the middle is its own affair.
      server.on('error', (error) => log.debug({ err: error }, 'a mail connection broke'))
      resolve()
    })
  })
  const { port } = server.server.address() as AddressInfo
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) }
}
