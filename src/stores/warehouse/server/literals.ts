import { badParameter } from './engine-error.ts'
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

const stringEscapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** A single-quoted literal. */
export function quoteString(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the characters to be escaped
  return `'${value.replace(/[\\'\0\b\f\n\r\t]/g, (char) => stringEscapes[char] ?? char)}'`
}

/** A back-quoted identifier; dots are part of the name, as in ClickHouse. */
export function quoteIdentifier(name: string): string {
  if (name.length === 0) throw new Error('an identifier is empty')
  return `\`${name.replace(/[\\`]/g, '\\$&').replace(/\0/g, '\\0')}\``
}

const tsvEscapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  r: '\r',
  n: '\n',
  t: '\t',
  '0': '\0',
  a: '\x07',
  v: '\x0b',
  e: '\x1b',
}

/**
 * Undoes ClickHouse's backslash escapes.
 * @throws Error where a raw tab or line feed ends the field early, as the engine refuses such a value too
 */
export function unescapeTsv(raw: string): string {
  if (/[\t\n]/.test(raw)) throw new Error('it holds a raw tab or line feed; escape them as \\t and \\n')
  return unescapeBackslashes(raw)
}

/** Bytes written as \xNN above 7F would not be characters; they are refused. */
export function unescapeBackslashes(raw: string): string {
  if (!raw.includes('\\')) return raw
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(raw)) throw new Error('it ends with a single backslash')
  return raw.replace(
    /\\(?:x([0-9a-fA-F]{2})|([\s\S]))/g,
    (_, hex: string | undefined, char: string | undefined) => {
      if (hex !== undefined) {
        const code = Number.parseInt(hex, 16)
        if (code > 0x7f) throw new Error('it holds a \\x escape above 7F; write the character itself')
        return String.fromCharCode(code)
      }
      return tsvEscapes[char ?? ''] ?? char ?? ''
    },
  )
}
