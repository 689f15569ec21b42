import { z } from 'zod'

/** One person's SMS as it is handed over: with its sign and the way to opt out. */
export const content = z.object({ text: z.string().min(1).max(1_500) })
export type SmsContent = z.output<typeof content>
