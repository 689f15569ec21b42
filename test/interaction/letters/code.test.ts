import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { letterCode, printedCode, readCode } from '../../../src/interaction/letters/code.ts'

const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codes = fc.tuple(fc.uuid(), fc.uuid()).map(([batch, delivery]) => letterCode(batch, delivery))

describe('the code on a letter', () => {
  it('is read back as printed, whatever is typed for signs that look alike', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(readCode(printedCode(code))).toBe(code)
        expect(
          readCode(` ${printedCode(code).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')}`),
        ).toBe(code)
      }),
    )
  })
  it('shows every single misread sign', () => {
    fc.assert(
      fc.property(codes, fc.nat(10), fc.constantFrom(...signs), (code, at, sign) => {
        fc.pre(code[at] !== sign)
        expect(readCode(code.slice(0, at) + sign + code.slice(at + 1))).toBeNull()
      }),
    )
  })
  it('shows an exchange of neighbours, except of the first and last sign of the alphabet', () => {
    fc.assert(
      fc.property(codes, fc.nat(9), (code, at) => {
        const [a = '', b = ''] = [code[at], code[at + 1]]
        fc.pre(a !== b && !(`${a}${b}` === '0Z' || `${a}${b}` === 'Z0'))
        expect(readCode(code.slice(0, at) + b + a + code.slice(at + 2))).toBeNull()
      }),
    )
  })
  it('differs between batches and deliveries', () => {
    const all = Array.from({ length: 2_000 }, (_, i) => letterCode(`b${i % 2}`, `d${i}`))
    expect(new Set(all).size).toBe(2_000)
  })
})
