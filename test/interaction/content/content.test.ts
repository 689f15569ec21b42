import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { prepareEmail } from '../../../src/interaction/content/prepare.ts'
import { previewEmail } from '../../../src/interaction/content/preview.ts'
import type { EmailSource } from '../../../src/interaction/ports.ts'

const campaign = {
  brand: { name: 'Shop' },
  offer: { name: 'Ten off', words: '10 % off', code: '', validDays: 7 },
  links: { main: 'https://shop.example/sale' },
}
const stop = '<mj-text><a href="{{ unsubscribe_url }}">Unsubscribe</a></mj-text>'
function mail(body: string, more: Partial<EmailSource> = {}): EmailSource {
  const mjml = `<mjml><mj-body><mj-section><mj-column>${body}${stop}</mj-column></mj-section></mj-body></mjml>`
  return { language: 'en', subject: 'Subject', preheader: '', mjml, ...more }
}
async function render(source: EmailSource, name = '') {
  const prepared = await prepareEmail(source, campaign)
  const tracked = prepared.links.map((_, index) => `https://t.example/${index}`)
  return {
    prepared,
    ...prepared.render({ name, unsubscribeUrl: 'https://t.example/u' }, tracked, 'https://t.example/o'),
  }
}

describe('what a recipient gets', () => {
  it('has tracked links with the address kept aside, UTM and all, each once', async () => {
    const { prepared, html, text } = await render(
      mail(`<mj-button href="{{ links.main }}?utm_source=a&amp;utm_medium=b">A</mj-button>
        <mj-text><a href='{{ links.main }}?utm_source=a&utm_medium=b'>B</a> <a href="mailto:x@y.example">C</a></mj-text>`),
    )
    expect(prepared.links).toEqual(['https://shop.example/sale?utm_source=a&utm_medium=b'])
    expect(html.match(/https:\/\/t\.example\/0/g)).toHaveLength(2)
    expect(html).not.toContain('shop.example')
    expect(html).toContain('mailto:x@y.example')
    expect(html).toContain('<a href="https://t.example/u">Unsubscribe</a>')
    expect(html).toContain('<img src="https://t.example/o"')
    expect(text).toContain('A: https://t.example/0')
    expect(text).toContain('Unsubscribe: https://t.example/u')
  })

  it('can never be script, whatever a name is', async () => {
    const source = mail('<mj-text>Hi {{ customer.name }} {{ customer.name | raw }}</mj-text>', {
      subject: 'Hi {{ customer.name }}',
    })
    const prepared = await prepareEmail(source, campaign)
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.constant('<script>alert(1)</script>"\'')), async (name) => {
        const { html } = prepared.render({ name, unsubscribeUrl: 'https://t.example/u' }, [], null)
        const body = html.slice(html.indexOf('Hi '), html.indexOf('Unsubscribe'))
        expect(body).not.toMatch(/<script/i)
        if (/[<>"']/.test(name) && name.trim() !== '') expect(body.includes(`Hi ${name} `)).toBe(false)
      }),
    )
  })

  it('is never run as a template itself', async () => {
    const { html, subject } = await render(
      mail('<mj-text>{{ customer.name }}</mj-text>', { subject: '{{ customer.name }}' }),
      '{{ offer.words }}',
    )
    expect(html).toContain('{{ offer.words }}')
    expect(subject).toBe('{{ offer.words }}')
  })
})

describe('what an author may not do', () => {
  it.each([
    ['read files', '<mj-text>{% include "/etc/passwd" %}</mj-text>'],
    ['render files', '<mj-text>{% render "/etc/passwd" %}</mj-text>'],
    ['loop without end', '<mj-text>{% for i in (1..100000000) %}x{% endfor %}</mj-text>'],
    [
      'fill the memory',
      '<mj-text>{% assign a = "xxxxxxxxxxxxxxxx" %}{% for i in (1..100) %}{% assign a = a | append: a %}{% endfor %}</mj-text>',
    ],
    ['reach for prototypes', '<mj-text>{{ customer.constructor.name }}</mj-text>'],
    ['name what does not exist', '<mj-text>{{ customer.phone }}</mj-text>'],
    ['leave a tag open', '<mj-text>{% if offer.code %}</mj-text>'],
    [
      'put a person into a link',
      '<mj-text><a href="https://x.example/?who={{ customer.name }}">x</a></mj-text>',
    ],
    ['lead to a script', '<mj-text><a href="javascript:alert(1)">x</a></mj-text>'],
    ['lead nowhere', '<mj-text><a href="sale.html">x</a></mj-text>'],
  ])('%s', async (_, body) => {
    const started = performance.now()
    const { problems } = await previewEmail(mail(body), campaign, 'Li')
    expect(problems.some((problem) => problem.severity === 'error')).toBe(true)
    expect(performance.now() - started).toBeLessThan(3_000)
    for (const problem of problems) {
      expect(problem.message['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
      expect(JSON.stringify(problem)).not.toContain('root:')
    }
  })

  it('include files by MJML', async () => {
    const { html } = await previewEmail(mail('<mj-include path="/etc/passwd" />'), campaign, '')
    expect(html).not.toContain('root:')
  })
})

describe('preview', () => {
  const messages = async (source: EmailSource) =>
    (await previewEmail(source, campaign, 'Li')).problems.map((p) => `${p.severity}: ${p.message.en}`)

  it('finds a missing way to unsubscribe', async () => {
    const source = {
      ...mail(''),
      mjml: '<mjml><mj-body><mj-section><mj-column><mj-text>Hi</mj-text></mj-column></mj-section></mj-body></mjml>',
    }
    expect(await messages(source)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^error: There is no link to unsubscribe/)]),
    )
  })
  it('finds what is too large', async () => {
    expect(await messages(mail(`<mj-text>${'long '.repeat(25_000)}</mj-text>`))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^error: The message has \d+ KB/)]),
    )
  })
  it('finds pictures without words, and placeholders between blocks', async () => {
    const found = await messages(
      mail(
        '<mj-text><img src="https://x.example/a.png"></mj-text>{% if offer.code %}<mj-text>x</mj-text>{% endif %}',
      ),
    )
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^warning: A picture has no description/),
        expect.stringMatching(/^error: \{% if offer.code %\} stands between/),
      ]),
    )
  })
  it('says where MJML cannot be read', async () => {
    const [first] = await messages({ ...mail(''), mjml: '<mjml><mj-body><mj-sec' })
    expect(first).toMatch(/^error: /)
  })
})
