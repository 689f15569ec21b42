import { z } from 'zod'
import { interactionErrors } from '../errors.ts'
import { defineChannel, failed } from './channel.ts'
import { composeMime, oneLine, parseMailbox } from './smtp/mime.ts'
import { openSmtpPool } from './smtp/pool.ts'
import type { SmtpServer } from './smtp/session.ts'

const settings = z.object({
  /**
   * smtp://user:password@host:port, smtps:// for TLS from the start. A password is not sent in clear over a network:
   * with one, the server must offer TLS, unless ?tls=optional says otherwise; ?tls=required asks for it without one.
   */
  url: z.string(),
  timeoutMs: z.int().min(100).max(120_000).default(30_000),
  /** Domain of Message-IDs, and the name we introduce ourselves with. */
  hostName: z.string().default('liangti.local'),
})

const maxBytes = 10_000_000

const content = z.object({
  /** `Name <address>`. */
  from: z.string().min(3).max(320),
  subject: z.string().min(1).max(1_000),
  html: z.string().min(1),
  text: z.string(),
  /** https address for RFC 8058; null for messages that are no marketing. */
  unsubscribeUrl: z.url().nullable(),
  campaignId: z.string().nullable(),
  workspaceId: z.int(),
  date: z.date(),
})
export type EmailContent = z.output<typeof content>

/** Message-ID of a delivery: the same at every attempt, so a repeated copy is recognisable as one. */
export function messageIdOf(deliveryId: string, hostName: string): string {
  return `${deliveryId}@${hostName}`
}

export const email = defineChannel({
  id: 'email',
  addressType: 'email',
  settings,
  content,
  limits: { perSecond: null, maxBytes },
  acceptsAddress: (address) =>
    address.length <= 320 && /^[^\s<>@,;:"\\]+@[^\s<>@,;:"\\]+\.[^\s<>@,;:"\\]+$/.test(address),
  open: (options) => {
    const pool = openSmtpPool(serverOf(options))
    return {
      deliver: async ({ deliveryId, address, content: mail }) => {
        const from = parseMailbox(mail.from)
        if (!from) return failed('sender_unusable', { retry: false })
        const to = oneLine(address)
        const bytes = composeMime({
          from,
          to,
          subject: mail.subject,
          messageId: messageIdOf(deliveryId, options.hostName),
          date: mail.date,
          headers: headersOf(mail),
          text: mail.text,
          html: mail.html,
        })
        if (bytes.length > maxBytes) return failed('message_too_large', { retry: false })
        return pool.send({ from: from.address, to }, bytes)
      },
      check: pool.check,
      close: pool.close,
    }
  },
})

function headersOf(mail: EmailContent): [string, string][] {
  const headers: [string, string][] = [['X-Liangti-Workspace', String(mail.workspaceId)]]
  if (mail.campaignId) headers.push(['X-Liangti-Campaign', mail.campaignId])
  if (mail.unsubscribeUrl) {
    headers.push(['List-Unsubscribe', `<${mail.unsubscribeUrl}>`])
    headers.push(['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'])
  }
  return headers
}

/** @throws interaction.smtpUrl */
function serverOf(options: z.output<typeof settings>): SmtpServer {
  if (!URL.canParse(options.url)) throw interactionErrors.smtpUrl({ problem: 'it is not an address' })
  const url = new URL(options.url)
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    throw interactionErrors.smtpUrl({ problem: `${url.protocol}// is not smtp:// or smtps://` })
  if (url.hostname === '') throw interactionErrors.smtpUrl({ problem: 'the host is missing' })
  const secure = url.protocol === 'smtps:'
  const tls = url.searchParams.get('tls')
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    secure,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    name: options.hostName,
    timeoutMs: options.timeoutMs,
    requireTls: tls === 'required' || (url.username !== '' && !local && tls !== 'optional'),
  }
}
