import { decodeCharset } from './charset.ts'

/** Encoded words (RFC 2047) as they are read: `=?gb18030?B?...?=`. */
export function decodeWords(value: string): string {
  const joined = value.replace(/(\?=)[ \t]+(?==\?)/g, '$1')
  const decoded = joined.replace(
    /=\?([\w.:+-]{1,40})(?:\*[\w-]{1,20})?\?([bq])\?([^?\s]{0,2000})\?=/gi,
    (_, charset: string, kind: string, text: string) => decodeCharset(unpacked(kind, text), charset),
  )
  // Raw bytes above ASCII stand one a character until here.
  const codes = [...decoded].map((letter) => letter.codePointAt(0) ?? 0)
  const isRaw = codes.some((code) => code > 0x7f) && codes.every((code) => code <= 0xff)
  return isRaw ? decodeCharset(Buffer.from(decoded, 'latin1'), undefined) : decoded
}

function unpacked(kind: string, text: string): Buffer {
  if (kind.toLowerCase() === 'b') return Buffer.from(text, 'base64')
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}

/** Parameters of a header: `; charset="utf-8"; boundary=x`. */
export function paramsOf(value: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const match of value.matchAll(
    /;[ \t]{0,20}([\w-]{1,40})[ \t]{0,5}=[ \t]{0,5}(?:"([^"]{0,400})"|([^;\s]{0,400}))/g,
  )) {
    const name = match[1]?.toLowerCase() ?? ''
    if (!found.has(name)) found.set(name, match[2] ?? match[3] ?? '')
  }
  return found
}

/** The first address of a header: `"Name" <a@b>` or `a@b`. Empty without one. */
export function addressIn(value: string): string {
  const angled = /<([^<>\s]{1,320})>/.exec(value)?.[1]
  const found = angled ?? /([^\s<>",;:()]{1,64}@[^\s<>",;:()]{1,255})/.exec(value)?.[1] ?? ''
  return found.includes('@') ? found : ''
}
