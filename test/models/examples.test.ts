import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as models from '../../packages/models/src/index.ts'
import { readExports } from '../../scripts/docstrings.mjs'

const entries = readExports(fileURLToPath(new URL('../../packages/models', import.meta.url)))
const examples = entries.filter((e) => e.example !== null)

/**
 * Runs an example with the library in reach; every line that ends in `// → value` is checked: numbers to the digits
 * written, everything else as text.
 */
function run(example: string): void {
  const body = example
    .split('\n')
    .filter((line) => !/^import .* from '@liangti\/models'$/.test(line.trim()))
    .join('\n')
    // A claim stands after an expression of one line, or after the last line of a longer one.
    .replaceAll(/^(.*?)\s*\/\/ → (.*)$/gm, (_, code: string, claim: string) => {
      const assigned = /^\s*(?:const|let) (\w+) = /.exec(code)
      return assigned
        ? `${code}\n__check(${assigned[1]}, ${JSON.stringify(claim)})`
        : `__check(${code.replace(/;$/, '')}, ${JSON.stringify(claim)})`
    })
  const names = Object.keys(models)
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
  new Function(...names, '__check', outputText)(...Object.values(models), check)
}

function check(value: unknown, claim: string): void {
  expect(shown(value, digitsOf(claim))).toBe(shown(claimed(claim), digitsOf(claim)))
}

/** JSON as written, then as JavaScript would write it (.5, bare keys, single quotes), else plain text. */
function claimed(claim: string): unknown {
  const loose = claim
    .replaceAll(/(^|[[{,:\s-])\.(\d)/g, '$10.$2')
    .replaceAll(/([{,]\s*)(\w+):/g, '$1"$2":')
    .replaceAll("'", '"')
  for (const text of [claim, loose]) {
    try {
      return JSON.parse(text)
    } catch {
      // The next reading may fit.
    }
  }
  return claim
}

/** Most decimals written in the claim. */
function digitsOf(claim: string): number {
  return Math.max(0, ...[...claim.matchAll(/\.(\d+)/g)].map((m) => (m[1] ?? '').length))
}

function shown(value: unknown, digits: number): string {
  return (
    JSON.stringify(value, (_, v: unknown) =>
      typeof v === 'number'
        ? Number(v.toFixed(digits)) + 0
        : ArrayBuffer.isView(v)
          ? Array.from(v as unknown as ArrayLike<number>)
          : v,
    ) ?? String(value)
  )
}

describe('examples of the docstrings', () => {
  it.each(examples.map((e) => [e.name, e.example ?? '']))(
    '%s does what its docstring shows',
    (_, example) => {
      expect(example).toContain('// →')
      run(example)
    },
  )

  it('the checker notices a wrong claim', () => {
    expect(() => run('1 + 1 // → 3')).toThrow()
    expect(() => run('const a = [1, 0.25] // → [1, .24]')).toThrow()
    run('const a = [1, 0.254] // → [1, .25]')
  })
})

describe('docstrings', () => {
  it('every exported function and value has one', () => {
    expect(entries.filter((e) => e.kind !== 'type' && e.doc.trim() === '').map((e) => e.name)).toEqual([])
  })
})
