export type Encoding = 'utf-8' | 'gbk' | 'utf-16le'

/** What the first bytes say about a file. */
export type Container = 'gzip' | 'xlsx' | 'parquet' | 'plain'

export function containerOf(head: Buffer): Container {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04) return 'xlsx'
  return head.subarray(0, 4).toString('latin1') === 'PAR1' ? 'parquet' : 'plain'
}

/**
 * Encoding of decompressed text, from its first part.
 * @param head at least the first line; it may end inside a character
 * @returns 'binary' where it is no text, null where it is text of none of the encodings known here
 */
export function encodingOf(head: Buffer): Encoding | 'binary' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (zerosAtOddPlaces(head)) return 'utf-16le'
  if (isBinary(head)) return 'binary'
  if (decodes(head, 'utf-8')) return 'utf-8'
  return decodes(head, 'gbk') && looksChinese(head) ? 'gbk' : null
}

function zerosAtOddPlaces(head: Buffer): boolean {
  const length = Math.min(head.length, 4096) & ~1
  if (length < 4) return false
  let odd = 0
  let even = 0
  for (let at = 0; at < length; at += 2) {
    if (head[at] === 0) even++
    if (head[at + 1] === 0) odd++
  }
  return odd > length / 5 && even === 0
}

/** Control characters other than tab, line breaks, form feed and escape. */
function isBinary(head: Buffer): boolean {
  let control = 0
  for (const byte of head) {
    if (byte === 0) return true
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) control++
  }
  return control > head.length / 100
}

function decodes(head: Buffer, encoding: Encoding): boolean {
  try {
    // As a stream: a character cut by the end of the head is no fault.
    new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}

/**
 * Most byte pairs decode as GBK, Western text included; real Chinese text has mainly characters of the first table
 * (lead byte B0 to F7, second byte from A1) and full-width signs (A1 to A3).
 */
function looksChinese(head: Buffer): boolean {
  let pairs = 0
  let common = 0
  for (let at = 0; at < head.length - 1; at++) {
    const lead = head[at] ?? 0
    if (lead < 0x80) continue
    const second = head[at + 1] ?? 0
    pairs++
    if (((lead >= 0xb0 && lead <= 0xf7) || (lead >= 0xa1 && lead <= 0xa3)) && second >= 0xa1) common++
    at++
  }
  return pairs > 0 && common / pairs > 0.7
}

/** The delimiter under which the first lines have the same, largest number of cells. */
export function delimiterOf(text: string): string {
  const lines = text
    .split(/\r\n|\n|\r/)
    .slice(0, 20)
    .filter((line) => line !== '')
  const complete = text.length > 60_000 ? lines.slice(0, -1) : lines
  let best = ','
  let bestScore = 0
  for (const delimiter of [',', '\t', ';', '|']) {
    const counts = complete.map((line) => countOutsideQuotes(line, delimiter))
    const first = counts[0] ?? 0
    if (first === 0) continue
    const agreeing = counts.filter((count) => count === first).length / counts.length
    const score = agreeing * 1_000 + Math.min(first, 500)
    if (score > bestScore) [best, bestScore] = [delimiter, score]
  }
  return best
}

function countOutsideQuotes(line: string, delimiter: string): number {
  let count = 0
  let quoted = false
  for (const char of line) {
    if (char === '"') quoted = !quoted
    else if (char === delimiter && !quoted) count++
  }
  return count
}
