import { setAside } from './placeholders.ts'

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  middot: '·',
  bull: '•',
  times: '×',
  yen: '¥',
  euro: '€',
  pound: '£',
  rarr: '→',
  zwnj: '',
  shy: '',
}

/** The plain-text part of an HTML document, its Liquid placeholders intact; links stand behind their words. */
export function toPlainText(html: string): string {
  const { text, restore } = setAside(html)
  const body = text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(head|style|script|title)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/<div style="display:none[\s\S]*?<\/div>/gi, '')
    .replace(/\s+/g, ' ')
    .replace(/<img\b[^>]*>/gi, (tag) => attribute(tag, 'alt'))
    .replace(/<a\b([^>]*)>([\s\S]*?)<\/a>/gi, (_, head: string, label: string) =>
      link(attribute(head, 'href'), label),
    )
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<li\b[^>]*>/gi, '\n• ')
    .replace(/<hr\b[^>]*>/gi, '\n———\n')
    .replace(/<\/(p|div|h[1-6]|tr|table|ul|ol)>/gi, '\n')
    .replace(/<[^>]+>/g, '')
  return restore(
    decode(body)
      .split('\n')
      .map((line) => line.replace(/[ \t\u00a0]+/g, ' ').trim())
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  )
}

function link(href: string, label: string): string {
  const words = label.replace(/<[^>]+>/g, '').trim()
  if (href === '' || words === href) return words || href
  return words === '' ? href : `${words}: ${href} `
}

function attribute(tag: string, name: string): string {
  const match = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag)
  return match?.[1] ?? match?.[2] ?? ''
}

function decode(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole
    const code =
      name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
