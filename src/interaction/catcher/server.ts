import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { interactionErrors } from '../errors.ts'
import { type CatcherStore, openCatcherStore, type StoreLimits } from './store.ts'

export interface MailCatcher {
  /** smtp://127.0.0.1:port */
  url: string
  store: CatcherStore
  stop(): Promise<void>
}

export interface CatcherOptions {
  dir: string
  /** 0 takes a free one. */
  port: number
  log: Log
  clock: Clock
  limits?: StoreLimits
}

const largestMail = 10 * 1024 * 1024

/**
 * A mail server that keeps what it gets and passes nothing on. It stands outside the product: it knows a message only
 * by what came over SMTP, and confirms it only after it is written.
 * @throws interaction.catcherPort
 */
export async function startMailCatcher(options: CatcherOptions): Promise<MailCatcher> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 })
  const store = openCatcherStore(options.dir, options.limits)
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    size: largestMail,
    banner: 'Liangti mail catcher: nothing is passed on',
    logger: false,
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.once('end', () => {
        if (stream.sizeExceeded)
          return callback(Object.assign(new Error('5.3.4 message too large'), { responseCode: 552 }))
        keep(
          store,
          options.clock,
          Buffer.concat(chunks),
          session.envelope.rcptTo.map((each) => each.address),
        )
          .then(() => callback(null, '2.0.0 Ok: caught'))
          .catch((error: unknown) => {
            options.log.error({ err: error }, 'the mail catcher could not keep a message')
            callback(Object.assign(new Error('4.3.0 could not be stored'), { responseCode: 451 }))
          })
      })
    },
  })
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error & { code?: string }) =>
      reject(
        interactionErrors.catcherPort({ port: options.port, reason: error.code ?? error.message }, error),
      )
    server.once('error', refuse)
    server.listen(options.port, '127.0.0.1', () => {
      server.removeListener('error', refuse)
      // A client that hangs up in the middle is its own affair.
      server.on('error', (error) => options.log.debug({ err: error }, 'mail catcher connection broke'))
      resolve()
    })
  })
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    store,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          store.close()
          resolve()
        })
      }),
  }
}

async function keep(
  store: CatcherStore,
  clock: Clock,
  raw: Buffer,
  recipients: readonly string[],
): Promise<void> {
  const end = raw.indexOf('\r\n\r\n')
  const head = await PostalMime.parse(end === -1 ? raw : raw.subarray(0, end + 4))
  const headers = new Map(head.headers.map(({ key, value }) => [key, value]))
  const workspaceId = Number(headers.get('x-liangti-workspace'))
  store.append(
    {
      receivedAt: clock.now().toISOString(),
      from: addressLine(head.from),
      to: recipients.join(', '),
      subject: head.subject ?? '',
      messageId: head.messageId ?? '',
      workspaceId: Number.isInteger(workspaceId) && workspaceId > 0 ? workspaceId : null,
      campaignId: headers.get('x-liangti-campaign') ?? null,
    },
    raw,
  )
}

function addressLine(from: { name?: string; address?: string | undefined } | undefined): string {
  if (!from) return ''
  return from.name ? `${from.name} <${from.address ?? ''}>` : (from.address ?? '')
}
