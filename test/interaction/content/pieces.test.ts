import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileLiquid } from '../../../src/interaction/content/liquid.ts'

const shared = {
  brand: { name: '量体 & Co', logo: null },
  offer: { words: '<8折>', code: "a'b", valid_days: 30 },
  currency: 'CNY',
  links: { shop: 'https://shop.example/?a=1&b=2' },
}
const piece = fc.constantFrom(
  'plain <b>text</b>',
  '{{ brand.name }}',
  '{{ offer.words | upcase }}',
  '{{ offer.valid_days | plus: 1 }}',
  '{{ offer.valid_days | money }}',
  '{{ offer.valid_days | number }} {{ "2026-12-24" | day }}',
  '{{ links.shop }}',
  '{{- offer.code -}}',
  '{{ customer.name }}',
  '{{ customer.name | default: "friend" }}',
  '{{ customer.name.size }}',
  '{{ customer["name"] }}',
  '{{ tracked[0] }} {{ tracked[1] }}',
  '{{ tracked.first }}',
  '{{ unsubscribe_url }}',
  '{{ offer.words | raw }}',
  '{{ "now" | date: "%Y" }}',
  '{{ offer.code | append: customer.name }}',
  '{% if customer.name %}{{ customer.name }} {{ brand.name }}{% else %}-{% endif %}',
  '{% for link in tracked %}{{ forloop.index }}{{ link }}{% endfor %}',
  '{% assign offer = customer %}',
  '{% capture brand %}x{% endcapture %}',
  '{% increment n %}',
  '{{ n }}',
  '{% if offer.code == "a" %}{% break %}{% endif %}',
  '{% raw %}{{ customer.name }}{% endraw %}',
  '{{ nobody.knows }}',
  '{{ customer.nothing }}',
)
const person = fc.record({
  customer: fc.record({ name: fc.oneof(fc.string(), fc.constantFrom('', '<script>"\'&', '王芳')) }),
  tracked: fc.array(fc.webUrl(), { minLength: 0, maxLength: 2 }),
  unsubscribe_url: fc.webUrl(),
})
const answer = (work: () => string) => {
  try {
    return work()
  } catch (error) {
    return (error as { code?: string }).code ?? 'failed'
  }
}

describe('a text prepared for many people', () => {
  it.each(['html', 'plain'] as const)('says to each of them what the text itself says (%s)', (flavour) => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(person, { maxLength: 4 }), (pieces, people) => {
        const source = pieces.join(' ')
        const text = compileLiquid(source, flavour, 'text')
        const many = (() => {
          try {
            return text.forMany(shared)
          } catch (error) {
            // What shared values lack is told before anybody is written to; the text itself says so for everybody.
            return { render: () => (error as { code?: string }).code ?? 'failed' }
          }
        })()
        for (const each of people) {
          // A scope of its own for each: `increment` counts in it.
          const scope = () => ({ ...shared, ...each })
          expect(answer(() => many.render(scope()))).toBe(answer(() => text.render(scope())))
        }
      }),
      { numRuns: 500 },
    )
  })

  it('keeps to own values: no prototype is read by a bare name', () => {
    const many = compileLiquid('{{ customer.constructor }}', 'plain', 'text').forMany(shared)
    expect(() => many.render({ ...shared, customer: {} })).toThrow()
  })
})
