const mostCharacters = 64 * 1024
const mostElements = 100

/**
 * The elements right below the root of a small document, by name; what lies deeper is left out. No declarations, no
 * entities but the five of XML: what has any is no message.
 * @returns null for what cannot be read
 */
export function flatXml(text: string): ReadonlyMap<string, string> | null {
  const xml = text.trim()
  if (xml.length > mostCharacters || !xml.startsWith('<xml>') || !xml.endsWith('</xml>')) return null
  const inner = xml.slice('<xml>'.length, -'</xml>'.length)
  const found = new Map<string, string>()
  for (let at = blanks(inner, 0); at < inner.length; at = blanks(inner, at)) {
    const name = /^<([A-Za-z_][\w.-]{0,63})>/.exec(inner.slice(at, at + 66))?.[1]
    if (name === undefined || found.size >= mostElements) return null
    const start = at + name.length + 2
    const element = readValue(inner, start, `</${name}>`)
    if (element === null || found.has(name)) return null
    found.set(name, element.text)
    at = element.next
  }
  return found
}

function blanks(text: string, from: number): number {
  let at = from
  while (at < text.length && /\s/.test(text.charAt(at))) at++
  return at
}

/** One value, up to its closing tag: parts in CDATA as they are, others with their entities. */
function readValue(text: string, from: number, closing: string): { text: string; next: number } | null {
  const parts: string[] = []
  for (let at = from; ; ) {
    const end = text.indexOf('<', at)
    if (end < 0) return null
    const plain = unescaped(text.slice(at, end))
    if (plain === null) return null
    parts.push(plain)
    if (text.startsWith(closing, end)) return { text: parts.join(''), next: end + closing.length }
    if (!text.startsWith('<![CDATA[', end)) {
      // Elements within it: nothing of theirs is read here.
      const close = text.indexOf(closing, end)
      return close < 0 || text.startsWith('<!', end) ? null : { text: '', next: close + closing.length }
    }
    const close = text.indexOf(']]>', end)
    if (close < 0) return null
    parts.push(text.slice(end + '<![CDATA['.length, close))
    at = close + 3
  }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function unescaped(text: string): string | null {
  if (/&(?!(?:lt|gt|amp|quot|apos);)/.test(text)) return null
  return text.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '')
}
