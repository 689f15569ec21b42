import fc from 'fast-check'

const fragments = [
  ...[
    "'",
    "''",
    "\\'",
    '\\',
    '\\\\',
    '"',
    '`',
    '\0',
    '\n',
    '\r',
    '\t',
    '\b',
    '\f',
    '--',
    '/*',
    '*/',
    '#',
    '# ',
    ';',
    '$$',
    '$a$',
  ],
  ...[
    '{x:String}',
    '{v:String}',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ',',
    ':',
    '\\N',
    'NULL',
    '\\x27',
    '‘',
    '’',
    '“',
    '”',
    '%',
    '\\%',
  ],
  ...[
    "'; DROP TABLE t; --",
    "') UNION ALL SELECT 1 --",
    '量体裁衣',
    '👩‍👩‍👧',
    'é',
    '\u2028',
    '\ufeff',
    '\u00a0',
    '0',
    '1',
    'a',
  ],
]

/** Texts made to break quoting: fragments of SQL, escapes and unicode in any mixture. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...fragments), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
)

/** The escaping that official clients give to a text parameter. */
export function tsv(value: string): string {
  const escapes: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', "'": "\\'", '\\': '\\\\' }
  return value.replace(/[\t\n\r'\\]/g, (char) => escapes[char] ?? char)
}
