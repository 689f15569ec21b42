import { z } from 'zod'
import { toText } from '../expression/functions.ts'
import { dateReader, type ReadScope, rawReader, textReader } from '../field-readers.ts'
import type { FieldSource, Mapping } from '../mapping.schema.ts'
import type { RowProblemCode } from '../row-problems.ts'
import type { ConvertSettings } from './converted.ts'
import type { LeadWords } from './lead-words.ts'

/** Fields of a customer file that speak of prospects. */
export const leadFields = [
  'prospect_stage',
  'prospect_since',
  'prospect_reason',
  'prospect_owner',
  'prospect_source',
] as const

/** What a row says of a prospect, on its way to the ledger: [stage, since when (ms), reason, owner, source]. */
export const stagedLead = z.tuple([z.string(), z.int().nullable(), z.string(), z.string(), z.string()])
export type StagedLead = z.output<typeof stagedLead>

const mostSource = 60
const none: LeadWords = { stages: {}, reasons: {}, owners: {}, allowed: {} }

export function mapsLeads({ kind, fields }: Pick<Mapping, 'kind' | 'fields'>): boolean {
  return kind === 'customers' && leadFields.some((name) => fields[name] !== undefined)
}

/**
 * @returns a reader giving what the row says of a prospect as JSON, '' where it says nothing. A stage, reason or owner
 *   nobody knows costs the row.
 */
export function leadReader(
  mapping: Mapping,
  scope: ReadScope,
  settings: ConvertSettings,
): (cells: readonly string[]) => string {
  if (!mapsLeads(mapping)) return () => ''
  const { fields } = mapping
  const words = settings.leads ?? none
  const stage = wordReader('prospect_stage', fields.prospect_stage, words.stages, 'unknown_stage', scope)
  const reason = wordReader('prospect_reason', fields.prospect_reason, words.reasons, 'unknown_reason', scope)
  const owner = wordReader('prospect_owner', fields.prospect_owner, words.owners, 'unknown_owner', scope)
  const zone = mapping.timeZone ?? settings.timeZone
  const since = dateReader('prospect_since', fields.prospect_since, zone, scope)
  const source = textReader('prospect_source', fields.prospect_source, scope)
  const wrong = (code: RowProblemCode, field: string) => scope.problems.push({ code, field })
  return (cells) => {
    const at = since(cells)
    if (at !== null && at > settings.nowMs) wrong('future_day', 'prospect_since')
    const said = stage(cells)
    // Who has bought is told by orders alone; a list of all leads names them as well.
    if (said === 'won') wrong('stage_won', 'prospect_stage')
    const from = source(cells)
    if (from.length > mostSource) wrong('too_long', 'prospect_source')
    const why = reason(cells)
    const lead: StagedLead = [
      said === 'won' ? '' : said,
      at,
      said === 'lost' ? why : '',
      owner(cells),
      from.slice(0, mostSource),
    ]
    const isSilent = lead[0] === '' && lead[3] === '' && lead[4] === ''
    return isSilent ? '' : JSON.stringify(lead)
  }
}

/** One of the words a workspace knows; '' is blank, or unknown and reported. */
function wordReader(
  field: string,
  source: FieldSource | undefined,
  known: Readonly<Record<string, string>>,
  unknown: RowProblemCode,
  scope: ReadScope,
) {
  if (!source) return () => ''
  const read = rawReader(field, source, scope)
  const byWord = new Map(Object.entries(known))
  return (cells: readonly string[]): string => {
    const text = toText(read(cells))
    if (text === '') return ''
    const found = byWord.get(plainWord(text))
    if (found === undefined || found === '')
      scope.problems.push({ code: found === '' ? 'several_owners' : unknown, field })
    return found ?? ''
  }
}

/** As words are compared: width, blanks and capitals make no difference. */
export function plainWord(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}
