import type { ReadScope } from '../field-readers.ts'
import type { Mapping } from '../mapping.schema.ts'
import type { Converter, ConvertSettings } from './converted.ts'
import { eventConverter } from './events.ts'
import { orderConverter } from './orders.ts'
import { customerConverter, productConverter, touchConverter } from './others.ts'

export type { Converted, Converter, ConvertSettings, FoundIdentifier } from './converted.ts'

const converters = {
  orders: orderConverter,
  customers: customerConverter,
  products: productConverter,
  touches: touchConverter,
  events: eventConverter,
} as const

/** Compiles a checked mapping into the function that reads one row of the file. */
export function createConverter(
  mapping: Mapping,
  header: readonly string[],
  settings: ConvertSettings,
  pseudonym: (text: string) => string,
): { convert: Converter; scope: ReadScope } {
  const scope: ReadScope = { columns: new Map(header.map((name, i) => [name, i])), problems: [], pseudonym }
  return { convert: converters[mapping.kind](mapping, scope, settings), scope }
}
