import { z } from 'zod'
import { languageTag } from '../../../kit/language.ts'

const hour = 3_600
/** How long a push service keeps a message for a browser that is switched off, in seconds. */
export const keptFor = {
  '1h': hour,
  '6h': 6 * hour,
  '1d': 24 * hour,
  '3d': 72 * hour,
  '7d': 168 * hour,
  '28d': 672 * hour,
} as const
export const urgencies = ['very-low', 'low', 'normal', 'high'] as const

const picture = z
  .string()
  .trim()
  .max(500)
  .regex(/^(https:\/\/[^\s<>"{}]+)?$/, 'A picture needs a whole address beginning with https://')
const link = z.string().trim().max(1_000).default('')
const button = z.string().trim().max(30).default('')

/** What an author writes. */
export const creative = z
  .object({
    language: languageTag,
    title: z.string().trim().min(1).max(100),
    words: z.string().trim().min(1).max(500),
    /** Where a touch leads; '' for nowhere. */
    link,
    picture: picture.default(''),
    /** Two buttons at the most; browsers that have none leave them out. */
    button1: button,
    button1Link: link,
    button2: button,
    button2Link: link,
    urgency: z.enum(urgencies).default('normal'),
    kept: z.enum(Object.keys(keptFor) as [keyof typeof keptFor]).default('1d'),
    /** Messages of one topic replace each other; '' for each its own. */
    topic: z
      .string()
      .trim()
      .regex(/^[\w-]{0,32}$/, 'A topic is at most 32 letters, digits, - or _')
      .default(''),
  })
  .superRefine((made, context) => {
    for (const name of ['button1', 'button2'] as const)
      if ((made[name] === '') !== (made[`${name}Link`] === ''))
        context.addIssue({ code: 'custom', path: [name], message: 'A button needs both words and a link' })
  })
export type PushCreative = z.output<typeof creative>

export const content = z.object({
  title: z.string(),
  message: z.string(),
  link: z.string(),
  picture: z.string(),
  buttons: z.array(z.object({ title: z.string(), link: z.string() })).max(2),
  urgency: z.enum(urgencies),
  keptSeconds: z.int().min(0),
  topic: z.string(),
})
export type PushContent = z.output<typeof content>

/** What of a creative may hold placeholders; a picture is the same for everyone. */
export function textsOf({ title, words, link: to, ...made }: PushCreative): string[] {
  return [title, words, to, made.button1, made.button1Link, made.button2, made.button2Link]
}

/** @param texts as one person reads them, in the order of `textsOf` */
export function written(made: PushCreative, texts: readonly string[]): PushContent {
  const [title = '', message = '', to = '', one = '', oneLink = '', two = '', twoLink = ''] = texts
  const buttons = [
    { title: one, link: oneLink },
    { title: two, link: twoLink },
  ]
  return {
    ...{ title, message, link: to, picture: made.picture, urgency: made.urgency, topic: made.topic },
    keptSeconds: keptFor[made.kept],
    buttons: buttons.filter((each) => each.title !== ''),
  }
}

/** What the service worker of the site reads. @param tag the same tag replaces what is shown already */
export function payloadOf({ title, message, link: to, picture: image, buttons }: PushContent, tag: string) {
  return {
    ...{ title, body: message, tag },
    ...(to === '' ? {} : { link: to }),
    ...(image === '' ? {} : { image }),
    ...(buttons.length === 0 ? {} : { actions: buttons }),
  }
}
