import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brandShape, palettes, standardBrand, unreadablePairs } from '../../src/kit/brand.ts'
import { contrast, farthestFrom, luminance, mix, readableContrast, readableOn } from '../../src/kit/colour.ts'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)

describe('contrast (WCAG 2.2)', () => {
  it.each([
    ['#ffffff', '#000000', 21],
    ['#777777', '#ffffff', 4.48], // the gray that just fails AA
    ['#767676', '#ffffff', 4.54], // and the one that just passes
    ['#0000ff', '#ffffff', 8.59],
    ['#ff0000', '#ffffff', 4.0],
  ])('of %s on %s is %f', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 1)
    expect(contrast(other, one)).toBe(contrast(one, other))
  })

  it('lies between 1 and 21, and mixing goes from one colour to the other', () => {
    fc.assert(
      fc.property(colour, colour, (one, other) => {
        expect(contrast(one, other)).toBeGreaterThanOrEqual(1)
        expect(contrast(one, other)).toBeLessThanOrEqual(21)
        expect([mix(one, other, 0), mix(one, other, 1)]).toEqual([one, other])
        expect(luminance(one)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('finds a readable shade of any colour on any ground, and leaves one that is readable alone', () => {
    fc.assert(
      fc.property(colour, colour, (text, ground) => {
        const found = readableOn(text, [ground], farthestFrom(ground))
        expect(contrast(found, ground)).toBeGreaterThanOrEqual(readableContrast)
        if (contrast(text, ground) >= readableContrast) expect(found).toBe(text)
      }),
    )
  })
})

describe('brand', () => {
  it('has readable text in light and dark, whatever colours are chosen that may be saved', () => {
    fc.assert(
      fc.property(
        fc.tuple(colour, colour, colour, colour, colour),
        ([accent, onAccent, ink, paper, second]) => {
          const colours = { accent, onAccent, ink, paper, second }
          fc.pre(unreadablePairs({ colours }).length === 0)
          const { light, dark } = palettes({ colours })
          for (const { ink, soft, kicker, link, paper, slip } of [light, dark]) {
            for (const text of [soft, kicker, link, ink])
              expect(contrast(text, paper)).toBeGreaterThanOrEqual(readableContrast)
            expect(contrast(soft, slip)).toBeGreaterThanOrEqual(readableContrast)
          }
        },
      ),
    )
  })

  it('says which pair could not be read', () => {
    const colours = { ...standardBrand.colours, onAccent: '#e0634c' }
    expect(unreadablePairs({ colours }).map(({ pair }) => pair)).toEqual(['button'])
    expect(unreadablePairs(standardBrand)).toEqual([])
  })

  it.each([
    ['name', { name: { en: '{{ customer.name }}', 'zh-CN': '' } }],
    ['sender', { senderName: 'Shop <evil@x.example>' }],
    ['sender with a line break', { senderName: 'Shop\r\nBcc: x@x.example' }],
    ['colour', { colours: { ...standardBrand.colours, ink: 'red;}body{display:none' } }],
    ['link', { links: [{ label: { en: 'x', 'zh-CN': 'x' }, url: 'javascript:alert(1)' }] }],
    [
      'link with a template',
      { links: [{ label: { en: 'x', 'zh-CN': 'x' }, url: 'https://x.example/{{links.main}}' }] },
    ],
    ['logo elsewhere', { logo: { path: 'https://x.example/a.png', width: 1, height: 1 } }],
    ['legal text', { legal: { en: '{% include "x" %}', 'zh-CN': '' } }],
  ])('refuses a %s that is none', (_, part) => {
    expect(brandShape.safeParse({ ...standardBrand, ...part }).success).toBe(false)
  })
})
