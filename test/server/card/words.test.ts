import { expect, it } from 'vitest'
import { allowedLines, kindWord, needLine } from '../../../src/server/card/words.ts'

const consents = [
  { purpose: 'marketing', channel: 'email', allowed: true },
  { purpose: 'marketing', channel: 'sms', allowed: false },
  { purpose: 'marketing', channel: 'wechat', allowed: true },
  { purpose: 'profiling', channel: '*', allowed: true },
  { purpose: 'sharing', channel: '*', allowed: false },
  { purpose: 'club', channel: 'email', allowed: true },
]

it('what may be done stands in the reader’s words, a line for each purpose', () => {
  expect(allowedLines(consents, 'zh-CN')).toEqual([
    '营销信息：邮件、微信',
    '个性化推荐（自动化决策）',
    'club：邮件',
  ])
  expect(allowedLines(consents, 'en')).toEqual([
    'Marketing messages: E-mail, WeChat',
    'Personalised selection',
    'club: E-mail',
  ])
  expect(allowedLines([], 'en')).toEqual([])
  expect([kindWord('opened', 'zh-CN'), kindWord('moved', 'en')]).toEqual(['已打开', 'moved'])
})

it('what somebody said they need stands in one line, with how strongly and until when', () => {
  const said = { topic: 'tea', label: '绿茶', stance: 'like' as const, strength: 3, saidOn: '2026-03-01' }
  expect(needLine({ ...said, validUntil: '2026-12-31' }, 'zh-CN')).toBe(
    '喜欢：绿茶（强烈，2026年3月1日 提到，有效至 2026年12月31日）',
  )
  expect(needLine({ ...said, strength: 0, validUntil: null }, 'en')).toBe('like: 绿茶 (said 1 Mar 2026)')
})
