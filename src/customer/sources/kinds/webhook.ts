import { z } from 'zod'
import { defineSource } from '../define-source.ts'
import { sourceErrors } from '../errors.ts'
import { pushedRows } from '../push/pushed-rows.ts'
import { jsonLines } from '../rows.ts'

export const webhookSettings = z.object({
  /** How a push proves where it comes from. */
  proof: z.enum(['standard', 'header', 'segment']).default('standard'),
  headerName: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{1,100}$/)
    .default('x-webhook-secret'),
  /** Where the rows stand in a push; blank where it is the row, or a list of them. */
  rowsPath: z.string().trim().max(200).default(''),
})
export const webhookSecrets = z.object({ signingSecret: z.string().max(500).default('') })

const parcelPushes = 5_000

/** Rows another system sends to an address of ours. They are kept until an import has brought them in. */
export const webhook = defineSource({
  kind: 'webhook',
  experimental: false,
  pulled: false,
  brings: ['orders', 'customers', 'products', 'touches', 'events'],
  settings: webhookSettings,
  secrets: webhookSecrets,
  form: [
    { name: 'proof', type: 'choice', options: ['standard', 'header', 'segment'], default: 'standard' },
    {
      name: 'headerName',
      type: 'text',
      default: 'x-webhook-secret',
      when: { field: 'proof', is: ['header'] },
    },
    { name: 'rowsPath', type: 'text', when: { field: 'proof', is: ['standard', 'header'] } },
  ],
  // Nothing is asked of anybody: what there is to test is seen when the first push arrives.
  test: async () => {},
  discover: async () => [],
  pull: async function* (context, { settings }, state) {
    for (;;) {
      const pushes = await context.inbox.waiting(Math.min(parcelPushes, state.mostRows))
      if (pushes.length === 0) return
      const rows = pushes.flatMap(({ body }) => pushedRows(body, settings.rowsPath))
      if (rows.length === 0) throw sourceErrors.noRows({ where: 'webhook' })
      const ids = pushes.map(({ id }) => id)
      yield {
        name: `webhook ${context.now().toISOString().slice(0, 19)}`,
        part: null,
        version: null,
        content: () => jsonLines(rows, state.columns),
        cursorAfter: () => null,
        taken: (importId) => context.inbox.take(ids, importId),
      }
    }
  },
})
