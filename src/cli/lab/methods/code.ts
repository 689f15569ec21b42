import {
  baseNoteCoder,
  type CodedNote,
  codeNote,
  crossValidatedCoding,
  noteTopics,
  proportionInterval,
  refusalReasons,
} from '@liangti/models'
import { csvText } from '../csv-text.ts'
import { labErrors } from '../errors.ts'
import type { LabMethod, LabResult, LabRun, ResultTable } from '../method.ts'
import { emptyCode } from '../table/columns.ts'

export const code: LabMethod = {
  name: 'code',
  en: 'Code short notes: why somebody refused, what it is about, how it is meant (Chinese and English)',
  zh: '为简短记录编码：拒绝原因、主题与情感倾向（中英文）',
  files: { least: 0, most: 1 },
  options: [
    { flags: '--text <column>', en: 'the notes', zh: '记录文本列' },
    {
      flags: '--reason <column>',
      en: `the reason as people coded it, to compare: ${refusalReasons.join(', ')}, or none`,
      zh: `人工编码的原因，用于比对：${refusalReasons.join('、')} 或 none`,
    },
    { flags: '--refusals', en: 'every note is of a refusal', zh: '每条记录都是拒绝' },
    {
      flags: '--quality',
      en: 'without a file: how well the coder does, cross-validated',
      zh: '不带文件：交叉验证编码质量',
    },
    { flags: '--out <file>', en: 'write each note with its codes as CSV', zh: '把每条记录及其编码写成 CSV' },
  ],
  run: runCode,
}

async function runCode(lab: LabRun): Promise<LabResult> {
  if (lab.options.flag('quality')) return qualityResult()
  const { options, write } = lab
  const text = options.required('text', 'the column that holds the notes.')
  const [reason, out] = [options.text('reason'), options.text('out')]
  const table = await lab
    .file()
    .read({ [text]: 'text', ...(reason === undefined ? {} : { [reason]: 'text' as const }) })
  lab.task.signal.throwIfAborted()
  const notes = table.text(text)
  const said = reason === undefined ? null : table.text(reason)
  const coder = baseNoteCoder()
  const isRefusal = options.flag('refusals')
  // A level is coded once, however often the file has it.
  const byLevel = notes.levels.map((level) => codeNote(coder, level, { isRefusal }))
  const empty = codeNote(coder, '')
  const coded = Array.from(notes.codes, (c) => (c === emptyCode ? empty : (byLevel[c] as CodedNote)))
  const people =
    said && Array.from(said.codes, (c) => (c === emptyCode ? 'none' : (said.levels[c] as string)))
  people?.forEach((word, i) => {
    if (word === 'none' || (refusalReasons as readonly string[]).includes(word)) return
    const wanted = `one of ${refusalReasons.join(', ')}, none`
    throw labErrors.badCell({ path: lab.file().name, row: i + 2, column: reason ?? '', value: word, wanted })
  })
  if (out !== undefined)
    write(
      out,
      csvText(
        ['note', 'reason', 'confidence', 'unsure', 'topics', 'sentiment'],
        coded.map((own, i) => [
          notes.codes[i] === emptyCode ? '' : (notes.levels[notes.codes[i] as number] ?? ''),
          reasonOf(own),
          own.reason?.confidence ?? null,
          own.isUnsure ? 1 : 0,
          own.topics.map((topic) => topic.code).join(' '),
          own.sentiment,
        ]),
      ),
    )
  return codedResult(coded, people)
}

const reasonOf = (own: CodedNote) => own.reason?.code ?? (own.isUnsure ? 'unsure' : 'none')

function codedResult(coded: readonly CodedNote[], people: readonly string[] | null): LabResult {
  const count = (of: (own: CodedNote) => boolean) => coded.filter(of).length
  const reasons = [...refusalReasons, 'none', 'unsure'].map((name) => ({
    reason: name,
    notes: count((own) => reasonOf(own) === name),
  }))
  const topics = noteTopics.map((topic) => ({
    topic,
    notes: count((own) => own.topics.some((one) => one.code === topic)),
  }))
  const sure = people && coded.flatMap((own, i) => (own.isUnsure ? [] : [reasonOf(own) === people[i]]))
  const agreement = sure && proportionInterval(sure.filter(Boolean).length, sure.length)
  return {
    json: { notes: coded.length, reasons, topics, ...(people ? { agreementWhereSure: agreement } : {}) },
    tables: [
      {
        title: `${coded.length.toLocaleString('en-US')} notes by reason${agreement ? `; as people coded them ${percent(agreement)} of the sure ones` : ''}`,
        columns: ['reason', 'notes'],
        rows: reasons.map((row) => [row.reason, row.notes]),
      },
      { title: 'By topic', columns: ['topic', 'notes'], rows: topics.map((row) => [row.topic, row.notes]) },
    ],
    charts: [],
  }
}

function qualityResult(): LabResult {
  const quality = crossValidatedCoding()
  const classes = (title: string, rows: typeof quality.reasons): ResultTable => ({
    title,
    columns: ['class', 'notes', 'precision', 'recall', 'F1'],
    rows: rows.map((own) => [own.code, own.notes, percent(own.precision), percent(own.recall), own.f1]),
  })
  return {
    json: { ...quality },
    tables: [
      classes(
        `${quality.notes} notes, each coded by a coder that saw nothing like it: right ${percent(quality.accuracy)}, macro F1 ${quality.macroF1.toFixed(3)}; unsure ${percent(quality.unsure)}, right where sure ${percent(quality.accuracyWhereSure)}; calibration error ${quality.calibration.expectedError.toFixed(3)}`,
        quality.reasons,
      ),
      classes(`Topics: macro F1 ${quality.topicMacroF1.toFixed(3)}`, quality.topics),
      {
        title: 'Sentiment',
        columns: ['right', 'macro F1'],
        rows: [[percent(quality.sentimentAccuracy), quality.sentimentMacroF1]],
      },
    ],
    charts: [],
  }
}

function percent(share: { estimate: number; lo: number; hi: number } | null): string {
  if (share === null) return ''
  const of = (value: number) => (100 * value).toFixed(0)
  return `${of(share.estimate)} % (${of(share.lo)} … ${of(share.hi)})`
}
