import { describe, expect, it } from 'vitest'
import { localeOf } from '../../../src/server/http/locale.ts'

describe('the language of a reader', () => {
  it.each([
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['zh-Hant-TW', 'zh-CN'],
    ['en-US,en;q=0.9,zh;q=0.8', 'en'],
    ['de, zh;q=0.3, en;q=0.7', 'en'],
    ['fr', 'zh-CN'],
    ['en;q=0', 'zh-CN'],
    ['', 'zh-CN'],
    [undefined, 'zh-CN'],
    [';;;,q=', 'zh-CN'],
  ])('%s is %s', (header, locale) => {
    expect(localeOf(header, 'zh-CN')).toBe(locale)
  })
})
