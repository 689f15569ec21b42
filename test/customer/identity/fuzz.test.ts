import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { nearness, readAddress } from '../../../src/customer/identity/address/index.ts'
import { loadNameForms, type NameForms } from '../../../src/customer/identity/names/forms.ts'
import { nameTokens, searchTokens } from '../../../src/customer/identity/names/tokens.ts'
import { maskIdentifier, normaliseIdentifier } from '../../../src/customer/identity/normalise.ts'
import { answerOf } from '../../../src/customer/mapping/consent-words.ts'
import { createDateReader, maxDate, minDate } from '../../../src/customer/mapping/dates.ts'
import { parseDecimal, parseNumber } from '../../../src/customer/mapping/numbers.ts'

let forms: NameForms
beforeAll(async () => {
  forms = await loadNameForms()
})

const kinds = [
  'account',
  'name',
  'email',
  'phone',
  'card',
  'unionid',
  'openid',
  'address',
  'birthday',
  'device',
] as const
/** What people type, and what systems make of it. */
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '浙江省',
    '杭州市',
    '１２号',
    '弄',
    'Flat 3/',
    'St.',
    'Mc',
    'o’',
    '欧阳',
    '\u0000',
    '\u202e',
    '\ud800',
    '+86',
    '@',
    '2024-02-30',
    '（',
    '０',
  ),
)
const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
const times = { numRuns: 1_500, seed: 20_261_122 }

describe('whatever is typed', () => {
  it.each(kinds)('as %s has one form, which is its own form, and a mask that is no error', (kind) => {
    fc.assert(
      fc.property(text, (typed) => {
        const form = normaliseIdentifier(kind, typed, 'CN')
        expect(typeof maskIdentifier(kind, typed)).toBe('string')
        if (form === null) return
        expect(form).not.toBe('')
        expect(normaliseIdentifier(kind, form, 'CN'), JSON.stringify(typed)).toBe(form)
      }),
      times,
    )
  })

  it('as an address is read, and is as near to itself as can be or says nothing', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const parts = readAddress(typed, forms)
        expect(['equal', null]).toContain(nearness(parts, parts))
      }),
      times,
    )
  })

  it('as a name has tokens to find it by, none of them empty', () => {
    fc.assert(
      fc.property(text, (typed) => {
        expect(nameTokens(typed, forms).every((token) => token !== '')).toBe(true)
        expect(Array.isArray(searchTokens(typed, forms))).toBe(true)
      }),
      times,
    )
  })

  it('as a day, a number or an answer is that or nothing', () => {
    const dates = [null, 'yyyy-MM-dd', 'dd/MM/yyyy HH:mm'].map((format) =>
      createDateReader(format, 'Asia/Shanghai'),
    )
    const numberLike = fc.oneof(
      text,
      fc.string({ unit: fc.constantFrom(...'0123456789.,-+e%¥$ ()'), maxLength: 24 }),
    )
    fc.assert(
      fc.property(numberLike, fc.boolean(), (typed, comma) => {
        for (const read of dates) {
          const at = read(typed)
          if (at !== null) {
            expect(at).toBeGreaterThanOrEqual(minDate)
            expect(at).toBeLessThan(maxDate)
          }
        }
        const number = parseNumber(typed, comma)
        if (number !== null) expect(Number.isFinite(number)).toBe(true)
        const decimal = parseDecimal(typed, comma)
        if (decimal !== null) expect(decimal).toMatch(/^-?(\d+(\.\d*)?|\.\d+)$/)
        expect(['yes', 'no', 'silent', null]).toContain(answerOf(typed))
      }),
      times,
    )
  })
})
