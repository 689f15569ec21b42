import { z } from 'zod'

/** Shapes that many endpoints share. */

export const workspaceParams = z.object({ workspace: z.string().min(1).max(63) })
export const workspaceItemParams = workspaceParams.extend({ id: z.string().min(1).max(64) })

/** Decimal text of a person key: pseudonymous, stable. */
export const customerId = z.string().regex(/^[1-9]\d{0,18}$/)
export const instant = z.iso.datetime({ offset: true })
export const minor = z.int().describe('Money in minor units of the currency named beside it')
export const share = z.number().min(0).max(1)
export const localized = z.object({ en: z.string(), 'zh-CN': z.string() })
export type Localized = z.infer<typeof localized>

export const cursorQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().nullable() })
}

export const verdict = z.enum(['positive', 'negative', 'inconclusive', 'no_data'])
/** An estimate is never written without its interval. */
export const interval = z.object({
  estimate: z.number().nullable(),
  lo: z.number().nullable(),
  hi: z.number().nullable(),
  level: z.number(),
  verdict,
})
export type Interval = z.infer<typeof interval>

export const taskShape = z.object({
  id: z.string(),
  kind: z.string(),
  subjectId: z.string().nullable(),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  progress: z
    .object({ phase: z.string(), done: z.number(), total: z.number().nullable(), unit: z.string() })
    .nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: instant,
  endedAt: instant.nullable(),
})

/** RFC 9457; what every error looks like. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  retryable: z.boolean(),
  requestId: z.string(),
})
