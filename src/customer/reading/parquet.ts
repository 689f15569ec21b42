import {
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { messageOf } from '../../kit/errors.ts'
import { importErrors } from '../imports/errors.ts'
import { flatten, textOf } from './json-lines.ts'
import type { FileSource } from './source.ts'

/** A row group is unpacked whole; a file of this size fits the memory of a reading thread. */
const fileLimitMb = 256

/** Rows of one group; real ones have a million. */
const mostGroupRows = 20_000_000

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

type AsText = (value: unknown) => string

interface Leaf {
  name: string
  text: AsText
}

/**
 * A Parquet file as rows of texts, the header first, group by group: numbers with the digits of their type, moments in
 * UTC as `…Z` where the file says they are, as they stand where it does not, structs as columns `a.b`, lists as JSON.
 * @throws import.fileTooLarge, import.damagedParquet
 */
export async function* readParquet(source: FileSource): AsyncGenerator<string[][]> {
  if (source.bytes > fileLimitMb * 1024 * 1024)
    throw importErrors.fileTooLarge({ file: source.name, limitMb: fileLimitMb })
  const file = await wholeOf(source)
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw importErrors.damagedParquet({ file: source.name, problem: messageOf(error) }, error)
    }
  }
  const metadata = await guarded(() => parquetMetadataAsync(file))
  const columns = (await guarded(async () => parquetSchema(metadata))).children
  const problem = wrongGroups(metadata, columns)
  if (problem !== null) throw importErrors.damagedParquet({ file: source.name, problem })
  const leaves = columns.flatMap((column) => leavesOf(column, ''))
  const places = new Map(leaves.map(({ name }, i) => [name, i]))
  yield [leaves.map(({ name }) => name)]
  let rowStart = 0
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows)
    const values = new Map<string, unknown[]>()
    const first = rowStart
    await guarded(() =>
      parquetRead({
        file,
        metadata,
        compressors,
        rowStart,
        rowEnd,
        onChunk: (chunk) => {
          const into = values.get(chunk.columnName) ?? []
          values.set(chunk.columnName, into)
          for (let i = 0; i < chunk.columnData.length; i++)
            into[chunk.rowStart - first + i] = chunk.columnData[i]
        },
      }),
    )
    for (const { element } of columns)
      if ((values.get(element.name)?.length ?? 0) !== rowEnd - rowStart)
        throw importErrors.damagedParquet({
          file: source.name,
          problem: `${element.name} holds other rows than it says`,
        })
    const count = rowEnd - rowStart
    yield await guarded(async () => rowsOf(columns, leaves, places, values, count))
    rowStart = rowEnd
  }
}

/**
 * What is wrong with what a file says of its groups, or null. The reader believes it: it would make as many rows as are
 * stated, and wait for no column that the schema does not name, so that its failure would be nobody's and end the program.
 */
function wrongGroups(metadata: FileMetaData, columns: readonly SchemaTree[]): string | null {
  const stated = metadata.row_groups.map((group) => Number(group.num_rows))
  if (stated.some((rows) => !(rows >= 0 && rows <= mostGroupRows))) return 'a group of impossible size'
  if (sum(stated) !== Number(metadata.num_rows)) return 'its groups hold other rows than it says'
  const named = columns.flatMap(pathsOf).sort().join()
  for (const group of metadata.row_groups) {
    const held = group.columns.map((column) => JSON.stringify(column.meta_data?.path_in_schema)).sort()
    if (held.join() !== named) return 'a group holds other columns than the schema names'
  }
  return null
}

/** The leaves below a part of the schema, as their whole paths. */
function pathsOf({ path, children }: SchemaTree): string[] {
  return children.length === 0 ? [JSON.stringify(path)] : children.flatMap(pathsOf)
}

function rowsOf(
  columns: readonly SchemaTree[],
  leaves: readonly Leaf[],
  places: ReadonlyMap<string, number>,
  values: ReadonlyMap<string, unknown[]>,
  count: number,
): string[][] {
  const rows = Array.from({ length: count }, () => new Array<string>(leaves.length).fill(''))
  for (const { element, children } of columns) {
    const cells = values.get(element.name) ?? []
    const isStruct = children.length > 0 && !isCollection(element)
    const place = places.get(element.name) ?? -1
    for (let row = 0; row < count; row++) {
      const value = cells[row]
      if (value === null || value === undefined) continue
      const into = rows[row] as string[]
      if (!isStruct) into[place] = (leaves[place] as Leaf).text(value)
      else
        flatten(value as Record<string, unknown>, `${element.name}.`, 2, (name, inner) => {
          const at = places.get(name)
          if (at !== undefined) into[at] = (leaves[at] as Leaf).text(inner)
        })
    }
  }
  return rows
}

function leavesOf({ element, children }: SchemaTree, prefix: string): Leaf[] {
  const name = `${prefix}${element.name}`
  if (children.length === 0 || isCollection(element)) return [{ name, text: textFor(element) }]
  return children.flatMap((child) => leavesOf(child, `${name}.`))
}

type Element = SchemaTree['element']

/** Lists, maps and repeated fields become JSON. */
function isCollection(element: Element): boolean {
  const type = element.logical_type?.type ?? element.converted_type
  return (
    type === 'LIST' || type === 'MAP' || type === 'MAP_KEY_VALUE' || element.repetition_type === 'REPEATED'
  )
}

function textFor(element: Element): AsText {
  const { logical_type: logical, converted_type: converted } = element
  if (logical?.type === 'DATE' || converted === 'DATE') return (value) => momentText(value, 'day')
  const inUtc =
    logical?.type === 'TIMESTAMP' ? logical.isAdjustedToUTC : converted?.startsWith('TIMESTAMP') === true
  if (logical?.type === 'DECIMAL' || converted === 'DECIMAL') {
    const scale = element.scale ?? 0
    // Sums of binary fractions: the digits of the type are the digits that were written.
    return (value) => (typeof value === 'number' ? value.toFixed(scale) : plainText(value))
  }
  return (value) => momentText(value, inUtc ? 'utc' : 'local')
}

function momentText(value: unknown, kind: 'day' | 'utc' | 'local'): string {
  if (!(value instanceof Date)) return plainText(value)
  // No moment at all, or one a million years away: the row is told as having no date, rather than none of the file read.
  if (Number.isNaN(value.getTime())) return 'Invalid Date'
  const text = value.toISOString()
  if (kind === 'day') return text.slice(0, 10)
  return kind === 'utc' ? text : text.replace('T', ' ').replace(/(\.000)?Z$/, '')
}

function plainText(value: unknown): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value)
  if (typeof value === 'object' && value !== null)
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner))
  return textOf(value) ?? ''
}

async function wholeOf(source: FileSource): Promise<ArrayBuffer> {
  const parts: Buffer[] = []
  for await (const chunk of source.open()) parts.push(chunk as Buffer)
  const bytes = Buffer.concat(parts)
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
}
