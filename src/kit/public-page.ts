import type { Locale } from './errors.ts'

/** Between Chinese and Latin letters stands a space, between Chinese characters none. */
export function gap(brand: string): { before: string; after: string } {
  return { before: /^[\x21-\x7e]/.test(brand) ? ' ' : '', after: /[\x21-\x7e]$/.test(brand) ? ' ' : '' }
}

/**
 * A page customers reach from a message of ours: one column, no script, nothing fetched, light and dark.
 * @param page `form` is HTML of our own; all else is text
 */
export function publicPage(
  locale: Locale,
  page: { brand: string; title: string; body: string; form: string },
): string {
  const title = escapeHtml(page.title)
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${title}</title><style>
:root{--ink:#1f2329;--soft:#5d636b;--paper:#fbfaf7;--line:#e4e0d8;--accent:#c8432b;color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{--ink:#ece9e2;--soft:#a9a59c;--paper:#17191c;--line:#34373c;--accent:#e0634c}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);
font:16px/1.7 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}
main{width:min(100% - 48px,440px);padding:32px 0}p.brand{margin:0 0 24px;padding-bottom:16px;border-bottom:1px solid var(--line);
color:var(--soft)}h1{font-size:24px;line-height:1.35;margin:0 0 8px;font-weight:600}p{margin:0 0 24px;color:var(--soft)}
fieldset{border:0;margin:0 0 24px;padding:0}legend{padding:0;margin-bottom:8px;font-weight:600}
label{display:flex;gap:12px;align-items:center;min-height:44px}input[type=checkbox]{width:20px;height:20px;accent-color:var(--accent)}
label.row{justify-content:space-between;margin-bottom:8px;font-weight:600}
select{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:8px 12px;min-height:44px}
label.block{display:block;font-weight:600;margin-bottom:16px}
textarea,input[type=text]{display:block;width:100%;margin-top:8px;font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:10px 12px}
.trap{position:absolute;left:-9999px}button{font:inherit;font-weight:600;color:#fff;background:#c8432b;border:0;border-radius:6px;padding:12px 24px;margin-top:16px;min-height:48px;cursor:pointer}
button:hover{background:#b03a24}button:focus-visible,select:focus-visible,textarea:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
p.small{font-size:14px;margin:16px 0 0}a{color:var(--accent)}
blockquote{margin:0 0 24px;padding:12px 16px;border-left:3px solid #4f8a7a;white-space:pre-wrap;overflow-wrap:anywhere}
</style></head><body><main>${page.brand ? `<p class="brand">${escapeHtml(page.brand)}</p>` : ''}<h1>${title}</h1><p>${escapeHtml(page.body)}</p>${page.form}</main></body></html>`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}
