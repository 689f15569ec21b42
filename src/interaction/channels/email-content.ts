import { z } from 'zod'

/** One person's mail as it is handed over. */
export const content = z.object({
  /** `Name <address>`. */
  from: z.string().min(3).max(320),
  subject: z.string().min(1).max(1_000),
  html: z.string().min(1),
  text: z.string(),
  /** https address for RFC 8058; null for messages that are no marketing. */
  unsubscribeUrl: z.url().nullable(),
  campaignId: z.string().nullable(),
  /** Where servers send it back to, and where people answer; the sender's own address where null. */
  returnPath: z.string().max(320).nullable().optional(),
  replyTo: z.string().max(320).nullable().optional(),
  workspaceId: z.int(),
  date: z.date(),
})
export type EmailContent = z.output<typeof content>
