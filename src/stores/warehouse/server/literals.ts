import { badParameter } from './engine-error.ts'
import { quoteIdentifier, quoteString, unescapeTsv } from './escapes.ts'
import { checkScalar } from './scalars.ts'
import { parseType, printType, type TypeNode } from './type-grammar.ts'
import { readComposite, type ValueNode } from './values.ts'

/**
 * SQL text for one parameter. `raw` is the value as `param_*` carries it: ClickHouse's tab-separated escaping at the
 * top, its quoted text inside arrays, tuples and maps. The value ends up only inside quoted literals whose every quote
 * and backslash is escaped, so it can never become part of the statement.
 * @throws EngineError 457 for a value that is not of the type, a type that is not known
 */
export function encodeParameter(name: string, typeText: string, raw: string): string {
  try {
    return encode(parseType(typeText), raw)
  } catch (error) {
    // Messages of the parsers name types and positions, never the value.
    throw badParameter(name, error instanceof Error ? error.message : 'it is not readable')
  }
}

function encode(type: TypeNode, raw: string): string {
  if (type.name === 'Identifier') return quoteIdentifier(unescapeTsv(raw))
  const inner = stripWrappers(type)
  if (isComposite(inner)) {
    if (inner !== type && raw === '\\N') return `_CAST(NULL, ${quoteString(printType(type))})`
    return `_CAST(${encodeNode(inner, readComposite(inner, raw))}, ${quoteString(printType(type))})`
  }
  if (isNullable(type) && raw === '\\N') return `_CAST(NULL, ${quoteString(printType(type))})`
  const literal = quoteString(checkScalar(inner, unescapeTsv(raw)))
  // A bare literal is a String already, and some places of the grammar take nothing but a literal.
  return type.name === 'String' ? literal : `_CAST(${literal}, ${quoteString(printType(type))})`
}

/** Scalars inside composites go in as strings, one literal type throughout; the engine casts each by the type. */
function encodeNode(type: TypeNode, value: ValueNode): string {
  const inner = stripWrappers(type)
  if (value.kind === 'null') {
    if (!isNullable(type)) throw new Error(`NULL is given where ${printType(type)} is wanted`)
    return 'NULL'
  }
  if (value.kind === 'scalar') return quoteString(checkScalar(inner, value.text))
  const parts = value.items.map((item, i) => encodeNode(childType(inner, i), item))
  if (inner.name === 'Array') return `[${parts.join(',')}]`
  return inner.name === 'Map' ? `map(${parts.join(',')})` : `tuple(${parts.join(',')})`
}

/** Type of the i-th item: maps are flat lists of keys and values in turn. */
function childType(type: TypeNode, i: number): TypeNode {
  const index = type.name === 'Array' ? 0 : type.name === 'Map' ? i % 2 : i
  const child = type.types[index]
  if (!child) throw new Error(`more items are given than ${printType(type)} has`)
  return child
}

function isComposite(type: TypeNode): boolean {
  return type.name === 'Array' || type.name === 'Tuple' || type.name === 'Map'
}

function isNullable(type: TypeNode): boolean {
  if (type.name === 'Nullable') return true
  const child = type.types[0]
  return type.name === 'LowCardinality' && child !== undefined && isNullable(child)
}

function stripWrappers(type: TypeNode): TypeNode {
  const child = type.types[0]
  return (type.name === 'Nullable' || type.name === 'LowCardinality') && child ? stripWrappers(child) : type
}
