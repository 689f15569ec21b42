import { z } from 'zod'
import { languageTag } from '../../../kit/language.ts'
import { prepareTexts } from '../../content/texts.ts'
import { interactionErrors } from '../../errors.ts'
import type { CampaignVariables } from '../../ports.ts'

/** Bytes of UTF-8, as the platform counts. Source: developer.work.weixin.qq.com, "创建企业群发". */
const mostBytes = { message: 4_000, title: 128, description: 512, link: 2_048, picture: 2_048 } as const

const namesCustomer = /\{[{%][^}]*\bcustomer\b/

export const creative = z
  .object({
    language: languageTag,
    message: z.string().trim().min(1).max(1_300),
    /** Title of the card below the words; '' where there is no card. */
    title: z.string().trim().max(60).default(''),
    description: z.string().trim().max(160).default(''),
    link: z.string().trim().max(1_000).default(''),
    picture: z.string().trim().max(1_000).default(''),
  })
  .superRefine((made, context) => {
    const issue = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message })
    for (const [name, value] of Object.entries(made))
      if (namesCustomer.test(value))
        issue(name, 'An adviser sends one text to many customers: it cannot name one of them')
    if ((made.title === '') !== (made.link === ''))
      issue(made.title === '' ? 'title' : 'link', 'A card has both a title and a link')
    if (made.title === '' && (made.description !== '' || made.picture !== ''))
      issue('title', 'A description and a picture belong to a card, which has a title and a link')
  })

export const content = z.object({
  message: z.string(),
  title: z.string(),
  description: z.string(),
  link: z.string(),
  picture: z.string(),
})
export type WecomContent = z.output<typeof content>

const names = ['message', 'title', 'description', 'link', 'picture'] as const

/** @throws interaction.oneForMany */
export function assertForMany(source: object): void {
  if (Object.values(source).some((text) => typeof text === 'string' && namesCustomer.test(text)))
    throw interactionErrors.oneForMany({})
}

/** What may hold placeholders, in a fixed order. */
export function textsOf(made: z.output<typeof creative>): string[] {
  return names.map((name) => made[name])
}

export function written(texts: readonly string[]): WecomContent {
  return content.parse(Object.fromEntries(names.map((name, i) => [name, texts[i] ?? ''])))
}

/**
 * The message of a campaign: one for all its customers, with links as they are, for nobody alone can be told by them.
 * @throws interaction.oneForMany, badLiquid, badLink
 */
export function composed(source: object, variables: CampaignVariables): WecomContent {
  const made = creative.parse(source)
  const prepared = prepareTexts(textsOf(made), variables, made.language)
  if (prepared.variables.some((name) => /^customer\b/.test(name))) throw interactionErrors.oneForMany({})
  return written(prepared.render('', prepared.links))
}

/** The first part that is longer than the platform takes; null for none. */
export function tooLong(message: WecomContent): keyof WecomContent | null {
  return names.find((name) => Buffer.byteLength(message[name]) > mostBytes[name]) ?? null
}

/** As the platform takes it. */
export function payloadOf({ message, title, description, link, picture }: WecomContent) {
  const card = {
    ...{ title, url: link },
    ...(description === '' ? {} : { desc: description }),
    ...(picture === '' ? {} : { picurl: picture }),
  }
  return {
    text: { content: message },
    ...(title === '' ? {} : { attachments: [{ msgtype: 'link', link: card }] }),
  }
}
