import { expect, it } from 'vitest'
import { silentReasons } from '../../../src/campaign/audience/decide.ts'
import { clauseOf, whenWords } from '../../../src/campaign/why/words.ts'
import { reasonCodes } from '../../../src/interaction/delivery/reasons.ts'

it('has words for every reason a decision or a delivery can end with', () => {
  for (const code of [...silentReasons, ...reasonCodes()]) {
    const { en, 'zh-CN': zh } = clauseOf(code)
    expect(en, code).not.toContain('the record says')
    expect(zh, code).toMatch(/\p{Script=Han}/u)
    expect(en, code).not.toMatch(/[.。]$/)
  }
  expect(clauseOf('odd_thing')).toEqual({
    en: 'the record says “odd thing”',
    'zh-CN': '记录的原因为“odd thing”',
  })
})

it('names the minute of the workspace', () => {
  expect(whenWords(new Date('2026-03-01T20:05:00Z'), 'Asia/Shanghai')).toEqual({
    en: '2 Mar 2026, 04:05',
    'zh-CN': '2026-03-02 04:05',
  })
})
