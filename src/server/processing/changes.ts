import { z } from 'zod'
import { localized } from '../../kit/api-shapes.ts'
import { type Section, sectionId } from './facts/fact.ts'

export const changeShape = z.object({
  section: sectionId,
  title: localized,
  name: localized,
  kind: z.enum(['added', 'removed', 'changed']),
  details: z.array(z.object({ label: localized, before: localized.nullable(), after: localized.nullable() })),
})
export type Change = z.output<typeof changeShape>

/** What of the facts is new, gone or done otherwise; differences of words and figures alone are none. */
export function changesBetween(before: readonly Section[], after: readonly Section[]): Change[] {
  return after.flatMap(({ id: section, title, facts }) => {
    const old = new Map(before.find(({ id }) => id === section)?.facts.map((one) => [one.id, one]))
    const here = { section, title }
    const news = facts.flatMap((now): Change[] => {
      const was = old.get(now.id)
      if (!was) return [{ ...here, name: now.name, kind: 'added', details: [] }]
      if (was.mark === now.mark) return []
      const labels = new Map([...was.details, ...now.details].map(({ label }) => [label.en, label]))
      const details = [...labels.values()].flatMap((label) => {
        const [from, to] = [was, now].map(
          ({ details }) => details.find((one) => one.label.en === label.en)?.value ?? null,
        )
        return from?.en === to?.en ? [] : [{ label, before: from ?? null, after: to ?? null }]
      })
      return [{ ...here, name: now.name, kind: 'changed', details }]
    })
    const ids = new Set(facts.map(({ id }) => id))
    const gone = [...old.values()]
      .filter(({ id }) => !ids.has(id))
      .map(({ name }): Change => ({ ...here, name, kind: 'removed', details: [] }))
    return [...news, ...gone]
  })
}
