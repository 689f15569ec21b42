import { describe, expect, it } from 'vitest'
import { en } from '../../../web/src/i18n/en/index.ts'
import { typeset, typesetAll } from '../../../web/src/i18n/typeset.ts'
import { zhCN } from '../../../web/src/i18n/zh-CN/index.ts'

function leaves(texts: object, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value as object, `${path}${key}.`),
  )
}
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()
const english = leaves(en)
const chinese = new Map(leaves(zhCN))

describe('texts', () => {
  it('say the same in both languages: same keys, same placeholders', () => {
    for (const [key, text] of english) {
      if (key.endsWith('_one')) continue
      const other = chinese.get(key)
      expect(other, key).toBeDefined()
      expect(placeholders(other ?? ''), key).toEqual(placeholders(text))
    }
    expect(chinese.size).toBe(english.filter(([key]) => !key.endsWith('_one')).length)
  })
  it('keep to the glossary', () => {
    for (const [key, text] of chinese) expect(text, key).not.toMatch(/战役|「|」|、、|效果归因/)
    expect(zhCN.campaigns.tabs.offers).toBe('营销方案')
    expect(zhCN.figures.verdict.inconclusive).toBe('尚无定论')
  })
  it('use full-width punctuation between Chinese characters', () => {
    for (const [key, text] of chinese) expect(text, key).not.toMatch(/[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]/)
  })
})

describe('typesetting', () => {
  it('parts Chinese from Latin and figures by a thin space', () => {
    expect(typeset('前10%的客户')).toBe('前\u200910%\u2009的客户')
    expect(typeset('导出 CSV')).toBe('导出\u2009CSV')
  })
  it('leaves placeholders whole and stands off from them', () => {
    expect(typesetAll({ a: '共{{count}}位' }).a).toBe('共\u2009{{count}}\u2009位')
    expect(typesetAll({ a: '“{{name}}”已保存' }).a).toBe('“{{name}}”已保存')
  })
})
