import { toNumber, toTruth } from './functions.ts'
import { binary, bindCall, type Compiled, literals } from './operators.ts'
import { ExpressionError, type Token, tokenize } from './tokens.ts'

const maxNodes = 400
const maxDepth = 40

/**
 * The language of mapping expressions. It reads the cells of one row and nothing else; it has no loops, no regular
 * expressions and no way to the machine.
 *
 *     Quantity * UnitPrice
 *     if(startsWith(InvoiceNo, 'C'), 'return', 'sale')
 *     coalesce(`Mobile phone`, `Home phone`) & ''
 *
 * - columns by name; in backquotes where the name has spaces or signs. A blank cell is blank, not zero.
 * - `'text'` or `"text"` (backslash before a quotation mark), numbers, `true`, `false`, `blank`
 * - `+ - * / %` on numbers: blank in, blank out; division by zero is blank. `&` joins texts.
 * - `= != < <= > >=` compare as numbers where both sides are, else as text; `and`, `or`, `not`
 * - `if(condition, then, else)`, `coalesce(a, b, …)` first that is not blank, `oneOf(x, a, b, …)`, `isBlank(x)`
 * - text: lower upper trim length substring(text, from 1, count) startsWith endsWith contains replace concat
 *   path(a, b, …); number: number abs floor ceil round(x, digits) min max; date parts of year-first text: year month
 *   day hour minute. Names of functions may be written in any case.
 *
 * Limits: 2,000 characters (mapping schema), 400 parts, 40 levels, texts of 10,000 characters.
 * @throws ExpressionError with the place; unknown columns are reported through `unknownColumn`
 */
export function compileExpression(text: string, columns: ReadonlyMap<string, number>): Compiled {
  const parser = createParser(tokenize(text), columns)
  return parser()
}

/** Columns an expression names, whether or not a file has them. */
export function columnsOf(text: string): string[] {
  const tokens = tokenize(text)
  const names = new Set<string>()
  tokens.forEach((token, i) => {
    if (token.kind !== 'name') return
    const next = tokens[i + 1]
    const isCall = !token.quoted && next?.kind === 'sign' && next.value === '('
    if (token.quoted || !(isCall || isWord(token.value))) names.add(token.value)
  })
  return [...names]
}

const words = new Set(['and', 'or', 'not', 'true', 'false', 'blank'])
const isWord = (name: string) => words.has(name.toLowerCase())

/** How tightly each sign binds. */
const binding: Record<string, number> = {
  or: 1,
  and: 2,
  '=': 4,
  '==': 4,
  '!=': 4,
  '<>': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '&': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
}

function createParser(tokens: readonly Token[], columns: ReadonlyMap<string, number>): () => Compiled {
  let position = 0
  let nodes = 0
  const last: Token = tokens[tokens.length - 1] ?? { kind: 'end', at: 1 }
  const peek = (): Token => tokens[position] ?? last
  const take = (): Token => tokens[position++] ?? last

  function count(token: Token, depth: number): void {
    if (++nodes > maxNodes)
      throw new ExpressionError(token.at, {
        en: `more than ${maxNodes} parts`,
        'zh-CN': `超过 ${maxNodes} 个部分`,
      })
    if (depth > maxDepth)
      throw new ExpressionError(token.at, {
        en: `nested deeper than ${maxDepth} levels`,
        'zh-CN': `嵌套超过 ${maxDepth} 层`,
      })
  }

  function expectSign(sign: string): void {
    const token = take()
    if (token.kind !== 'sign' || token.value !== sign)
      throw new ExpressionError(token.at, { en: `"${sign}" is expected here`, 'zh-CN': `此处应为“${sign}”` })
  }

  function operatorOf(token: Token): string | null {
    if (token.kind === 'sign') return token.value
    if (token.kind === 'name' && !token.quoted && /^(and|or)$/i.test(token.value))
      return token.value.toLowerCase()
    return null
  }

  function expression(minimum: number, depth: number): Compiled {
    let left = prefix(depth)
    for (;;) {
      const token = peek()
      const operator = operatorOf(token)
      const strength = operator === null ? undefined : binding[operator]
      if (operator === null || strength === undefined || strength <= minimum) return left
      take()
      count(token, depth)
      left = binary(operator, left, expression(strength, depth + 1))
    }
  }

  function prefix(depth: number): Compiled {
    const token = take()
    count(token, depth)
    switch (token.kind) {
      case 'number':
      case 'text': {
        const { value } = token
        const literal = () => value
        literals.set(literal, value)
        return literal
      }
      case 'name':
        return named(token, depth)
      case 'sign':
        if (token.value === '(') {
          const inner = expression(0, depth + 1)
          expectSign(')')
          return inner
        }
        if (token.value === '-') {
          const operand = expression(8, depth + 1)
          return (cells) => {
            const value = toNumber(operand(cells))
            return value === null ? null : -value
          }
        }
        throw new ExpressionError(token.at, {
          en: `"${token.value}" cannot stand here`,
          'zh-CN': `此处不能是“${token.value}”`,
        })
      case 'end':
        throw new ExpressionError(token.at, { en: 'something is missing at the end', 'zh-CN': '结尾不完整' })
    }
  }

  function named(token: Token & { kind: 'name' }, depth: number): Compiled {
    const next = peek()
    if (!token.quoted && next.kind === 'sign' && next.value === '(') return call(token, depth)
    if (!token.quoted) {
      switch (token.value.toLowerCase()) {
        case 'true':
          return () => true
        case 'false':
          return () => false
        case 'blank':
          return () => null
        case 'not': {
          const operand = expression(3, depth + 1)
          return (cells) => !toTruth(operand(cells))
        }
      }
    }
    const index = columns.get(token.value)
    if (index === undefined) throw new UnknownColumn(token.at, token.value)
    return (cells) => cells[index] || null
  }

  function call(token: Token & { kind: 'name' }, depth: number): Compiled {
    const name = token.value.toLowerCase()
    take()
    const args: Compiled[] = []
    if (!(peek().kind === 'sign' && (peek() as { value: string }).value === ')')) {
      do args.push(expression(0, depth + 1))
      while (tookComma())
    }
    expectSign(')')
    return bindCall(name, token, args)
  }

  function tookComma(): boolean {
    const token = peek()
    if (token.kind !== 'sign' || token.value !== ',') return false
    position++
    return true
  }

  return () => {
    const root = expression(0, 0)
    const token = peek()
    if (token.kind !== 'end')
      throw new ExpressionError(token.at, {
        en: 'the expression should have ended here',
        'zh-CN': '表达式到此应已结束',
      })
    return root
  }
}

export class UnknownColumn extends ExpressionError {
  readonly column: string
  constructor(at: number, column: string) {
    super(at, { en: `there is no column "${column}"`, 'zh-CN': `没有列“${column}”` })
    this.column = column
  }
}
