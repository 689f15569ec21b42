import type { Locale } from '../../../kit/errors.ts'
import type { OpenQuestion } from './answer.ts'

/** Between Chinese and Latin letters stands a space, between Chinese characters none. */
const gap = (brand: string) => (/[\x21-\x7e]$/.test(brand) ? ' ' : '')
const gapBefore = (brand: string) => (/^[\x21-\x7e]/.test(brand) ? ' ' : '')

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
    title: (brand: string) => `${brand}${gap(brand)}征求您的同意`,
    purpose: '用途',
    button: '我同意',
    confirmed: '谢谢，您已同意',
    confirmedBody: (brand: string) => `${brand}${gap(brand)}已记录您的同意，您可以随时撤回。`,
    expired: '链接已过期',
    expiredBody: (brand: string) =>
      `没有任何变更。如仍愿意同意，请联系${gapBefore(brand)}${brand}${gap(brand)}重新发送确认邮件。`,
    withdrawn: '您此后已撤回同意',
    withdrawnBody: (brand: string) =>
      `此链接早于您的撤回，因此没有任何变更。如重新同意，请联系${gapBefore(brand)}${brand}${gap(brand)}重新发送确认邮件。`,
    gone: '链接无效',
    goneBody: '链接可能不完整。请回到原邮件重新打开。',
    ignore: '如果这不是您本人的请求，关闭本页即可，不会产生任何影响。',
  },
} as const

/** What the link in the message leads to. Looking at it agrees to nothing; only its button, a POST, does. */
export function questionPage(question: OpenQuestion): string {
  const { language, workspace, status } = question
  const text = words[language]
  const brand = workspace.name
  if (status !== 'open')
    return page(language, brand, text[status], `<p>${escapeHtml(text[`${status}Body`](brand))}</p>`)
  const asked = question.text === '' ? '' : `<blockquote>${escapeHtml(question.text)}</blockquote>`
  return page(
    language,
    brand,
    text.title(brand),
    `<p>${text.purpose}${language === 'en' ? ': ' : '：'}${escapeHtml(question.purpose)}</p>${asked}
<form method="post"><button name="confirm" value="yes">${text.button}</button></form><p class="small">${text.ignore}</p>`,
  )
}

export function noQuestionPage(language: Locale): string {
  return page(language, '', words[language].gone, `<p>${words[language].goneBody}</p>`)
}

function page(language: Locale, brand: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${escapeHtml(title)}</title><style>
:root{--ink:#1f2329;--soft:#5d636b;--paper:#fbfaf7;--line:#e4e0d8;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--ink:#ece9e2;--soft:#a9a59c;--paper:#17191c;--line:#34373c}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);
font:16px/1.7 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}
main{width:min(100% - 48px,480px);padding:32px 0}p.brand{margin:0 0 24px;padding-bottom:16px;border-bottom:1px solid var(--line)}
h1{font-size:24px;line-height:1.35;margin:0 0 8px;font-weight:600}p{margin:0 0 16px;color:var(--soft)}p.small{font-size:14px;margin:16px 0 0}
blockquote{margin:0 0 24px;padding:12px 16px;border-left:3px solid #4f8a7a;white-space:pre-wrap;overflow-wrap:anywhere}
button{font:inherit;font-weight:600;color:#fff;background:#c8432b;border:0;border-radius:6px;padding:12px 24px;min-height:48px;cursor:pointer}
button:hover{background:#b03a24}button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
</style></head><body><main>${brand ? `<p class="brand">${escapeHtml(brand)}</p>` : ''}<h1>${escapeHtml(title)}</h1>${body}</main></body></html>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}
