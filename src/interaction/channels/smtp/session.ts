import { isIP } from 'node:net'
import { Readable, Transform } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { accepted, type Outcome } from '../channel.ts'
import { classify, type Phase, type SmtpFailure } from './classify.ts'

export interface SmtpServer {
  host: string
  port: number
  secure: boolean
  user: string
  password: string
  /** Name we introduce ourselves with. */
  name: string
  timeoutMs: number
  requireTls: boolean
  /** The address that is connected to; the name is only for the certificate. @throws where it may not be reached */
  addressOf(host: string): Promise<string>
}

export interface Envelope {
  from: string
  to: string
}

/** One connection to a mail server, used for one message after another. */
export interface SmtpSession {
  readonly sent: number
  readonly alive: boolean
  /**
   * `reached` says whether the server may have seen content. Never throws.
   * @param content whole, with CRLF line ends, as `composeMime` gives it
   */
  send(envelope: Envelope, content: Buffer): Promise<{ outcome: Outcome; reached: Phase }>
  close(): void
}

/** @throws SmtpFailure (an Error of nodemailer) when the server cannot be reached or refuses the sign-in */
export async function openSession(server: SmtpServer): Promise<SmtpSession> {
  const connection = new SMTPConnection({
    host: await server.addressOf(server.host),
    ...(isIP(server.host) === 0 ? { tls: { servername: server.host } } : {}),
    port: server.port,
    secure: server.secure,
    requireTLS: server.requireTls,
    // A local relay with a home-made certificate must not stop the mail; encryption is still used where offered.
    opportunisticTLS: !server.requireTls,
    name: server.name,
    connectionTimeout: server.timeoutMs,
    greetingTimeout: server.timeoutMs,
    socketTimeout: server.timeoutMs,
    socketCloseTimeout: 1_000,
  })
  let alive = true
  // Errors of an idle connection have nobody waiting for them; those of a busy one also reach its callback.
  connection.on('error', () => {
    alive = false
  })
  connection.once('end', () => {
    alive = false
  })
  try {
    await connect(connection)
    if (server.user) await signIn(connection, server)
  } catch (error) {
    connection.close()
    throw error
  }
  let sent = 0
  return {
    get sent() {
      return sent
    },
    get alive() {
      return alive
    },
    send: async (envelope, content) => {
      sent++
      const { outcome, reached, usable } = await converse(connection, envelope, content)
      if (!usable) {
        alive = false
        connection.close()
      }
      return { outcome, reached }
    },
    close: () => {
      alive = false
      connection.quit()
    },
  }
}

function connect(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject)
    connection.once('end', () => reject(new Error('The mail server closed the connection.')))
    connection.connect((error) => {
      connection.removeListener('error', reject)
      if (error) reject(error)
      else resolve()
    })
  })
}

function signIn(connection: SMTPConnection, server: SmtpServer): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.login({ credentials: { user: server.user, pass: server.password } }, (error) =>
      error ? reject(error) : resolve(),
    )
  })
}

const endOfData = Buffer.from('.\r\n')

/**
 * nodemailer pipes the content only after the server's 354, so that is the point of no certainty. Its own stream looks at
 * each byte for line ends to mend and dots to double; a message of ours has none of either as a rule, and goes out in one
 * piece with its end.
 */
class WatchedContent extends Readable {
  begun = false
  readonly #content: Buffer
  constructor(content: Buffer) {
    super()
    this.#content = content
  }

  override pipe<T extends NodeJS.WritableStream>(target: T, options?: { end?: boolean }): T {
    this.begun = true
    if (!(target instanceof Transform) || !isPlain(this.#content)) return super.pipe(target, options)
    target.push(Buffer.concat([this.#content, endOfData]))
    target.push(null)
    return target
  }

  override _read(): void {
    this.push(this.#content)
    this.push(null)
  }
}

/** No line that begins with a dot, and a last one that is ended. */
function isPlain(content: Buffer): boolean {
  return content[0] !== dot && !content.includes('\n.') && content.subarray(-2).toString('latin1') === '\r\n'
}
const dot = 0x2e

function converse(
  connection: SMTPConnection,
  envelope: Envelope,
  content: Buffer,
): Promise<{ outcome: Outcome; reached: Phase; usable: boolean }> {
  const watched = new WatchedContent(content)
  const phase = (): Phase => (watched.begun ? 'content' : 'envelope')
  return new Promise((resolve) => {
    connection.send(
      { from: envelope.from, to: [envelope.to], size: content.length },
      watched,
      (error, info) => {
        if (!error) {
          const id = info?.serverMessageId ?? queueId(info?.response)
          resolve({ outcome: accepted(id), reached: 'content', usable: true })
          return
        }
        const outcome = classify(error as SmtpFailure, phase())
        const settle = (usable: boolean) => resolve({ outcome, reached: phase(), usable })
        // A refused transaction is ended before the next begins; a broken connection is given up.
        if ((error as SmtpFailure).responseCode && phase() === 'envelope')
          connection.reset((failure) => settle(!failure))
        else settle(false)
      },
    )
  })
}

/** What the server calls the message, for tracing it there: `250 2.0.0 Ok: queued as 4D3F2` */
function queueId(response: string | undefined): string | null {
  return /\b(?:queued as|id[=:]?)\s*<?([\w.@-]{4,100})>?/i.exec(response ?? '')?.[1] ?? null
}
