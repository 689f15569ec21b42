import { functions, limited, NotComputable, toNumber, toText, toTruth, type Value } from './functions.ts'
import { ExpressionError, type Token } from './tokens.ts'

/** Computes one row. @throws NotComputable when the row's cells do not allow it */
export type Compiled = (cells: readonly string[]) => Value

/** Parts that are the same for every row; calls use it to prepare themselves once. */
export const literals = new WeakMap<Compiled, Value>()

export function bindCall(name: string, token: Token, args: readonly Compiled[]): Compiled {
  if (name === 'if') {
    const [condition, yes, no] = args
    if (!condition || !yes || args.length > 3)
      throw new ExpressionError(token.at, {
        en: 'if needs a condition, a value and another value',
        'zh-CN': 'if 需要一个条件和两个取值',
      })
    return (cells) => (toTruth(condition(cells)) ? yes(cells) : no ? no(cells) : null)
  }
  if (name === 'coalesce') {
    return (cells) => {
      for (const arg of args) {
        const value = arg(cells)
        if (value !== null && value !== '') return value
      }
      return null
    }
  }
  const definition = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (!definition)
    throw new ExpressionError(token.at, {
      en: `there is no function "${name}"`,
      'zh-CN': `没有函数“${name}”`,
    })
  if (args.length < definition.min || args.length > definition.max) {
    const { min, max } = definition
    throw new ExpressionError(token.at, {
      en: `${name} takes ${min === max ? min : `${min} to ${max}`} values, not ${args.length}`,
      'zh-CN': `${name} 需要 ${min === max ? min : `${min} 至 ${max}`} 个参数，而不是 ${args.length} 个`,
    })
  }
  return name === 'oneof' ? oneOf(args) : called(definition.call, args)
}

/** Millions of rows ask the same list: fixed values are looked up, not compared one by one. */
function oneOf(args: readonly Compiled[]): Compiled {
  const [subject = () => null, ...others] = args
  const fixed = new Set(
    others.filter((arg) => literals.has(arg)).map((arg) => toText(literals.get(arg) ?? null)),
  )
  const computed = others.filter((arg) => !literals.has(arg))
  return (cells) => {
    const text = toText(subject(cells))
    return fixed.has(text) || computed.some((arg) => toText(arg(cells)) === text)
  }
}

function called(call: (args: readonly Value[]) => Value, args: readonly Compiled[]): Compiled {
  const [first, second] = args
  if (first && args.length === 1) return (cells) => call([first(cells)])
  if (first && second && args.length === 2) return (cells) => call([first(cells), second(cells)])
  return (cells) => call(args.map((arg) => arg(cells)))
}

export function binary(operator: string, left: Compiled, right: Compiled): Compiled {
  switch (operator) {
    case 'and':
      return (cells) => toTruth(left(cells)) && toTruth(right(cells))
    case 'or':
      return (cells) => toTruth(left(cells)) || toTruth(right(cells))
    case '&':
      return (cells) => limited(toText(left(cells)) + toText(right(cells)))
    case '+':
      return arithmetic(left, right, (a, b) => a + b)
    case '-':
      return arithmetic(left, right, (a, b) => a - b)
    case '*':
      return arithmetic(left, right, (a, b) => a * b)
    case '/':
      return arithmetic(left, right, (a, b) => (b === 0 ? null : a / b))
    case '%':
      return arithmetic(left, right, (a, b) => (b === 0 ? null : a % b))
    default:
      return (cells) => compare(operator, left(cells), right(cells))
  }
}

function arithmetic(
  left: Compiled,
  right: Compiled,
  compute: (a: number, b: number) => number | null,
): Compiled {
  return (cells) => {
    const a = toNumber(left(cells))
    const b = toNumber(right(cells))
    if (a === null || b === null) return null
    const result = compute(a, b)
    if (result !== null && !Number.isFinite(result)) throw new NotComputable('too large')
    return result
  }
}

const numeric = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)\s*$/

function compare(operator: string, a: Value, b: Value): boolean {
  const order = orderOf(a, b)
  switch (operator) {
    case '=':
    case '==':
      return order === 0
    case '!=':
    case '<>':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    default:
      return order >= 0
  }
}

function orderOf(a: Value, b: Value): number {
  const isNumber = (value: Value) =>
    typeof value === 'number' || (typeof value === 'string' && numeric.test(value))
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b)
  const [x, y] = [toText(a), toText(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
