import { brandName } from '../../../kit/brand.ts'
import type { Locale } from '../../../kit/errors.ts'
import { type Company, escapeHtml, gap, publicPage } from '../../../kit/public-page.ts'

const words = {
  en: {
    title: 'Tell us what went wrong',
    body: (brand: string) => `Somebody at ${brand} reads it and answers you.`,
    words: 'What happened?',
    contact: 'E-mail or telephone number for the answer',
    send: 'Send',
    missing: 'Please write what happened, and how we reach you.',
    missingWords: 'Please write what happened.',
    done: 'We have it',
    doneBody:
      'Thank you. If you gave an e-mail address we know, a message is on its way there: confirm in it that it was you, and we see your orders when we answer.',
    doneKnown: 'Thank you. We look into it and answer you.',
    ask: 'Was it you?',
    askBody: 'Somebody gave your address with this complaint:',
    yes: 'Yes, it was me',
    confirmed: 'Thank you',
    confirmedBody: 'We look into it and answer you. If it was not you, you need do nothing.',
  },
  'zh-CN': {
    title: '请告诉我们哪里出了问题',
    body: (brand: string) => `${brand}${gap(brand).after}会有专人阅读并给您答复。`,
    words: '发生了什么？',
    contact: '接收答复的邮箱或手机号',
    send: '提交',
    missing: '请填写发生的情况，以及我们怎样联系您。',
    missingWords: '请填写发生的情况。',
    done: '已收到',
    doneBody:
      '谢谢您的反馈。如果您留下的是我们已知的邮箱，我们已向该邮箱发送一封确认邮件；确认是您本人后，我们答复时就能查看您的订单。',
    doneKnown: '谢谢您的反馈，我们会尽快处理并答复您。',
    ask: '这是您本人提交的吗？',
    askBody: '有人在提交以下投诉时留下了您的邮箱：',
    yes: '是我提交的',
    confirmed: '谢谢您',
    confirmedBody: '我们会尽快处理并答复您。',
  },
} as const

export interface Filled {
  words: string
  contact: string
}

/**
 * The page to complain on.
 * @param filled what was sent and lacks something; null: nothing was sent yet
 * @param isKnown whether the link says who writes, so that nobody is asked how to be reached
 */
export function complaintForm(
  locale: Locale,
  brand: Company,
  filled: Filled | null,
  isKnown: boolean,
): string {
  const text = words[locale]
  const contact = isKnown
    ? ''
    : `<label class="block">${text.contact}<input type="text" name="contact" maxlength="320" autocomplete="email" required value="${escapeHtml(filled?.contact ?? '')}"></label>
<label class="trap" aria-hidden="true">Website<input type="text" name="website" tabindex="-1" autocomplete="off"></label>`
  const form = `<form method="post"><label class="block">${text.words}<textarea name="words" rows="7" maxlength="4000" required>${escapeHtml(filled?.words ?? '')}</textarea></label>${contact}<button>${text.send}</button></form>`
  const body =
    filled === null ? text.body(brandName(brand, locale)) : isKnown ? text.missingWords : text.missing
  return publicPage(locale, { brand, title: text.title, body, form })
}

export function complaintDone(locale: Locale, brand: Company, isKnown: boolean): string {
  const text = words[locale]
  return publicPage(locale, {
    ...{ brand, title: text.done, form: '' },
    body: isKnown ? text.doneKnown : text.doneBody,
  })
}

export function confirmForm(locale: Locale, brand: Company, said: string): string {
  const text = words[locale]
  const form = `<blockquote>${escapeHtml(said)}</blockquote><form method="post"><button>${text.yes}</button></form>`
  return publicPage(locale, { brand, title: text.ask, body: text.askBody, form })
}

export function confirmDone(locale: Locale, brand: Company): string {
  const text = words[locale]
  return publicPage(locale, { brand, title: text.confirmed, body: text.confirmedBody, form: '' })
}
