import { z } from 'zod'
import type { FormField } from '../../../customer/index.ts'
import { isAppError } from '../../../kit/errors.ts'
import { readTemplate } from '../../content/json-template.ts'
import { compileLiquid } from '../../content/liquid.ts'
import { codeClasses } from './http/codes.ts'

const text = (most: number) => z.string().trim().max(most).default('')

/** What every message begins and ends with. */
export const frameSettings = z.object({
  /** Goes before each message as 【…】. */
  sign: z
    .string()
    .trim()
    .max(20)
    .regex(/^[^【】]*$/)
    .default(''),
  /** Goes behind marketing; blank for none. */
  optOut: z.string().trim().max(40).default('拒收请回复R'),
  /** The same for messages in other languages than Chinese; blank: the same words. */
  optOutOther: z.string().trim().max(40).default('Reply R to opt out'),
})

const smpp = z.object({
  host: text(255),
  port: z.coerce.number().int().min(1).max(65_535).default(2775),
  tls: z.boolean().default(false),
  systemId: text(15),
  password: z.string().max(8).default(''),
  systemType: z.string().max(12).default(''),
  /** Number or name the messages come from. */
  sender: z.string().trim().max(20).default(''),
  joining: z.enum(['udh', 'payload']).default('udh'),
  enquireMs: z.int().min(100).max(600_000).default(30_000),
})

const http = z.object({
  gatewayUrl: text(2_000),
  method: z.enum(['POST', 'GET']).default('POST'),
  /** How `body` is written: as JSON, or its names and values as of a form (of the address, with GET). */
  bodyType: z.enum(['json', 'form']).default('json'),
  /** JSON whose texts hold placeholders. */
  body: text(4_000),
  /** `Name: value`, one a line. */
  headers: text(2_000),
  apiKey: text(500),
  apiSecret: text(500),
  /** Where in the answer success is told, such as `code`; blank: any 2xx is success. */
  okPath: text(200),
  okValue: text(100),
  idPath: text(200),
  /** `code = class`, one a line. */
  codes: text(4_000),
})

/** SMS by SMPP, or by whatever a gateway speaks over HTTP. */
export const settings = z
  .object({
    way: z.enum(['smpp', 'http']).default('smpp'),
    ...smpp.shape,
    ...http.shape,
    ...frameSettings.shape,
    timeoutMs: z.int().min(100).max(120_000).default(15_000),
  })
  .superRefine((given, context) => {
    const wrong = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message })
    if (given.way === 'smpp') {
      for (const name of ['host', 'systemId'] as const) if (given[name] === '') wrong(name, 'is missing')
      return
    }
    if (!/^https?:\/\/[^\s@]+$/.test(given.gatewayUrl) || !URL.canParse(given.gatewayUrl))
      wrong('gatewayUrl', 'is no web address')
    const check = (name: string, work: () => unknown) => {
      try {
        work()
      } catch (error) {
        if (!isAppError(error)) throw error
        wrong(name, error.in('en'))
      }
    }
    check('body', () => {
      for (const each of readTemplate(given.body).texts) compileLiquid(each, 'wire', 'body')
    })
    check('headers', () => compileLiquid(given.headers, 'wire', 'headers'))
    const bad = given.headers
      .split('\n')
      .find((line) => line.trim() !== '' && !/^[\w-]+:\s*\S/.test(line.trim()))
    if (bad !== undefined) wrong('headers', 'write one header a line, as Name: value')
    const strange = codeClasses(given.codes).unreadable
    if (strange !== null) wrong('codes', `line ${strange} is not code = later, number, sign_in or refused`)
  })
export type SmsSettings = z.output<typeof settings>

const bySmpp = { field: 'way', is: ['smpp'] }
const byHttp = { field: 'way', is: ['http'] }

export const form: readonly FormField[] = [
  { name: 'way', type: 'choice', options: ['smpp', 'http'], default: 'smpp' },
  { name: 'host', type: 'text', required: true, when: bySmpp },
  { name: 'port', type: 'number', default: 2775, when: bySmpp },
  { name: 'tls', type: 'switch', default: false, when: bySmpp },
  { name: 'systemId', type: 'text', required: true, when: bySmpp },
  { name: 'password', type: 'secret', when: bySmpp },
  { name: 'systemType', type: 'text', when: bySmpp },
  { name: 'sender', type: 'text', when: bySmpp },
  { name: 'joining', type: 'choice', options: ['udh', 'payload'], default: 'udh', when: bySmpp },
  { name: 'gatewayUrl', type: 'text', required: true, when: byHttp },
  { name: 'method', type: 'choice', options: ['POST', 'GET'], default: 'POST', when: byHttp },
  { name: 'bodyType', type: 'choice', options: ['json', 'form'], default: 'json', when: byHttp },
  {
    name: 'body',
    type: 'lines',
    required: true,
    default: '{"mobile": "{{ phone }}", "content": "{{ text }}"}',
    when: byHttp,
  },
  { name: 'headers', type: 'lines', when: byHttp },
  { name: 'apiKey', type: 'secret', when: byHttp },
  { name: 'apiSecret', type: 'secret', when: byHttp },
  { name: 'okPath', type: 'text', when: byHttp },
  { name: 'okValue', type: 'text', when: byHttp },
  { name: 'idPath', type: 'text', when: byHttp },
  { name: 'codes', type: 'lines', when: byHttp },
  { name: 'sign', type: 'text' },
  { name: 'optOut', type: 'text', default: '拒收请回复R' },
  { name: 'optOutOther', type: 'text', default: 'Reply R to opt out' },
]
