import { type LabelSheet, labelSheets } from '../settings.ts'
import type { PrintedLetter } from './design.ts'
import { mm, type Sheet } from './sheet.ts'

const inset = 4 * mm

/** Draws addresses on label sheets, row by row; the code of the letter stands small below, so that both stay together. */
export function drawLabels(
  sheet: Sheet,
  layout: LabelSheet,
  letters: readonly Pick<PrintedLetter, 'address' | 'code'>[],
): void {
  const { columns, rows, width, height, left, top } = labelSheets[layout]
  letters.forEach(({ address, code }, i) => {
    const place = i % (columns * rows)
    if (place === 0) sheet.addPage()
    const x = (left + (place % columns) * width) * mm + inset
    const y = (top + Math.floor(place / columns) * height) * mm + inset
    const box = { width: width * mm - 2 * inset, height: height * mm - 2 * inset - 9 }
    sheet.font('regular').fontSize(9.5).fillColor('#000000')
    sheet.text(address.join('\n'), x, y, { ...box, lineGap: 1, ellipsis: true })
    sheet.fontSize(6).fillColor('#666666')
    sheet.text(code, x, y + box.height + 2, { width: box.width, lineBreak: false })
  })
}
