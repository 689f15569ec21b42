import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addKeys } from '../../../src/customer/imports/add-keys.ts'
import { keyDigits } from '../../../src/customer/imports/row-batches.ts'
import { LineWriter } from '../../../src/customer/mapping/line-writer.ts'
import { tsv } from '../../../src/customer/mapping/tsv.ts'

const written = (write: (out: LineWriter) => void) => {
  const out = new LineWriter(1)
  write(out)
  return Buffer.from(out.take())
}

describe('the line writer', () => {
  it('writes text as the encoder and the escapes would', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('\\', '\t', '\n', '\r', '\0', 'a', '张', '😀', '\ud800', '\udc00') }),
    )
    fc.assert(
      fc.property(text, (value) => {
        // Halves of characters are replaced before the escapes: leaving out what stood between two must not join them.
        const whole = Buffer.from(value, 'utf8').toString('utf8')
        expect(written((out) => out.text(value))).toEqual(Buffer.from(tsv(whole), 'utf8'))
      }),
    )
  })

  it('writes numbers as String does', () => {
    const number = fc.oneof(
      fc.double(),
      fc.maxSafeInteger(),
      fc.integer({ min: -100_000_000, max: 100_000_000 }).map((cents) => cents / 100),
      fc.constantFrom(0, -0, 0.01, -0.1, 1e9, 1e15, 2 ** 31 - 1, 2 ** 31 / 100, 1e21, 1e-7, 999_999_999),
    )
    fc.assert(
      fc.property(number, (value) => {
        expect(written((out) => out.number(value)).toString()).toBe(String(value))
      }),
      { numRuns: 1_000 },
    )
    expect(written((out) => out.number(null)).toString()).toBe('\\N')
  })
})

describe('the keys of people', () => {
  it('take their place in the lines; lines of people that could not be told go', () => {
    const line = fc.record({
      person: fc.integer({ min: 0, max: 4 }),
      rest: fc.stringMatching(/^[a-z]{0,12}$/),
    })
    const keys = fc.array(fc.oneof(fc.constant(null), fc.maxSafeInteger().map(Math.abs)), {
      minLength: 5,
      maxLength: 5,
    })
    fc.assert(
      fc.property(fc.array(line), keys, (lines, known) => {
        const index: number[] = []
        let text = ''
        for (const { person, rest } of lines) {
          index.push(text.length, person)
          text += `${'0'.repeat(keyDigits)}\t${rest}\n`
        }
        const batch = { lines: new Uint8Array(Buffer.from(text)), index: new Uint32Array(index) }
        const expected = lines
          .filter(({ person }) => known[person] !== null)
          .map(({ person, rest }) => `${known[person]}\t${rest}\n`)
        const done = addKeys(batch, (person) => known[person] ?? null)
        expect(Buffer.from(done).toString()).toBe(expected.join(''))
      }),
    )
  })
})
