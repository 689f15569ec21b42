import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type Localized, localized } from '../../../kit/api-shapes.ts'

/** Parts of the record, in the order they are read. */
export const sectionIds = [
  ...(['people', 'sources', 'data', 'purposes', 'limits'] as const),
  ...(['recipients', 'retention', 'security', 'decisions'] as const),
] as const
export const sectionId = z.enum(sectionIds)
export type SectionId = (typeof sectionIds)[number]

const detail = z.object({ label: localized, value: localized })

export const factShape = z.object({
  id: z.string(),
  name: localized,
  details: z.array(detail),
  seen: localized.nullable().describe('Figures of today; they make no assessment old'),
  mark: z.string().describe('Changes when what is done changes, not when only words or figures do'),
})
export type Fact = z.output<typeof factShape>

export const sectionShape = z.object({
  id: sectionId,
  title: localized,
  empty: localized.describe('What it means that nothing stands here'),
  facts: z.array(factShape),
})
export type Section = z.output<typeof sectionShape>

export const say = (en: string, zh: string): Localized => ({ en, 'zh-CN': zh })
/** A word of the workspace's own, the same in every language. */
export const own = (word: string): Localized => say(word, word)
export const yes = say('yes', '是')
export const no = say('no', '否')
export const yesNo = (is: boolean): Localized => (is ? yes : no)

export function listed(words: readonly Localized[], none = say('none', '无')): Localized {
  if (words.length === 0) return none
  return say(words.map(({ en }) => en).join(', '), words.map((word) => word['zh-CN']).join('、'))
}

/** `raw` is what the fact is made of, whatever words it is told in. */
export function fact(
  id: string,
  name: Localized,
  raw: unknown,
  details: readonly (readonly [label: Localized, value: Localized])[],
  seen: Localized | null = null,
): Fact {
  return {
    id,
    name,
    details: details.map(([label, value]) => ({ label, value })),
    seen,
    mark: createHash('sha256').update(canonical(raw)).digest('hex').slice(0, 16),
  }
}

/** JSON with sorted names: two equal values are one text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`
}
