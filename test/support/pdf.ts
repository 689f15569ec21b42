import { inflateSync } from 'node:zlib'

/** What a page shows, read from the file itself: its text by the fonts' own tables, its filled rectangles. */
export interface ReadPage {
  lines: { x: number; y: number; text: string }[]
  text: string
  /** In points from the upper left corner. */
  rects: { x: number; y: number; width: number; height: number }[]
}

interface Part {
  dict: string
  stream: Buffer | null
}

/** A reader for tests, after ISO 32000-1: objects, deflated streams, text operators and ToUnicode tables. */
export function readPdf(file: Buffer): { pages: ReadPage[]; fonts: string[]; height: number } {
  const parts = partsOf(file)
  const reach = (ref: string | undefined) => parts.get(Number(ref))
  const all = [...parts.values()]
  const pageParts = all.filter(({ dict }) => /\/Type \/Page\b(?!s)/.test(dict))
  const fonts = new Map<string, Map<number, string>>()
  for (const { dict } of all)
    for (const [, name, id] of dict.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = reach(/\/ToUnicode (\d+) 0 R/.exec(reach(id)?.dict ?? '')?.[1])?.stream
      if (name && table) fonts.set(name, unicodeOf(table.toString('latin1')))
    }
  const embedded = all.filter(({ dict }) => /\/FontFile[23]? /.test(dict))
  return {
    pages: pageParts.map(({ dict }) => {
      const content = reach(/\/Contents (\d+) 0 R/.exec(dict)?.[1])?.stream?.toString('latin1') ?? ''
      return pageOf(content, fonts)
    }),
    fonts: embedded.map(({ dict }) => /\/FontName \/([\w+-]+)/.exec(dict)?.[1] ?? ''),
    height: Number(/\/MediaBox \[0 0 [\d.]+ ([\d.]+)\]/.exec(pageParts[0]?.dict ?? '')?.[1]),
  }
}

function partsOf(file: Buffer): Map<number, Part> {
  const text = file.toString('latin1')
  const parts = new Map<number, Part>()
  for (const found of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const from = found.index + found[0].length
    const end = text.indexOf('endobj', from)
    const start = text.indexOf('stream\n', from)
    const dict = text.slice(from, start >= 0 && start < end ? start : end)
    let stream: Buffer | null = null
    if (start >= 0 && start < end) {
      const length = Number(/\/Length (\d+)/.exec(dict)?.[1])
      const bytes = file.subarray(start + 7, start + 7 + length)
      stream = /FlateDecode/.test(dict) ? inflateSync(bytes) : bytes
    }
    parts.set(Number(found[1]), { dict, stream })
  }
  return parts
}

function unicodeOf(cmap: string): Map<number, string> {
  const signs = new Map<number, string>()
  const utf16 = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le')
  for (const [, block] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, from, , list] of (block ?? '').matchAll(/<(\w+)> <(\w+)> \[([^\]]*)\]/g))
      [...(list ?? '').matchAll(/<(\w*)>/g)].forEach(([, hex], i) => {
        signs.set(Number.parseInt(from ?? '0', 16) + i, utf16(hex ?? ''))
      })
  return signs
}

function pageOf(content: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): ReadPage {
  const lines: ReadPage['lines'] = []
  const rects: ReadPage['rects'] = []
  const height = 841.89
  let font = ''
  let at = { x: 0, y: 0 }
  for (const line of content.split('\n')) {
    const placed = /^1 0 0 1 ([\d.-]+) ([\d.-]+) Tm$/.exec(line)
    if (placed) at = { x: Number(placed[1]), y: height - Number(placed[2]) }
    const chosen = /^\/(F\d+) [\d.]+ Tf$/.exec(line)
    if (chosen) font = chosen[1] ?? ''
    if (line.endsWith('TJ')) {
      const glyphs = [...line.matchAll(/<([0-9a-fA-F]+)>/g)].map(([, hex]) => hex ?? '').join('')
      const text = (glyphs.match(/.{4}/g) ?? [])
        .map((glyph) => fonts.get(font)?.get(Number.parseInt(glyph, 16)) ?? '\uFFFD')
        .join('')
      lines.push({ ...at, text })
    }
    const rect = /^([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re$/.exec(line)
    if (rect) {
      const [x = 0, y = 0, width = 0, high = 0] = rect.slice(1).map(Number)
      rects.push({ x, y, width, height: high })
    }
  }
  return { lines, rects, text: lines.map(({ text }) => text).join('\n') }
}
