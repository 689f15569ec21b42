import { mkdirSync } from 'node:fs'
import PostalMime from 'postal-mime'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { interactionErrors } from '../errors.ts'
import { startSmtpServer } from '../smtp-server.ts'
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
  const server = await startSmtpServer({
    host: '127.0.0.1',
    port: options.port,
    banner: 'Liangti mail catcher: nothing is passed on',
    mostBytes: largestMail,
    log: options.log,
    take: async ({ raw, to }) => {
      await keep(store, options.clock, raw, to)
      return '2.0.0 Ok: caught'
    },
  }).catch((error: Error & { code?: string }) => {
    store.close()
    throw interactionErrors.catcherPort({ port: options.port, reason: error.code ?? error.message }, error)
  })
  return {
    url: `smtp://127.0.0.1:${server.port}`,
    store,
    stop: async () => {
      await server.stop()
      store.close()
    },
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
