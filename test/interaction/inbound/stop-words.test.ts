import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isStopWord, plainWord, standardStopWords } from '../../../src/interaction/inbound/stop-words.ts'

const isStop = (text: string) => isStopWord(text, standardStopWords)

describe('stop words', () => {
  it.each([
    '退订',
    '退訂'.replace('訂', '订'),
    ' TD ',
    'ｔｄ',
    'T',
    'r.',
    'N!',
    '拒收。',
    '【拒收】',
    'STOP',
    'Stop.',
    'ＳＴＯＰ！',
    's t o p',
    '"UNSUBSCRIBE"',
    '回复TD',
    'STOP\r\n',
  ])('takes %j for one', (text) => expect(isStop(text)).toBe(true))

  it.each([
    'stop by tomorrow',
    'please do not stop',
    'TD-8800 什么时候有货',
    '我不退订',
    '怎么退订会员卡？',
    'Nina',
    'R2',
    '',
    '   ',
    '!!!',
    '好的',
  ])('leaves %j a sentence', (text) => expect(isStop(text)).toBe(false))

  it('knows each word however it is written, and never with anything beside it', () => {
    const word = fc.constantFrom(...standardStopWords)
    const blanks = fc.stringMatching(/^[ \t\r\n.,!?！。，、"'“”【】()（）-]{0,6}$/)
    fc.assert(
      fc.property(word, blanks, blanks, (said, before, after) => {
        expect(isStop(`${before}${said}${after}`)).toBe(true)
        expect(isStop(`${before}${said.toUpperCase()}${after}`)).toBe(true)
      }),
    )
    const other = fc.stringMatching(/^[a-z0-9一-龥]{3,20}$/)
    fc.assert(
      fc.property(word, other, (said, more) => {
        const longer = plainWord(`${said} ${more}`)
        fc.pre(!standardStopWords.includes(longer))
        expect(isStop(`${said} ${more}`)).toBe(false)
      }),
    )
  })

  it('reads no novel to find out', () => {
    const began = performance.now()
    expect(isStop('退订 '.repeat(1_000_000))).toBe(false)
    expect(performance.now() - began).toBeLessThan(200)
  })
})
