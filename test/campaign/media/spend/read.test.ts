import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { readCount, readSpend } from '../../../../src/campaign/media/spend/cells.ts'
import { readSpendFile, type SpendWish } from '../../../../src/campaign/media/spend/read.ts'
import { manualClock } from '../../../../src/kit/clock.ts'
import type { Workspace } from '../../../../src/kit/workspace.ts'
import { textCell, workbookParts, zipped } from '../../../support/zipped.ts'

const workspace: Workspace = {
  ...{
    id: 1,
    slug: 'test',
    name: 'Test',
    kind: 'own',
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    locale: 'en',
  },
  ...{ clock: manualClock(new Date('2026-11-21T04:00:00Z')), mailFrom: null },
}
const read = (content: Buffer | string, wish: Partial<SpendWish> = {}, name = 'report.csv') =>
  readSpendFile(workspace, { name, content: Buffer.from(content) }, { columns: {}, ...wish })
const short = ({ days }: Awaited<ReturnType<typeof read>>) =>
  days.map((d) => [d.medium, d.campaign, d.day, d.impressions, d.clicks, d.spendMinor, d.conversions])

describe('a daily report', () => {
  it('of Tencent Ads, in GBK, without its sums', async () => {
    const text = [
      '日期,推广计划名称,曝光量,点击量,花费(元),目标转化量',
      '2026-11-01,双十一-新客,"12,345",321,"1,234.56",12',
      '2026-11-02,双十一-新客,10000,300,800,--',
      '合计,,22345,621,2034.56,12',
    ].join('\r\n')
    const found = await read(iconv.encode(text, 'gbk'))
    expect(found).toMatchObject({ format: 'tencent_ads', currency: 'CNY', rows: 2, totals: 1, bad: [] })
    expect(short(found)).toEqual([
      ['tencent_ads', '双十一-新客', '2026-11-01', 12_345, 321, 123_456, 12],
      ['tencent_ads', '双十一-新客', '2026-11-02', 10_000, 300, 80_000, null],
    ])
  })

  it('of Ocean Engine, as a workbook, advertisements of one project added up', async () => {
    const rows = [
      ['时间-天', '项目名称', '广告名称', '展示数', '点击数', '消耗(元)', '转化数'],
      ['2026-11-01', '拉新', 'A', '100', '10', '5.5', '1'],
      ['2026-11-01', '拉新', 'B', '50', '', '4.5', '2'],
    ].map((cells, i) => {
      const written = cells.map((value, j) => textCell(`${'ABCDEFG'[j]}${i + 1}`, value)).join('')
      return `<row r="${i + 1}">${written}</row>`
    })
    const found = await read(zipped(workbookParts(rows.join(''))), {}, 'report.xlsx')
    expect(found.format).toBe('ocean_engine')
    expect(short(found)).toEqual([['ocean_engine', '拉新', '2026-11-01', 150, 10, 1_000, 3]])
  })

  it('of Google Ads, in UTF-16 with tabs, below its title', async () => {
    const text = [
      'Campaign report',
      '"November 1, 2026 - November 2, 2026"',
      'Campaign\tDay\tCurrency code\tImpr.\tClicks\tCost\tConversions',
      'Search\t2026-11-01\tUSD\t1,000\t20\t"1,010.00"\t1.5',
      'Total: Account\t --\tUSD\t1,000\t20\t"1,010.00"\t1.5',
    ].join('\n')
    const found = await read(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))
    expect(found).toMatchObject({ format: 'google_ads', currency: 'USD', totals: 1, bad: [] })
    expect(short(found)).toEqual([['google_ads', 'Search', '2026-11-01', 1_000, 20, 101_000, 1.5]])
  })

  it('of Meta, its money in brackets; a row of several days is refused', async () => {
    const found = await read(
      [
        'Reporting starts,Reporting ends,Campaign name,Impressions,Link clicks,Amount spent (EUR),Results',
        '2026-11-01,2026-11-01,New people,500,25,12.34,2',
        '2026-11-01,2026-11-07,New people,500,25,12.34,2',
      ].join('\n'),
    )
    expect(found).toMatchObject({ format: 'meta_ads', currency: 'EUR', rows: 1 })
    expect(found.bad.map(({ row }) => row)).toEqual([3])
    expect(short(found)).toEqual([['meta_ads', 'New people', '2026-11-01', 500, 25, 1_234, 2]])
  })

  it('of anything else, with the columns one says', async () => {
    const text = 'when;who;paid\nNov 3, 2026;Tea paper;99\n3 Nov 2026;Tea paper;1\n'
    expect((await read(text)).days).toEqual([])
    const found = await read(text, {
      medium: 'Papers',
      columns: { date: 'when', campaign: 'who', spend: 'paid' },
    })
    expect(short(found)).toEqual([['Papers', 'Tea paper', '2026-11-03', null, null, 10_000, null]])
    await expect(read(text, { columns: { date: 'day' } })).rejects.toMatchObject({ code: 'media.noColumn' })
    await expect(read(text, { currency: 'XYZ' })).rejects.toMatchObject({ code: 'media.unknownCurrency' })
  })

  it('names what is wrong by its row and takes the rest', async () => {
    const found = await read(
      [
        'date,medium,campaign,spend,clicks,currency',
        '2026-11-01,Radio,a,10,1,CNY',
        'soon,Radio,a,10,1,CNY',
        '2027-01-01,Radio,a,10,1,CNY',
        '2026-11-01,,a,10,1,CNY',
        '2026-11-01,Radio,a,-10,1,CNY',
        '2026-11-01,Radio,a,10,many,CNY',
        '2026-11-01,Radio,a,10,1,USD',
      ].join('\n'),
    )
    expect(found.rows).toBe(1)
    expect(found.bad.map(({ row }) => row)).toEqual([3, 4, 5, 6, 7, 8])
    expect(found.bad.every(({ problem }) => problem.en !== '' && problem['zh-CN'] !== '')).toBe(true)
  })
})

describe('a sum', () => {
  it('is read exactly, however it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 11 }), (minor) => {
        const plain = (minor / 100).toFixed(2)
        const [whole = '', rest = ''] = plain.split('.')
        const grouped = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`
        for (const text of [plain, grouped, `¥${grouped}`, `$ ${plain}`])
          expect(readSpend(text, 'CNY')).toBe(minor)
      }),
    )
  })
  it.each(['1.234,56', '12,34', 'ten', '1e3', '-1'])('is not %s', (text) => {
    expect(readSpend(text, 'CNY')).toBeUndefined()
  })
  it('and a count are nothing where the cell is empty', () => {
    for (const text of ['', '-', '--', 'N/A', '无']) {
      expect(readSpend(text, 'CNY')).toBeNull()
      expect(readCount(text, true)).toBeNull()
    }
    expect(readCount('1.5', true)).toBeUndefined()
  })
})
