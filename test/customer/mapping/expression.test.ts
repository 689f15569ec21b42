import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, compileExpression } from '../../../src/customer/mapping/expression/compile.ts'
import { NotComputable } from '../../../src/customer/mapping/expression/functions.ts'
import { ExpressionError } from '../../../src/customer/mapping/expression/tokens.ts'

const row = {
  Quantity: '6',
  UnitPrice: '2.55',
  InvoiceNo: 'C536379',
  'Mobile phone': '138',
  blankCell: '',
  金额: '10',
  when: '2024-03-05 17:09',
}
const columns = new Map(Object.keys(row).map((name, i) => [name, i]))
const cells = Object.values(row)
const compute = (text: string) => compileExpression(text, columns)(cells)

describe('expressions', () => {
  it.each<[string, unknown]>([
    ['Quantity * UnitPrice', 6 * 2.55],
    ['1 + 2 * 3 - -4', 11],
    ['(1 + 2) * 3', 9],
    ['10 / 4', 2.5],
    ['7 % 4', 3],
    ['1 / 0', null],
    ["if(startsWith(InvoiceNo, 'C'), 'return', 'sale')", 'return'],
    ['`Mobile phone` & "x"', '138x'],
    ['blankCell + 1', null],
    ['coalesce(blankCell, 金额, 1)', '10'],
    ['upper("ab") & lower("CD")', 'ABcd'],
    ['substring(InvoiceNo, 2, 3)', '536'],
    ["replace('a-b-c', '-', '')", 'abc'],
    ['Quantity > 10', false],
    ["'b' > 'a' and not false", true],
    ["'10' > '9'", true],
    ["oneOf(upper(InvoiceNo), 'X', 'C536379')", true],
    ["path('Food', blankCell, 'Tea')", 'Food > Tea'],
    ['year(when)', 2024],
    ['hour(when)', 17],
    ['round(2.675, 2)', 2.68],
    ['isBlank(blankCell)', true],
    ['if(false, 1)', null],
    ['min(3, blankCell, 2)', 2],
    ["contains(InvoiceNo, '36')", true],
  ])('%s', (text, expected) => expect(compute(text)).toEqual(expected))

  it.each<[string, number]>([
    ['1 +', 4],
    ['(1', 3],
    ["'abc", 1],
    ['nope(1)', 1],
    ['substring(1)', 1],
    ['1 2', 3],
    ['Missing + 1', 1],
    ['constructor', 1],
    ['a.b', 2],
    ['if(1)', 1],
    ['{}', 1],
  ])('%s is refused at %d', (text, at) => {
    const error = (() => {
      try {
        compute(text)
        return null
      } catch (e) {
        return e
      }
    })()
    expect(error).toBeInstanceOf(ExpressionError)
    expect((error as ExpressionError).at).toBe(at)
  })

  it('cannot be computed with text where a number is needed', () =>
    expect(() => compute('InvoiceNo * 2')).toThrow(NotComputable))

  it('has limits', () => {
    expect(() => compute(`${'('.repeat(60)}1${')'.repeat(60)}`)).toThrow(/nested/)
    expect(() => compute(Array(500).fill('1').join('+'))).toThrow(/parts/)
    const doubling = Array(8)
      .fill(0)
      .reduce((text: string) => `concat(${text}, ${text})`, "'xxxxxxxxxx'")
    expect(() => compute(doubling)).toThrow()
    expect(() =>
      compute(`replace(${JSON.stringify('x'.repeat(500))}, 'x', ${JSON.stringify('y'.repeat(100))})`),
    ).toThrow(NotComputable)
  })

  it('names the columns it reads', () => {
    expect(columnsOf("if(startsWith(A, 'x') and true, `B c`, D)")).toEqual(['A', 'B c', 'D'])
  })

  it('computes arithmetic as JavaScript does', () => {
    type Tree = { text: string; value: number | null }
    const leaf = fc.integer({ min: 0, max: 99 }).map((n): Tree => ({ text: String(n), value: n }))
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.tuple(tie('tree'), fc.constantFrom('+', '-', '*', '/'), tie('tree')).map(([a, op, b]): Tree => {
          const both = a.value !== null && b.value !== null
          const of = (x: number, y: number) =>
            op === '+' ? x + y : op === '-' ? x - y : op === '*' ? x * y : y === 0 ? null : x / y
          return { text: `(${a.text} ${op} ${b.text})`, value: both ? of(a.value ?? 0, b.value ?? 0) : null }
        }),
      ),
    }))
    fc.assert(
      fc.property(tree, ({ text, value }) => {
        const computed = compute(text)
        // -0 and 0 are one number to whoever reads the result.
        expect(typeof computed === 'number' ? computed + 0 : computed).toEqual(
          value === null ? null : value + 0,
        )
      }),
    )
  })

  it('never does anything but answer or refuse', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            'a',
            '1',
            '(',
            ')',
            "'",
            '"',
            '`',
            '+',
            '*',
            ',',
            ' ',
            'if',
            'concat',
            '.',
            '[',
            '=',
            '__proto__',
            'toString',
          ),
          maxLength: 20,
        }),
        (text) => {
          try {
            compute(text)
          } catch (error) {
            expect(error instanceof ExpressionError || error instanceof NotComputable).toBe(true)
          }
        },
      ),
    )
  })
})
