import { z } from 'zod'
import { languageTag } from '../../../kit/language.ts'
import { prepareTexts } from '../../content/texts.ts'
import { interactionErrors } from '../../errors.ts'
import type { CampaignVariables } from '../../ports.ts'

/** What a message is made of, and the bytes of UTF-8 the platform takes. Source: developer.work.weixin.qq.com, "创建企业群发". */
const mostBytes = {
  words: 4_000,
  cardTitle: 128,
  cardWords: 512,
  cardLink: 2_048,
  cardPicture: 2_048,
} as const
type Part = keyof typeof mostBytes
const parts = Object.keys(mostBytes) as Part[]

/** The pages know who comes by the message's own link, which a text for many has not. */
const namesCustomer = /\{[{%][^}]*\b(customer|survey_link|complaint_link)\b/

export const creative = z
  .object({
    language: languageTag,
    words: z.string().trim().min(1).max(1_300),
    /** Of the card below the words; '' where there is no card. */
    cardTitle: z.string().trim().max(60).default(''),
    cardLink: z.string().trim().max(1_000).default(''),
    cardWords: z.string().trim().max(160).default(''),
    cardPicture: z.string().trim().max(1_000).default(''),
  })
  .superRefine((made, context) => {
    const issue = (name: Part, message: string) => context.addIssue({ code: 'custom', path: [name], message })
    for (const name of parts)
      if (namesCustomer.test(made[name]))
        issue(name, 'An adviser sends one text to many customers: it cannot name one of them')
    const { cardTitle, cardLink, cardWords, cardPicture } = made
    if (cardTitle === '' && (cardLink !== '' || cardWords !== '' || cardPicture !== ''))
      issue('cardTitle', 'A card has a title')
    if (cardTitle !== '' && cardLink === '') issue('cardLink', 'A card leads somewhere')
  })

export const content = z.object({
  words: z.string(),
  cardTitle: z.string(),
  cardWords: z.string(),
  cardLink: z.string(),
  cardPicture: z.string(),
})
export type WecomContent = z.output<typeof content>

/** @throws interaction.oneForMany */
export function assertForMany(source: object): void {
  if (Object.values(source).some((text) => typeof text === 'string' && namesCustomer.test(text)))
    throw interactionErrors.oneForMany({})
}

/** What may hold placeholders, in a fixed order. */
export function textsOf(made: z.output<typeof creative>): string[] {
  return parts.map((name) => made[name])
}

export function written(texts: readonly string[]): WecomContent {
  return content.parse(Object.fromEntries(parts.map((name, i) => [name, texts[i] ?? ''])))
}

/**
 * The message of a campaign: one for all its customers, with links as they are, for nobody can be told by them.
 * @throws interaction.oneForMany, badLiquid, badLink
 */
export function composed(source: object, variables: CampaignVariables): WecomContent {
  const made = creative.parse(source)
  const prepared = prepareTexts(textsOf(made), variables, made.language)
  if (prepared.variables.some((name) => /^(customer|survey_link|complaint_link)\b/.test(name)))
    throw interactionErrors.oneForMany({})
  return written(prepared.render('', prepared.links))
}

/** The first part that is longer than the platform takes; null for none. */
export function tooLong(message: WecomContent): Part | null {
  return parts.find((name) => Buffer.byteLength(message[name]) > mostBytes[name]) ?? null
}

/** As the platform takes it. */
export function payloadOf({ words, cardTitle, cardWords, cardLink, cardPicture }: WecomContent) {
  const link = {
    ...{ title: cardTitle, url: cardLink },
    ...(cardWords === '' ? {} : { desc: cardWords }),
    ...(cardPicture === '' ? {} : { picurl: cardPicture }),
  }
  return {
    text: { content: words },
    ...(cardTitle === '' ? {} : { attachments: [{ msgtype: 'link', link }] }),
  }
}
