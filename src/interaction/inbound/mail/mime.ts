import { decodeCharset } from './charset.ts'
import { decodeWords, paramsOf } from './header-text.ts'

/** Header fields by lower-case name, unfolded, in their order. */
export type Headers = ReadonlyMap<string, readonly string[]>

export interface MimePart {
  headers: Headers
  /** `text/plain`, in lower case. */
  type: string
  params: ReadonlyMap<string, string>
  /** As it came, one character a byte. */
  body: string
  /** Of a multipart, and the message within a message/rfc822. */
  parts: readonly MimePart[]
}

/** What a mail may ask of us; what goes beyond is not looked at. */
const limits = {
  depth: 8,
  parts: 100,
  fields: 500,
  fieldBytes: 8_192,
  headBytes: 262_144,
  textBytes: 200_000,
}

/**
 * A mail as a tree of parts. Takes anything and never throws: what is no mail is one part of text. Work grows with the
 * size alone, for depth and number of parts are limited.
 */
export function parseMime(raw: Buffer): MimePart {
  return parsePart(raw.toString('latin1'), 0, { parts: 0 })
}

function parsePart(text: string, depth: number, seen: { parts: number }): MimePart {
  seen.parts++
  const { headers, bodyAt } = parseHead(text)
  const given = first(headers, 'content-type') ?? 'text/plain'
  const type = (/^\s*([\w.+-]{1,60}\/[\w.+-]{1,80})/.exec(given)?.[1] ?? 'text/plain').toLowerCase()
  const params = paramsOf(given)
  const body = text.slice(bodyAt)
  const parts: MimePart[] = []
  if (depth < limits.depth) {
    const boundary = params.get('boundary')
    if (type.startsWith('multipart/') && boundary)
      for (const piece of pieces(body, boundary)) {
        if (seen.parts >= limits.parts) break
        parts.push(parsePart(piece, depth + 1, seen))
      }
    else if (/^(message\/(rfc822|global)(-headers)?|text\/rfc822-headers)$/.test(type))
      parts.push(parsePart(decodedBytes(headers, body), depth + 1, seen))
  }
  return { headers, type, params, body, parts }
}

function parseHead(text: string): { headers: Headers; bodyAt: number } {
  const head = text.slice(0, limits.headBytes)
  // A part may have no head at all: then it begins with the blank line.
  const blank = /^\r?\n/.test(head) ? { index: 0 } : /\r?\n\r?\n/.exec(head)
  const end = blank ? blank.index : head.length
  const bodyAt = blank ? end + (/^(\r?\n){1,2}/.exec(text.slice(end, end + 4))?.[0].length ?? 0) : head.length
  const headers = new Map<string, string[]>()
  let name = ''
  let fields = 0
  for (const line of head.slice(0, end).split(/\r?\n/)) {
    const values = headers.get(name)
    if (/^[ \t]/.test(line)) {
      const value = values?.pop()
      if (value !== undefined) values?.push(`${value} ${line.trim()}`.slice(0, limits.fieldBytes))
      continue
    }
    const colon = line.indexOf(':')
    name = colon > 0 && colon < 80 ? line.slice(0, colon).trim().toLowerCase() : ''
    if (name === '' || ++fields > limits.fields) {
      name = ''
      continue
    }
    headers.set(name, [
      ...(headers.get(name) ?? []),
      line.slice(colon + 1, colon + 1 + limits.fieldBytes).trim(),
    ])
  }
  return { headers, bodyAt }
}

/** What stands between the lines of a boundary. */
function pieces(body: string, boundary: string): string[] {
  const mark = `--${boundary.slice(0, 200)}`
  const found: string[] = []
  let from = -1
  for (let at = body.indexOf(mark); at !== -1; at = body.indexOf(mark, at + mark.length)) {
    if (at > 0 && body[at - 1] !== '\n') continue
    if (from !== -1) found.push(body.slice(from, at).replace(/\r?\n$/, ''))
    if (found.length >= limits.parts || body.startsWith('--', at + mark.length)) return found
    const line = body.indexOf('\n', at)
    if (line === -1) return found
    from = line + 1
  }
  // Cut off on the way: what came is better than nothing.
  if (from !== -1) found.push(body.slice(from))
  return found
}

export function first(headers: Headers, name: string): string | undefined {
  return headers.get(name)?.[0]
}

/** A header as it is read. */
export function textOf(headers: Headers, name: string): string {
  return decodeWords(first(headers, name) ?? '')
}

/** The part itself and all below it, outermost first. */
export function allParts(part: MimePart): MimePart[] {
  return [part, ...part.parts.flatMap(allParts)]
}

function decodedBytes(headers: Headers, body: string): string {
  switch ((first(headers, 'content-transfer-encoding') ?? '').trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body.replace(/[^A-Za-z0-9+/=]/g, ''), 'base64').toString('latin1')
    case 'quoted-printable':
      return body
        .replace(/=[ \t]{0,20}\r?\n/g, '')
        .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    default:
      return body
  }
}

/** The words of a part, whatever it was packed in. */
export function decodedText(part: MimePart): string {
  const bytes = Buffer.from(decodedBytes(part.headers, part.body).slice(0, limits.textBytes), 'latin1')
  return decodeCharset(bytes, part.params.get('charset'))
}
