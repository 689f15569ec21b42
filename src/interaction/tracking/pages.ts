import type { Locale } from '../../kit/errors.ts'

const words = {
  en: {
    ask: 'Stop these e-mails?',
    askBody: (brand: string) => `You will get no more marketing e-mails from ${brand} at this address.`,
    button: 'Unsubscribe',
    done: 'You are unsubscribed',
    doneBody: (brand: string) => `${brand} sends no more marketing e-mails to this address, from now on.`,
    gone: 'This link is not valid',
    goneBody: 'It may have been cut off. Open the original message and use its link again.',
  },
  'zh-CN': {
    ask: '不再接收这些邮件？',
    askBody: (brand: string) => `退订后，此邮箱将不再收到 ${brand} 的营销邮件。`,
    button: '确认退订',
    done: '已退订',
    doneBody: (brand: string) => `从现在起，${brand} 不再向此邮箱发送营销邮件。`,
    gone: '链接无效',
    goneBody: '链接可能不完整。请回到原邮件重新打开。',
  },
} as const

/** Asks; only its button, a POST to the same address, unsubscribes. */
export function askPage(locale: Locale, brand: string): string {
  const text = words[locale]
  const form = `<form method="post"><button name="List-Unsubscribe" value="One-Click">${text.button}</button></form>`
  return page(locale, brand, text.ask, text.askBody(brand), form)
}

export function donePage(locale: Locale, brand: string): string {
  const text = words[locale]
  return page(locale, brand, text.done, text.doneBody(brand), '')
}

export function gonePage(locale: Locale): string {
  const text = words[locale]
  return page(locale, '', text.gone, text.goneBody, '')
}

function page(locale: Locale, brand: string, title: string, body: string, form: string): string {
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${escapeHtml(title)}</title><style>
:root{--ink:#1f2329;--soft:#5d636b;--paper:#fbfaf7;--line:#e4e0d8;--accent:#c8432b;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--ink:#ece9e2;--soft:#a9a59c;--paper:#17191c;--line:#34373c;--accent:#e0634c}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);
font:16px/1.7 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}
main{width:min(100% - 48px,440px);padding:32px 0}p.brand{margin:0 0 24px;padding-bottom:16px;border-bottom:1px solid var(--line);
color:var(--soft)}h1{font-size:24px;line-height:1.35;margin:0 0 8px;font-weight:600}p{margin:0 0 24px;color:var(--soft)}
button{font:inherit;font-weight:600;color:#fff;background:#c8432b;border:0;border-radius:6px;padding:12px 24px;min-height:48px;cursor:pointer}
button:hover{background:#b03a24}button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
</style></head><body><main>${brand ? `<p class="brand">${escapeHtml(brand)}</p>` : ''}<h1>${escapeHtml(title)}</h1><p>${escapeHtml(body)}</p>${form}</main></body></html>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}
