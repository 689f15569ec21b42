import { describe, expect, it } from 'vitest'
import { previewEmail } from '../../../src/interaction/content/preview.ts'
import { templates } from '../../../src/interaction/content/templates/index.ts'
import { standardBrand } from '../../../src/kit/brand.ts'

const look = {
  brand: { ...standardBrand, address: { en: '1 Harbour Road', 'zh-CN': '上海市静安区 1 号' }, version: 1 },
  publicUrl: 'https://mail.shop.example',
}
const campaign = {
  brand: { name: '好物 & Co' },
  offer: { name: '八折', words: '全场八折', code: 'BACK20', validDays: 14 },
  links: { main: 'https://shop.example/sale?utm_source=mail' },
}

it('comes in five kinds, each in both languages, for every objective', () => {
  expect(templates).toHaveLength(10)
  expect(new Set(templates.map((each) => each.id)).size).toBe(10)
  const kinds = new Set(templates.map((each) => each.id.split('.')[0]))
  expect(kinds.size).toBe(5)
  for (const kind of kinds)
    expect(
      templates
        .filter((each) => each.id.startsWith(`${kind}.`))
        .map((each) => each.language)
        .sort(),
    ).toEqual(['en', 'zh-CN'])
  for (const objective of ['acquire', 'retain', 'grow', 'return'])
    expect(templates.some((each) => each.objective === objective)).toBe(true)
})

describe.each(templates.map((template) => [template.id, template] as const))('%s', (_, template) => {
  it('is without problems, for a known name and an unknown one', async () => {
    for (const name of ['李娜', '']) {
      const preview = await previewEmail(template, campaign, name, look)
      expect(preview.problems).toEqual([])
      expect(preview.bytes).toBeLessThan(30_000)
      expect(preview.html).not.toMatch(/\{\{|\{%|lqv\d/)
      expect(preview.text).toContain('BACK20')
      expect(preview.text).toContain('https://shop.example/sale?utm_source=mail')
      expect(preview.text.includes('李娜')).toBe(name !== '')
      expect(preview.html).toContain(`lang="${template.language}"`)
    }
  })

  it('reads well without a code', async () => {
    const preview = await previewEmail(template, { ...campaign, offer: { ...campaign.offer, code: '' } }, '')
    expect(preview.text).not.toMatch(/优惠码|Your code/)
  })

  it('asks nobody else for anything: no pictures, fonts or scripts from elsewhere', async () => {
    const { html } = await previewEmail(template, campaign, '')
    expect(html).not.toMatch(/<img|<script|<link|@import|url\(/i)
    expect(html).toContain('prefers-color-scheme: dark')
  })
})
