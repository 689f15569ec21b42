import { beforeAll, describe, expect, it } from 'vitest'
import { loadNameForms, type NameForms } from '../../../src/customer/identity/names/forms.ts'
import { nameTokens, searchTokens } from '../../../src/customer/identity/names/tokens.ts'

let forms: NameForms
beforeAll(async () => {
  forms = await loadNameForms()
})

const finds = (text: string, name: string) => {
  const has = new Set(nameTokens(name, forms))
  return searchTokens(text, forms).some((tokens) => tokens.every((token) => has.has(token)))
}

describe('a name is found', () => {
  it.each([
    ['张', '张伟'],
    ['张伟', '张伟'],
    ['張偉', '张伟'],
    ['张伟', '張偉'],
    ['zhangwei', '张伟'],
    ['Zhang Wei', '张伟'],
    ['wei zhang', '张伟'],
    ['zhang', '张伟'],
    ['zw', '张伟'],
    ['ZW', '张伟'],
    ['ＺＷ', '张伟'],
    ['shan', '单雄信'],
    ['dan', '单雄信'],
    ['qiu ying', '仇英'],
    ['ouyangxiu', '欧阳修'],
    ['xiu ouyang', '欧阳修'],
    ['lü bu', '吕布'],
    ['lv bu', '吕布'],
    ['lyubu', '吕布'],
    ['阳修', '欧阳修'],
    ["o'neill", 'Ann O’Neill'],
    ['annoneill', "Ann O'Neill"],
    ['muller', 'Jürgen Müller'],
    ['张 david', '张伟 David'],
  ])('by %s: %s', (text, name) => {
    expect(finds(text, name)).toBe(true)
  })

  it.each([
    ['张三', '张伟'],
    ['伟张', '张伟'],
    ['z', '张伟'],
    ['zhan', '张伟'],
    ['zw', '王伟'],
    ['', '张伟'],
    ['  !', '张伟'],
  ])('not by %s: %s', (text, name) => {
    expect(finds(text, name)).toBe(false)
  })

  it('by the same tokens whatever its width, capitals or variant of characters', () => {
    expect(nameTokens('Ａnn　Smith', forms)).toEqual(nameTokens('ann smith', forms))
    expect(nameTokens('陳靜', forms)).toEqual(nameTokens('陈静', forms))
    expect(nameTokens('', forms)).toEqual([])
    expect(nameTokens('张'.repeat(500), forms).length).toBeLessThanOrEqual(48)
  })
})
