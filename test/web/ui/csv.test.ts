import { expect, it } from 'vitest'
import { toCsv } from '../../../web/src/ui/chart/csv.ts'

it('quotes what needs it and lets no cell become a formula', () => {
  const csv = toCsv(
    ['name', 'value'],
    [
      ['=HYPERLINK("x")', -3.5],
      ['a,"b"', null],
    ],
  )
  expect(csv).toBe('\uFEFFname,value\r\n"\'=HYPERLINK(""x"")",-3.5\r\n"a,""b""",\r\n')
})
it('keeps negative numbers written as text', () => {
  expect(toCsv(['v'], [['-12']])).toContain('\r\n-12\r\n')
})
