import { type BrandSettings, brandName, brandOf, type Palette, palettes } from './brand.ts'
import type { Locale } from './errors.ts'
import type { Workspace } from './workspace.ts'

/** Between Chinese and Latin letters stands a space, between Chinese characters none. */
export function gap(brand: string): { before: string; after: string } {
  return { before: /^[\x21-\x7e]/.test(brand) ? ' ' : '', after: /[\x21-\x7e]$/.test(brand) ? ' ' : '' }
}

/** Whose page it is, with its look. */
export type Company = Pick<Workspace, 'brand' | 'name'>

/**
 * A page customers reach from a message of ours: one column, no script, nothing fetched but the company's logo, light
 * and dark in its colours.
 * @param page `brand` is the company, or '' where nobody knows which; `form` is HTML of our own; all else is text
 */
export function publicPage(
  locale: Locale,
  page: { brand: Company | string; title: string; body: string; form: string },
): string {
  const title = escapeHtml(page.title)
  const company = typeof page.brand === 'string' ? { name: page.brand } : page.brand
  const { light, dark } = palettes(brandOf(company))
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><link rel="icon" href="data:,"><title>${title}</title><style>
:root{${colours(light)};color-scheme:light dark}
@media(prefers-color-scheme:dark){:root{${colours(dark)}}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);
font:16px/1.7 system-ui,"PingFang SC","Noto Sans SC","Microsoft YaHei",sans-serif}
main{width:min(100% - 48px,440px);padding:32px 0}p.brand{margin:0 0 24px;padding-bottom:16px;border-bottom:1px solid var(--line);
color:var(--soft)}p.brand img{display:block;max-width:100%;height:auto;padding:6px;border-radius:4px;background:${light.paper}}
h1{font-size:24px;line-height:1.35;margin:0 0 8px;font-weight:600}p{margin:0 0 24px;color:var(--soft)}
fieldset{border:0;margin:0 0 24px;padding:0}legend{padding:0;margin-bottom:8px;font-weight:600}
label{display:flex;gap:12px;align-items:center;min-height:44px}input[type=checkbox]{width:20px;height:20px;accent-color:var(--accent)}
label.row{justify-content:space-between;margin-bottom:8px;font-weight:600}
select{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:8px 12px;min-height:44px}
label.block{display:block;font-weight:600;margin-bottom:16px}
textarea,input[type=text],input[type=email]{display:block;width:100%;margin-top:8px;font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:10px 12px}
fieldset.scale{display:grid;grid-template-columns:repeat(auto-fit,minmax(44px,1fr));gap:8px}.scale label{display:grid;place-items:center;min-height:48px;border:1px solid var(--line);border-radius:6px;cursor:pointer;font-weight:600}
.scale input{position:absolute;opacity:0;width:1px;height:1px}.scale label:has(:checked){background:var(--accent);color:var(--on-accent);border-color:var(--accent)}.scale label:has(:focus-visible){outline:3px solid var(--ink);outline-offset:2px}
.far,.trap{position:absolute;left:-9999px}button{font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;border-radius:6px;padding:12px 24px;margin-top:16px;min-height:48px;cursor:pointer}
button:hover{filter:brightness(.92)}button:focus-visible,select:focus-visible,textarea:focus-visible,input:focus-visible,a:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
p.small{font-size:14px;margin:16px 0 0}a{color:var(--link)}
footer{margin-top:40px;padding-top:16px;border-top:1px solid var(--line);font-size:13px;color:var(--soft)}footer p{margin:0 0 8px}
blockquote{margin:0 0 24px;padding:12px 16px;border-left:3px solid var(--second);white-space:pre-wrap;overflow-wrap:anywhere}
</style></head><body><main>${head(company, locale)}<h1>${title}</h1><p>${escapeHtml(page.body)}</p>${page.form}${foot(company, locale)}</main></body></html>`
}

function colours(palette: Palette): string {
  const { ink, soft, paper, line, accent, onAccent, second, link } = palette
  const named = { ink, soft, paper, line, accent, 'on-accent': onAccent, second, link }
  return Object.entries(named)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')
}

function head(company: Company, locale: Locale): string {
  const name = escapeHtml(brandName(company, locale))
  const { logo } = brandOf(company)
  if (!logo) return name === '' ? '' : `<p class="brand">${name}</p>`
  const { width, height } = shownSize(logo)
  return `<p class="brand"><img src="${logo.path}" width="${width}" height="${height}" alt="${name}"></p>`
}

/** Who writes, where they sit, and what the law asks to be said; '' where nothing is set. */
function foot(company: Company, locale: Locale): string {
  const lines = brandFooter(brandOf(company), locale)
  return lines === '' ? '' : `<footer>${lines}</footer>`
}

const highestLogoPx = 48
const widestLogoPx = 200

/** A logo as it is shown, its proportions kept. */
export function shownSize({ width, height }: { width: number; height: number }): {
  width: number
  height: number
} {
  const scale = Math.min(1, highestLogoPx / height, widestLogoPx / width)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** Address, legal text and links of a company as paragraphs, escaped. */
export function brandFooter({ address, legal, links }: BrandSettings, locale: Locale): string {
  const said = (text: { en: string; 'zh-CN': string }) =>
    escapeHtml(text[locale] || text['zh-CN'] || text.en).replace(/\n/g, '<br>')
  const linked = links
    .map(({ label, url }) => `<a href="${escapeHtml(url)}">${said(label) || escapeHtml(url)}</a>`)
    .join(' · ')
  return [said(address), said(legal), linked]
    .filter((line) => line !== '')
    .map((line) => `<p>${line}</p>`)
    .join('')
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}
