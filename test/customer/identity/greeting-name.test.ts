import { describe, expect, it } from 'vitest'
import { greetingName } from '../../../src/customer/identity/greeting-name.ts'

describe('greetingName', () => {
  it.each([
    ['王小明', '王小明'],
    ['  Anne-Marie   O’Neill ', 'Anne-Marie O’Neill'],
    ['李 雷\t', '李 雷'],
    ['José', 'José'],
  ])('greets %j as %j', (stored, greeted) => {
    expect(greetingName(stored)).toBe(greeted)
  })

  it('keeps to one line, so that nothing of it can become a header', () => {
    expect(greetingName('Ann\r\nBcc: all')).toBe('Ann Bcc: all')
    expect(greetingName('Ann\u2028Lee\u202e')).toBe('Ann Lee')
  })

  it.each([
    '',
    '   ',
    '12',
    'null',
    'N/A',
    '无',
    'wang@example.cn',
    '13800138000',
    '王先生 13800138000',
    '客户 000123',
    '{{ brand.name }}',
    '<b>Ann</b>',
    'x'.repeat(41),
  ])('greets nobody as %j', (stored) => {
    expect(greetingName(stored)).toBeNull()
  })
})
