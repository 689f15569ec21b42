import type { z } from 'zod'
import type { Brings, SourceKind } from '../../stores/ledger/schema/sources.ts'
import type { Guard } from './network/guard.ts'
import type { Http } from './network/http.ts'

/** What a kind may use of the house. */
export interface SourceContext {
  /** Watched folders lie below it. */
  rootDir: string
  guard: Guard
  http: Http
  /** Aborted when somebody cancels, the time is up or the program stops. */
  signal: AbortSignal
  now(): Date
  inbox: Inbox
}

/** Rows pushed to one source that are not imported yet. */
export interface Inbox {
  /** The oldest ones, opened; at most `limit`. */
  waiting(limit: number): Promise<{ id: string; body: string }[]>
  /** Marks them as belonging to an import; they are gone once that is done, and wait again where it fails. */
  take(ids: readonly string[], importId: string): Promise<void>
}

/** Settings as people see them, and secrets as only the vault keeps them. */
export interface Connection<S, X> {
  settings: S
  secrets: X
}

/** One part of what a source holds, imported as a whole: a file, an object, some pages of rows. */
export interface Parcel {
  /** As shown among the imports. */
  name: string
  /** Which part it is and in which state, where a part can be recognised; nulls where the cursor tells. */
  part: string | null
  version: string | null
  /** Read once, to the end. @throws source.vanished and others; nothing of the parcel is kept then */
  content: () => AsyncIterable<Uint8Array>
  /** How far the source has been read with this parcel; asked after the content was read. Null moves nothing. */
  cursorAfter: () => unknown
  /** After its import is done, or was found to have been done before: to move a file away. */
  settled?: () => Promise<void>
  /** Before its import begins: marks what belongs to it. */
  taken?: (importId: string) => Promise<void>
}

export interface PullState {
  /** As the last import left it; null at the first time. */
  cursor: unknown
  /** Columns the mapping reads; rows that are made of JSON get them all. */
  columns: readonly string[]
  /** Whether a part was brought in this state before. */
  known(part: string, version: string): Promise<boolean>
  /** For a look at the first rows: enough of them are enough. */
  mostRows: number
}

/** What there is to choose from: files, tables, columns. */
export interface Discovered {
  /** The value of the field it is chosen for. */
  name: string
  detail: string
}

/** One field of the form; its label is a text of the console, `sources.fields.<name>`. */
export interface FormField {
  name: string
  /** lines: text of several lines. */
  type: 'text' | 'lines' | 'secret' | 'number' | 'choice' | 'switch'
  required?: boolean
  /** Of a choice. */
  options?: readonly string[]
  /** Only where another field has one of these values. */
  when?: { field: string; is: readonly string[] }
  /** Values are offered by `discover`. */
  discovered?: boolean
  default?: string | number | boolean
}

export interface SourceDefinition<S extends z.ZodType = z.ZodType, X extends z.ZodType = z.ZodType> {
  kind: SourceKind
  /** No counterpart of it runs in our tests. */
  experimental: boolean
  brings: readonly Brings[]
  /** Fetched by us; others are sent to us. */
  pulled: boolean
  settings: S
  /** Texts; write-only for everybody. */
  secrets: X
  form: readonly FormField[]
  /** Whether the connection works. @throws source.* with what to do */
  test(context: SourceContext, connection: Connection<z.output<S>, z.output<X>>): Promise<void>
  /** What there is to read. @throws source.* */
  discover(context: SourceContext, connection: Connection<z.output<S>, z.output<X>>): Promise<Discovered[]>
  /** What is new since the cursor, part by part. @throws source.* */
  pull(
    context: SourceContext,
    connection: Connection<z.output<S>, z.output<X>>,
    state: PullState,
  ): AsyncIterable<Parcel>
}

/** A kind of source is this, in a file of its own, and one line in `kinds/index.ts`. Its contract test is `contract.ts`. */
export function defineSource<S extends z.ZodType, X extends z.ZodType>(
  definition: SourceDefinition<S, X>,
): SourceDefinition {
  return definition as unknown as SourceDefinition
}
