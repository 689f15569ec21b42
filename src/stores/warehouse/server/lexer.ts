/** A piece of a statement. Comments and white space are skipped; `start` and `end` are offsets into the text. */
export interface Token {
  kind: 'word' | 'string' | 'quoted' | 'param' | 'punct'
  start: number
  end: number
  /** Words in upper case; everything else as written. */
  text: string
}

/** The text cannot be cut into tokens: an unclosed quote or comment. */
export class LexError extends Error {
  override readonly name = 'LexError'
}

/** ClickHouse takes typographic quotes for plain ones. */
const closingQuote: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '‘': '’', '“': '”' }
const wordStart = /[\p{L}_$0-9]/u
const word = /[\p{L}\p{N}_$]*/uy
const heredoc = /\$\w*\$/y
const param = /\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*:/y

/**
 * Cuts a statement into tokens as ClickHouse's own lexer does, so that a `{name:Type}` inside a string, an identifier
 * or a comment is never taken for a parameter. Lazy: the data behind `INSERT … FORMAT` is not SQL and stays uncut.
 * @throws LexError where a quote, comment or placeholder is not closed
 */
export function* tokenize(text: string): Generator<Token> {
  let at = 0
  while (at < text.length) {
    const skipped = skipBlank(text, at)
    if (skipped > at) {
      at = skipped
      continue
    }
    const token = readToken(text, at)
    yield token
    at = token.end
  }
}

/** Offset after white space or a comment that begins at `at`; `at` itself where there is none. */
function skipBlank(text: string, at: number): number {
  const char = text.charAt(at)
  if (char === '\0' || /\s/.test(char)) return at + 1
  const two = text.slice(at, at + 2)
  if (two === '--' || two === '#!' || two === '# ') {
    const end = text.indexOf('\n', at)
    return end === -1 ? text.length : end + 1
  }
  return two === '/*' ? skipBlockComment(text, at) : at
}

/** Block comments nest. */
function skipBlockComment(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const two = text.slice(at, at + 2)
    if (two === '/*') depth++
    else if (two === '*/') depth--
    else continue
    at++
    if (depth === 0) return at + 1
  }
  throw new LexError('a comment opened with /* is not closed')
}

function readToken(text: string, start: number): Token {
  const char = text.charAt(start)
  const closing = closingQuote[char]
  if (closing !== undefined) {
    const end = endOfQuoted(text, start, closing)
    const kind = closing === "'" || closing === '’' ? 'string' : 'quoted'
    return { kind, start, end, text: text.slice(start, end) }
  }
  if (char === '$') {
    const end = endOfHeredoc(text, start)
    if (end !== null) return { kind: 'string', start, end, text: text.slice(start, end) }
  }
  if (wordStart.test(char)) {
    word.lastIndex = start
    const end = start + Math.max(1, word.exec(text)?.[0].length ?? 1)
    return { kind: 'word', start, end, text: text.slice(start, end).toUpperCase() }
  }
  if (char === '{') {
    const end = endOfParam(text, start)
    if (end !== null) return { kind: 'param', start, end, text: text.slice(start, end) }
  }
  return { kind: 'punct', start, end: start + 1, text: char }
}

function endOfQuoted(text: string, start: number, closing: string): number {
  const plain = closing === text.charAt(start)
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at)
    // Typographic quotes know no escapes.
    if (plain && char === '\\') at++
    else if (char === closing) {
      if (!plain || text.charAt(at + 1) !== closing) return at + 1
      at++
    }
  }
  throw new LexError(`a quote opened with ${text.charAt(start)} is not closed`)
}

function endOfHeredoc(text: string, start: number): number | null {
  heredoc.lastIndex = start
  const tag = heredoc.exec(text)?.[0]
  if (tag === undefined) return null
  const end = text.indexOf(tag, start + tag.length)
  if (end === -1) throw new LexError(`a here-document opened with ${tag} is not closed`)
  return end + tag.length
}

/** A placeholder ends at its matching brace; the type in between may hold quotes, as Enum8('}' = 1) does. */
function endOfParam(text: string, start: number): number | null {
  param.lastIndex = start
  const head = param.exec(text)?.[0]
  if (head === undefined) return null
  for (let at = start + head.length; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '}') return at + 1
    if (char === "'" || char === '`') at = endOfQuoted(text, at, char) - 1
    // A map literal such as {a:{...}} is not a placeholder.
    else if (char === '{') return null
  }
  return null
}

/** Name and type text of a `param` token. */
export function splitParam(token: Token): { name: string; type: string } {
  const colon = token.text.indexOf(':')
  return { name: token.text.slice(1, colon).trim(), type: token.text.slice(colon + 1, -1).trim() }
}
