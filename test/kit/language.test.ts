import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestLanguage, canonicalTag, houseLocale, languageTag, readLanguage } from '../../src/kit/language.ts'

describe('what data say of a language', () => {
  it.each([
    ['zh_CN', 'zh-CN'],
    ['zh_CN.UTF-8', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['中文', 'zh-CN'],
    ['简体中文', 'zh-CN'],
    ['普通话', 'zh-CN'],
    ['繁體中文', 'zh-TW'],
    ['zh-Hant', 'zh-TW'],
    ['zh-hant-hk', 'zh-Hant-HK'],
    ['EN', 'en'],
    ['en-us', 'en-US'],
    ['English', 'en'],
    ['英文', 'en'],
    ['日语', 'ja'],
    ['日文', 'ja'],
    ['Deutsch', 'de'],
    ['français', 'fr'],
  ])('reads %s as %s', (said, tag) => {
    expect(readLanguage(said)).toBe(tag)
  })

  it.each(['', '  ', 'vip', 'x', '1', 'qqq', '—', 'Springfield Road'])('does not believe %j', (said) => {
    expect(readLanguage(said)).toBeNull()
  })

  it('never throws, and what it reads is a tag', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (said) => {
        const tag = readLanguage(said)
        if (tag !== null) expect(canonicalTag(tag)).toBe(tag)
      }),
    )
  })
})

describe('the language somebody reads', () => {
  it('is their own, else a close one, never one they do not read', () => {
    expect(bestLanguage('en-GB', ['zh-CN', 'en'])).toBe('en')
    expect(bestLanguage('zh', ['zh-TW', 'zh-CN'])).toBe('zh-CN')
    expect(bestLanguage('zh-HK', ['zh-CN', 'zh-TW'])).toBe('zh-TW')
    expect(bestLanguage('zh-TW', ['zh-CN', 'en'])).toBeNull()
    expect(bestLanguage('pt-BR', ['pt-PT', 'pt-BR'])).toBe('pt-BR')
    expect(bestLanguage('ja', [])).toBeNull()
  })

  it('is always one of those written, whatever is asked', () => {
    const tag = fc.constantFrom(
      'zh-CN',
      'zh-TW',
      'zh-HK',
      'en',
      'en-GB',
      'ja',
      'sr-Latn',
      'sr',
      'pt-BR',
      'pt',
    )
    fc.assert(
      fc.property(tag, fc.uniqueArray(tag, { maxLength: 6 }), (wanted, written) => {
        const best = bestLanguage(wanted, written)
        if (written.includes(wanted)) expect(best).toBe(wanted)
        else if (best !== null) expect(written).toContain(best)
      }),
    )
  })

  it('takes the house’s words from Chinese for Chinese, else from English', () => {
    expect(['zh-CN', 'zh-TW', 'zh', 'en', 'ja'].map(houseLocale)).toEqual([
      'zh-CN',
      'zh-CN',
      'zh-CN',
      'en',
      'en',
    ])
  })
})

describe('a field of a language', () => {
  it('takes any tag, in one form', () => {
    expect(languageTag.parse('zh-cn')).toBe('zh-CN')
    expect(languageTag.parse('EN')).toBe('en')
    expect(languageTag.safeParse('not a tag!').success).toBe(false)
    expect(languageTag.safeParse('').success).toBe(false)
  })
})
