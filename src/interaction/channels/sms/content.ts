import { z } from 'zod'

/** One person's SMS as it is handed over. */
export const content = z.object({
  /** With its sign and the way to opt out. */
  text: z.string().min(1).max(1_500),
  /** Without either, for gateways that add them. */
  plain: z.string().max(1_500).default(''),
  /** Under which the text was filed; '' where none is asked for. */
  templateNumber: z.string().max(60).default(''),
  /** What the filed text is filled with, in its order. */
  params: z.record(z.string(), z.unknown()).default({}),
})
export type SmsContent = z.output<typeof content>
