import { z } from 'zod'
import { defineEndpoint } from '../../../kit/api.ts'
import { customerId, instant, workspaceParams } from '../../../kit/api-shapes.ts'
import { returningKinds } from './returns.ts'

const base = '/api/workspaces/:workspace/privacy'

const named = z
  .array(z.object({ kind: z.enum(returningKinds), value: z.string().trim().min(1).max(300) }))
  .min(1)
  .max(5)

export const lookUpErased = defineEndpoint({
  id: 'lookUpErased',
  method: 'POST',
  path: `${base}/erased-lookups`,
  permission: 'privacy.handle',
  summary: 'Whether somebody named so was erased and is kept out since; audited, without what was asked for',
  params: workspaceParams,
  body: z.object({ identifiers: named }),
  response: z.object({
    items: z.array(z.object({ kind: z.enum(returningKinds), erasedAt: instant.nullable() })),
  }),
  ratePerMinute: 30,
})

export const letReturn = defineEndpoint({
  id: 'letReturn',
  method: 'POST',
  path: `${base}/returns`,
  permission: 'privacy.handle',
  summary: 'Lets in again somebody who was erased and comes back, with what they agree to now; audited',
  params: workspaceParams,
  body: z.object({
    identifiers: named,
    consents: z
      .array(
        z.object({
          purpose: z.string().min(1).max(40),
          channel: z.string().min(1).max(20),
          textId: z.uuid().nullable().default(null),
        }),
      )
      .min(1)
      .max(20)
      .describe('What they agree to now: nothing of before their erasure holds'),
    proof: z.object({
      kind: z.enum(['form', 'paper', 'phone', 'in_person', 'message', 'other']),
      note: z.string().trim().min(3).max(500).describe('Where the proof is found; no address and no number'),
    }),
  }),
  response: z.object({ customerId }),
})
