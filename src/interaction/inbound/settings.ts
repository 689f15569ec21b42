import { z } from 'zod'
import { readSetting } from '../../customer/index.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { longestStopWord, plainWord, standardStopWords } from './stop-words.ts'

const stopWord = z
  .string()
  .trim()
  .min(1)
  .max(longestStopWord)
  .refine((word) => plainWord(word) !== '', 'a word needs a letter or a sign of writing')

export const inboundSettingsShape = z.object({
  softBounces: z
    .int()
    .min(1)
    .max(50)
    .describe('Bounces in a row, for now each, after which an address is given up'),
  stopWords: z
    .array(stopWord)
    .min(1)
    .max(200)
    .describe('Answers that take consent to marketing on the channel back, each standing alone'),
})
export type InboundSettings = z.infer<typeof inboundSettingsShape>

export const inboundSetting = {
  name: 'inbound',
  schema: inboundSettingsShape,
  absent: { softBounces: 5, stopWords: [...standardStopWords] } satisfies InboundSettings,
}

/** What the workspace wants of answers; the standard where it said nothing. */
export function inboundSettings(ledger: Ledger, workspaceId: number): Promise<InboundSettings> {
  return readSetting(ledger, workspaceId, inboundSetting)
}
