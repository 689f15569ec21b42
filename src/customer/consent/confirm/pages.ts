import { brandName } from '../../../kit/brand.ts'
import type { Locale } from '../../../kit/errors.ts'
import { escapeHtml, gap, publicPage } from '../../../kit/public-page.ts'
import type { OpenQuestion } from './answer.ts'

const words = {
  en: {
    title: (brand: string) => `${brand} asks for your consent`,
    purpose: 'For',
    button: 'I agree',
    confirmed: 'Thank you, you have agreed',
    confirmedBody: (brand: string) => `${brand} has noted your consent. You can withdraw it at any time.`,
    expired: 'This link has run out',
    expiredBody: (brand: string) =>
      `Nothing was changed. Ask ${brand} for a new message if you would like to agree.`,
    withdrawn: 'You have withdrawn your consent since',
    withdrawnBody: (brand: string) =>
      `This link is from before that, so nothing was changed. Ask ${brand} for a new message if you would like to agree.`,
    gone: 'This link is not valid',
    goneBody: 'It may have been cut off. Open the original message and use its link again.',
    ignore: 'If you did not ask for this, close this page: nothing happens then.',
  },
  'zh-CN': {
    title: (brand: string) => `${brand}${gap(brand).after}征求您的同意`,
    purpose: '用途',
    button: '我同意',
    confirmed: '谢谢，您已同意',
    confirmedBody: (brand: string) => `${brand}${gap(brand).after}已记录您的同意，您可以随时撤回。`,
    expired: '链接已过期',
    expiredBody: (brand: string) =>
      `没有任何变更。如仍愿意同意，请联系${gap(brand).before}${brand}${gap(brand).after}重新发送确认邮件。`,
    withdrawn: '您此后已撤回同意',
    withdrawnBody: (brand: string) =>
      `此链接早于您的撤回，因此没有任何变更。如重新同意，请联系${gap(brand).before}${brand}${gap(brand).after}重新发送确认邮件。`,
    gone: '链接无效',
    goneBody: '链接可能不完整。请回到原邮件重新打开。',
    ignore: '如果这不是您本人的请求，关闭本页即可，不会产生任何影响。',
  },
} as const

/** What the link in the message leads to. Looking at it agrees to nothing; only its button, a POST, does. */
export function questionPage(question: OpenQuestion): string {
  const { language, workspace, status } = question
  const text = words[language]
  const brand = brandName(workspace, language)
  if (status !== 'open')
    return publicPage(language, {
      brand: workspace,
      title: text[status],
      body: text[`${status}Body`](brand),
      form: '',
    })
  const asked = question.text === '' ? '' : `<blockquote>${escapeHtml(question.text)}</blockquote>`
  return publicPage(language, {
    brand: workspace,
    title: text.title(brand),
    body: `${text.purpose}${language === 'en' ? ': ' : '：'}${question.purpose}`,
    form: `${asked}<form method="post"><button name="confirm" value="yes">${text.button}</button></form><p class="small">${text.ignore}</p>`,
  })
}

export function noQuestionPage(language: Locale): string {
  return publicPage(language, {
    brand: '',
    title: words[language].gone,
    body: words[language].goneBody,
    form: '',
  })
}
