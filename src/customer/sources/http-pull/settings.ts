import { z } from 'zod'

const text = (most: number) => z.string().trim().max(most).default('')

export const httpSettings = z
  .object({
    url: z.string().trim().min(1).max(2_000),
    format: z.enum(['json', 'ndjson', 'csv']).default('json'),
    /** Where the list stands in the answer: data.items; blank where the answer is the list. */
    rowsPath: text(200),
    auth: z.enum(['none', 'header', 'bearer', 'basic', 'oauth2']).default('none'),
    headerName: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9-]{1,100}$/)
      .default('x-api-key'),
    userName: text(200),
    tokenUrl: text(2_000),
    clientId: text(300),
    scope: text(500),
    paging: z.enum(['none', 'page', 'offset', 'cursor', 'link']).default('none'),
    pageParameter: z.string().trim().max(100).default('page'),
    sizeParameter: text(100),
    pageSize: z.coerce.number().int().min(1).max(10_000).default(100),
    firstPage: z.coerce.number().int().min(0).max(1).default(1),
    /** Where the mark of the next page stands in the answer. */
    nextPath: text(200),
    /** The newest value of `sinceField` seen so far is sent as this parameter: only what changed is asked for. */
    sinceParameter: text(100),
    sinceField: text(200),
  })
  .refine(({ format, paging }) => format !== 'csv' || paging === 'none', {
    path: ['paging'],
    error: 'CSV is read from one address; only JSON has pages',
  })
export type HttpSettings = z.output<typeof httpSettings>

const secret = z.string().max(4_000).default('')
export const httpSecrets = z.object({
  headerValue: secret,
  token: secret,
  password: secret,
  clientSecret: secret,
})
export type HttpSecrets = z.output<typeof httpSecrets>
