import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sniffPicture } from '../../../src/interaction/assets/sniff.ts'
import { gifOf, jpegOf, pngOf, webpOf } from './pictures.ts'

describe('sniffPicture', () => {
  it('reads kind and size of each format from its header', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 16_000 }),
        fc.integer({ min: 1, max: 16_000 }),
        (width, height) => {
          expect(sniffPicture(pngOf(width, height))).toEqual({ kind: 'png', width, height })
          expect(sniffPicture(gifOf(width, height))).toEqual({ kind: 'gif', width, height })
          expect(sniffPicture(jpegOf(width, height))).toEqual({ kind: 'jpg', width, height })
          for (const chunk of ['VP8 ', 'VP8L', 'VP8X'] as const)
            expect(sniffPicture(webpOf(chunk, width, height))).toEqual({ kind: 'webp', width, height })
        },
      ),
    )
  })

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['HTML', '<!doctype html><img src=x onerror=alert(1)>'],
    ['a PDF', '%PDF-1.7 …'],
    ['nothing', ''],
  ])('is not taken in by %s', (_, text) => {
    expect(sniffPicture(Buffer.from(text.padEnd(64, ' ')))).toBeNull()
  })

  it('throws at no bytes, and takes no header that is cut off', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => sniffPicture(Buffer.from(bytes))).not.toThrow()
      }),
    )
    for (const whole of [pngOf(5, 5), gifOf(5, 5), jpegOf(5, 5), webpOf('VP8X', 5, 5)])
      for (let length = 0; length < 13; length++) expect(sniffPicture(whole.subarray(0, length))).toBeNull()
  })
})
