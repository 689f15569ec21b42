import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import barcodes from 'bwip-js/node'
import type PDFDocument from 'pdfkit'
import { unpackWoff } from './woff.ts'

const require = createRequire(import.meta.url)
// What `import` finds is the browsers' build, which knows no files.
const Document = require('pdfkit') as typeof PDFDocument

/** Points of a millimetre. */
export const mm = 72 / 25.4
export const a4 = { width: 210 * mm, height: 297 * mm }

export type Sheet = InstanceType<typeof PDFDocument>

const fontFile = (weight: 400 | 700): Buffer =>
  unpackWoff(
    readFileSync(
      require.resolve(`@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-${weight}-normal.woff`),
    ),
  )
let fonts: { regular: Buffer; bold: Buffer } | null = null

/** An A4 document with the fonts of letters; only the signs used go into the file. */
export function newSheet(title: string): Sheet {
  fonts ??= { regular: fontFile(400), bold: fontFile(700) }
  const sheet = new Document({ size: 'A4', margin: 0, autoFirstPage: false, info: { Title: title } })
  sheet.registerFont('regular', fonts.regular)
  sheet.registerFont('bold', fonts.bold)
  return sheet
}

let printable: ReadonlySet<number> | null = null

/** Whether the font has every sign; rare characters of names are missing and would print as an empty box. */
export function isPrintable(text: string): boolean {
  printable ??= signsOf(newSheet('signs'))
  const known = printable
  return [...text].every((sign) => sign === '\n' || known.has(sign.codePointAt(0) ?? 0))
}

function signsOf(sheet: Sheet): ReadonlySet<number> {
  sheet.font('regular')
  // pdfkit keeps the opened font to itself; asking it is surer than opening the file a second way.
  const { _font } = sheet as unknown as { _font: { font: { characterSet: number[] } } }
  return new Set(_font.font.characterSet)
}

/** The dark runs of a QR code, row by row, in modules. */
export interface QrCode {
  size: number
  runs: { x: number; y: number; length: number }[]
}

/**
 * Error correction M: 15 % of the print may be smudged. The mask is given: signed links are as good as noise, so no mask
 * is better than another, and trying all eight takes five times as long.
 */
export function qrCode(text: string): QrCode {
  const options = { bcid: 'qrcode', text, eclevel: 'M', mask: 1 } as Parameters<typeof barcodes.raw>[0]
  const [code] = barcodes.raw(options) as unknown as { pixs: number[]; pixx: number }[]
  if (!code) throw new Error('No QR code could be made.')
  const size = code.pixx
  const runs: QrCode['runs'] = []
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; ) {
      const from = x
      while (x < size && code.pixs[y * size + x] === 1) x++
      if (x > from) runs.push({ x: from, y, length: x - from })
      else x++
    }
  return { size, runs }
}

/** Draws a code into a square; the quiet zone of four modules is inside of it. */
export function drawQr(sheet: Sheet, text: string, x: number, y: number, side: number): void {
  const { size, runs } = qrCode(text)
  const unit = side / (size + 8)
  for (const run of runs) sheet.rect(x + (run.x + 4) * unit, y + (run.y + 4) * unit, run.length * unit, unit)
  sheet.fill('#000000')
}
