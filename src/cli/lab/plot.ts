import { basename } from 'node:path'
import type { Locale } from '../../kit/errors.ts'
import { axis, escapeHtml, svg } from '../picture/svg.ts'
import type { LabResult } from './method.ts'
import { cellText } from './result-text.ts'

const style = `
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;background:#fbfaf7;color:#1f2329;font:14px/1.6 system-ui,"Noto Sans SC","PingFang SC",sans-serif}
main{max-width:940px;margin:0 auto;padding:40px 24px 64px}h1{font-size:26px;margin:0 0 8px}h2{font-size:18px;margin:36px 0 8px}
.note{color:#5b5f66;font-size:12px}figure{margin:12px 0}svg{max-width:100%;height:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{text-align:right;padding:6px 12px;border-bottom:1px solid #e4e1d9}
th{font-weight:500;color:#5b5f66;font-size:12px}th:first-child,td:first-child{text-align:left;padding-left:0}`

/** The charts and tables of a run as one self-contained page: no script, no request to anywhere. */
export function plotPage(
  method: string,
  result: LabResult,
  paths: readonly string[],
  locale: Locale,
): string {
  const title = `liangti lab ${method}`
  const files = paths.map((path) => basename(path)).join(', ')
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${title} ${files}`)}</title><style>${style}</style></head><body><main>
<h1>${escapeHtml(title)}</h1><p class="note">${escapeHtml(files)}</p>
${result.charts.map((chart) => `<h2>${escapeHtml(chart.title)}</h2><figure>${svg(styled(chart.option), chart.width ?? 880, chart.height ?? 360)}</figure>`).join('')}
${result.tables.map((table) => `<h2>${escapeHtml(table.title)}</h2><table><thead><tr>${table.columns.map((c) => `<th>${escapeHtml(c)}</th>`).join('')}</tr></thead><tbody>${table.rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cellText(cell))}</td>`).join('')}</tr>`).join('')}</tbody></table>`).join('')}
</main></body></html>`
}

/** Axes get the house's style unless they say otherwise. */
function styled(option: Record<string, unknown>): Record<string, unknown> {
  const dress = (given: unknown): unknown =>
    Array.isArray(given)
      ? given.map(dress)
      : given !== null && typeof given === 'object'
        ? { ...axis, nameLocation: 'middle', nameGap: 32, ...given }
        : given
  return {
    grid: { left: 64, right: 24, top: 40, bottom: 48 },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8 },
    ...option,
    ...(option.xAxis === undefined ? {} : { xAxis: dress(option.xAxis) }),
    ...(option.yAxis === undefined ? {} : { yAxis: dress(option.yAxis) }),
  }
}
