import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanObject } from '../../../src/customer/collection/clean.ts'
import { cleanJson } from '../../../src/customer/collection/clean-json.ts'

describe('cleanJson', () => {
  it('writes what cleaning the whole object would', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'call 13800138000',
        'a.b',
        '',
        '__proto__',
        'x@example.com',
        '４５６７８９０１',
        '\ud800',
      ),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(null, true, 13_800_138_000, 1e9),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(text, value, { maxKeys: 5 }), (made) => {
        // As it comes: out of the parser.
        const fields = JSON.parse(JSON.stringify(made)) as Record<string, unknown>
        expect(cleanJson(fields, 'properties')).toBe(JSON.stringify(cleanObject(fields, 'properties')))
      }),
      { numRuns: 500 },
    )
  })

  it('refuses the depth that cleaning refuses', () => {
    const nested = (depth: number): Record<string, unknown> => (depth === 0 ? {} : { a: nested(depth - 1) })
    expect(cleanJson(nested(11), 'properties')).toContain('{"a":{}}')
    expect(() => cleanJson(nested(12), 'properties')).toThrow('too_deep')
  })
})
