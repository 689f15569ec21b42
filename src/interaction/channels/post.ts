import { z } from 'zod'
import { languageTag } from '../../kit/language.ts'

/** What an author writes; how it is laid out is the workspace's. */
export const letterCreative = z.object({
  language: languageTag,
  /** The headline; may be blank. */
  subject: z.string().trim().max(120).default(''),
  text: z.string().trim().min(1).max(3_000),
})

/** Letters by post: printed in batches and handed to a mail house, see `letters/`. */
export const post = {
  id: 'post',
  label: { en: 'Letter', 'zh-CN': '信函' },
  addressType: 'address',
  consentChannel: 'post',
  reach: 'post',
  doNotSend: 'post',
  acceptsAddress: (address: string) => address.trim() !== '' && address.length <= 300,
  creative: letterCreative,
} as const
