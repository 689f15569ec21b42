import { z } from 'zod'
import type { localized } from '../../kit/api-shapes.ts'
import { mostTopics } from '../preferences/topics.ts'

const words = (most: number) =>
  z
    .object({ en: z.string().trim().max(most), 'zh-CN': z.string().trim().max(most) })
    .describe('Where one language is empty the page shows the other')

/** What the page strangers sign up on says and asks. */
export const signUpSettings = z.object({
  isOpen: z.boolean().describe('Closed: the page is not there, and nothing is taken'),
  title: words(80),
  intro: words(500),
  topics: z
    .array(z.uuid())
    .max(mostTopics)
    .describe('Of the topics customers may choose, those the page asks for'),
  keepDays: z
    .int()
    .min(1)
    .max(30)
    .describe('So long a link is good for; then what was not confirmed is deleted'),
})
export type SignUpSettings = z.output<typeof signUpSettings>

export const noSignUp: SignUpSettings = {
  isOpen: false,
  title: { en: 'Hear from us', 'zh-CN': '订阅我们的消息' },
  intro: {
    en: 'Leave your e-mail address. We write to you once and ask you to confirm; nothing else is sent before that.',
    'zh-CN': '请留下您的邮箱。我们会发送一封确认邮件，您确认之前不会再发送其他内容。',
  },
  topics: [],
  keepDays: 7,
}

export const storedSignUp = { name: 'signUp', schema: signUpSettings, absent: noSignUp } as const

/** Words in a language, or in the other where there are none. */
export const said = (text: z.output<typeof localized>, locale: 'en' | 'zh-CN'): string =>
  text[locale] || text['zh-CN'] || text.en
