import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkMail, lineOf } from '../../../src/interaction/content/checks/checks.ts'
import { colourIn, readHtml } from '../../../src/interaction/content/checks/read-html.ts'
import { standardBrand } from '../../../src/kit/brand.ts'

const brand = { ...standardBrand, address: { en: '1 Harbour Road', 'zh-CN': '1 Harbour Road' }, version: 1 }
const words = 'We thank you for two years as our customer and look forward to the coming ones.'
const page = (
  body: string,
  head = '<meta name="color-scheme" content="light dark" />',
  lang = ' lang="en"',
) =>
  `<!doctype html><html${lang}><head>${head}</head><body><h1>Thanks</h1><p>${words}</p>${body}<p>1 Harbour Road</p></body></html>`
const found = (
  body: string,
  more: { subject?: string; html?: string; text?: string; language?: 'en' | 'zh-CN' } = {},
) =>
  checkMail({ language: 'en', subject: 'Thank you', html: page(body), text: 'x', ...more }, brand).map(
    ({ severity, area, message }) => `${severity} ${area}: ${message.en}`,
  )

describe('a good mail', () => {
  it('passes', () => {
    expect(
      found('<a href="https://shop.example/sale">Look at the sale</a><img src="/a.png" alt="A coat">'),
    ).toEqual([])
  })
})

describe('filters and law', () => {
  it.each([
    ['LAST CHANCE TODAY', /capitals/],
    ['Really!!!', /exclamation/],
    ['You have won a coat', /“you have won”/],
  ])('subject %s', (subject, message) => {
    expect(found('', { subject })).toEqual([expect.stringMatching(message)])
  })
  it('finds Chinese words, and English ones only where they stand alone', () => {
    expect(found('', { language: 'zh-CN', subject: '全网第一的大衣' })).toEqual([
      expect.stringMatching(/全网第一/),
    ])
    expect(found('<p>Our winners circle</p>')).toEqual([])
  })
  it.each([
    [
      '<a href="https://evil.example/login">www.mybank.example</a>',
      /^error spam: .*mybank\.example.*evil\.example/,
    ],
    ['<a href="https://bit.ly/x">Sale</a>', /^warning spam: .*bit\.ly hides/],
    ['<a href="http://203.0.113.9/x">Sale</a>', /hides/],
    [
      '<a href="https://a.x/1">one</a> <a href="https://a.x/2">two</a> <a href="https://a.x/3">three</a><a href="https://a.x/4">four</a><a href="https://a.x/5">five</a><a href="https://a.x/6">six</a><a href="https://a.x/7">seven</a><a href="https://a.x/8">eight</a>',
      /8 links for few/,
    ],
  ])('%s', (body, message) => {
    expect(found(body)).toEqual([expect.stringMatching(message)])
  })
  it.each([
    '<a href="https://www.shop.example/sale">shop.example</a>',
    '<a href="mailto:a@shop.example">a@other.example</a>',
  ])('leaves %s alone', (body) => {
    expect(found(body)).toEqual([])
  })
  it('asks for words beside pictures, a text part and an address', () => {
    const html =
      '<html lang="en"><meta name="color-scheme" content="light dark"><img src="x" alt="All in here"></html>'
    expect(found('', { html, text: ' ' })).toEqual([
      expect.stringMatching(/almost only pictures/),
      expect.stringMatching(/plain-text part is empty/),
      expect.stringMatching(/postal address/),
    ])
  })
})

describe('readable for all', () => {
  it.each([
    ['<img src="a.png">', /no description/],
    ['<img src="a.png" alt="DSC_001.jpg">', /file name/],
    ['<table><tr><td>x</td></tr></table>', /role="presentation"/],
    ['<h3>Later</h3>', /h3 comes without/],
    ['<a href="https://x.example/">Click here</a>', /“Click here” only/],
    ['<a href="https://x.example/">点击这里</a>', /“点击这里” only/],
    ['<p style="font-size:9px">small print</p>', /9 px/],
    ['<p style="color:#999">pale</p>', /#999999 on #ffffff: contrast 2\.84/],
    [
      '<div style="background-color:#c8432b"><p style="color:rgb(255, 120, 120)">pale</p></div>',
      /#ff7878 on #c8432b/,
    ],
  ])('%s', (body, message) => {
    expect(found(body)).toEqual([expect.stringMatching(message)])
  })
  it.each([
    '<img src="line.png" alt="">',
    '<table role="presentation"><tr><td>x</td></tr></table>',
    '<table><tr><th>Size</th></tr></table>',
    '<p style="font-size:26px;color:#888888">Large words need less</p>',
    '<div style="display:none;font-size:1px;color:#ffffff">preheader</div>',
    '<!-- <p style="color:#fefefe">for one program alone</p> -->',
    '<td style="background:url(x.png)"><p style="color:#ffffff">on a picture</p></td>',
  ])('leaves %s alone', (body) => {
    expect(found(body)).toEqual([])
  })
  it('asks for the language, and for what is to be done where it is dark', () => {
    expect(found('', { html: page('', '', '') })).toEqual([
      expect.stringMatching(/language is not named/),
      expect.stringMatching(/color-scheme/),
    ])
  })
  it('tells the same fault a few times, not for each of forty cells', () => {
    expect(found('<p style="color:#ccc">x</p>'.repeat(40))).toHaveLength(5)
  })
})

describe('reading', () => {
  it('reads anything in one pass, and a large one quickly', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '<',
            '>',
            '"',
            "'",
            '<!--',
            '-->',
            '<a href=',
            '</a>',
            '<style>',
            '</',
            'x',
            '=',
            '&#99999999;',
            '<p style="color:',
          ),
          {
            maxLength: 200,
          },
        ),
        (pieces) => {
          expect(() => readHtml(pieces.join(''))).not.toThrow()
        },
      ),
    )
    const began = performance.now()
    readHtml('<p style="color:#123456">x'.repeat(8_000))
    expect(performance.now() - began).toBeLessThan(2_000)
  })
  it('knows colours as they are written', () => {
    expect(['#ABC', 'rgb(1,2,3)', 'white', 'rgba(0,0,0,.5)', 'inherit', undefined].map(colourIn)).toEqual([
      '#aabbcc',
      '#010203',
      '#ffffff',
      null,
      null,
      null,
    ])
  })
  it('says the line of the layout', () => {
    expect(lineOf({ mjml: 'a\nb\n<mj-text>Click HERE</mj-text>' }, 'click here')).toBe(3)
    expect(lineOf({ mjml: 'a' }, 'b')).toBeNull()
  })
})
