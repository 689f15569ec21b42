import { channelsOf, type Hex } from '../../../kit/colour.ts'

/** What is set for the words at one place: its own, or of what it stands in. */
export interface Style {
  colour: Hex | null
  background: Hex | null
  fontPx: number
  isBold: boolean
  /** Not shown to anybody, such as the line behind the subject. */
  isHidden: boolean
}
export interface Element {
  tag: string
  attributes: Readonly<Record<string, string>>
}
export interface Words {
  text: string
  style: Style
  /** Of the link they stand in; null outside of links. */
  href: string | null
}
export interface ReadHtml {
  elements: Element[]
  words: Words[]
  /** Links with all their words, pictures by their alt. */
  links: { href: string; text: string }[]
}

const alone = new Set(['area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr'])
const unread = new Set(['script', 'style', 'title'])
const plain: Style = { colour: '#000000', background: '#ffffff', fontPx: 16, isBold: false, isHidden: false }

/**
 * Reads a mail as its readers see it: elements, and words with the colours and sizes that styles within the elements
 * set. Rules in style sheets are not read. One pass, so that no author's text takes long.
 */
export function readHtml(html: string): ReadHtml {
  const read: ReadHtml = { elements: [], words: [], links: [] }
  const open: { tag: string; style: Style; link: { href: string; text: string } | null }[] = []
  const around = () => open.at(-1) ?? { tag: '', style: plain, link: null }
  const say = (text: string): void => {
    const { style, link } = around()
    const said = decode(text).replace(/(?:[\s\u00a0\u200b-\u200d]|\u034f)+/g, ' ')
    if (said.trim() === '') return
    if (link) link.text += said
    read.words.push({ text: said.trim(), style, href: link?.href ?? null })
  }
  let at = 0
  while (at < html.length) {
    const next = html.indexOf('<', at)
    if (next === -1) break
    say(html.slice(at, next))
    if (html.startsWith('<!--', next)) {
      const end = html.indexOf('-->', next)
      at = end === -1 ? html.length : end + 3
      continue
    }
    const end = endOfTag(html, next)
    const { tag, attributes, closes } = tagOf(html.slice(next + 1, end))
    at = end + 1
    if (tag === '') continue
    if (closes) {
      const from = open.map((each) => each.tag).lastIndexOf(tag)
      if (from !== -1) open.length = from
      continue
    }
    read.elements.push({ tag, attributes })
    if (unread.has(tag)) {
      at = closing(html, tag, at)
      continue
    }
    const { style, link } = around()
    if (tag === 'img' && link) link.text += attributes.alt ?? ''
    if (alone.has(tag)) continue
    const href = tag === 'a' ? attributes.href : undefined
    const own = href === undefined ? link : { href, text: '' }
    if (own && own !== link) read.links.push(own)
    open.push({ tag, style: styled(style, tag, attributes), link: own })
  }
  say(html.slice(at))
  return read
}

function closing(html: string, tag: string, from: number): number {
  const end = new RegExp(`</${tag}`, 'gi')
  end.lastIndex = from
  return end.exec(html)?.index ?? html.length
}

/** A `>` within quotes ends nothing. */
function endOfTag(html: string, from: number): number {
  let quote = ''
  for (let at = from; at < html.length; at++) {
    const character = html[at] ?? ''
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if (character === '>') return at
  }
  return html.length
}

function tagOf(inside: string): Element & { closes: boolean } {
  const name = /^(\/?)([a-z][\w:-]*)/i.exec(inside)
  if (!name) return { tag: '', attributes: {}, closes: false }
  const attributes: Record<string, string> = {}
  for (const [, key, double, single, bare] of inside
    .slice(name[0].length)
    .matchAll(/([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g))
    attributes[(key ?? '').toLowerCase()] = decode(double ?? single ?? bare ?? '')
  return { tag: (name[2] ?? '').toLowerCase(), attributes, closes: name[1] === '/' }
}

function styled(outer: Style, tag: string, attributes: Readonly<Record<string, string>>): Style {
  const set = declarations(attributes.style ?? '')
  const size = /^([\d.]+)px$/.exec(set['font-size'] ?? '')
  const weight = set['font-weight'] ?? ''
  const background = colourIn(set['background-color'] ?? set.background ?? attributes.bgcolor)
  // A picture behind words may be any colour.
  const isPicture = /url\(/i.test(set.background ?? set['background-image'] ?? '')
  return {
    colour: set.color === undefined ? outer.colour : colourIn(set.color),
    background: isPicture ? null : (background ?? outer.background),
    fontPx: size ? Number(size[1]) : outer.fontPx,
    isBold:
      weight === ''
        ? outer.isBold || /^(b|strong|h[1-6]|th)$/.test(tag)
        : weight === 'bold' || Number(weight) >= 600,
    isHidden:
      outer.isHidden ||
      set.display === 'none' ||
      set.visibility === 'hidden' ||
      set['max-height'] === '0px' ||
      set['max-height'] === '0',
  }
}

function declarations(style: string): Record<string, string> {
  return Object.fromEntries(
    style.split(';').flatMap((each) => {
      const colon = each.indexOf(':')
      const value = each.slice(colon + 1).replace(/!important/i, '')
      return colon === -1 ? [] : [[each.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase()]]
    }),
  )
}

const named: Readonly<Record<string, Hex>> = {
  white: '#ffffff',
  black: '#000000',
  gray: '#808080',
  grey: '#808080',
  red: '#ff0000',
}

/** A colour as it is written; null for what is none we can reckon with, such as one that is seen through. */
export function colourIn(text: string | undefined): Hex | null {
  if (text === undefined) return null
  const value = text.trim().toLowerCase()
  if (/^#[0-9a-f]{6}$/.test(value)) return value
  if (/^#[0-9a-f]{3}$/.test(value)) return `#${[...value.slice(1)].map((digit) => digit + digit).join('')}`
  const rgb = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(value)
  if (!rgb) return named[value] ?? null
  const parts = rgb.slice(1).map((part) => Math.min(255, Number(part)).toString(16).padStart(2, '0'))
  const hex = `#${parts.join('')}`
  return channelsOf(hex).every(Number.isFinite) ? hex : null
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name) return entities[String(name).toLowerCase()] ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
