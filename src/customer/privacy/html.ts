import type { Locale } from '../../kit/errors.ts'

/** Text as it stands in a page; the colon of a rule breaks nothing. */
export function text(value: string): string {
  return value.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}

/** A page on its own, to read and to print: no script, nothing from elsewhere. */
export function htmlPage(locale: Locale, title: string): { before: string; after: string } {
  return {
    before: `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${text(title)}</title><style>
:root{--ink:#1f2329;--soft:#5d636b;--paper:#fbfaf7;--line:#e4e0d8}*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.6 system-ui,"PingFang SC","Noto Sans SC",sans-serif}
main{max-width:1100px;margin:0 auto;padding:32px 24px}h1{font-size:22px;margin:0 0 8px}h2{font-size:16px;margin:32px 0 8px}
small{color:var(--soft);font-weight:400}p{margin:0 0 16px;color:var(--soft)}section{overflow-x:auto;margin:32px 0 24px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--soft);font-weight:600}code{font-size:12px;overflow-wrap:anywhere}
@media print{body{background:#fff}main{padding:0}}
</style></head><body><main><h1>${text(title)}</h1>
`,
    after: '</main></body></html>\n',
  }
}
