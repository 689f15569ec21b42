import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileLiquid } from '../../../src/interaction/content/liquid.ts'

const write = (source: string, language: string, scope: Record<string, unknown> = {}) =>
  compileLiquid(source, 'plain', 'text', language)
    .render({ currency: 'CNY', ...scope })
    // Which blank stands between a figure and its sign is the matter of the language's data.
    .replace(/[\u00a0\u202f]/g, ' ')

describe('figures in the language of their reader', () => {
  it.each([
    ['{{ 1234567.5 | number }}', 'en', '1,234,567.5'],
    ['{{ 1234567.5 | number }}', 'de', '1.234.567,5'],
    ['{{ 0.155 | percent }}', 'en', '15.5%'],
    ['{{ 0.155 | percent }}', 'fr', '15,5 %'],
    ['{{ 10000 | money }}', 'zh-CN', '¥100'],
    ['{{ 10050 | money }}', 'en', 'CN¥100.50'],
    ['{{ 10050 | money: "EUR" }}', 'de', '100,50 €'],
    // The yen has no smaller unit.
    ['{{ 10050 | money: "JPY" }}', 'en', '¥10,050'],
    ['{{ "2026-12-24" | day }}', 'zh-CN', '2026年12月24日'],
    ['{{ "2026-12-24" | day }}', 'en', 'December 24, 2026'],
    ['{{ "2026-12-24" | day }}', 'en-GB', '24 December 2026'],
    ['{{ "2026-12-24" | day }}', 'ja', '2026年12月24日'],
    ['{{ "2026-12-24" | date: "%B" }}', 'de', 'Dezember'],
  ])('%s in %s is %s', (source, language, written) => {
    expect(write(source, language)).toBe(written)
  })

  it.each([
    ['{{ "soon" | day }}', 'soon'],
    ['{{ "2026-13-40" | day }}', '2026-13-40'],
    ['{{ "many" | number }}', 'many'],
    ['{{ "" | money }}', ''],
    ['{{ 100 | money: "pounds" }}', '100'],
  ])('%s is left as it stands', (source, written) => {
    expect(write(source, 'en')).toBe(written)
  })

  it('reads no currency out of a hostile value, and never throws for what a value may be', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.constant(null)), fc.string(), (value, named) => {
        for (const filter of ['number', 'percent', 'day', 'money: named'])
          expect(typeof write(`{{ value | ${filter} }}`, 'en', { value, named })).toBe('string')
      }),
    )
  })

  it('escapes what a filter lets through in a mail', () => {
    const html = compileLiquid(
      '{{ value | number }}{{ value | money }}{{ value | day }}',
      'html',
      'layout',
      'en',
    )
    expect(html.render({ value: '<b>', currency: 'CNY' })).toBe('&lt;b&gt;'.repeat(3))
  })
})
