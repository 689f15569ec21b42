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
  // ClickHouse's mark for NULL means nothing inside a text.
  N: '',
}

/**
 * Undoes ClickHouse's backslash escapes.
 * @throws Error where a raw tab or line feed ends the field early, as the engine refuses such a value too
 */
export function unescapeTsv(raw: string): string {
  if (/[\t\n]/.test(raw)) throw new Error('it holds a raw tab or line feed; escape them as \\t and \\n')
  return unescapeBackslashes(raw)
}

/**
 * As ClickHouse does it: an escape it does not know keeps its backslash, so that patterns such as `100\%` survive.
 * Bytes written as \xNN above 7F would not be characters; they are refused.
 */
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
      return tsvEscapes[char ?? ''] ?? (/[\\`"'/]/.test(char ?? '') ? (char ?? '') : `\\${char}`)
    },
  )
}
