import { z } from 'zod'
import { maskText } from '../../customer/index.ts'

const reason = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // It stands beside tasks in lists and files.
  .refine((text) => maskText(text) === text, 'names somebody: leave numbers and addresses out')

/** What a campaign by call asks of the desk: who rings, why, and what they say. */
export const callCreative = z.object({
  teamId: z.uuid(),
  skill: z.string().trim().max(40).default('').describe('Empty: anybody of the team'),
  scriptId: z
    .union([z.uuid(), z.literal('')])
    .default('')
    .describe('Its live versions are drawn per task'),
  reasonZh: reason.describe('Why we call, without identifiers'),
  reasonEn: reason,
  valueMinor: z.int().min(0).max(1_000_000_000).default(0).describe('Expected of one call; orders the queue'),
  windowDays: z
    .int()
    .min(1)
    .max(90)
    .default(7)
    .describe('How urgent: nobody is called after that, nor after the outcome window'),
})
export type CallCreative = z.output<typeof callCreative>
