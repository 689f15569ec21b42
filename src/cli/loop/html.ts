import type { Interval } from '../../kit/api-shapes.ts'
import { concentrationChart, monthsChart, rfmChart, seriesChart } from './charts.ts'
import type { LoopCampaign, LoopReport } from './report-shape.ts'
import { type Speaker, speaker, type Word } from './words.ts'

const style = `
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;background:#fbfaf7;color:#1f2329;font:14px/1.6 system-ui,"Noto Sans SC","PingFang SC",sans-serif}
main{max-width:940px;margin:0 auto;padding:40px 24px 64px}
h1{font-size:26px;line-height:1.3;margin:0 0 8px}h2{font-size:18px;margin:40px 0 4px}h3{font-size:15px;margin:0}
p{margin:4px 0 12px;max-width:68ch}.lead{color:#4b4f56}.note{color:#5b5f66;font-size:12px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{text-align:right;padding:6px 10px;border-bottom:1px solid #e4e1d9}
th{font-weight:500;color:#5b5f66;font-size:12px}th:first-child,td:first-child{text-align:left;padding-left:0}
.figures{display:flex;flex-wrap:wrap;gap:12px 40px;margin:16px 0}.figures div span{display:block;color:#5b5f66;font-size:12px}.figures div b{font-size:22px;font-weight:600;font-variant-numeric:tabular-nums}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(400px,1fr));gap:24px}.pair svg,figure svg{max-width:100%;height:auto}figure{margin:12px 0}
.card{background:#fff;border:1px solid #e4e1d9;border-radius:6px;padding:20px 24px;margin:16px 0}
.tag{display:inline-block;font-size:12px;border:1px solid #c8432b;color:#a8321d;border-radius:6px;padding:0 8px;margin-right:8px}
.basis{font-size:12px;color:#5b5f66}dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:8px 24px;margin:12px 0}dt{color:#5b5f66;font-size:12px}dd{margin:0;font-size:16px;font-weight:600;font-variant-numeric:tabular-nums}
a{color:#a8321d}footer{margin-top:48px;color:#5b5f66;font-size:12px}`

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
}

