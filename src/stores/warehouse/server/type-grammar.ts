/** A ClickHouse type as a tree: `Array(Nullable(String))` is `{name: 'Array', args: [{name: 'Nullable', …}]}`. */
export interface TypeNode {
  name: string
  /** Nested types, for those that take types. */
  types: TypeNode[]
  /** Field names of a named tuple, in step with `types`. */
  fields: string[]
  /** Numbers, quoted strings and enum entries as written, for those that take values. */
  values: string[]
}

/** The type is not one that parameters may have. */
export class TypeGrammarError extends Error {
  override readonly name = 'TypeGrammarError'
}

const plain = new Set([
  ...[
    'Int8',
    'Int16',
    'Int32',
    'Int64',
    'Int128',
    'Int256',
    'UInt8',
    'UInt16',
    'UInt32',
    'UInt64',
    'UInt128',
    'UInt256',
  ],
  ...[
    'Float32',
    'Float64',
    'String',
    'Bool',
    'UUID',
    'Date',
    'Date32',
    'DateTime',
    'DateTime64',
    'Identifier',
  ],
])
const valued: Readonly<Record<string, RegExp>> = {
  FixedString: /^[1-9]\d{0,5}$/,
  Decimal: /^\d{1,2}(,\d{1,2})?$/,
  Decimal32: /^\d{1,2}$/,
  Decimal64: /^\d{1,2}$/,
  Decimal128: /^\d{1,2}$/,
  Decimal256: /^\d{1,2}$/,
  DateTime: /^'[A-Za-z0-9_+\-/]{1,64}'$/,
  DateTime64: /^\d(,'[A-Za-z0-9_+\-/]{1,64}')?$/,
}
const arity: Readonly<Record<string, number>> = { Array: 1, Nullable: 1, LowCardinality: 1, Map: 2 }
const enumEntry = /^'(?:[^'\\]|\\.|'')*'\s*=\s*-?\d{1,5}$/

/** @throws TypeGrammarError naming what is not understood; nothing unknown passes. */
export function parseType(text: string): TypeNode {
  const open = text.indexOf('(')
  const name = (open === -1 ? text : text.slice(0, open)).trim()
  if (open === -1) {
    if (!plain.has(name)) throw new TypeGrammarError(`type ${quote(name)} is not supported for parameters`)
    return { name, types: [], fields: [], values: [] }
  }
  if (!text.trimEnd().endsWith(')')) throw new TypeGrammarError(`type ${quote(text)} is not closed`)
  const args = splitArguments(text.slice(open + 1, text.trimEnd().length - 1))
  const node: TypeNode = { name, types: [], fields: [], values: [] }
  if (valued[name]?.test(args.join(','))) return { ...node, values: args }
  if (
    (name === 'Enum8' || name === 'Enum16') &&
    args.length > 0 &&
    args.every((arg) => enumEntry.test(arg))
  ) {
    return { ...node, values: args }
  }
  if (arity[name] === args.length) return { ...node, types: args.map(parseType) }
  if (name === 'Tuple' && args.length > 0) {
    const parts = args.map(parseTupleField)
    return { ...node, types: parts.map((part) => part.type), fields: parts.map((part) => part.field) }
  }
  throw new TypeGrammarError(`type ${quote(text)} is not supported for parameters`)
}

function parseTupleField(text: string): { field: string; type: TypeNode } {
  const named = /^([A-Za-z_][A-Za-z0-9_]*)\s+([A-Za-z].*)$/s.exec(text)
  return named
    ? { field: named[1] ?? '', type: parseType(named[2] ?? '') }
    : { field: '', type: parseType(text) }
}

/** Splits at commas outside parentheses and quotes. */
function splitArguments(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === "'") {
      const quoted = /'(?:[^'\\]|\\[\s\S]|'')*'/y
      quoted.lastIndex = at
      const found = quoted.exec(text)?.[0]
      if (found === undefined) throw new TypeGrammarError('a quote in the type is not closed')
      at += found.length - 1
    } else if (char === '(') depth++
    else if (char === ')') depth--
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    }
    if (depth < 0) throw new TypeGrammarError(`type arguments ${quote(text)} are not balanced`)
  }
  if (depth !== 0) throw new TypeGrammarError(`type arguments ${quote(text)} are not balanced`)
  parts.push(text.slice(from).trim())
  return parts
}

/** The type written out again from its tree, so that no text of the caller reaches the statement unread. */
export function printType(type: TypeNode): string {
  const inner = type.types.map((child, i) =>
    type.fields[i] ? `${type.fields[i]} ${printType(child)}` : printType(child),
  )
  const args = [...inner, ...type.values]
  return args.length === 0 ? type.name : `${type.name}(${args.join(', ')})`
}

function quote(text: string): string {
  return `"${text.slice(0, 80)}"`
}
