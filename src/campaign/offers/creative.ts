import { z } from 'zod'
import { channelCreative, creativeSource, writtenChannelIds } from '../../interaction/index.ts'
import { languageTag } from '../../kit/language.ts'

const words = {
  subject: z.string().trim().max(200).default('').describe('Of a mail, or the headline of a letter'),
  preheader: z.string().max(200).default(''),
  mjml: z.string().max(200_000).default('').describe('Of a mail'),
  text: z
    .string()
    .trim()
    .max(3_000)
    .default('')
    .describe('Of an SMS, whose sign and how to opt out are added, or of a letter'),
  templateNumber: z
    .string()
    .trim()
    .max(60)
    .default('')
    .describe('Under which an SMS was filed with the carrier'),
  fields: z
    .record(z.string().max(40), z.union([z.string().max(20_000), z.number(), z.boolean()]))
    .optional()
    .describe('Of other channels: what each asks, by name'),
}

/** The same in another language; of `fields`, only what is different. */
export const creativeVariant = z.object({ language: languageTag, ...words })
export type CreativeVariant = z.output<typeof creativeVariant>

export const creativeFields = z.object({
  name: z.string().trim().min(1).max(100),
  channel: z.enum(writtenChannelIds).default('email'),
  language: languageTag.describe('A tag such as zh-CN: of these words, which whoever reads no other gets'),
  templateId: z.string().max(60).nullable().default(null),
  ...words,
  variants: z.array(creativeVariant).max(20).optional().describe('The same in other languages'),
})

type Written = z.output<typeof creativeFields>

/** Languages it is written in, that of its own words first. */
export function languagesOf(creative: Pick<Written, 'language' | 'variants'>): [string, ...string[]] {
  return [creative.language, ...(creative.variants ?? []).map(({ language }) => language)]
}

/** The creative in one of its languages, as if there were no other. */
export function inLanguage<C extends Written>(creative: C, language: string): C {
  const variant = creative.variants?.find((each) => each.language === language)
  if (!variant) return creative
  return { ...creative, ...variant, fields: { ...creative.fields, ...variant.fields } }
}

/** What an author writes, complete in each language as its channel asks. */
export const creativeInput = creativeFields.superRefine((creative, context) => {
  const languages = languagesOf(creative)
  for (const [place, language] of languages.entries()) {
    const at = place === 0 ? [] : ['variants', place - 1]
    if (languages.indexOf(language) !== place)
      context.addIssue({
        code: 'custom',
        path: [...at, 'language'],
        message: `${language} stands there twice`,
      })
    const parsed = channelCreative(creative.channel).safeParse(creativeSource(inLanguage(creative, language)))
    for (const { path, message } of parsed.error?.issues ?? [])
      context.addIssue({ code: 'custom', path: [...at, ...path.map(String)], message })
  }
})
