import { brandName } from '../../kit/brand.ts'
import type { Locale } from '../../kit/errors.ts'
import { type Company, escapeHtml, publicPage } from '../../kit/public-page.ts'
import type { ContactTopic } from '../preferences/topics.ts'
import { type SignUpSettings, said } from './settings.ts'

const words = {
  en: {
    email: 'E-mail address',
    topics: 'What you want to hear of',
    all: 'Tick nothing to hear of everything.',
    send: 'Send me the confirmation',
    missing: 'This is no e-mail address. Please check it.',
    once: 'Please press the button once more, so that we see that a person is here.',
    done: 'Look into your mailbox',
    doneBody: (days: number) =>
      `A message with a link is on its way if that address can receive one. Open the link within ${days} ${days === 1 ? 'day' : 'days'} and confirm; until then nothing else is sent, and after that your address is deleted.`,
    ask: (brand: string) => `Would you like to hear from ${brand}?`,
    askBody:
      'It holds once you press the button. If you did not ask for this, close this page: nothing happens then.',
    yes: 'Yes, I agree',
    confirmed: 'Thank you, you are signed up',
    confirmedBody: 'You can withdraw at any time by the link in every message.',
    refused: 'We could not sign you up',
    refusedBody:
      'We cannot tell by this address alone who you are. Please write to us, and we do it for you.',
  },
  'zh-CN': {
    email: '邮箱',
    topics: '您感兴趣的内容',
    all: '不勾选则接收全部内容。',
    send: '发送确认邮件',
    missing: '邮箱格式不正确，请检查。',
    once: '请再点击一次按钮，以确认是您本人操作。',
    done: '请查收邮件',
    doneBody: (days: number) =>
      `如果该邮箱可以接收邮件，确认邮件正在发送。请在 ${days} 天内打开其中的链接并确认；在此之前不会发送其他内容，逾期未确认的邮箱将被删除。`,
    ask: (brand: string) => `是否接收来自${brand}的消息？`,
    askBody: '点击按钮后生效。如果这不是您本人的请求，关闭本页即可，不会产生任何影响。',
    yes: '我同意',
    confirmed: '订阅成功，谢谢您',
    confirmedBody: '您可以随时通过每条消息中的链接退订。',
    refused: '未能完成订阅',
    refusedBody: '仅凭此邮箱无法确认您的身份，请与我们联系，由我们为您办理。',
  },
} as const

export interface SignUpPage {
  company: Company
  settings: SignUpSettings
  topics: readonly ContactTopic[]
  /** What stands above the button and is agreed to. */
  text: string
  /** Says when the page was made, signed. */
  made: string
}

export interface FilledSignUp {
  email: string
  topics: readonly string[]
  why: 'missing' | 'once'
}

/** The page on which a stranger leaves an address. @param filled what was sent and is asked for once more */
export function signUpPage(locale: Locale, page: SignUpPage, filled: FilledSignUp | null): string {
  const text = words[locale]
  const { settings, topics } = page
  const boxes = topics
    .map(
      ({ id, name }) =>
        `<label><input type="checkbox" name="topic_${id}"${filled?.topics.includes(id) ? ' checked' : ''}> ${escapeHtml(said(name, locale))}</label>`,
    )
    .join('')
  const about =
    boxes === ''
      ? ''
      : `<fieldset><legend>${text.topics}</legend>${boxes}<p class="small">${text.all}</p></fieldset>`
  const agreed = page.text === '' ? '' : `<blockquote>${escapeHtml(page.text)}</blockquote>`
  const form = `<form method="post"><input type="hidden" name="language" value="${locale}"><input type="hidden" name="made" value="${escapeHtml(page.made)}"><label class="block">${text.email}<input type="email" name="email" maxlength="320" autocomplete="email" required value="${escapeHtml(filled?.email ?? '')}"></label><label class="trap" aria-hidden="true">Website<input type="text" name="website" tabindex="-1" autocomplete="off"></label>${about}${agreed}<button>${text.send}</button></form>`
  return publicPage(locale, {
    ...{ brand: page.company, title: said(settings.title, locale) || text.send },
    body: filled === null ? said(settings.intro, locale) : text[filled.why],
    form,
  })
}

/** The same whatever becomes of the address. */
export function signUpDone(locale: Locale, company: Company, days: number): string {
  const text = words[locale]
  return publicPage(locale, { brand: company, title: text.done, body: text.doneBody(days), form: '' })
}

/** What the link in the message leads to. Looking at it agrees to nothing; only its button does. */
export function askSignUp(locale: Locale, company: Company, agreed: string): string {
  const text = words[locale]
  const quoted = agreed === '' ? '' : `<blockquote>${escapeHtml(agreed)}</blockquote>`
  const form = `${quoted}<form method="post"><button name="confirm" value="yes">${text.yes}</button></form>`
  const title = text.ask(brandName(company, locale))
  return publicPage(locale, { brand: company, title, body: text.askBody, form })
}

export function signUpEnd(locale: Locale, company: Company, how: 'confirmed' | 'refused'): string {
  const text = words[locale]
  return publicPage(locale, { brand: company, title: text[how], body: text[`${how}Body`], form: '' })
}
