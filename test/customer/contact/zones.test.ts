import { describe, expect, it } from 'vitest'
import { countryCode } from '../../../src/customer/contact/countries.ts'
import { middleZone, zonesFor } from '../../../src/customer/contact/zones.ts'

const where = (country: string, zone = '', region = '') => zonesFor({ country, zone, region })

describe('where a clock stands', () => {
  it('knows countries by their code and their names in two languages', () => {
    for (const name of ['GB', 'gb', 'United Kingdom', 'the united kingdom', 'UK', 'U.K.', '英国', 'England'])
      expect([name, countryCode(name)]).toEqual([name, 'GB'])
    for (const name of ['CN', '中国', '中华人民共和国', 'China', ' ＣＮ '])
      expect([name, countryCode(name)]).toEqual([name, 'CN'])
    for (const name of ['US', 'USA', 'U.S.A.', '美国', 'United States'])
      expect([name, countryCode(name)]).toEqual([name, 'US'])
    for (const name of ['HK', '香港', '中国香港特别行政区', 'Hong Kong', 'Hong Kong SAR China'])
      expect([name, countryCode(name)]).toEqual([name, 'HK'])
    for (const name of ['', 'Unspecified', 'European Community', 'ZZ', 'EU', '火星'])
      expect([name, countryCode(name)]).toEqual([name, null])
  })

  it('believes a zone before a country, and nothing that is no zone', () => {
    expect(where('China', 'America/New_York')).toEqual(['America/New_York'])
    expect(where('英国', 'New York')).toEqual(['Europe/London'])
    expect(where('', '')).toEqual([])
    expect(where('Unspecified')).toEqual([])
  })

  it('keeps one time in China, and the sun’s as well in Xinjiang', () => {
    expect(where('中国', '', '广东省')).toEqual(['Asia/Shanghai'])
    expect(where('中国', '', '新疆维吾尔自治区')).toEqual(['Asia/Shanghai', 'Asia/Urumqi'])
  })

  it('counts a land of several zones by all of them, and by its middle where one is needed', () => {
    const states = where('USA')
    for (const zone of ['America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu'])
      expect(states).toContain(zone)
    const middle = middleZone(states, new Date('2026-01-15T12:00:00Z'))
    const hour = new Date('2026-01-15T12:00:00Z').toLocaleString('en-GB', {
      timeZone: middle ?? '',
      hour: '2-digit',
    })
    expect(['06', '05']).toContain(hour) // Chicago or Denver
    expect(middleZone([], new Date())).toBeNull()
  })
})
