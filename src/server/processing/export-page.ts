import { htmlPage, htmlText } from '../../customer/index.ts'
import { recordTexts } from './api.ts'
import type { AssessmentFile, FileHead, RecordFile } from './export-json.ts'
import type { Section } from './facts/fact.ts'
import { levelOf } from './risks.ts'
import { fileWords } from './words.ts'

/** Words of people, their lines kept; nothing in them is markup. */
const prose = (value: string) => htmlText(value).replaceAll('\n', '<br>')
const row = (name: string, value: string) =>
  `<tr><th scope="row" style="width:220px">${htmlText(name)}</th><td>${prose(value)}</td></tr>`
const pairs = (rows: readonly (readonly [string, string])[]) =>
  `<table><tbody>${rows.map(([name, value]) => row(name, value)).join('')}</tbody></table>`

const timeIn =
  ({ language, workspace }: FileHead) =>
  (at: string) =>
    `${new Date(at).toLocaleString(language, { timeZone: workspace.timeZone })} (${workspace.timeZone})`

/** The record to read and to print. */
export function recordPage({ head, sections, current }: RecordFile): string {
  const say = fileWords[head.language]
  const time = timeIn(head)
  const { before, after } = htmlPage(head.language, `${say.record} · ${head.workspace.name}`)
  const texts = Object.keys(recordTexts.shape) as (keyof typeof say.texts)[]
  return `${before}<p>${htmlText(say.recordSays)}</p>${pairs([
    [say.workspace, `${head.workspace.name} (${head.workspace.slug})`],
    [say.madeAt, time(head.madeAt)],
    [
      say.textsVersion,
      current
        ? `${say.version} ${current.version} · ${current.savedBy} · ${time(current.savedAt)}`
        : say.notWritten,
    ],
  ])}
<h2>${say.responsible}</h2>${pairs(texts.map((name) => [say.texts[name], current?.texts[name] || say.notWritten]))}
${tables(head, sections)}${after}`
}

/** An assessment to read, to print and to sign. */
export function assessmentPage({ head, assessment, changes }: AssessmentFile): string {
  const say = fileWords[head.language]
  const time = timeIn(head)
  const { content } = assessment
  const { before, after } = htmlPage(head.language, `${say.assessment} · ${head.workspace.name}`)
  const grade = (likelihood: number, severity: number) =>
    `${say.levels[levelOf(likelihood, severity)]} (${say.likelihood} ${likelihood}/4, ${say.severity} ${severity}/4)`
  const risks = content.risks.map(
    (risk) =>
      `<tr><td>${prose(risk.what)}</td><td>${grade(risk.likelihood, risk.severity)}</td><td>${prose(risk.measures)}</td><td>${grade(risk.leftLikelihood, risk.leftSeverity)}</td></tr>`,
  )
  const news = changes.map(
    ({ title, name, kind }) =>
      `<tr><td>${htmlText(title[head.language])}</td><td>${htmlText(name[head.language])}</td><td>${say.changes[kind]}</td></tr>`,
  )
  return `${before}<p>${htmlText(say.assessmentSays)}</p>${pairs([
    [say.workspace, `${head.workspace.name} (${head.workspace.slug})`],
    [say.version, `${assessment.version} · ${assessment.savedBy} · ${time(assessment.savedAt)}`],
    [say.conclusion, say.conclusions[content.conclusion]],
    [say.reasons, content.reasons],
    [say.decidedBy, content.decidedBy],
    [say.reviewBy, content.reviewBy ?? say.none],
    [say.madeAt, time(head.madeAt)],
  ])}
<h2>${say.since}</h2>${news.length === 0 ? `<p>${say.unchanged}</p>` : `<p>${say.anew}</p><table><tbody>${news.join('')}</tbody></table>`}
<h2>${say.occasion}</h2><p>${prose(content.occasion)}</p>
<h2>${say.necessity}</h2><p>${prose(content.necessity)}</p>
<h2>${say.views}</h2><p>${prose(content.views || say.none)}</p>
<h2>${say.risks}</h2><table><thead><tr><th>${say.risk}</th><th>${say.before}</th><th>${say.measures}</th><th>${say.left}</th></tr></thead><tbody>${risks.join('')}</tbody></table>
<h2>${say.factsThen}</h2>${tables(head, assessment.facts)}${after}`
}

function tables({ language }: FileHead, sections: readonly Section[]): string {
  const say = fileWords[language]
  return sections
    .map(({ title, empty, facts }) => {
      const rows = facts.map(({ name, details, seen }) => {
        const lines = details.map(
          ({ label, value }) => `${htmlText(label[language])}${say.separator}${prose(value[language])}`,
        )
        if (seen) lines.push(`<small>${htmlText(seen[language])}</small>`)
        return `<tr><th scope="row" style="width:220px">${htmlText(name[language])}</th><td>${lines.join('<br>')}</td></tr>`
      })
      const body =
        rows.length === 0
          ? `<p>${htmlText(empty[language])}</p>`
          : `<table><tbody>${rows.join('')}</tbody></table>`
      return `<h2>${htmlText(title[language])}</h2>${body}`
    })
    .join('\n')
}
