import { z } from 'zod'
import type { Stance } from '../../needs/topics.ts'
import { meaningOf, strengthOf } from '../../needs/words.ts'
import { toText } from '../expression/functions.ts'
import { dateReader, type ReadScope, rawReader } from '../field-readers.ts'
import type { Mapping, NeedSource } from '../mapping.schema.ts'
import type { RowProblemCode } from '../row-problems.ts'
import type { ConvertSettings } from './converted.ts'

/** One word of a row on its way to the ledger: [which of the mapping's needs, stance, strength, said on, valid until]. */
const stagedNeed = z.tuple([
  z.int(),
  z.enum(['need', 'like', 'avoid', 'none']),
  z.int(),
  z.iso.date().nullable(),
  z.iso.date().nullable(),
])
export const stagedNeeds = z.array(stagedNeed)
export type StagedNeed = z.output<typeof stagedNeed>

/** What problems and previews call it. */
export const needField = ({ topic }: Pick<NeedSource, 'topic'>): string => `needs.${topic}`

/** @returns a reader giving what the row says of needs as JSON, '' where it says nothing */
export function needsReader(
  mapping: Mapping,
  scope: ReadScope,
  settings: ConvertSettings,
): (cells: readonly string[]) => string {
  const kinds = settings.topics ?? {}
  const readers = (mapping.needs ?? []).map((one, i) =>
    needReader(one, i, kinds[one.topic] ?? 'need', scope, settings),
  )
  if (readers.length === 0) return () => ''
  return (cells) => {
    const said = readers.flatMap((read) => read(cells) ?? [])
    return said.length === 0 ? '' : JSON.stringify(said)
  }
}

function needReader(
  need: NeedSource,
  index: number,
  kind: Stance,
  scope: ReadScope,
  settings: ConvertSettings,
): (cells: readonly string[]) => [StagedNeed] | null {
  const field = needField(need)
  const readAnswer = rawReader(field, need.answer, scope)
  const readStrength = need.strength ? rawReader(field, need.strength, scope) : () => ''
  // Days of the calendar, in no zone.
  const readOn = dateReader(field, need.on, 'UTC', scope)
  const readUntil = dateReader(field, need.until, 'UTC', scope)
  const fail = (code: RowProblemCode) => {
    scope.problems.push({ code, field })
    return null
  }
  return (cells) => {
    const answer = toText(readAnswer(cells))
    if (answer === '') return null
    const stance = meaningOf(answer, kind)
    if (stance === null) return fail('unknown_need')
    const strength = strengthOf(toText(readStrength(cells)))
    if (strength === null) return fail('unknown_strength')
    const [on, until] = [readOn(cells), readUntil(cells)]
    if (on !== null && on > settings.nowMs) return fail('future_day')
    if (until !== null && until < (on ?? 0)) return fail('over_before')
    const isTakenBack = stance === 'none'
    return [[index, stance, isTakenBack ? 0 : strength, dayOf(on), isTakenBack ? null : dayOf(until)]]
  }
}

const dayOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(0, 10))
