import jsQR from 'jsqr'
import { describe, expect, it } from 'vitest'
import type { LetterDesign, PrintedLetter } from '../../../src/interaction/letters/print/design.ts'
import { fitsOnPage, fitsWindow } from '../../../src/interaction/letters/print/letter.ts'
import { print } from '../../../src/interaction/letters/print/print.ts'
import { isPrintable, newSheet, qrCode } from '../../../src/interaction/letters/print/sheet.ts'
import { labelSheets, storedLetters } from '../../../src/interaction/letters/settings.ts'
import { type ReadPage, readPdf } from '../../support/pdf.ts'

const mm = 72 / 25.4
const design: LetterDesign = {
  settings: {
    ...storedLetters.absent,
    ...{ sender: '量体百货', returnAddress: '上海市静安区南京西路 1266 号', legalLine: '量体百货有限公司' },
  },
  ...{ language: 'zh-CN', date: '2026-11-23', brand: 'Shop' },
}
const letterTo = (i: number): PrintedLetter => ({
  code: `0000-0000-${String(i).padStart(3, '0')}`,
  address: ['浙江省杭州市西湖区文三路 90 号 502 室', `王${i} 收`],
  headline: '冬季礼遇',
  body: `王${i}女士：\n\n全场羊绒制品 88 折，期待您的光临。`,
  offerUrl: `https://shop.example/t/c/WzEsIkFaOEdwZFlqY3lPN0VobkFEU0NVc3ciLDFd.abcdefghijklm${i}`,
  optOutUrl: `https://shop.example/t/u/WzEsIkFaOEdwZFlqY3lPN0VobkFEU0NVc3ciLDFd.abcdefghijklm${i}`,
})

async function printed(
  letters: PrintedLetter[],
  labels: keyof typeof labelSheets | null = null,
): Promise<ReturnType<typeof readPdf>> {
  const chunks: Uint8Array[] = []
  await print({ design, letters, labels }, (bytes) => chunks.push(bytes))
  return readPdf(Buffer.concat(chunks))
}

/** What a scanner reads in a part of a page: the rectangles drawn there, as a picture. */
function scanned(page: ReadPage, from: { x: number; y: number }, side: number): string | null {
  const scale = 3
  const size = Math.ceil(side * scale)
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255)
  for (const { x, y, width, height } of page.rects)
    for (let row = Math.round((y - from.y) * scale); row < Math.round((y + height - from.y) * scale); row++)
      for (let at = Math.round((x - from.x) * scale); at < Math.round((x + width - from.x) * scale); at++)
        if (row >= 0 && at >= 0 && row < size && at < size)
          pixels.fill(0, (row * size + at) * 4, (row * size + at) * 4 + 3)
  return jsQR(pixels, size, size)?.data ?? null
}

describe('printed letters', () => {
  it('are one a page, and each says what was written to its customer, in Chinese', async () => {
    const { pages, height, fonts } = await printed([1, 2, 3].map(letterTo))
    expect(pages).toHaveLength(3)
    expect(height).toBeCloseTo(841.89, 1)
    expect(fonts.every((name) => /^[A-Z]{6}\+NotoSansSC/.test(name))).toBe(true)
    pages.forEach((page, i) => {
      for (const words of [`王${i + 1} 收`, `王${i + 1}女士：`, '冬季礼遇', '量体百货有限公司', '2026-11-23'])
        expect(page.text).toContain(words)
      expect(page.text).toContain(`编号 0000-0000-00${i + 1}`)
      expect(page.text).not.toContain('\uFFFD')
      expect(page.text).not.toContain(`王${((i + 1) % 3) + 1} 收`)
    })
  })

  it('show the address where the window of the envelope is, and nothing else of the letter', async () => {
    const { pages } = await printed([letterTo(1)])
    const inWindow = (pages[0]?.lines ?? []).filter(
      ({ x, y }) => x >= 20 * mm && x <= 105 * mm && y >= 45 * mm && y <= 90 * mm,
    )
    expect(inWindow.map(({ text }) => text).join('')).toMatch(
      /^量体百货 · 上海市静安区南京西路 1266 号浙江省杭州市西湖区文三路 90 号 502 ?室王1 收$/,
    )
  })

  it('carry two codes that an independent reader reads: the offer and the way to opt out', async () => {
    const letter = letterTo(7)
    const { pages } = await printed([letter])
    const [page] = pages
    if (!page) throw new Error('no page')
    const offerTop = Math.min(...page.rects.map(({ y }) => y)) - 4
    expect(scanned(page, { x: 23 * mm, y: offerTop }, 32 * mm)).toBe(letter.offerUrl)
    expect(scanned(page, { x: 168 * mm, y: 262 * mm }, 24 * mm)).toBe(letter.optOutUrl)
  })

  it('fill label sheets row by row and begin another sheet when one is full', async () => {
    const { pages } = await printed(
      Array.from({ length: 25 }, (_, i) => letterTo(i)),
      '3x8',
    )
    expect(pages).toHaveLength(2)
    expect(pages[1]?.text).toContain('王24 收')
    const third = pages[0]?.lines.find(({ text }) => text.includes('王2 收'))
    expect(third?.x).toBeCloseTo((labelSheets['3x8'].width * 2 + 4) * mm, 0)
  })
})

describe('what cannot be printed is known before', () => {
  it('knows the signs its font lacks', () => {
    expect(isPrintable('王小明 Ä9，（堃）\n')).toBe(true)
    expect(isPrintable('㛃')).toBe(false)
  })
  it('measures page and window', () => {
    const sheet = newSheet('test')
    sheet.addPage()
    expect(fitsOnPage(sheet, design, letterTo(1))).toBe(true)
    expect(fitsOnPage(sheet, design, { ...letterTo(1), body: '长信。'.repeat(900) })).toBe(false)
    expect(fitsWindow(sheet, design, letterTo(1).address)).toBe(true)
    expect(
      fitsWindow(
        sheet,
        design,
        Array.from({ length: 9 }, () => '一行'),
      ),
    ).toBe(false)
  })
  it('draws a code of the smallest size that holds the text', () => {
    expect(qrCode('A'.repeat(10)).size).toBeLessThan(qrCode('A'.repeat(120)).size)
  })
})
