import { describe, expect, it } from 'vitest'
import { importErrors } from '../../src/customer/imports/errors.ts'
import { saidAgain } from '../../src/kit/errors.ts'

describe('a part of a message that is a text itself', () => {
  const problem = { en: 'it has no year (yyyy)', 'zh-CN': '缺少年份（yyyy）' }
  const error = importErrors.badFormat({ field: 'date', format: 'dd/MM', problem })

  it('is said in the language of the reader, with everything around it', () => {
    expect(error.message).toContain('cannot be used: it has no year (yyyy). Write')
    expect(error.in('zh-CN')).toContain('无法使用：缺少年份（yyyy）。请')
  })

  it('is said so again after it was stored', () => {
    const stored = JSON.parse(JSON.stringify(error.params))
    expect(saidAgain(error.code, stored, 'zh-CN')).toBe(error.in('zh-CN'))
    expect(saidAgain(error.code, stored, 'en')).toBe(error.message)
  })

  it('is the same in both languages where it is plain', () => {
    const plain = importErrors.badFormat({ field: 'date', format: 'Q', problem: 'SQLSTATE 22P02' })
    expect(plain.in('zh-CN')).toContain('SQLSTATE 22P02')
  })
})
