import { z } from 'zod'
import { defineChannel, failed } from '../channel.ts'
import { composeSms } from './compose.ts'
import { content } from './content.ts'
import { openSmppLink } from './link.ts'
import { smsParts } from './parts.ts'

const settings = z.object({
  host: z.string().trim().min(1).max(255),
  port: z.coerce.number().int().min(1).max(65_535).default(2775),
  tls: z.boolean().default(false),
  systemId: z.string().trim().min(1).max(15),
  password: z.string().max(8).default(''),
  systemType: z.string().max(12).default(''),
  /** Number or name the messages come from. */
  sender: z.string().trim().max(20).default(''),
  /** Goes before each message as 【…】. */
  sign: z
    .string()
    .trim()
    .max(20)
    .regex(/^[^【】]*$/)
    .default(''),
  /** Goes behind marketing; blank for none. */
  optOut: z.string().trim().max(40).default('拒收请回复R'),
  joining: z.enum(['udh', 'payload']).default('udh'),
  timeoutMs: z.int().min(100).max(120_000).default(15_000),
  enquireMs: z.int().min(100).max(600_000).default(30_000),
})

const creative = z.object({
  language: z.enum(['zh-CN', 'en']),
  text: z.string().trim().min(1).max(1_000),
  templateNumber: z.string().trim().max(60).default(''),
})

const mostParts = 10

/** SMS by SMPP 3.4: what carriers and most providers speak. */
export const sms = defineChannel({
  id: 'sms',
  label: { en: 'SMS', 'zh-CN': '短信' },
  addressType: 'phone',
  consentChannel: 'sms',
  reach: 'sms',
  doNotSend: 'sms',
  proven: 'server',
  settings,
  form: [
    { name: 'host', type: 'text', required: true },
    { name: 'port', type: 'number', default: 2775 },
    { name: 'tls', type: 'switch', default: false },
    { name: 'systemId', type: 'text', required: true },
    { name: 'password', type: 'secret' },
    { name: 'systemType', type: 'text' },
    { name: 'sender', type: 'text' },
    { name: 'sign', type: 'text' },
    { name: 'optOut', type: 'text', default: '拒收请回复R' },
    { name: 'joining', type: 'choice', options: ['udh', 'payload'], default: 'udh' },
  ],
  creative,
  trial: (language) => ({
    language,
    text:
      language === 'en'
        ? 'This is a test of the SMS channel. It works.'
        : '这是一条测试短信，收到即说明渠道已接通。',
    templateNumber: '',
  }),
  content,
  limits: { perSecond: null, maxBytes: 3_000 },
  acceptsAddress: (address) => /^\+[1-9]\d{6,14}$/.test(address),
  compose: ({ sign, optOut }, tools) => composeSms(creative, { sign, optOut }, tools),
  open: (options, tools) => {
    const link = openSmppLink(options, tools)
    return {
      deliver: async ({ deliveryId, address, content: { text } }) =>
        smsParts(text).parts.length > mostParts
          ? failed('sms_too_long', { retry: false })
          : link.send({ deliveryId, to: address, text }),
      check: link.check,
      close: link.close,
    }
  },
})
