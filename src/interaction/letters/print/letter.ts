import { windowOf } from '../settings.ts'
import { type LetterDesign, type PrintedLetter, printedWords } from './design.ts'
import { a4, drawQr, mm, type Sheet } from './sheet.ts'

const margin = { left: 25 * mm, right: 20 * mm }
const column = a4.width - margin.left - margin.right
const bodySize = 10.5
const footTop = a4.height - 36 * mm
const offerSide = 30 * mm
const lineOptions = { lineBreak: true, lineGap: 3, align: 'left' as const }

/** Draws one letter on a new page. */
export function drawLetter(sheet: Sheet, shared: LetterDesign, letter: PrintedLetter): void {
  const { language = shared.language, date = shared.date } = letter
  const design = { ...shared, language, date }
  sheet.addPage()
  drawWindow(sheet, design, letter)
  const top = bodyTop(design)
  const right = a4.width - margin.right
  sheet.font('regular').fontSize(9).fillColor('#444444')
  sheet.text(design.date, right - 60 * mm, top - 12 * mm, {
    width: 60 * mm,
    align: 'right',
    lineBreak: false,
  })
  sheet.fillColor('#000000')
  let y = top
  if (letter.headline !== '') {
    sheet.font('bold').fontSize(13)
    sheet.text(letter.headline, margin.left, y, { ...lineOptions, width: column })
    y = sheet.y + 3 * mm
  }
  sheet.font('regular').fontSize(bodySize)
  sheet.text(letter.body, margin.left, y, { ...lineOptions, width: column })
  if (letter.offerUrl !== null) drawOffer(sheet, design, letter.offerUrl, sheet.y + 5 * mm)
  drawFoot(sheet, design, letter)
}

/** Whether headline and body leave room for code and foot: a letter is one sheet. */
export function fitsOnPage(sheet: Sheet, design: LetterDesign, letter: PrintedLetter): boolean {
  const head =
    letter.headline === ''
      ? 0
      : sheet
          .font('bold')
          .fontSize(13)
          .heightOfString(letter.headline, { ...lineOptions, width: column }) +
        3 * mm
  const body = sheet
    .font('regular')
    .fontSize(bodySize)
    .heightOfString(letter.body, { ...lineOptions, width: column })
  const offer = letter.offerUrl === null ? 0 : offerSide + 5 * mm
  return bodyTop(design) + head + body + offer <= footTop - 4 * mm
}

function bodyTop(design: LetterDesign): number {
  const window = windowOf(design.settings)
  return Math.max((window.y + window.height) * mm + 14 * mm, 75 * mm)
}

/** Return address and address, inside of what the window shows. */
function drawWindow(sheet: Sheet, design: LetterDesign, letter: PrintedLetter): void {
  const window = windowOf(design.settings)
  const [x, width] = [(window.x + 5) * mm, (window.width - 10) * mm]
  const top = window.y * mm
  const from = [senderOf(design), design.settings.returnAddress].filter((part) => part !== '').join(' · ')
  sheet.font('regular').fontSize(6.5).fillColor('#444444')
  sheet.text(from, x, top + 3 * mm, { width, height: 5 * mm, ellipsis: true })
  sheet.fillColor('#000000').fontSize(bodySize)
  sheet.text(letter.address.join('\n'), x, top + 11 * mm, {
    ...{ width, height: (window.height - 12) * mm, lineGap: 1.5, ellipsis: true },
  })
}

/** Whether all lines of an address are seen through the window. */
export function fitsWindow(sheet: Sheet, design: LetterDesign, address: readonly string[]): boolean {
  const window = windowOf(design.settings)
  const height = sheet
    .font('regular')
    .fontSize(bodySize)
    .heightOfString(address.join('\n'), { width: (window.width - 10) * mm, lineGap: 1.5 })
  return height <= (window.height - 12) * mm
}

function drawOffer(sheet: Sheet, design: LetterDesign, url: string, y: number): void {
  drawQr(sheet, url, margin.left - 2 * mm, y, offerSide)
  sheet.fillColor('#000000').font('regular').fontSize(10)
  sheet.text(printedWords[design.language].offer, margin.left + offerSide, y + offerSide / 2 - 6, {
    ...{ width: column - offerSide, lineBreak: false },
  })
}

function drawFoot(sheet: Sheet, design: LetterDesign, letter: PrintedLetter): void {
  const words = printedWords[design.language]
  const side = 20 * mm
  const right = a4.width - margin.right
  sheet.moveTo(margin.left, footTop).lineTo(right, footTop).lineWidth(0.5).stroke('#bbbbbb')
  drawQr(sheet, letter.optOutUrl, right - side, footTop + 2 * mm, side)
  sheet.font('regular').fontSize(7.5).fillColor('#444444')
  const lines = [
    words.optOut(senderOf(design)),
    [senderOf(design), design.settings.returnAddress].filter((part) => part !== '').join(' · '),
    design.settings.legalLine,
    `${words.code} ${letter.code}`,
  ]
  sheet.text(lines.filter((line) => line !== '').join('\n'), margin.left, footTop + 3.5 * mm, {
    ...{ width: column - side - 6 * mm, height: 28 * mm, lineGap: 2, ellipsis: true },
  })
  sheet.fillColor('#000000')
}

function senderOf({ settings, brand }: LetterDesign): string {
  return settings.sender === '' ? brand : settings.sender
}
