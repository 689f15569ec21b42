import * as fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { composeMime } from '../../../src/interaction/channels/smtp/mime.ts'
import { readHtml } from '../../../src/interaction/content/checks/read-html.ts'
import { previewEmail } from '../../../src/interaction/content/preview.ts'
import { templates } from '../../../src/interaction/content/templates/index.ts'
import { prepareTexts } from '../../../src/interaction/content/texts.ts'
import { donePage } from '../../../src/interaction/tracking/pages.ts'
import { brandShape, standardBrand } from '../../../src/kit/brand.ts'

/** What people type who want more than a greeting, between ordinary letters. */
const hostile = fc
  .array(
    fc.constantFrom(
      '{{ customer.name }}',
      '{% for x in (1..9) %}',
      '{%',
      '}}',
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='alert(1)",
      '</title>',
      '-->',
      '\r\nBcc: everybody@x.example',
      '\r\n\r\n<html>',
      '\u0000',
      '\u2028',
      '=?utf-8?B?PHNjcmlwdD4=?=',
      '&lt;b&gt;',
      '$&',
      "$'",
      '李娜',
      'O’Neill',
      ' ',
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((pieces) => pieces.join(''))
const campaign = (words: string) => ({
  brand: { name: words },
  offer: { name: words, words, code: words.slice(0, 20), validDays: 14 },
  links: { main: 'https://shop.example/sale' },
})
const [template] = templates
if (!template) throw new Error('There are no templates.')
const shapeOf = (html: string) => {
  const { elements, links } = readHtml(html)
  return {
    tags: elements.map(({ tag, attributes }) => `${tag} ${Object.keys(attributes).sort().join(' ')}`),
    links: links.map(({ href }) => href),
  }
}

describe('what customers and colleagues type', () => {
  it('is text in a mail: no element, attribute or link comes of it, and no template is run', async () => {
    const good = await previewEmail(template, campaign('plain'), 'plain')
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (name, words) => {
        const { html, problems } = await previewEmail(template, campaign(words), name)
        expect(problems.filter(({ severity, area }) => severity === 'error' && area === undefined)).toEqual(
          [],
        )
        // An optional line is left out where the value it names is blank; nothing else may differ.
        expect(shapeOf(html)).toEqual(shapeOf(good.html))
      }),
      { numRuns: 60 },
    )
  })

  it('adds no header to a mail, in subject or sender', async () => {
    const compose = (subject: string, name: string) =>
      composeMime({
        from: { name, address: 'hello@shop.example' },
        to: 'li@x.example',
        subject,
        messageId: '1@x.example',
        date: new Date('2026-11-21T04:00:00Z'),
        headers: [['X-Campaign', subject]],
        text: 'x',
        html: '<p>x</p>',
      })
    const names = async (raw: Buffer) => (await PostalMime.parse(raw)).headers.map(({ key }) => key)
    const good = await names(compose('plain', 'plain'))
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (subject, name) => {
        expect(await names(compose(subject, name))).toEqual(good)
      }),
    )
  })

  it('stays one line of an SMS', () => {
    const prepared = prepareTexts(['Dear {{ customer.name }}, thank you'], campaign('x'), 'en')
    fc.assert(
      fc.property(hostile, (name) => {
        const [text = ''] = prepared.render(name, [])
        expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        expect(text.startsWith('Dear ')).toBe(true)
      }),
    )
  })

  it('is text on a hosted page, and in the texts of a brand that may be saved', () => {
    const company = (words: string) => {
      const brand = {
        ...standardBrand,
        ...{
          name: { en: words, 'zh-CN': '' },
          address: { en: words, 'zh-CN': '' },
          legal: { en: words, 'zh-CN': '' },
        },
        links: [{ label: { en: words, 'zh-CN': '' }, url: 'https://x.example/' }],
      }
      return { id: 1, name: words, brand: { ...brand, version: 1 } } as never
    }
    const good = shapeOf(donePage('en', company('plain')))
    fc.assert(
      fc.property(hostile, (words) => {
        expect(
          shapeOf(donePage('en', company(words.trim() || 'x'))).tags.filter((tag) => tag !== 'br '),
        ).toEqual(good.tags)
      }),
    )
    fc.assert(
      fc.property(hostile, (words) => {
        const parsed = brandShape.safeParse({ ...standardBrand, legal: { en: words, 'zh-CN': '' } })
        if (!parsed.success) return
        for (const part of ['{{', '{%', '\u0000', '\r']) expect(parsed.data.legal.en).not.toContain(part)
      }),
    )
  })
})

describe('what authors write', () => {
  it.each([
    [
      'another address through a customer’s name',
      '<mj-button href="https://{{ customer.name }}/">x</mj-button>',
    ],
    ['a script as a link', '<mj-button href="javascript:alert(1)">x</mj-button>'],
    ['a file of the server', '<mj-text>{% include "/etc/passwd" %}</mj-text>'],
    ['what an object hides', '<mj-text>{{ offer.constructor.constructor }}</mj-text>'],
  ])('does not reach %s', async (_, body) => {
    const source = {
      ...template,
      mjml: `<mjml lang="en"><mj-body><mj-section><mj-column>${body}</mj-column></mj-section></mj-body></mjml>`,
    }
    const { problems } = await previewEmail(source, campaign('x'), 'Li')
    expect(problems.some(({ severity }) => severity === 'error')).toBe(true)
  })
})
