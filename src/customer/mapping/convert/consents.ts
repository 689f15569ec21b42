import { z } from 'zod'
import { answerOf } from '../consent-words.ts'
import { toText } from '../expression/functions.ts'
import { dateReader, type ReadScope, rawReader, textReader } from '../field-readers.ts'
import type { ConsentSource, FieldSource, Mapping } from '../mapping.schema.ts'
import type { ConvertSettings } from './converted.ts'

/** One word of a row on its way to the ledger: [which of the mapping's consents, yes, at ms, until ms, text, proof]. */
export const stagedConsent = z.tuple([
  z.int(),
  z.boolean(),
  z.int().nullable(),
  z.int().nullable(),
  z.int().nullable(),
  z.string(),
])
export type StagedConsent = z.output<typeof stagedConsent>

const dayMs = 86_400_000

/** What problems and previews call it; the page makes words of it. */
export function consentField({ purpose, channel }: Pick<ConsentSource, 'purpose' | 'channel'>): string {
  return `consents.${purpose}.${channel}`
}

/** @returns a reader giving what the row says of consents as JSON, '' where it says nothing */
export function consentsReader(
  mapping: Mapping,
  scope: ReadScope,
  settings: ConvertSettings,
): (cells: readonly string[]) => string {
  const readers = (mapping.consents ?? []).map((one, index) =>
    consentReader(one, index, mapping, scope, settings),
  )
  if (readers.length === 0) return () => ''
  return (cells) => {
    const said = readers.flatMap((read) => read(cells) ?? [])
    return said.length === 0 ? '' : JSON.stringify(said)
  }
}

function consentReader(
  consent: ConsentSource,
  index: number,
  mapping: Mapping,
  scope: ReadScope,
  settings: ConvertSettings,
): (cells: readonly string[]) => [StagedConsent] | null {
  const field = consentField(consent)
  const zone = mapping.timeZone ?? settings.timeZone
  const readAnswer = rawReader(field, consent.answer, scope)
  const readAt = dateReader(field, consent.at, zone, scope)
  const hasTime = timeOfDay(field, consent.at, scope)
  const readUntil = dateReader(field, consent.until, zone, scope)
  const untilHasTime = timeOfDay(field, consent.until, scope)
  const readText = versionReader(field, consent.text, scope)
  const readProof = textReader(field, consent.proof, scope)
  // "Unsubscribed on" is a column of times: where it is blank, nobody unsubscribed.
  const onlyWithTime = consent.answer.constant !== undefined && consent.at !== undefined
  const fail = (code: 'unknown_value' | 'not_yet' | 'ends_before') => {
    scope.problems.push({ code, field })
    return null
  }
  return (cells) => {
    const answer = answerOf(toText(readAnswer(cells)))
    if (answer === null) return fail('unknown_value')
    if (answer === 'silent') return null
    let at = readAt(cells)
    if (at === null && onlyWithTime) return null
    if (at !== null && at > settings.nowMs) return fail('not_yet')
    // Of a day without a time a yes counts from its beginning and a no to its end: the stricter of both.
    if (at !== null && answer === 'no' && !hasTime(cells)) at = Math.min(at + dayMs - 1, settings.nowMs)
    let until = answer === 'yes' ? readUntil(cells) : null
    if (until !== null && !untilHasTime(cells)) until += dayMs - 1_000
    if (until !== null && until <= (at ?? 0)) return fail('ends_before')
    return [[index, answer === 'yes', at, until, readText(cells), readProof(cells)]]
  }
}

/** Whether a date says the time of the day too. */
function timeOfDay(field: string, source: FieldSource | undefined, scope: ReadScope) {
  if (!source) return () => false
  const read = rawReader(field, source, scope)
  return (cells: readonly string[]) => /[:点时]|^\d{9,}$|^\d+\.\d+$/.test(toText(read(cells)))
}

function versionReader(field: string, source: FieldSource | undefined, scope: ReadScope) {
  if (!source) return () => null
  const read = rawReader(field, source, scope)
  return (cells: readonly string[]): number | null => {
    const digits = /^\D{0,20}(\d{1,6})\D{0,5}$/.exec(toText(read(cells)).trim())?.[1]
    return digits === undefined ? null : Number(digits)
  }
}