/** The report as one self-contained page: no script, no request to anywhere. */
export function renderReport(report: LoopReport, locale: 'en' | 'zh-CN'): string {
  const s = speaker(locale)
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${s.say('title')} · ${escapeHtml(report.file.name)}</title><style>${style}</style></head><body><main>
<h1>${s.say('title')}</h1><p class="lead">${s.say('lead')}</p>
<p class="note">${escapeHtml(report.file.name)} · ${s.say('asOf')} ${s.date(report.asOf)} · ${s.say('computedAt')} ${report.computedAt.slice(0, 16).replace('T', ' ')} UTC</p>
${overview(report, s)}${quality(report, s)}${value(report, s)}${groups(report, s)}
<h2>${s.say('campaigns')}</h2><p class="lead">${s.say('campaignsLead')}</p>
${report.campaigns.map((campaign) => campaignCard(campaign, report, s)).join('')}
${missing(report, s)}
<footer>Liangti 量体 ${escapeHtml(report.product)}</footer></main></body></html>`
}

function figureOf(label: string, value: string): string {
  return `<div><b>${value}</b><span>${label}</span></div>`
}

function overview(report: LoopReport, s: Speaker): string {
  const o = report.overview
  return `<div class="figures">${figureOf(s.say('customers'), s.count(o.buyers))}${figureOf(s.say('orders'), s.count(o.orders))}${figureOf(s.say('revenue'), s.money(o.revenueMinor, report.currency))}${o.repeatRate === null ? '' : figureOf(s.say('repeatRate'), s.percent(o.repeatRate))}</div>
<h2>${s.say('months')}</h2><figure>${monthsChart(report, s)}</figure>`
}

function quality(report: LoopReport, s: Speaker): string {
  const q = report.quality
  const sum = `${s.count(q.read)} ${s.say('read')} = ${s.count(q.stored)} ${s.say('stored')} + ${s.count(q.repeated)} ${s.say('repeated')} + ${s.count(q.rejected)} ${s.say('rejected')}`
  const rows: [string, number][] = [
    [s.say('withoutCustomer'), q.withoutCustomer],
    [s.say('returns'), q.returns],
    ...q.reasons.map((reason): [string, number] => [`${reason.field}: ${reason.message}`, reason.rows]),
  ]
  return `<h2>${s.say('quality')}</h2><p>${s.say('qualityLead')} <b>${sum}</b></p>
<table><tbody>${rows.map(([label, n]) => `<tr><td>${escapeHtml(label)}</td><td>${s.count(n)}</td><td>${s.percent(q.read > 0 ? n / q.read : 0)}</td></tr>`).join('')}</tbody></table>`
}

function value(report: LoopReport, s: Speaker): string {
  const c = report.concentration
  if (!c) return ''
  const says = s.say('concentrationSays', {
    n: s.count(c.half.customers),
    share: s.percent(c.half.customersShare),
  })
  return `<div class="pair"><section><h2>${s.say('concentration')}</h2><p>${says}</p><figure>${concentrationChart(report, s)}</figure></section>
<section><h2>${s.say('rfm')}</h2><p>${s.say('rfmLead')}</p><figure>${rfmChart(report, s)}</figure></section></div>`
}

function groups(report: LoopReport, s: Speaker): string {
  if (!report.rfm) return ''
  const rows = report.rfm.groups.map(
    (g) =>
      `<tr><td>${escapeHtml(g.name[s.locale])}</td><td>${s.count(g.customers)}</td><td>${s.percent(g.customersShare)}</td><td>${s.money(g.monetaryMinor, report.currency)}</td><td>${s.count(g.medianRecencyDays)}</td></tr>`,
  )
  return `<table><thead><tr><th>${s.say('group')}</th><th>${s.say('customers')}</th><th>${s.say('share')}</th><th>${s.say('value')}</th><th>${s.say('medianRecency')}</th></tr></thead><tbody>${rows.join('')}</tbody></table>
<p class="note">${escapeHtml(report.rfm.tieRule[s.locale])}</p>`
}

function campaignCard(campaign: LoopCampaign, report: LoopReport, s: Speaker): string {
  const { opportunity: o, forecast: f } = campaign
  const figure = (value: { value: number | null; basis: string }, show: (v: number) => string) =>
    value.value === null
      ? s.say('noBasis')
      : `${show(value.value)} <span class="basis">${s.say(`basis_${value.basis}` as Word)}</span>`
  const money = (v: number) => s.money(v, report.currency)
  const term = (label: string, value: string) => `<div><dt>${label}</dt><dd>${value}</dd></div>`
  return `<article class="card"><h3><span class="tag">${s.say(`objective_${o.objective}`)}</span>${escapeHtml(o.title[s.locale])}</h3>
<p>${escapeHtml(o.why[s.locale])}</p><p class="note">${escapeHtml(o.words[s.locale])}</p>
<dl>${term(s.say('audience'), s.count(f.audience))}${term(s.say('target'), s.count(campaign.lists.targetCustomers))}${term(s.say('control'), s.count(campaign.lists.controlCustomers))}
${term(
  s.say('baseline'),
  figure(f.baselineRate, (v) => s.percent(v)),
)}${term(s.say('expected'), figure(f.incrementalMarginMinor, money))}${term(s.say('detectable'), figure(f.detectableMinor, money))}</dl>
<p>${s.say('lists')}: <a href="${encodeURI(campaign.lists.target)}">${escapeHtml(campaign.lists.target)}</a> · <a href="${encodeURI(campaign.lists.control)}">${escapeHtml(campaign.lists.control)}</a></p>
${f.warnings.map((warning) => `<p class="note">${escapeHtml(warning[s.locale])}</p>`).join('')}${evaluation(campaign, report, s)}</article>`
}

function evaluation(campaign: LoopCampaign, report: LoopReport, s: Speaker): string {
  const e = campaign.evaluation
  const placebo = campaign.placebo
    ? `<p><b>${s.say('placebo')}</b> ${s.say('placeboSays', { seeds: s.count(campaign.placebo.seeds), coverage: s.percent(campaign.placebo.coverage) })}</p>`
    : ''
  if (!e) return placebo
  return `<h3>${s.say('evaluation')}</h3><p>${escapeHtml(e.verdict[s.locale])}</p><p>${s.say('effect')}: <b>${intervalText(e.effectPerCustomer, report.currency, s)}</b></p>
<p class="note">${s.say(`method_${e.method}`)}</p>
<figure>${seriesChart(e.series, report.currency, s)}</figure>${placebo}`
}

export function intervalText(i: Interval, currency: string, s: Speaker): string {
  if (i.estimate === null || i.lo === null || i.hi === null) return s.say('noBasis')
  const signed = (v: number) => `${v > 0 ? '+' : ''}${s.money(v, currency)}`
  const text = `${signed(i.estimate)} (${signed(i.lo)} … ${signed(i.hi)})`
  return i.verdict === 'inconclusive' ? `${text} · ${s.say('inconclusive')}` : text
}

function missing(report: LoopReport, s: Speaker): string {
  if (report.missing.length === 0) return ''
  return `<h2>${s.say('missing')}</h2><ul>${report.missing.map((m) => `<li>${s.say(`objective_${m.objective}` as Word)}: ${escapeHtml(m.reason[s.locale])}</li>`).join('')}</ul>`
}
