/** How an expression names things. */
export interface SqlOptions {
  /** SQL of a column, by its name in training; the backquoted name where missing. */
  readonly column?: (name: string) => string
  /** Start of the aliases the expression makes for its inputs: two models in one query need two; default `m`. */
  readonly prefix?: string
}

/**
 * Settings of ClickHouse under which large expressions run: the compiler of expressions stalls on them, and they are
 * longer and deeper than what people write.
 */
export const sqlSettings: Readonly<Record<string, number>> = {
  compile_expressions: 0,
  max_query_size: 268_435_456,
  max_ast_depth: 100_000,
  max_ast_elements: 100_000_000,
  max_expanded_ast_elements: 100_000_000,
  max_parser_depth: 100_000,
}

/** A name in backquotes. */
export function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}

/** A text in quotes. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** A Float64 that reads back as the same number. */
export function numberLiteral(value: number): string {
  const text = Object.is(value, -0) ? '0' : String(value)
  const float = /[.e]/.test(text) ? text : `${text}.0`
  return value < 0 ? `(${float})` : float
}

/** Inputs of an expression: each is worked out once, under an alias of its own. */
export interface SqlInputs {
  /** Nullable(Float64), whatever the column's type: NULL where it is missing, NaN or no number. */
  number(name: string): string
  /** Whatever the column's type as text; '' where it is NULL. */
  text(name: string): string
  /** Position in `levels`, −1 for a text that is none of them. */
  code(name: string, levels: readonly string[]): string
}

export function sqlInputs(options: SqlOptions): SqlInputs {
  const column = options.column ?? identifier
  const prefix = options.prefix ?? 'm'
  const aliases = new Map<string, string>()
  // Said in full where it is first needed, by its alias after that.
  const once = (sql: string) => {
    const known = aliases.get(sql)
    if (known !== undefined) return known
    const alias = `__${prefix}${aliases.size}`
    aliases.set(sql, alias)
    return `(${sql} AS ${alias})`
  }
  const text = (name: string) => `ifNull(toString(${column(name)}), '')`
  return {
    number(name) {
      const cast = `accurateCastOrNull(${column(name)}, 'Float64')`
      return once(`if(isFinite(${cast}), ${cast}, NULL)`)
    },
    text: (name) => once(text(name)),
    code(name, levels) {
      if (levels.length === 0) return '-1'
      const codes = levels.map((_, i) => i).join(', ')
      return once(`transform(${text(name)}, [${levels.map(textLiteral).join(', ')}], [${codes}], -1)`)
    },
  }
}

/** a + b + c + …, as a tree of small depth: a flat chain of a thousand sums is too deep for the parser. */
export function balancedSum(terms: readonly string[]): string {
  if (terms.length === 0) return '0.0'
  if (terms.length === 1) return terms[0] as string
  const middle = terms.length >> 1
  return `(${balancedSum(terms.slice(0, middle))} + ${balancedSum(terms.slice(middle))})`
}
