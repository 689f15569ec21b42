import type { Said } from '../../../kit/errors.ts'

export type Token =
  | { kind: 'number'; value: number; at: number }
  | { kind: 'text'; value: string; at: number }
  | { kind: 'name'; value: string; at: number; quoted: boolean }
  | { kind: 'sign'; value: string; at: number }
  | { kind: 'end'; at: number }

/** A mistake in an expression: `at` counts characters from 1. */
export class ExpressionError extends Error {
  readonly at: number
  readonly problem: Said
  constructor(at: number, problem: Said) {
    super(problem.en)
    this.at = at
    this.problem = problem
  }
}

const pattern =
  /\s+|(\d+(?:\.\d+)?|\.\d+)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]+)`|([\p{L}_][\p{L}\p{N}_]*)|(<=|>=|==|!=|<>|[-+*/%&(),=<>])/uy

export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (!match) throw new ExpressionError(at + 1, unexpected(text.charAt(at)))
    const position = at + 1
    const [, number, single, double, column, name, sign] = match
    const quoted = single ?? double
    if (number !== undefined) tokens.push({ kind: 'number', value: Number(number), at: position })
    else if (quoted !== undefined)
      tokens.push({ kind: 'text', value: quoted.replace(/\\(.)/gs, '$1'), at: position })
    else if (column !== undefined) tokens.push({ kind: 'name', value: column, at: position, quoted: true })
    else if (name !== undefined) tokens.push({ kind: 'name', value: name, at: position, quoted: false })
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign, at: position })
    at = pattern.lastIndex
  }
  tokens.push({ kind: 'end', at: text.length + 1 })
  return tokens
}

function unexpected(char: string): Said {
  if (char === "'" || char === '"' || char === '`')
    return { en: `the quotation mark ${char} is not closed`, 'zh-CN': `引号 ${char} 没有闭合` }
  return { en: `"${char}" is not understood here`, 'zh-CN': `此处不能使用“${char}”` }
}
