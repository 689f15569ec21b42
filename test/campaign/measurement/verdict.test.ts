import { describe, expect, it } from 'vitest'
import { money, moneyInterval, verdictWords } from '../../../src/campaign/measurement/verdict.ts'

const loss = { estimate: -204_800, lo: -400_000, hi: -9_650, level: 0.95, verdict: 'negative' as const }
const none = { estimate: null, lo: null, hi: null, level: 0.95, verdict: 'no_data' as const }

describe('the words of a report', () => {
  it('write a loss with a minus, as the page does', () => {
    expect(money(-204_800, 'CNY')).toEqual({ en: '−CN¥2,048', 'zh-CN': '−¥2,048' })
    expect(money(-5, 'USD')).toEqual({ en: '−$0.05', 'zh-CN': '−US$0.05' })
    expect(money(0, 'JPY').en).toBe('¥0')
  })

  it('never write an estimate without its interval', () => {
    expect(moneyInterval(loss, 'CNY')['zh-CN']).toBe('−¥2,048（−¥4,000 … −¥96.50）')
    expect(moneyInterval({ ...loss, estimate: 150, lo: -50, hi: 350 }, 'USD').en).toBe(
      '+$1.50 (−$0.50 … $3.50)',
    )
    expect(moneyInterval(none, 'CNY').en).toBe('no figure')
  })

  it('say first that there is no control group, then that the arms do not fit', () => {
    const said = (hasControl: boolean, mismatch: boolean) =>
      verdictWords({ increment: loss, roi: none, currency: 'CNY', final: true, mismatch, hasControl }).en
    expect(said(false, true)).toContain('no control group')
    expect(said(true, true)).toContain('must not be read off')
    expect(said(true, false)).toContain('It cost margin: −CN¥2,048')
  })
})
