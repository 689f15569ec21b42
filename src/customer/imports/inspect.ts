import type { z } from 'zod'
import type { Vault } from '../../kit/crypto/index.ts'
import type { Locale } from '../../kit/errors.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import { canonicalFields, identifierTypes } from '../mapping/canonical-fields.ts'
import { checkMapping, missingFields } from '../mapping/check-mapping.ts'
import type { ConvertSettings } from '../mapping/convert/index.ts'
import { type Guess, guessMapping } from '../mapping/guess/guess-mapping.ts'
import type { Mapping } from '../mapping/mapping.schema.ts'
import { maskText } from '../privacy/text-guard.ts'
import { damagedRow } from '../reading/json-lines.ts'
import { openTable } from '../reading/open-table.ts'
import type { FileSource } from '../reading/source.ts'
import type { fileColumn } from './api.ts'
import { importErrors } from './errors.ts'
import { settingsOf } from './events-of.ts'
import { type Head, type Preview, previewRows, starred } from './preview-rows.ts'
import { bytesOf } from './read-events.ts'
import { recallMapping } from './remembered-mappings.ts'

export type FileColumn = z.output<typeof fileColumn>

export interface Inspection {
  fileName: string
  bytes: number
  encoding: string
  delimiter: string | null
  columns: FileColumn[]
  kind: Mapping['kind']
  confidence: number
  mapping: Mapping
  preview: Preview
}

const sampledRows = 2_000

/**
 * What is in a file: columns, a kind, a mapping (the one last used for these columns, else a guess) and a preview.
 * @throws import.* where the file cannot be a table
 */
export async function inspectFile(
  ledger: Ledger,
  vault: Vault,
  workspace: Workspace,
  source: FileSource,
): Promise<Inspection> {
  const head = await readHead(source, {})
  if (head.rows.length === 0) throw importErrors.noRows({ file: source.name })
  const guess = guessMapping(head.header, head.rows)
  const remembered = await recallMapping(ledger, workspace.id, head.header)
  const mapping = remembered ?? guess.mapping
  return {
    fileName: source.name,
    bytes: source.bytes,
    encoding: head.encoding,
    delimiter: head.delimiter,
    columns: describeColumns(guess, mapping),
    kind: mapping.kind,
    confidence: remembered ? 1 : guess.confidence,
    mapping,
    preview: previewRows(
      head,
      mapping,
      vault,
      await settingsOf(ledger, workspace, mapping),
      workspace.locale,
    ),
  }
}

/** Applies a mapping to the first rows. @throws import.* for a mapping that the file does not allow */
export async function previewMapping(
  ledger: Ledger,
  source: FileSource,
  mapping: Mapping,
  vault: Vault,
  workspace: Workspace,
  locale: Locale,
): Promise<Preview> {
  const { encoding, delimiter, sheet } = mapping
  const head = await readHead(source, { encoding, delimiter, sheet })
  if (missingFields(mapping).length === 0) checkMapping(mapping, head.header, source.name)
  return previewRows(head, mapping, vault, await settingsOf(ledger, workspace, mapping), locale)
}

/** Rows that are at hand. */
export interface RowsAtHand {
  file: string
  header: string[]
  rows: string[][]
  numbers: number[]
}

/** The same of rows that are at hand, by a mapping that is known. */
export function inspectRows(
  at: RowsAtHand,
  mapping: Mapping,
  vault: Vault,
  settings: ConvertSettings,
  locale: Locale,
): Inspection {
  const whole = at.rows.filter((row) => row[0] !== damagedRow)
  return {
    fileName: at.file,
    bytes: at.rows.reduce((sum, cells) => sum + bytesOf(cells), 0),
    encoding: 'utf-8',
    delimiter: null,
    columns: describeColumns(guessMapping(at.header, whole), mapping),
    kind: mapping.kind,
    confidence: 1,
    mapping,
    preview: previewRowsOf(at, mapping, vault, settings, locale),
  }
}

/** @throws import.* for a mapping that the columns do not allow */
export function previewRowsOf(
  at: RowsAtHand,
  mapping: Mapping,
  vault: Vault,
  settings: ConvertSettings,
  locale: Locale,
): Preview {
  if (missingFields(mapping).length === 0) checkMapping(mapping, at.header, at.file)
  const head = { encoding: 'utf-8', delimiter: null, ...at }
  return previewRows(head, mapping, vault, settings, locale)
}

async function readHead(
  source: FileSource,
  options: Pick<Mapping, 'encoding' | 'delimiter' | 'sheet'>,
): Promise<Head> {
  const table = await openTable(source, options)
  const head: Head = {
    encoding: table.encoding,
    delimiter: table.delimiter,
    header: table.header,
    rows: [],
    numbers: [],
  }
  for await (const batch of table.batches) {
    // A guess is made from rows that are rows; the others are counted when the file is imported.
    batch.rows.forEach((row, i) => {
      if (row[0] === damagedRow) return
      head.rows.push(row)
      head.numbers.push(batch.numbers[i] as number)
    })
    if (head.rows.length >= sampledRows) break
  }
  head.rows.length = Math.min(head.rows.length, sampledRows)
  return head
}

function describeColumns(guess: Guess, mapping: Mapping): FileColumn[] {
  const secret = new Set(
    Object.entries(mapping.fields).flatMap(([field, source]) => {
      const type = canonicalFields[mapping.kind][field]?.type
      return type && identifierTypes.has(type) && type !== 'account' && source.column !== undefined
        ? [source.column]
        : []
    }),
  )
  return guess.columns.map((column) => ({
    name: column.name,
    samples: column.distinct
      .slice(0, 5)
      .map((value) => (secret.has(column.name) ? starred(value) : maskText(value).slice(0, 80))),
    blankShare: column.blankShare,
    looksLike: column.looksLike,
  }))
}
