import type { Localized } from '../../kit/api-shapes.ts'
import type { Locale } from '../../kit/errors.ts'
import type { AssessmentContent, RecordTexts } from './api.ts'
import type { Change } from './changes.ts'
import type { Section } from './facts/fact.ts'
import { levelOf } from './risks.ts'
import { fileWords } from './words.ts'

export interface FileHead {
  workspace: { slug: string; name: string; timeZone: string }
  madeAt: string
  language: Locale
}
interface Saved {
  version: number
  savedBy: string
  savedAt: string
}
export interface RecordFile {
  head: FileHead
  sections: readonly Section[]
  current: (Saved & { texts: RecordTexts }) | null
}
export interface AssessmentFile {
  head: FileHead
  assessment: Saved & { content: AssessmentContent; facts: readonly Section[] }
  changes: readonly Change[]
}

/** For other programs; ids stay the same in every language, words are of one. */
export function recordJson({ head, sections, current }: RecordFile) {
  return {
    format: 1,
    kind: 'processing-record',
    title: fileWords[head.language].record,
    ...head,
    responsible: current,
    sections: sectionsIn(head.language, sections),
  }
}

export function assessmentJson({ head, assessment, changes }: AssessmentFile) {
  const { content, facts, version, savedBy, savedAt } = assessment
  const inWords = (text: Localized) => text[head.language]
  return {
    format: 1,
    kind: 'impact-assessment',
    title: fileWords[head.language].assessment,
    ...head,
    ...{ version, savedBy, savedAt },
    ...content,
    risks: content.risks.map((risk) => ({
      ...risk,
      level: levelOf(risk.likelihood, risk.severity),
      leftLevel: levelOf(risk.leftLikelihood, risk.leftSeverity),
    })),
    toBeDoneAnew: changes.length > 0,
    changedSince: changes.map(({ section, name, kind, details }) => ({
      ...{ section, name: inWords(name), kind },
      details: details.map(({ label, before, after }) => ({
        label: inWords(label),
        before: before && inWords(before),
        after: after && inWords(after),
      })),
    })),
    sections: sectionsIn(head.language, facts),
  }
}

function sectionsIn(language: Locale, sections: readonly Section[]) {
  return sections.map(({ id, title, facts }) => ({
    id,
    title: title[language],
    items: facts.map((fact) => ({
      id: fact.id,
      name: fact.name[language],
      details: fact.details.map(({ label, value }) => ({ label: label[language], value: value[language] })),
      seen: fact.seen?.[language] ?? null,
    })),
  }))
}
