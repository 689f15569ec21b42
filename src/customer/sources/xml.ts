/**
 * The inner texts of all elements of a name, in order; enough for the flat lists of object stores, whose elements of one
 * name do not lie within each other.
 */
export function xmlTexts(xml: string, name: string): string[] {
  const found: string[] = []
  const opening = `<${name}>`
  const closing = `</${name}>`
  for (let start = xml.indexOf(opening); start >= 0; start = xml.indexOf(opening, start)) {
    start += opening.length
    const end = xml.indexOf(closing, start)
    if (end < 0) break
    found.push(xml.slice(start, end))
    start = end
  }
  return found
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

export function decodedXml(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|lt|gt|amp|quot|apos);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}
