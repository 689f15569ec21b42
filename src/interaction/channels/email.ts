import { z } from 'zod'
import { languageTag } from '../../kit/language.ts'
import { type ChannelTools, defineChannel, failed } from './channel.ts'
import { composeEmail } from './compose-email.ts'
import { content, type EmailContent } from './email-content.ts'
import { createDkimSigner, type DkimSigner } from './smtp/dkim.ts'
import { composeMime, oneLine, parseMailbox } from './smtp/mime.ts'
import { openSmtpPool } from './smtp/pool.ts'
import type { SmtpServer } from './smtp/session.ts'

const settings = z.object({
  host: z.string().trim().min(1).max(255),
  port: z.coerce.number().int().min(1).max(65_535).default(587),
  /** tls: from the start. required: STARTTLS or nothing. offered: STARTTLS where the server has it. */
  security: z.enum(['tls', 'required', 'offered']).default('required'),
  user: z.string().max(200).default(''),
  password: z.string().max(500).default(''),
  timeoutMs: z.int().min(100).max(120_000).default(30_000),
  /** Domain of Message-IDs, and the name we introduce ourselves with. */
  hostName: z.string().max(255).default('liangti.local'),
  /** Signs all mail (DKIM) where a key is given: for this domain, under this name. */
  dkimDomain: z
    .string()
    .trim()
    .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$|^$/i)
    .max(253)
    .default(''),
  dkimSelector: z
    .string()
    .trim()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i)
    .default('liangti'),
  dkimKey: z.string().trim().max(10_000).default(''),
})

const creative = z.object({
  language: languageTag,
  subject: z.string().trim().min(1).max(200),
  preheader: z.string().max(200).default(''),
  mjml: z.string().min(1).max(200_000),
})

const maxBytes = 10_000_000

/** Message-ID of a delivery: the same at every attempt, so a repeated copy is recognisable as one. */
export function messageIdOf(deliveryId: string, hostName: string): string {
  return `${deliveryId}@${hostName}`
}

const mjml = (text: string) =>
  `<mjml><mj-body><mj-section><mj-column><mj-text>${text}</mj-text></mj-column></mj-section></mj-body></mjml>`
const trialWords = {
  'zh-CN': {
    subject: '{{ brand.name }}：邮件渠道测试',
    mjml: mjml('这是一封测试邮件。您能看到它，说明渠道已接通。'),
  },
  en: {
    subject: '{{ brand.name }}: test of the e-mail channel',
    mjml: mjml('This is a test. If you read it, the channel works.'),
  },
}

export const email = defineChannel({
  id: 'email',
  label: { en: 'E-mail', 'zh-CN': '邮件' },
  addressType: 'email',
  consentChannel: 'email',
  reach: 'email',
  doNotSend: 'email',
  proven: 'server',
  settings,
  form: [
    { name: 'host', type: 'text', required: true },
    { name: 'port', type: 'number', default: 587 },
    { name: 'security', type: 'choice', options: ['required', 'tls', 'offered'], default: 'required' },
    { name: 'user', type: 'text' },
    { name: 'password', type: 'secret' },
    { name: 'dkimDomain', type: 'text' },
    { name: 'dkimSelector', type: 'text', default: 'liangti' },
    { name: 'dkimKey', type: 'secret' },
  ],
  creative,
  trial: (language) => ({ language, ...trialWords[language] }),
  content,
  limits: { perSecond: null, maxBytes },
  acceptsAddress: (address) =>
    address.length <= 320 && /^[^\s<>@,;:"\\]+@[^\s<>@,;:"\\]+\.[^\s<>@,;:"\\]+$/.test(address),
  compose: (_settings, tools) => composeEmail(creative, tools),
  open: (options, { guard }) => {
    const pool = openSmtpPool(serverOf(options, guard))
    const signer = dkimOf(options)
    return {
      deliver: async ({ deliveryId, address, content: mail }) => {
        const from = parseMailbox(mail.from)
        if (!from) return failed('sender_unusable', { retry: false })
        const to = oneLine(address)
        const plain = composeMime({
          from,
          to,
          subject: mail.subject,
          messageId: messageIdOf(deliveryId, options.hostName),
          date: mail.date,
          headers: headersOf(mail),
          text: mail.text,
          html: mail.html,
        })
        const bytes = signer ? signer.sign(plain) : plain
        if (bytes.length > maxBytes) return failed('message_too_large', { retry: false })
        return pool.send({ from: mail.returnPath ?? from.address, to }, bytes)
      },
      check: pool.check,
      close: pool.close,
    }
  },
})

/** Null where mail is not signed. @throws interaction.dkimKey */
function dkimOf({ dkimDomain, dkimSelector, dkimKey }: z.output<typeof settings>): DkimSigner | null {
  if (dkimDomain === '' || dkimKey === '') return null
  return createDkimSigner({ domain: dkimDomain, selector: dkimSelector, privateKey: dkimKey })
}

function headersOf(mail: EmailContent): [string, string][] {
  const headers: [string, string][] = [['X-Liangti-Workspace', String(mail.workspaceId)]]
  if (mail.replyTo) headers.push(['Reply-To', mail.replyTo])
  if (mail.campaignId) headers.push(['X-Liangti-Campaign', mail.campaignId])
  if (mail.unsubscribeUrl) {
    headers.push(['List-Unsubscribe', `<${mail.unsubscribeUrl}>`])
    headers.push(['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'])
  }
  return headers
}

function serverOf(options: z.output<typeof settings>, guard: ChannelTools['guard']): SmtpServer {
  return {
    host: options.host.replace(/^\[|\]$/g, ''),
    port: options.port,
    secure: options.security === 'tls',
    user: options.user,
    password: options.password,
    name: options.hostName,
    timeoutMs: options.timeoutMs,
    requireTls: options.security === 'required',
    addressOf: async (host) => (await guard.resolve(host))[0]?.address ?? host,
  }
}
