import { saveBlob } from '../../ui/download.ts'
import { light } from '../../ui/tokens.ts'
import { type Cell, strength } from './cells.ts'

const size = { cell: 96, edge: 48, scale: 2 }

/** Draws the grid for a slide: counts in cells, darker for more. */
export function saveGridPng(cells: readonly Cell[], bins: number, most: number, fileName: string): void {
  const canvas = document.createElement('canvas')
  const side = size.edge + bins * size.cell
  canvas.width = side * size.scale
  canvas.height = side * size.scale
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.scale(size.scale, size.scale)
  pen.fillStyle = light.sheet
  pen.fillRect(0, 0, side, side)
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.font = '600 14px sans-serif'
  for (const cell of cells) {
    const x = size.edge + (cell.f - 1) * size.cell
    const y = size.edge + (bins - cell.r) * size.cell
    const share = strength(cell.customers, most)
    pen.globalAlpha = share * 0.88
    pen.fillStyle = light.series[0] ?? light.ink
    pen.fillRect(x + 1, y + 1, size.cell - 2, size.cell - 2)
    pen.globalAlpha = 1
    pen.fillStyle = share > 0.62 ? light.sheet : light.ink
    pen.fillText(cell.customers.toLocaleString('en-US'), x + size.cell / 2, y + size.cell / 2)
  }
  pen.fillStyle = light.inkSoft
  for (let score = 1; score <= bins; score++) {
    pen.fillText(`F${score}`, size.edge + (score - 0.5) * size.cell, size.edge / 2)
    pen.fillText(`R${bins - score + 1}`, size.edge / 2, size.edge + (score - 0.5) * size.cell)
  }
  canvas.toBlob((blob) => {
    if (blob) saveBlob(blob, fileName)
  }, 'image/png')
}
