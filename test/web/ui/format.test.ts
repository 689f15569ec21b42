import { describe, expect, it } from 'vitest'
import { makeFormatter, minorDigits } from '../../../web/src/ui/format.ts'

const zh = makeFormatter('zh-CN', 'Asia/Shanghai')
const en = makeFormatter('en', 'Asia/Shanghai')
const thin = '\u2009'

describe('figures on screen', () => {
  it('writes large Chinese figures in 万 and 亿, English ones in k and M', () => {
    expect(zh.compact(12_300)).toBe(`1.2${thin}万`)
    expect(zh.compact(340_000_000)).toBe(`3.4${thin}亿`)
    expect(en.compact(12_345)).toBe('12.3k')
    expect(en.compact(3_400_000)).toBe('3.4M')
  })
  it('leaves figures below ten thousand whole', () => {
    expect(zh.compact(9_999)).toBe('9,999')
    expect(en.compact(9_999)).toBe('9,999')
  })
  it('writes an estimate with its interval and the unit once', () => {
    expect(en.percentEstimate({ estimate: 0.042, lo: 0.011, hi: 0.073 })).toBe(`+4.2${thin}% (1.1 … 7.3)`)
    expect(en.percentEstimate({ estimate: -0.01, lo: -0.03, hi: 0.01 })).toBe(`−1.0${thin}% (−3.0 … 1.0)`)
  })
  it('says nothing where there is no estimate', () => {
    expect(en.percentEstimate({ estimate: null, lo: null, hi: null })).toBe('–')
    expect(zh.money(null, 'CNY')).toBe('–')
  })
  it('knows currencies without minor units', () => {
    expect(minorDigits('JPY')).toBe(0)
    expect(en.money(1_234, 'JPY')).toBe('¥1,234')
    expect(en.money(123_456, 'USD')).toBe('$1,234.56')
  })
  it('signs money before the currency', () => {
    expect(zh.moneyCompact(12_345_600, 'CNY', { signed: true })).toBe(`+¥12.3${thin}万`)
    expect(en.money(-550, 'GBP')).toBe('−£5.50')
    expect(zh.moneyCompact(0, 'CNY')).toBe('¥0')
  })
})

describe('dates on screen', () => {
  it('carries the weekday in both languages', () => {
    expect(zh.date('2026-11-21')).toBe('2026-11-21 周六')
    expect(en.date('2026-11-21')).toBe('Sat 21 Nov 2026')
  })
  it('keeps the zone of the workspace, not of the reader', () => {
    expect(zh.dateTime('2026-11-21T17:30:00Z')).toBe('2026-11-22 周日 01:30')
  })
  it('is relative only under a day', () => {
    const now = Date.parse('2026-11-21T12:00:00Z')
    expect(en.ago('2026-11-21T11:30:00Z', now)).toBe('30 minutes ago')
    expect(en.ago('2026-11-19T11:30:00Z', now)).toBe('Thu 19 Nov 2026')
  })
})

describe('a return on what was spent', () => {
  const [zh, en] = [makeFormatter('zh-CN', 'Asia/Shanghai'), makeFormatter('en', 'Asia/Shanghai')]
  it('is a share while it can be read as one', () => {
    expect(en.return(0.42, { signed: true })).toBe('+42\u2009%')
    expect(zh.return(-0.5)).toBe('−50\u2009%')
    expect(en.return(9.99)).toBe('999\u2009%')
  })
  it('is a multiple from ten times on', () => {
    expect(en.return(1245.44, { signed: true })).toBe('+1,245×')
    expect(zh.return(1245.44, { signed: true })).toBe('+1,245\u2009倍')
    expect(en.return(12.34)).toBe('12.3×')
    expect(en.returnEstimate({ estimate: 12.34, lo: -0.5, hi: 300 })).toEqual({
      figure: '+12.3×',
      range: '(−50\u2009% … 300×)',
    })
  })
  it('says nothing where nothing is known', () => {
    expect(en.return(null)).toBe('–')
    expect(en.returnEstimate({ estimate: null, lo: null, hi: null })).toEqual({ figure: '–', range: '' })
  })
})
