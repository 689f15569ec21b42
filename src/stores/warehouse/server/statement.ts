import { badParameter, EngineError } from './engine-error.ts'
import { LexError, splitParam, type Token, tokenize } from './lexer.ts'
import { encodeParameter } from './literals.ts'

/** One statement, its parameters already in place. */
export interface Statement {
  /** First word, upper case: SELECT, INSERT, CREATE … */
  verb: string
  text: string
  /** Of a FORMAT clause, or null. */
  format: string | null
  /** SELECT in any dress: only these can be streamed out of the engine. */
  isSelect: boolean
  /** INSERT with rows behind it: `head` up to FORMAT, `inline` the rows that followed in the same text. */
  insert: InsertHead | null
  tokens: readonly Token[]
}

export interface InsertHead {
  head: string
  format: string
  inline: string
}

/** These would outlive the request on a pooled connection. */
const sessionVerbs = new Set(['SET', 'USE', 'BEGIN', 'COMMIT', 'ROLLBACK', 'START', 'SHUTDOWN'])

/**
 * Reads one statement and puts the parameters in.
 * @throws EngineError 62 syntax, 456 a parameter that is not given, 457 one of the wrong type, 48 not to be had here
 */
export function readStatement(sql: string, params: ReadonlyMap<string, string>): Statement {
  const { tokens, dataFrom } = cut(sql)
  const end = statementEnd(tokens, dataFrom ?? sql.length)
  const used = tokens.filter((token) => token.end <= end)
  const first = used[0]
  if (!first) throw new EngineError(62, 'SYNTAX_ERROR', 'Empty query')
  const verb = first.text === '(' ? 'SELECT' : first.text
  if (sessionVerbs.has(verb)) {
    throw new EngineError(
      48,
      'NOT_IMPLEMENTED',
      `${verb} is not supported over HTTP here; send settings and the database with each request`,
    )
  }
  const text = substitute(sql.slice(0, end), used, params)
  const format = formatOf(used, sql)
  return {
    verb,
    text,
    format,
    isSelect: verb === 'SELECT' || verb === 'WITH' || verb === 'FROM',
    insert: dataFrom === null ? null : insertOf(used, sql, text, dataFrom),
    tokens: used,
  }
}

/**
 * Cuts into tokens. Behind `INSERT … FORMAT name` the rest is data and `dataFrom` says where it begins; VALUES are SQL
 * and stay part of the statement.
 */
function cut(sql: string): { tokens: Token[]; dataFrom: number | null } {
  const tokens: Token[] = []
  try {
    for (const token of tokenize(sql)) {
      tokens.push(token)
      const isInsert = tokens[0]?.text === 'INSERT'
      if (
        isInsert &&
        token.text !== 'VALUES' &&
        token.kind === 'word' &&
        tokens.at(-2)?.text === 'FORMAT' &&
        !hasSelect(tokens)
      ) {
        return { tokens, dataFrom: token.end }
      }
    }
  } catch (error) {
    if (error instanceof LexError) throw new EngineError(62, 'SYNTAX_ERROR', `Syntax error: ${error.message}`)
    throw error
  }
  return { tokens, dataFrom: null }
}

function hasSelect(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.kind === 'word' && (token.text === 'SELECT' || token.text === 'WITH'))
}

/** One statement a request: a second one, slipped in behind a semicolon, is refused. */
function statementEnd(tokens: readonly Token[], length: number): number {
  const semicolon = tokens.findIndex((token) => token.kind === 'punct' && token.text === ';')
  if (semicolon === -1) return length
  if (tokens.slice(semicolon).some((token) => token.text !== ';')) {
    throw new EngineError(62, 'SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed)')
  }
  return tokens[semicolon]?.start ?? length
}

function substitute(sql: string, tokens: readonly Token[], params: ReadonlyMap<string, string>): string {
  let text = ''
  let from = 0
  for (const token of tokens) {
    if (token.kind !== 'param') continue
    const { name, type } = splitParam(token)
    const raw = params.get(name)
    if (raw === undefined) {
      throw new EngineError(456, 'UNKNOWN_QUERY_PARAMETER', `Substitution \`${name}\` is not set`)
    }
    if (type.length === 0) throw badParameter(name, 'its type is missing')
    text += sql.slice(from, token.start) + encodeParameter(name, type, raw)
    from = token.end
  }
  return text + sql.slice(from)
}

/** `FORMAT name` at the end, or before a closing SETTINGS. */
function formatOf(tokens: readonly Token[], sql: string): string | null {
  let depth = 0
  for (const [i, token] of tokens.entries()) {
    if (token.text === '(' || token.text === '[') depth++
    if (token.text === ')' || token.text === ']') depth--
    const name = tokens[i + 1]
    const after = tokens[i + 2]
    const closes = after === undefined || (after.kind === 'word' && after.text === 'SETTINGS')
    if (depth === 0 && token.kind === 'word' && token.text === 'FORMAT' && name?.kind === 'word' && closes) {
      return sql.slice(name.start, name.end)
    }
  }
  return null
}

function insertOf(tokens: readonly Token[], sql: string, text: string, dataFrom: number): InsertHead {
  const name = tokens.at(-1)
  const keyword = tokens.at(-2)
  // Parameters put in before FORMAT moved it; counted from the end it stays where it was.
  const head = text.slice(0, text.length - (dataFrom - (keyword?.start ?? dataFrom)))
  // ClickHouse skips one line break after the format's name; what follows is data.
  const inline = sql.slice(dataFrom).replace(/^[ \t]*\r?\n?/, '')
  return { head, format: name ? sql.slice(name.start, name.end) : '', inline }
}
